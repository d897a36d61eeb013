#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# `ranmap read`: pcap and pcapng; announcements, SNMP responses and SSH greetings
# become elements; a damaged file keeps what came before the damage.
. "${top_srcdir:-.}/tests/cli/lib.sh"
. "$top_srcdir/tests/cli/frames.sh"

huawei="Huawei Versatile Routing Platform Software VRP (R) software, Version 8.180 (NE40E V800R010C10SPC500)"
{
	echo "1700000000 $(lldp 00e0fc112233 agg-1 "$huawei")"
	echo "1700000030 $(lldp 00e0fc112233 agg-1 "$huawei")"
	echo "1700000031 $(lldp 001122334455 tagged "something else" 81000064)"
	echo "1700000040 $(snmp 0a000001 "Cisco IOS Software, C2960 Software, Version 15.0(2)SE4, RELEASE SOFTWARE (fc1)")"
	echo "1700000050 $(ipv4 06 0a000002 "$(tcp 22 1000 "$(hex "SSH-2.0-ROSSSH")0d0a")")"
} >lines
mkcap pcap <lines >one.pcap
mkcap pcapng <lines >one.pcapng

for kind in pcap pcapng; do
	run 0 ranmap read -d $kind.db one.$kind
	says "$err" "5 frames; LLDP and CDP: 3, SNMP responses: 1, SSH greetings: 1; 4 neighbours"
	says "$out" Huawei Cisco
	run 0 ranmap export elements -d $kind.db
	same "elements of $kind" "$(tail -n +2 "$out" | wc -l)" 4
	says "$out" "agg-1.*Huawei" "tagged" ",10.0.0.1,.*Cisco" "10.0.0.2" \
		"2023-11-14T22:13:20Z,2023-11-14T22:13:20Z"
	says "$out" ",read,"
done

# What answered somebody else was not asked by us.
run 0 ranmap export sent -d pcap.db
same "rows of sent" "$(tail -n +2 "$out" | wc -l)" 0
run 0 ranmap export addresses -d pcap.db
says "$out" "^10.0.0.1,.*answered,snmp" "^10.0.0.2,.*answered,ssh"

# Two files are one sweep; standard input is a file.
run 0 ranmap read -q -d two.db one.pcap one.pcapng
run 0 ranmap export elements -d two.db
same "elements of two files" "$(tail -n +2 "$out" | wc -l)" 4
run 0 bash -c "'$top_builddir/ranmap' read -q -d stdin.db - <one.pcap"
run 0 ranmap export elements -d stdin.db
same "elements of standard input" "$(tail -n +2 "$out" | wc -l)" 4

# Damage: the place is named, what came before it is kept.
head -c $(($(wc -c <one.pcap) - 10)) one.pcap >cut.pcap
run 3 ranmap read -d cut.db cut.pcap
says "$err" "cut.pcap: frame 5: " "what came before it is kept"
run 0 ranmap export elements -d cut.db
same "elements before the damage" "$(tail -n +2 "$out" | wc -l)" 3
head -c $(($(wc -c <one.pcapng) - 10)) one.pcapng >cut.pcapng
run 3 ranmap read -d cutng.db cut.pcapng
says "$err" "cut.pcapng: frame 5: "

# A file that is none, beside one that is.
echo "no capture" >text.txt
run 3 ranmap read -d some.db text.txt one.pcap missing.pcap
says "$err" "text.txt: not a capture file" "missing.pcap: No such file"
run 0 ranmap export elements -d some.db
same "elements beside a bad file" "$(tail -n +2 "$out" | wc -l)" 4
run 1 ranmap read -d none.db text.txt
says "$err" "text.txt: not a capture file"
: >empty.pcap
run 1 ranmap read -d none.db empty.pcap
says "$err" "empty.pcap: not a capture file"
mkcap pcap 147 <lines >strange.pcap
run 1 ranmap read -d none.db strange.pcap
says "$err" "strange.pcap: frames of link type"

# Usage.
run 2 ranmap read -d none.db
run 2 ranmap read --nothing one.pcap
finish
