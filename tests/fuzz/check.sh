#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Every probe and every source file that parses has a fuzz target with seeds.
. "${top_srcdir:-.}/tests/cli/lib.sh"

fuzz=$top_srcdir/tests/fuzz
: "${fuzzers:?the names of the targets come from the Makefile}"

# The table of probes.
for probe in $(sed -n 's/^	X(\([a-z0-9_]*\)).*/\1/p' "$top_srcdir/probes/list.h"); do
	check "probe $probe has a target" grep -q "probe_$probe\b" "$fuzz/fuzz_$probe.c"
done

# Every target is built, and has seeds.
for source in "$fuzz"/fuzz_*.c; do
	name=$(basename "$source" .c)
	check "$name is among FUZZERS" grep -qw "$name" <<<"$fuzzers"
	check "$name has seeds" [ -n "$(ls "$fuzz/corpus/${name#fuzz_}" 2>/dev/null)" ]
	check "$name says what it covers" grep -q "Covers: " "$source"
done
for name in $fuzzers; do
	check "$name has a source" test -f "$fuzz/$name.c"
done

# Every source file that takes bytes, YAML, JSON or captures apart is covered by
# a target, or trusted with a reason. output/ only writes; sim/ plays devices for
# tests and benches.
sed -n '/Covers:/,/\*\//p' "$fuzz"/fuzz_*.c | grep -Eo '[a-z]+/[A-Za-z0-9_-]+\.c' >covered
sed -n 's/^\([a-z]*\/[^ ]*\.c\)  *[^ ].*/\1/p' "$fuzz/trusted" >trusted
parse='yaml_parser_(load|parse)|cyaml_load|json_load|pcap_next_ex|bytes_(u8|u16|u24|u32|u64|take|copy)\(|snmp_pdu_parse|fread\(|fgets\(|getline\('
n=0
for source in $(cd "$top_srcdir" && grep -lE "$parse" base/*.c scanner/*.c probes/*.c fingerprints/*.c \
	store/*.c import/*.c policies/*.c 2>/dev/null); do
	n=$((n + 1))
	check "$source is covered" grep -qxF "$source" covered trusted
done
check "files that parse are found" [ "$n" -ge 10 ]
while read -r source; do
	check "$source, which is named, exists" test -f "$top_srcdir/$source"
done < <(cat covered trusted)
finish
