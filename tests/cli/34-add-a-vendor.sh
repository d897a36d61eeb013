#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# The worked example of doc/add-a-vendor.md does what the page says.
. "${top_srcdir:-.}/tests/cli/lib.sh"

page=$top_srcdir/doc/add-a-vendor.md
block() { awk -v want="\`\`\`$1" '$0 == "```" { on = 0 } on; $0 == want { on = 1 }' "$page"; }

mkdir rules
block yaml >rules/acme-radio.yaml
[ -s rules/acme-radio.yaml ] || fail "the page has no example"
run 0 ranmap fingerprints check --strict rules
says "$out" "; 2 written by hand were checked: .* 0 faults, 0 remarks"
block json >try.jsonl
ranmap identify --rules rules <try.jsonl >who.jsonl || fail "identify"
says who.jsonl '"manufacturer":"Acme Radio"' '"model":"HopLink 700"' '"role":"microwave"' \
	'"sw_version":"4.2.17"' '"verdict":"confirmed"'
# Without the file nobody knows it.
ranmap identify <try.jsonl >who.jsonl || fail "identify"
says who.jsonl '"manufacturer":null' '"verdict":"unknown"'
finish
