#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# The pace as the receiver sees it, and the record of what was sent against what
# the receiver counted: SNMP walks and SSH connections included.
. "${top_srcdir:-.}/tests/cli/lib.sh"
need jq

counted() { jq "$1" "$tmp/count.json"; }
at_most() { # WHAT LIMIT VALUE
	echo "- $1: $3 of $2"
	[ "$3" -le "$2" ] && [ "$3" -gt 0 ] || fail "$1: $3, told $2"
}

# What was sent and what came, "address probe number" each. Connections that were
# refused reach no receiver that could count them.
sent() {
	ranmap export sent -d "$1" --format json |
		jq -r '.[] | select(.probe == "snmp" or .outcome != "closed") |
			"\(.address) \(.probe) \(.packets)"' | sort
}
came() {
	jq -r '.addresses[] | . as $a |
		([.datagrams, "snmp"], [.connections, "ssh"]) | select(.[0] > 0) |
		"\($a.address) \(.[1]) \(.[0])"' "$tmp/count.json" | sort
}
as_counted() { # STORE
	sent "$1" >sent.txt
	came >came.txt
	[ -s sent.txt ] || fail "$1: nothing is recorded"
	diff sent.txt came.txt >diff.txt || { fail "the record is what came"; head diff.txt; }
	same "bytes of datagrams" "$(ranmap export sent -d "$1" --format json |
		jq '[.[] | select(.probe == "snmp") | .bytes] | add')" "$(counted .bytes)"
}

sweep() { # STORE LIMITS...
	local db=$1

	shift
	expect_exit 0 "a sweep at $*" ranmap scan -d "$db" --snmp-port "$snmp_port" \
		--ssh-port "$ssh_port" --timeout 150 --retries 1 "$@" "$net.0/25"
	stop "$sim_pid"
}

start_sim --prefix "$net.0/25" --multihomed 0
sweep one.db --rate 150 --host-rate 6
at_most "packets and connections in any second" 150 "$(counted .max_per_second.all)"
at_most "to one device" 6 "$(counted .max_per_second.address)"
check "SSH is among them" test "$(counted .connections)" -gt 0
as_counted one.db
check "at most one connection to a device" test \
	"$(counted '[.addresses[].connections] | max')" = 1

start_sim --prefix "$net.0/25" --multihomed 0
sweep two.db --rate 0 --host-rate 0 --subnet-rate 120
at_most "to a subnet in any second" 120 "$(counted .max_per_second.subnet)"
as_counted two.db

# Subnets of another size, by configuration.
cat >c.yaml <<-END
	pace: {subnet-size: 26, subnet-rate: 60}
END
start_sim --prefix "$net.0/25" --multihomed 0
sweep three.db -c c.yaml --rate 0 --host-rate 0
at_most "to two subnets of the half size" 120 "$(counted .max_per_second.all)"
as_counted three.db

# Datagrams that are lost were sent all the same: what was lost on the way in is
# counted by the simulator before it drops it.
start_sim --prefix "$net.0/25" --multihomed 0 --loss 10
sweep lossy.db --rate 300 --host-rate 0 --probes snmp
at_most "with losses, too" 300 "$(counted .max_per_second.all)"
as_counted lossy.db

# No limit is no limit, but one question at a time to a device: an answer that
# takes 40 ms leaves room for 25 questions a second.
start_sim --prefix "$net.0/25" --multihomed 0 --delay 40
sweep alone.db --rate 0 --host-rate 0 --probes snmp
at_most "questions to a device that takes 40 ms" 26 "$(counted .max_per_second.address)"

finish
