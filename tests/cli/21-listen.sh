#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# `ranmap listen`: usage, an interface that isn't there, the end by time and by
# signal. What is heard from a real lldpd is tested in tests/live.
. "${top_srcdir:-.}/tests/cli/lib.sh"

run 2 ranmap listen
says "$err" "listen where"
run 2 ranmap listen -i nosuchif0 -t 1
says "$err" "no such interface"
run 2 ranmap listen -i lo -t 0
run 2 ranmap listen -i lo -t 1 more
[ ! -e ranmap.db ] || fail "a store was made by wrong usage"

got=0
ranmap listen -i lo -t 1 -d a.db >"$out" 2>"$err" || got=$?
if [ $got = 1 ] && grep -q "no permission" "$err"; then
	skip "no permission to capture"
fi
same "exit of a listen of a second" $got 0
says "$err" "listening on 1 interface" "sweep 1: 0 frames"

# Without -t an interrupt is the end; with it, it comes too early.
listen_and_interrupt() {
	rm -f listen.log
	start listen "$top_builddir/ranmap" listen -i lo "$@"
	wait_for 60 grep -q "listening on" listen.log || fail "it doesn't listen"
	kill -INT "$last"
	status=0
	wait "$last" || status=$?
}
set -m # background processes of a script ignore SIGINT otherwise
listen_and_interrupt -d b.db
same "exit of an interrupted listen" $status 0
listen_and_interrupt -t 600 -d b.db
same "exit of one that was cut short" $status 3

# Only one records at a time.
start holder "$top_builddir/ranmap" listen -i lo -d c.db
wait_for 60 grep -q "listening on" holder.log || fail "it doesn't listen"
run 1 ranmap listen -i lo -t 1 -d c.db
says "$err" "in use by .*$last"
run 1 ranmap reidentify -d c.db
says "$err" "in use by .*$last"
kill -TERM "$last"
wait "$last" || fail "the holder ended with $?"
finish
