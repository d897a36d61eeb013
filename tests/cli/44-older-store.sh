#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Copyright (c) 2026 the ranmap authors. See LICENSE.
#
# A store of the first version: it is migrated, and what today's ranmap derives
# (components, links, joins) follows from the observations that it kept.
. "${top_srcdir:-.}/tests/cli/lib.sh"

need sqlite3
start_sim --prefix "$net.0/26" --density 70
run 0 ranmap scan -q -d db --probes snmp --snmp-port "$snmp_port" --rate 0 --host-rate 0 \
	--no-harm-check "$net.0/26"
for what in elements components links; do ranmap export $what -d db >$what.csv; done
[ "$(wc -l <components.csv)" -gt 5 ] || fail "there are components"
[ "$(wc -l <links.csv)" -gt 5 ] || fail "there are links"

echo "- back to the first version"
sqlite3 -batch db >"$out" 2>"$err" <<'END' || fail "$(cat "$err")"
SELECT group_concat('DROP TABLE ' || name, ';') FROM sqlite_schema WHERE type='table'
	AND name NOT IN ('sweeps','progress','words','subjects','observations','visits',
	'identifications','elements','element_subjects') AND name NOT LIKE 'sqlite_%';
END
{
	cat "$out"
	echo ";"
	for c in tree lldp site_source site_conflict; do echo "ALTER TABLE elements DROP COLUMN $c;"; done
	echo "PRAGMA user_version=1;"
} >back.sql
sqlite3 -batch db <back.sql 2>"$err" || fail "$(cat "$err")"

echo "- it can't be read as it is, and says what to do"
run 1 ranmap export elements -d db
says "$err" "from an older ranmap" "reidentify"
echo "- reidentify migrates it, and everything is there again"
run 0 ranmap reidentify -q -d db
for what in elements components links; do
	ranmap export $what -d db | diff $what.csv - >"$out" || { fail "other $what"; head -5 "$out"; }
done
finish
