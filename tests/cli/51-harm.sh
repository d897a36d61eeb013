#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Devices that slow down and die under load: the sweep notices, and few are harmed.
# Steady loss and agents that misbehave are no harm.
. "${top_srcdir:-.}/tests/cli/lib.sh"
need jq sqlite3

counted() { jq "$1" "$tmp/count.json"; }
fragile() { sql "$1" 'SELECT count(*) FROM fragile'; }
steps() { sql "$1" "SELECT count(*) FROM harm WHERE event LIKE '%\"$2\"%'"; }
sweep() { # STATUS WHAT STORE OPTIONS...
	local status=$1 what=$2 db=$3

	shift 3
	expect_exit "$status" "$what" ranmap scan -d "$db" --snmp-port "$snmp_port" --probes snmp \
		--rate 0 --timeout 200 "$@" "$net.0/24"
}

# A persona of our own, that bears little.
mkdir frail
cat "$top_srcdir"/sim/personas/juniper-mx480.yaml - >frail/frail.yaml <<-END
	slow-above: 4
	slow-ms: 100
	dies-above: 10
END
frail="--prefix $net.0/24 --multihomed 0 --personas frail --fragile 100"

# The bound: of devices that die above ten questions a second, asked without any
# limit of ours, at most one in twenty.
start_sim $frail
sweep 0 "devices that suffer, asked without a limit" frail.db --host-rate 0
stop "$sim_pid"
alive=$(sql frail.db 'SELECT count(*) FROM subjects')
dead=$(counted .devices_fallen_silent)
echo "- $dead of $alive devices were harmed"
check "some answered" test "$alive" -gt 30
check "at most one in twenty is harmed" test $((dead * 20)) -le "$alive"
check "those and no others are marked" same "fragile" "$dead" "$(fragile frail.db)"

start_sim $frail
sweep 0 "the same at the default pace" default.db
stop "$sim_pid"
check "nobody is harmed" same "dead" 0 "$(counted .devices_fallen_silent)"

# All die at the first GETBULK: halved, paused, given up; the rest is spared.
start_sim --prefix "$net.0/24" --density 100 --multihomed 0 --odd 100 --odd-kind dies-at-getbulk
sweep 3 "devices that die of a question" bulk.db --retries 0 --timeout 60 --rate 100
says err "asked to the end fell silent; it is asked half as fast, at most [0-9]+ packets/s" \
	"it is left in peace for 20 s" "it is asked no more in this sweep" \
	"not asked as their subnets suffered" \
	"not asked again by --resume; once they are well: ranmap scan --subnet-rate 1 $net.0/24$"
ranmap show -d bulk.db >show.txt
says show.txt "Harm: ranmap slowed down or stopped" "it is asked( |$)"
stop "$sim_pid"
dead=$(counted .devices_fallen_silent)
echo "- $dead of 256 died"
check "not all of them" test "$dead" -lt "$(sql bulk.db 'SELECT n_targets FROM sweeps')"
check "three for each step are marked, and none that lives" test "$(fragile bulk.db)" -ge 9 \
	-a "$(fragile bulk.db)" -le "$dead"
check "the last question is kept" test "$(sql bulk.db "SELECT count(*) FROM fragile f
	JOIN words w ON w.id=f.question WHERE w.text LIKE 'snmp.%'")" -gt 0
check "nothing is left to resume" same "state" 1 "$(sql bulk.db 'SELECT state FROM sweeps')"
check "nobody who answered is lost" test "$(sql bulk.db 'SELECT count(*) FROM subjects')" -ge "$dead"

# Later sweeps go gently with them: no table, so none dies.
cp bulk.db gentle.db
start_sim --prefix "$net.0/24" --density 100 --multihomed 0 --odd 100 --odd-kind dies-at-getbulk
one=$(sql bulk.db "SELECT hex(addr) FROM fragile LIMIT 1")
last=$((16#${one: -2}))
expect_exit 0 "one that is marked" ranmap scan -d gentle.db --snmp-port "$snmp_port" --probes snmp \
	--rate 0 --host-rate 0 "${net%.*}.$((16#${one: -4:2})).$last"
stop "$sim_pid"
check "it lives" same "dead" 0 "$(counted .devices_fallen_silent)"
check "it was asked who it is" test "$(sql gentle.db "SELECT count(*) FROM observations o
	JOIN subjects s ON s.id=o.subject JOIN words w ON w.id=o.key
	WHERE s.sweep=2 AND w.text='snmp.sysObjectID'")" = 1
check "at most one packet a second" test "$(counted .max_per_second.all)" -le 1

# A mark has its time, where the configuration tells one.
marked=${net%.*}.$((16#${one: -4:2})).$((16#${one: -2}))
mark_gone() { # DAYS DEAD
	cp bulk.db days.db
	sqlite3 days.db "UPDATE fragile SET time=time-2*86400"
	echo "fragile-days: $1" >days.yaml
	start_sim --prefix "$net.0/24" --density 100 --multihomed 0 --odd 100 \
		--odd-kind dies-at-getbulk
	expect_exit 0 "marked two days ago, of $1" ranmap scan -c days.yaml -d days.db --timeout 100 \
		--snmp-port "$snmp_port" --probes snmp --rate 0 "$marked"
	stop "$sim_pid"
	check "dead" same "dead" "$2" "$(counted .devices_fallen_silent)"
}
mark_gone 3 0
mark_gone 0 0
mark_gone 1 1

# The same by configuration.
echo "fragile: [$net.0/24]" >c.yaml
start_sim --prefix "$net.0/24" --density 4 --multihomed 0 --odd 100 --odd-kind dies-at-getbulk
expect_exit 0 "a list in the configuration" ranmap scan -c c.yaml -d listed.db \
	--snmp-port "$snmp_port" --probes snmp --rate 0 --host-rate 0 --timeout 100 "$net.0/24"
stop "$sim_pid"
check "nobody dies" same "dead" 0 "$(counted .devices_fallen_silent)"
check "some answered" test "$(sql listed.db 'SELECT count(*) FROM subjects')" -gt 2

# No harm.
start_sim --prefix "$net.0/24" --loss 5
sweep 0 "steady loss" loss.db --host-rate 0
stop "$sim_pid"
check "gives no subnet up" same "given up" 0 "$(steps loss.db 'given up')"
check "marks nobody" same "fragile" 0 "$(fragile loss.db)"
start_sim --prefix "$net.0/24" --odd 50
sweep 0 "a half-hostile network" odd.db --host-rate 0
stop "$sim_pid"
check "gives no subnet up" same "given up" 0 "$(steps odd.db 'given up')"
check "marks those that died and no others" same "fragile" "$(counted .devices_fallen_silent)" \
	"$(fragile odd.db)"

# Switched off.
start_sim --prefix "$net.0/24" --density 20 --multihomed 0 --odd 100 --odd-kind dies-at-getbulk
sweep 0 "--no-harm-check" off.db --retries 0 --timeout 60 --no-harm-check
check "watches nothing" same "harm" 0 "$(sql off.db 'SELECT count(*) FROM harm')"

finish
