#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Copyright (c) 2026 the ranmap authors. See LICENSE.
#
# Networks of agents that misbehave, one kind after the other: the sweep ends,
# what was read is kept, and why a table wasn't read to its end is an observation.
. "${top_srcdir:-.}/tests/cli/lib.sh"

need sqlite3

# sweep KIND: everything there is of that kind; the store is KIND.db. On a slow
# machine an answer may be missed, so nothing below depends on all being there.
sweep() {
	start_sim --prefix "$net.0/28" --density 100 --odd 100 --odd-kind "$1"
	run 0 ranmap scan -q -d "$1.db" --probes snmp --snmp-port "$snmp_port" --rate 0 \
		--host-rate 0 --timeout 400 --retries 1 --no-harm-check "$net.0/28"
	stop "$sim_pid"
}
# told KIND KEY: the values of a key, each once.
told() {
	sql "$1.db" "SELECT DISTINCT cast(value AS text) FROM observations o JOIN words k
		ON k.id=o.key WHERE k.text='$2' ORDER BY 1"
}
count() { sql "$1.db" "SELECT count(*) FROM $2"; }

for kind in getnext-loop endless-table disorder wrong-types long-strings toobig \
	dies-at-getbulk ignores-getbulk malformed wrong-id twice flicker; do
	echo "- $kind"
	sweep "$kind"
	[ "$(count "$kind" elements)" -gt 3 ] || fail "$kind: there are no elements"
	[ "$(told "$kind" snmp.sysDescr | wc -l)" -gt 1 ] || [ "$kind" = wrong-id ] ||
		fail "$kind: no system group was kept"
done
echo "- the reasons"
# only KIND KEY REASON: there is this reason (where one is told), and besides it
# none but "no answer".
only() {
	local found

	found=$(told "$1" "$2" | grep -vx 'no answer')
	[ "$found" = "$3" ] || fail "$1: $2 is '$found', not '$3'"
}
for kind in getnext-loop endless-table toobig ignores-getbulk twice flicker; do
	only "$kind" snmp.walkEnd ""
done
only disorder snmp.walkEnd "object identifiers that don't increase"
only dies-at-getbulk snmp.walkEnd ""
says <(told dies-at-getbulk snmp.walkEnd) '^no answer$'
only wrong-types snmp.oddity "a value of a wrong type"
only long-strings snmp.oddity "a text of more than 255 octets"

echo "- what is too big together is read one at a time"
for key in snmp.lldpLocChassisId snmp.lldpRemChassisId snmp.lldpRemPortId; do
	[ "$(told toobig "$key" | wc -l)" -gt 1 ] || fail "toobig: no $key"
done
finish
