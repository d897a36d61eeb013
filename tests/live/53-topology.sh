#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Copyright (c) 2026 the ranmap authors. See LICENSE.
#
# Six real nodes in network namespaces: five with lldpd and an snmpd for its
# LLDP-MIB, and one that only announces itself. A ring of four, a spur to the
# fifth, two wires between the first two, and the dark one behind the third:
#
#	n1 === n2 --- n3 --- dark
#	 |             |
#	n4 ---------- (n3)      n5 hangs on n4
#
# ranmap asks them over a management network, which announces nothing.
. "${top_srcdir:-.}/tests/cli/lib.sh"
export PATH=$PATH:/usr/sbin
need ip lldpd lldpcli snmpd sqlite3 jq
export MIBS= SNMPCONFPATH=$tmp/none

id=$$
nodes="n1 n2 n3 n4 n5 dark"
ns() { echo "rmt$id-$1"; }
remove() {
	local n

	for n in hub $nodes; do ip netns del "$(ns "$n")" 2>/dev/null; done
	[ -z "${made:-}" ] || rm -rf /run/lldpd
}
at_end remove
[ "$(id -u)" = 0 ] || skip "network namespaces need root"
ip netns add "$(ns hub)" 2>err || skip "no network namespaces here: $(cat err)"
ip -n "$(ns hub)" link add br0 type bridge 2>err || skip "no bridges here: $(cat err)"
ip -n "$(ns hub)" link set br0 up
ip -n "$(ns hub)" link set lo up
ip -n "$(ns hub)" addr add 10.78.0.254/24 dev br0
[ -d /run/lldpd ] || { mkdir -p /run/lldpd && made=1; }
chmod 755 "$tmp"

# Namespaces with a management interface on the hub's bridge; dark has none.
at=0
for n in $nodes; do
	at=$((at + 1))
	ip netns add "$(ns $n)"
	ip -n "$(ns $n)" link set lo up
	[ $n != dark ] || continue
	ip -n "$(ns hub)" link add "m$at" type veth peer name mgmt netns "$(ns $n)" 2>err ||
		skip "no veth pairs here: $(cat err)"
	ip -n "$(ns hub)" link set "m$at" master br0 up
	ip -n "$(ns $n)" addr add "10.78.0.$at/24" dev mgmt
	ip -n "$(ns $n)" link set mgmt up
done
# A second address of the first node: still one element.
ip -n "$(ns n1)" addr add 10.78.0.101/24 dev mgmt

# wire A PORT B PORT
wire() {
	ip -n "$(ns "$1")" link add "$2" type veth peer name "$4" netns "$(ns "$3")"
	ip -n "$(ns "$1")" link set "$2" up
	ip -n "$(ns "$3")" link set "$4" up
}
wire n1 ge1 n2 ge1
wire n1 ge2 n2 ge2
wire n2 ge3 n3 ge1
wire n3 ge2 n4 ge2
wire n4 ge1 n1 ge3
wire n4 ge3 n5 xe1
wire n3 ge9 dark te1

# speaker NODE: lldpd on its wires, telling by AgentX where there is an agent.
speaker() {
	local n=$1 agent=""

	[ "$n" = dark ] || agent="-x -X $tmp/$n/agentx"
	cat >"$n/lldpd.conf" <<-END
		configure system hostname $n
		configure lldp tx-interval 1
		configure lldp portidsubtype ifname
	END
	# shellcheck disable=SC2086 # words of options
	start "$n-lldpd" ip netns exec "$(ns "$n")" lldpd -d $agent -I "ge*,xe*,te*" -C "ge*,xe*,te*" \
		-S "Nokia 7705 SAR-8 v2 TiMOS-B-22.10.R3" -u "$tmp/$n/socket" \
		-O "$tmp/$n/lldpd.conf" -L "$(command -v lldpcli)"
	wait_for 600 test -S "$n/socket"
}
agent() {
	local n=$1

	cat >"$n/snmpd.conf" <<-END
		sysName $n
		sysDescr TiMOS-B-22.10.R3 both/hops Nokia SAR-8 v2 7705
		rocommunity public
		master agentx
		agentXSocket $tmp/$n/agentx
	END
	start "$n-snmpd" env SNMP_PERSISTENT_DIR="$tmp/$n/persistent" ip netns exec "$(ns "$n")" \
		snmpd -f -C -c "$tmp/$n/snmpd.conf" -Le -p "$tmp/$n/pid" udp:0.0.0.0:161
	wait_for 600 test -S "$n/agentx"
}
for n in $nodes; do
	mkdir -p "$n"
	[ "$n" = dark ] || agent "$n"
	speaker "$n"
done
# hears NODE COUNT: it has so many neighbours.
hears() {
	[ "$(ip netns exec "$(ns "$1")" lldpcli -u "$tmp/$1/socket" -f keyvalue show neighbors 2>/dev/null |
		grep -c '\.port\.ifname=\|\.port\.local=\|\.port\.mac=')" -ge "$2" ]
}
for pair in "n1 3" "n2 3" "n3 3" "n4 3" "n5 1"; do
	# shellcheck disable=SC2086
	wait_for 600 hears $pair || { cat ./*lldpd.log | tail -20; fail "$pair neighbours"; finish; }
done

expect_exit 0 "a sweep of six addresses" ip netns exec "$(ns hub)" "$top_builddir/ranmap" scan \
	-d db --probes snmp --rate 0 --host-rate 0 --timeout 5000 --no-harm-check 10.78.0.1-5 \
	10.78.0.101
check "all of them answered" has err "6 answered"
run 0 ranmap export elements -d db --format json -o elements.json
check "five that answered and one that is only told of" same elements \
	'["dark","n1","n2","n3","n4","n5"]' "$(jq -c '[.[].name] | sort' elements.json)"
check "the dark one has no address" same mgmt_ip null \
	"$(jq -c '.[] | select(.name == "dark") | .mgmt_ip' elements.json)"
check "and is known by its neighbours" same sources neighbour \
	"$(jq -r '.[] | select(.name == "dark") | .sources' elements.json)"
check "and has a maker by what they tell" same manufacturer Nokia \
	"$(jq -r '.[] | select(.name == "dark") | .manufacturer' elements.json)"
run 0 ranmap export addresses -d db --format json -o addresses.json
check "two addresses are one element" same addresses 2 "$(jq --arg e "$(jq -r \
	'.[] | select(.name == "n1") | .element_id' elements.json)" \
	'[.[] | select(.element_id == $e) | .address] | unique | length' addresses.json)"

run 0 ranmap export links -d db --format json -o links.json
jq -r '.[] | if .a_name < .b_name then [.a_name, .a_port, .b_name, .b_port, .state]
	else [.b_name, .b_port, .a_name, .a_port, .state] end | join(" ")' links.json | sort >links
cat >want <<'END'
dark te1 n3 ge9 one-sided
n1 ge1 n2 ge1 mutual
n1 ge2 n2 ge2 mutual
n1 ge3 n4 ge1 mutual
n2 ge3 n3 ge1 mutual
n3 ge2 n4 ge2 mutual
n4 ge3 n5 xe1 mutual
END
check "the links are the wires" diff want links
check "the missing end is explained" has links.json "the far end answered to nobody"
[ -z "${KEEP:-}" ] || cp db links.json "$KEEP"
finish
