#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# How a sweep ends: undisturbed, interrupted once and twice, killed and gone on
# with, and how a second one on the same store is kept away.
. "${top_srcdir:-.}/tests/cli/lib.sh"
need sqlite3 jq

# Silent addresses of 127.0.0.0/8 refuse at once; those of the simulator answer.
start_sim --prefix "$net.0/24" --density 60 --multihomed 0
ports="--snmp-port $snmp_port --ssh-port $ssh_port --no-harm-check"
quick="$ports --rate 0 --host-rate 0 --depth identify"

# What a sweep found, without what differs from one to the next.
found() {
	ranmap export elements -d "$1" --format json | jq -S '[.[] |
		{name, mgmt_ip, manufacturer, model, role, sw_version, vendor_verdict}] | sort'
}
count() { sql "$1" "SELECT count(*) FROM $2"; }

expect_exit 0 "an undisturbed sweep" ranmap scan -d whole.db $quick "$net.0/24"
check "tells how many were asked" has err "256 of 256 targets asked"
check "prints the vendor map" has out "Vendor map"
check "is done in the store" same "state" 1 "$(sql whole.db 'SELECT state FROM sweeps')"
found whole.db >whole.json
check "found elements" test "$(jq length whole.json)" -gt 50
expect_exit 0 "nothing is left to resume" ranmap scan --resume -d whole.db
check "as is said" has err "no sweep is unfinished"

# ---- a second sweep on the same store --------------------------------------------

begin() { # store options...: a slow sweep in the background, once it has begun to send
	local db=$1

	shift
	start sweep "$top_builddir/ranmap" scan -d "$db" $ports --rate 20 --depth identify "$@" \
		"$net.0/24"
	sweep=$last
	wait_for 600 committed "$db"
}
committed() { [ -s "$1" ] && [ "$(sql "$1" 'SELECT count(*) FROM subjects' 2>/dev/null || echo 0)" -gt 0 ]; }

begin held.db
expect_exit 1 "a second sweep on the store" ranmap scan -d held.db $quick "$net.1"
check "is told whose it is" has err "process $sweep"
check "and its command" has err "scan -d held.db"
ln -s held.db alias.db
expect_exit 1 "a second sweep by another name of the store" ranmap scan -d alias.db $quick "$net.1"
check "is told whose it is, too" has err "process $sweep"
check "the first goes on" alive "$sweep"
check "with one row" same "sweeps" 1 "$(count held.db sweeps)"
expect_exit 0 "show works meanwhile" ranmap show -d held.db
expect_exit 0 "export works meanwhile" ranmap export elements -d held.db

start waiting "$top_builddir/ranmap" scan -d held.db --wait $quick "$net.1"
waiting=$last
wait_for 600 grep -q waiting waiting.log
check "--wait waits" alive "$waiting"
check "and says for whom" has waiting.log "process $sweep"
start impatient "$top_builddir/ranmap" scan -d held.db --wait $quick "$net.1"
impatient=$last
wait_for 600 grep -q waiting impatient.log
stop "$impatient" INT
check "interrupted while it waits" same "status" 3 "$status"

# ---- once and twice interrupted ---------------------------------------------------

stop "$sweep" INT
check "Ctrl-C ends with 3" same "status" 3 "$status"
check "with a summary" has_re sweep.log 'sweep 1: [0-9]+ of 256 targets asked'
check "and what to do" has sweep.log "--resume"
check "and the vendor map" has sweep.log "Vendor map"
wait "$waiting"
check "the one that waited had its turn" same "status" 0 $?
check "its row is in the store" same "sweeps" 2 "$(count held.db sweeps)"
seen=$(sql held.db "SELECT count(*) FROM subjects WHERE sweep=1")
check "what was seen is in the store" test "$seen" -gt 0
check "each finished target is marked" test "$seen" -ge \
	"$(sql held.db "SELECT json_extract(summary,'\$.finished') FROM sweeps WHERE id=1")"

begin twice.db
kill -INT "$sweep"
stop "$sweep" INT
check "a second Ctrl-C ends with 3" same "status" 3 "$status"
check "no committed row is lost" test "$(count twice.db subjects)" -gt 0
check "the store is whole" same "integrity" ok "$(sql twice.db 'PRAGMA integrity_check')"
begin term.db
stop "$sweep" TERM
check "SIGTERM ends as Ctrl-C does" same "status" 3 "$status"
check "with the summary" has sweep.log "targets asked"

# ---- killed and gone on with --------------------------------------------------------

begin killed.db
wait_for 600 eval '[ "$(count killed.db subjects)" -ge 20 ]'
stop "$sweep" KILL
check "the lock died with its process" test "$status" -gt 128
check "the row is there, unfinished" same "state" 0 "$(sql killed.db 'SELECT state FROM sweeps')"
# When each was asked last, those that said nothing included.
asked() {
	ranmap export sent -d "$1" --format json |
		jq -r 'group_by(.address)[] | "\(.[0].address) \(map([.probe, .packets, .bytes, .first, .last]))"' | sort
}
asked killed.db >before
expect_exit 0 "what it has can be shown" ranmap show -d killed.db
# Its own options are slow; those of the command line beat them.
expect_exit 0 "--resume goes on" ranmap scan -d killed.db --resume --rate 0 --host-rate 0
check "and says from where" has_re err 'sweep 1 goes on: [0-9]+ of 256 targets are finished'
done_before=$(sed -n 's/.*goes on: \([0-9]*\) of.*/\1/p' err)
check "with more than nothing" test "$done_before" -gt 0
check "to the end" has err "256 of 256 targets asked"
check "in the same row" same "sweeps" 1 "$(count killed.db sweeps)"
check "which is done" same "state" 1 "$(sql killed.db 'SELECT state FROM sweeps')"
check "every target once" same "addresses" 256 "$(ranmap export addresses --all -d killed.db \
	--format json | jq '[.[].address] | unique | length')"
check "no finished target was asked again" same "finished" "$done_before" \
	"$(asked killed.db | comm -12 before - | wc -l)"
found killed.db >killed.json
check "the result is that of an undisturbed sweep" cmp whole.json killed.json
check "no observation is there twice" same "doubles" 0 "$(sql killed.db "SELECT count(*) FROM
	(SELECT 1 FROM observations GROUP BY subject, key, idx, value HAVING count(*) > 1)")"
expect_exit 0 "then nothing is left to resume" ranmap scan --resume -d killed.db
check "as is said" has err "no sweep is unfinished"

# Interrupted, resumed with other targets: a new sweep, and it is said.
begin other.db
stop "$sweep" INT
expect_exit 0 "--resume with other targets" ranmap scan -d other.db --resume $quick "$net.0/30"
check "is a new sweep" has err "a new one begins"
check "of its own" same "sweeps" 2 "$(count other.db sweeps)"
expect_exit 0 "the old one can still be resumed" ranmap scan -d other.db --resume --rate 0 --host-rate 0
check "it is" has err "sweep 1 goes on"

# ---- progress, colours ---------------------------------------------------------------

start plain "$top_builddir/ranmap" scan -d plain.db $ports --rate 10 --depth identify "$net.0/24"
plain=$last
wait_for 600 grep -qE '^[0-9]+ of 256 targets \(' plain.log
check "without a terminal progress is plain lines" has_re plain.log \
	'^[0-9]+ of 256 targets \([0-9]+ %\), [0-9]+ answered, .*[0-9]+ packets/s, .* left$'
check "without control characters" eval '! grep -q "[[:cntrl:]]" plain.log'
stop "$plain" INT
start quiet "$top_builddir/ranmap" scan -q -d quiet.db $ports --rate 10 --depth identify "$net.0/24"
quiet=$last
if command -v script >/dev/null; then
	rm -f t.db
	script -qec "'$top_builddir/ranmap' scan -d t.db $ports --rate 100 --depth identify $net.0/26" \
		terminal.log >/dev/null
	check "on a terminal progress is one line" has terminal.log $'\r\e[K'
	check "and colour is there" env -u NO_COLOR script -qec \
		"'$top_builddir/ranmap' show -d t.db" colour.log >/dev/null
	check "colour on a terminal" env -u NO_COLOR bash -c \
		"script -qec \"'$top_builddir/ranmap' show -d t.db\" colour.log >/dev/null; grep -q \$'\\e\\[' colour.log"
	NO_COLOR=1 script -qec "'$top_builddir/ranmap' show -d t.db" plain.log >/dev/null
	check "but never with NO_COLOR" eval '! grep -q $'"'"'\e\[[0-9;]*m'"'"' plain.log'
fi
stop "$quiet" INT
check "-q keeps progress away" lacks quiet.log "packets/s"
expect_exit 0 "show" env -u NO_COLOR "$top_builddir/ranmap" show -d whole.db
check "has no colour in a pipe" eval '! grep -q "[[:cntrl:]]" out'
check "fits 80 columns" test "$(wc -L <out)" -le 80
finish
