#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# A path that bears less than the told rate: the sweep notices, and goes as fast as
# it bears. One that loses at any rate is no reason to go slowly.
. "${top_srcdir:-.}/tests/cli/lib.sh"
need jq sqlite3

counted() { jq "$1" "$tmp/count.json"; }
answered() { sql "$1" 'SELECT count(*) FROM subjects'; }
notes() { sql "$1" "SELECT count(*) FROM harm WHERE event LIKE '%$2%'"; } # STORE WORDS
wide=${net%.*}.0.0/20 # large enough for some slots of time at such rates
sweep() { # STORE OPTIONS...
	local db=$1

	shift
	expect_exit 0 "a sweep at $*" ranmap scan -d "$db" --snmp-port "$snmp_port" \
		--probes snmp --host-rate 0 "$@" "$wide"
	stop "$sim_pid"
}

start_sim --prefix "$wide" --multihomed 0 --ssh-port 0
sweep all.db --rate 0 --depth identify
all=$(answered all.db)
check "some answer" test "$all" -gt 500

start_sim --prefix "$wide" --multihomed 0 --ssh-port 0 --capacity 600
sweep narrow.db --rate 2000
check "the path was too narrow" test "$(counted .over_capacity)" -gt 500
says err "[0-9]+ % is lost at [0-9]+ packets/s: is it less at [0-9]+\\?" \
	"the path does not bear more, at most [0-9]+ packets/s from now on"
last=$(grep -Eo "at most [0-9]+ packets/s from now on|: [0-9]+ packets/s is (tried|what)" err |
	tail -1 | grep -Eo "[0-9]+")
echo "- $last packets/s at the end, of 2000 that were told and 600 that the path bears"
check "it is near what the path bears" test "$last" -ge 200 -a "$last" -le 1300
found=$(answered narrow.db)
echo "- $found of $all devices answered"
check "at most one in ten is missed" test $((found * 10)) -ge $((all * 9))
ranmap show -d narrow.db >show.txt
says show.txt "Harm: ranmap slowed down or stopped" "the path does not bear more"

start_sim --prefix "$wide" --multihomed 0 --ssh-port 0 --loss 5
sweep lossy.db --rate 2000
check "some were lost" test "$(counted .lost_in)" -gt 100
says_not err "does not bear more"
# Half the rate may have been tried, where chance had it; the told one holds again then.
check "steady loss does not slow it down" same "trials that were not taken back" 0 \
	$(($(notes lossy.db "is it less") - $(notes lossy.db "packets/s again")))
found=$(answered lossy.db)
echo "- $found of $all devices answered"
check "at most one in a hundred is missed" test $((found * 100)) -ge $((all * 99))

finish
