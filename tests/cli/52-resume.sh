#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# A sweep that is killed at many moments, interrupted, and out of disk, and gone
# on with each time, finds what an undisturbed one does; it asks no finished
# target again and loses nothing that was committed.
. "${top_srcdir:-.}/tests/cli/lib.sh"
need jq sqlite3

options() { echo "--snmp-port $snmp_port --ssh-port $ssh_port --timeout 100 --retries 1"; }
found() {
	sql "$1" "SELECT hex(s.addr),k.text,o.idx,hex(o.value) FROM observations o
		JOIN subjects s ON s.id=o.subject JOIN words k ON k.id=o.key
		WHERE k.text NOT IN ('snmp.sysUpTime','snmp.engineTime','snmp.oid.1.3.6.1.2.1.1.3.0')
		AND k.text NOT LIKE '%hassh' ORDER BY 1,2,3,4"
}
# Targets that are finished: "address probe packets" of each.
sent() {
	ranmap export sent -d "$1" --format json | jq -r '.[] |
		select(.outcome != "") | "\(.address) \(.probe) \(.packets)"' | sort
}
came() {
	jq -r '.addresses[] | . as $a |
		([.datagrams, "snmp"], [.connections, "ssh"]) | select(.[0] > 0) |
		"\($a.address) \(.[1]) \(.[0])"' "$tmp/count.json" | sort
}
came_so_far() {
	rm -f "$tmp/count.json"
	kill -USR1 "$sim_pid"
	wait_for 600 test -s "$tmp/count.json"
	came
}

start_sim --prefix "$net.0/24" --density 50 --multihomed 0
expect_exit 0 "an undisturbed sweep" ranmap scan -d whole.db $(options) --rate 0 --host-rate 0 \
	"$net.0/24"
found whole.db >whole.txt
check "saw something" test "$(wc -l <whole.txt)" -gt 500
stop "$sim_pid"

# ---- killed ---------------------------------------------------------------------

# Moments of a fixed sequence that looks random, so that a failure can be repeated.
moment() {
	seed=$(((seed * 1103515245 + 12345) % 2147483648))
	echo "$((seed / 65536 % 2)).$((seed / 65536 % 1000 + 1000))" | sed 's/\.1/./'
}
more_or_dead() {
	! alive "$last" || [ "$(sent killed.db 2>/dev/null | wc -l)" -gt "$(wc -l <finished.txt)" ]
}
seed=$$
echo "- seed $seed"

start_sim --prefix "$net.0/24" --density 50 --multihomed 0
resume=$net.0/24
kills=0
: >finished.txt
: >known.txt # targets that were finished at a kill, with what had come to them then
while [ "$kills" -lt 25 ]; do
	start "scan$kills" "$top_builddir/ranmap" scan -d killed.db $(options) --rate 200 \
		--host-rate 0 $resume
	sleep "$(moment)"
	# On a slow machine a moment can be too short for anything: every third lasts
	# until more is finished.
	[ $((kills % 3)) -lt 2 ] || wait_for 600 more_or_dead
	alive "$last" || { stop "$last"; break; }
	stop "$last" KILL
	kills=$((kills + 1))
	[ "$(sql killed.db 'SELECT count(*) FROM sweeps' 2>/dev/null || echo 0)" -gt 0 ] || continue
	resume=--resume
	sent killed.db >now.txt
	# What was finished stays as it was: neither lost nor asked again.
	join -j 1 <(sed 's/ /_/' finished.txt | sort) <(sed 's/ /_/' now.txt | sort) |
		awk '$2 != $3' >changed.txt
	[ -s changed.txt ] && { fail "finished targets were asked again"; head -3 changed.txt; }
	[ "$(comm -23 finished.txt now.txt | wc -l)" = 0 ] ||
		fail "finished targets were lost: $(comm -23 finished.txt now.txt | head -2)"
	cp now.txt finished.txt
	came_so_far >came.txt
	awk 'FILENAME == "known.txt" { known[$1 " " $2] = $3; next }
		FILENAME == "came.txt" { came[$1 " " $2] = $3; next }
		{ k = $1 " " $2; print k, (k in known ? known[k] : came[k] + 0) }' \
		known.txt came.txt finished.txt >known.new
	mv known.new known.txt
done
echo "- killed $kills times"
expect_exit 0 "to the end" ranmap scan -d killed.db --resume
check "one sweep" same "sweeps" 1 "$(sql killed.db 'SELECT count(*) FROM sweeps')"
check "all are finished" has_re err "256 of 256 targets asked|no sweep is unfinished"
found killed.db >killed.txt
diff whole.txt killed.txt >diff.txt || { fail "it saw the same"; head -5 diff.txt; }
sent killed.db >now.txt
stop "$sim_pid"
came >came.txt
# Nothing came any more to what was finished at a kill. What was under way was asked
# again: more came than is recorded, never less.
grep ' snmp ' now.txt >snmp.txt
awk 'NR == FNR { came[$1 " " $2] = $3; next } came[$1 " " $2] < $3' came.txt snmp.txt >less.txt
check "nothing is recorded that wasn't sent" empty less.txt
check "some were finished at a kill" test -s known.txt
awk 'NR == FNR { came[$1 " " $2] = $3; next } came[$1 " " $2] + 0 != $3' came.txt known.txt >again.txt
check "no finished target was asked again" empty again.txt

# ---- interrupted -------------------------------------------------------------------

start_sim --prefix "$net.0/24" --density 50 --multihomed 0
start int "$top_builddir/ranmap" scan -d int.db $(options) --rate 200 --host-rate 0 "$net.0/24"
sleep 2
if alive "$last"; then
	stop "$last" INT
	check "ends with 3" same "status" 3 "$status"
	sent int.db >finished.txt
fi
expect_exit 0 "goes on" ranmap scan -d int.db --resume
found int.db >int.txt
diff whole.txt int.txt >diff.txt || { fail "it saw the same"; head -5 diff.txt; }
stop "$sim_pid"
# Nothing is lost of the record: what was broken off was written down, too.
ranmap export sent -d int.db --format json | jq -r '.[] | select(.probe == "snmp") |
	"\(.address) snmp \(.packets)"' | sort >now.txt
came | grep ' snmp ' >came.txt
diff came.txt now.txt >diff.txt || { fail "the record is what came"; head -5 diff.txt; }

# ---- no space left -------------------------------------------------------------------

start_sim --prefix "$net.0/24" --density 50 --multihomed 0
cat >full.sh <<-'END'
	# full.sh DISK OPTIONS...: a sweep on a disk that is full, then on one that isn't
	disk=$1
	shift
	"$top_builddir/ranmap" scan -d "$disk/full.db" "$@" >full.log 2>&1
	echo $? >full.status
	cp "$disk"/full.db* .
	sqlite3 -readonly full.db 'SELECT DISTINCT hex(addr) FROM subjects' | sort >part.txt
	$ENOUGH || exit
	"$top_builddir/ranmap" scan -d "$disk/full.db" --resume >more.log 2>&1
	echo $? >more.status
	rm -f full.db*
	cp "$disk"/full.db* .
END
mkdir disk
sweep="$(options) --rate 0 --host-rate 0 $net.0/24"
if unshare -m true 2>/dev/null; then
	ENOUGH="mount -o remount,size=64m disk" unshare -m bash -c "
		mount -t tmpfs -o size=300k none disk && bash full.sh disk $sweep"
else # no disk of our own: files of a limited size
	(trap '' XFSZ; ulimit -S -f 300; ENOUGH="ulimit -S -f unlimited" bash full.sh disk $sweep)
fi
same "exit status of a full disk" 3 "$(cat full.status)"
says full.log "no space is left|disk I/O error" "ranmap scan --resume"
same "exit status with space" 0 "$(cat more.status)"
found full.db >full.txt
diff whole.txt full.txt >diff.txt || { fail "it saw the same"; head -5 diff.txt; }
sql full.db 'SELECT DISTINCT hex(addr) FROM subjects' | sort >all.txt
check "what was committed is still there" test -z "$(comm -23 part.txt all.txt | head -1)"
stop "$sim_pid"

finish
