#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Copyright (c) 2026 the ranmap authors. See LICENSE.
#
# Links from announcements in captures: two ports on one wire are its ends; one
# alone hangs on whoever listened; more than two are no pair.
. "${top_srcdir:-.}/tests/cli/lib.sh"
. "$top_srcdir/tests/cli/frames.sh"

{
	echo "1700000000 $(lldp 00e0fc112233 agg-1 "Huawei Versatile Routing Platform Software")"
	echo "1700000001 $(lldp 00e0fc112299 acc-7 "something else")"
	echo "1700000030 $(lldp 00e0fc112233 agg-1 "Huawei Versatile Routing Platform Software")"
} | mkcap pcap >tap.pcap
echo "1700000000 $(lldp 00e0fc1122aa alone "something")" | mkcap pcap >alone.pcap
for n in b c d; do echo "1700000000 $(lldp 00e0fc1122b$n "hub-$n" "something")"; done |
	mkcap pcap >hub.pcap

echo "- two ports on one wire"
run 0 ranmap read -q -d tap.db tap.pcap
run 0 ranmap export links -d tap.db
same "links of the tap" "$(tail -n +2 "$out" | wc -l)" 1
says "$out" "(agg-1.*acc-7|acc-7.*agg-1).*\"a;b\",mutual,,heard"

echo "- one alone"
run 0 ranmap read -q -d alone.db alone.pcap
run 0 ranmap export links -d alone.db
same "links of one alone" "$(tail -n +2 "$out" | wc -l)" 1
says "$out" "alone.*alone.pcap.*a,one-sided,.*whoever listened there,heard"

echo "- three on a wire"
run 0 ranmap read -q -d hub.db hub.pcap
run 0 ranmap export links -d hub.db
same "links of a hub" "$(tail -n +2 "$out" | wc -l)" 3
says_not "$out" mutual
run 0 ranmap export links -d hub.db --format graphml
same "nodes of a hub" "$(grep -c "<node " "$out")" 6
finish
