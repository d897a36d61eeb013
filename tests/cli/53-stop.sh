#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# The ways to stop a sweep: a file, a signal, an hour of the day; and a look at
# what it would do without a packet.
. "${top_srcdir:-.}/tests/cli/lib.sh"
need jq sqlite3

datagrams() { # as counted so far
	rm -f "$tmp/count.json"
	kill -USR1 "$sim_pid"
	wait_for 600 test -s "$tmp/count.json"
	jq .datagrams "$tmp/count.json"
}
slow() { # NAME STORE OPTIONS...: a sweep that takes long, under way when this returns
	local name=$1 db=$2

	shift 2
	start "$name" "$top_builddir/ranmap" scan -d "$db" --snmp-port "$snmp_port" --probes snmp \
		--depth identify --rate 20 "$@" "$net.0/24"
	sweep=$last
	wait_for 600 under_way "$db"
}
under_way() { [ "$(sql "$1" 'SELECT count(*) FROM subjects' 2>/dev/null || echo 0)" -gt 0 ]; }
ended() { ! alive "$sweep"; }

start_sim --prefix "$net.0/24"

# ---- --dry-run ---------------------------------------------------------------------

cat >c.yaml <<-END
	pace: {rate: 40, host-rate: 3, subnet-rate: 25, subnet-size: 26, window: "01:00-05:00", timezone: Europe/London}
	fragile: [$net.64/26]
	stop-file: stop
END
expect_exit 0 "--dry-run" ranmap scan -c c.yaml -d dry.db --dry-run --snmp-port "$snmp_port" \
	--exclude "$net.7" "$net.0/24"
says out "Nothing is sent" "255 addresses" "$net.0 - $net.6" "UDP port $snmp_port" \
	"40 packets" "3 packets" "25 packets.*" "/26" "which take" "from 01:00 to 05:00, Europe/London" \
	"$net.64/26 gently"
check "makes no store" test ! -e dry.db
same "packets of a dry run" 0 "$(datagrams)"

# ---- the stop file -----------------------------------------------------------------

echo "stop-file: stop" >c.yaml
touch stop
start halted "$top_builddir/ranmap" scan -c c.yaml -d stop.db --snmp-port "$snmp_port" \
	--probes snmp --depth identify --rate 20 "$net.0/24"
sweep=$last
wait_for 600 grep -q "stop is there: nothing is sent until it is gone" halted.log
sleep 1
same "packets with a stop file" 0 "$(datagrams)"
check "it waits" alive "$sweep"
rm stop
wait_for 600 grep -q "stop is gone: the sweep goes on" halted.log
more() { [ "$(datagrams)" -gt "$before" ]; }
before=0
check "it goes on" wait_for 600 more
touch stop
wait_for 600 sh -c '[ "$(grep -c "is there" halted.log)" = 2 ]'
before=$(datagrams)
sleep 3
same "packets once the file is there again" "$before" "$(datagrams)"
stop "$sweep" INT
same "exit status of a halted sweep that is interrupted" 3 "$status"
rm stop
expect_exit 0 "it can be gone on with" ranmap scan -c c.yaml -d stop.db --resume --rate 0 --host-rate 0
says err "goes on" "256 of 256 targets asked"

# ---- a pause -----------------------------------------------------------------------

slow paused pause.db
kill -USR2 "$sweep"
wait_for 600 grep -q "paused; SIGUSR2 goes on" paused.log
# Two looks with time between them: a sweep at 20/s would have sent some 60 packets.
before=$(datagrams)
sleep 3
same "packets in a pause" "$before" "$(datagrams)"
check "it lives" alive "$sweep"
kill -USR2 "$sweep"
wait_for 600 grep -q "goes on$" paused.log
check "it goes on" wait_for 600 more
stop "$sweep" INT
same "exit status of an interrupted sweep" 3 "$status"

# ---- the window --------------------------------------------------------------------

# A window that is open at no minute from now on: it began an hour ago in this zone
# and ends now, whatever the time of day here.
zone() { TZ=Asia/Tokyo date -d "$1" +%H:%M; }
echo "pace: {window: \"$(zone '-2 hours')-$(zone '-1 hour')\", timezone: Asia/Tokyo}" >c.yaml
before=$(datagrams)
start window "$top_builddir/ranmap" scan -c c.yaml -d window.db --snmp-port "$snmp_port" "$net.0/24"
sweep=$last
wait_for 600 grep -q "outside the window; it opens in" window.log
same "packets outside the window" "$before" "$(datagrams)"
stop "$sweep" INT
same "exit status outside the window" 3 "$status"
echo "pace: {window: \"$(zone '-1 hours')-$(zone '+1 hour')\", timezone: Asia/Tokyo}" >c.yaml
expect_exit 0 "inside the window" ranmap scan -c c.yaml -d window.db --snmp-port "$snmp_port" \
	--ssh-port "$ssh_port" --rate 0 --host-rate 0 --timeout 50 --retries 0 "$net.0/28"

finish
