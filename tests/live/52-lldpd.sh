#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Two lldpd across a veth pair, each in a network namespace of its own, with an
# snmpd for its LLDP-MIB: heard by `ranmap listen`, and told by SNMP.
. "${top_srcdir:-.}/tests/cli/lib.sh"
export PATH=$PATH:/usr/sbin
need ip lldpd lldpcli snmpd sqlite3 jq
export MIBS= SNMPCONFPATH=$tmp/none

a=rmt$$a b=rmt$$b
remove() {
	ip netns del "$a" 2>/dev/null
	ip netns del "$b" 2>/dev/null
	[ -z "${made:-}" ] || rm -rf /run/lldpd
}
at_end remove
[ "$(id -u)" = 0 ] || skip "network namespaces need root"
ip netns add "$a" 2>err && ip netns add "$b" || skip "no network namespaces here: $(cat err)"
ip -n "$a" link add "v$$" type veth peer name "w$$" netns "$b" 2>err ||
	skip "no veth pairs here: $(cat err)"
in_a() { ip netns exec "$a" "$@"; }
in_b() { ip netns exec "$b" "$@"; }
ip -n "$a" link set lo up
ip -n "$b" link set lo up
ip -n "$a" addr add 10.77.0.1/24 dev "v$$"
ip -n "$b" addr add 10.77.0.2/24 dev "w$$"
ip -n "$a" link set "v$$" up
ip -n "$b" link set "w$$" up
# Where lldpd leaves its privileges: a folder that its service makes.
[ -d /run/lldpd ] || { mkdir -p /run/lldpd && made=1; }
chmod 755 "$tmp"

# station NAMESPACE INTERFACE NAME DESCRIPTION: an agent and a speaker.
station() {
	local ns=$1 wire=$2 name=$3

	mkdir -p "$name"
	cat >"$name/snmpd.conf" <<-END
		sysName $name
		sysDescr $4
		rocommunity public
		master agentx
		agentXSocket $tmp/$name/agentx
	END
	start "$name-snmpd" env SNMP_PERSISTENT_DIR="$tmp/$name/persistent" ip netns exec "$ns" \
		snmpd -f -C -c "$tmp/$name/snmpd.conf" -Le -p "$tmp/$name/pid" \
		"udp:$(ip -n "$ns" -4 -o addr show dev "$wire" | sed 's/.*inet \([0-9.]*\).*/\1/'):161"
	wait_for 600 test -S "$name/agentx"
	cat >"$name/lldpd.conf" <<-END
		configure system hostname $name
		configure lldp tx-interval 1
		configure lldp portidsubtype ifname
	END
	# shellcheck disable=SC2206 # words of options
	start "$name-lldpd" ip netns exec "$ns" lldpd -d -x -X "$tmp/$name/agentx" -I "$wire" \
		-C "$wire" -S "$4" -u "$tmp/$name/socket" -O "$tmp/$name/lldpd.conf" -L "$(command -v lldpcli)" ${5:-}
	wait_for 600 test -S "$name/socket"
}
station "$a" "v$$" hop-a "Huawei OptiX RTN 950"
station "$b" "w$$" hop-b "ZTE ZXCTN 6120"
mac() { ip -n "$1" -o link show dev "$2" | sed 's/.*link\/ether \([0-9a-f:]*\).*/\1/'; }
mac_a=$(mac "$a" "v$$") mac_b=$(mac "$b" "w$$")
sees() { ip netns exec "$1" lldpcli -u "$tmp/$2/socket" show neighbors 2>/dev/null | grep -q "$3"; }
wait_for 600 sees "$a" hop-a hop-b || { cat ./*.log; fail "they hear each other"; finish; }
wait_for 600 sees "$b" hop-b hop-a

# ---- heard -------------------------------------------------------------------------------

key() { # store key
	sql "$1" "SELECT CAST(value AS TEXT) FROM observations JOIN words w ON w.id=key
		WHERE w.text='$2' LIMIT 1"
}
start listen ip netns exec "$b" "$top_builddir/ranmap" listen -i "w$$" -d heard.db
listen=$last
wait_for 600 grep -q "listening on" listen.log
heard() { [ "$(sql heard.db "SELECT count(*) FROM observations" 2>/dev/null || echo 0)" -gt 0 ]; }
# An announcement comes each second; it is written with the next commit.
wait_for 600 heard || fail "what is heard is committed soon"
kill -INT "$listen"
wait "$listen"
check "listen ends well" same status 0 $?
check "what was heard is in the store" heard
check "its name" same lldp.sysName hop-a "$(key heard.db lldp.sysName)"
check "its description" same lldp.sysDesc "Huawei OptiX RTN 950" "$(key heard.db lldp.sysDesc)"
check "its chassis" same lldp.chassisId "$mac_a" "$(key heard.db lldp.chassisId)"
check "its port" same lldp.portId "v$$" "$(key heard.db lldp.portId)"
check "its management address" same lldp.mgmtAddr 10.77.0.1 "$(key heard.db lldp.mgmtAddr)"
ranmap export elements -d heard.db --format json >heard.json
check "it is an element" same name hop-a "$(jq -r '.[].name' heard.json)"
check "that never answered itself" same mgmt_ip "" "$(jq -r '.[].mgmt_ip // ""' heard.json)"
check "of a maker" same manufacturer Huawei "$(jq -r '.[].manufacturer' heard.json)"

# ---- told -----------------------------------------------------------------------------------

expect_exit 0 "a sweep of both" in_b "$top_builddir/ranmap" scan -d told.db --probes snmp --rate 0 \
	--host-rate 0 --timeout 5000 --no-harm-check 10.77.0.1 10.77.0.2
check "both answered" has err "2 answered"
told() { # of-whom key
	sql told.db "SELECT CAST(value AS TEXT) FROM observations o JOIN subjects s ON s.id=o.subject
		JOIN words w ON w.id=o.key WHERE hex(addr)='040A4D000$1' AND w.text='$2' LIMIT 1"
}
check "A is told as itself" same lldpLocSysName hop-a "$(told 1 snmp.lldpLocSysName)"
check "A tells of B" same lldpRemSysName hop-b "$(told 1 snmp.lldpRemSysName)"
check "with its chassis" same lldpRemChassisId "$mac_b" "$(told 1 snmp.lldpRemChassisId)"
check "with its port" same lldpRemPortId "w$$" "$(told 1 snmp.lldpRemPortId)"
check "with its description" same lldpRemSysDesc "ZTE ZXCTN 6120" "$(told 1 snmp.lldpRemSysDesc)"
check "B tells of A" same lldpRemSysName hop-a "$(told 2 snmp.lldpRemSysName)"
ranmap export elements -d told.db --format json >told.json
check "two elements, no third by hearsay" same elements '["hop-a","hop-b"]' \
	"$(jq -c '[.[].name] | sort' told.json)"
check "each has its maker" same makers '["Huawei","ZTE"]' "$(jq -c '[.[].manufacturer] | sort' told.json)"
if ranmap export links -d told.db --format json >links.json 2>/dev/null; then
	check "one link between them" same links 1 "$(jq length links.json)"
fi

# Heard and told in one store is one element, not two.
expect_exit 0 "a sweep into the store of what was heard" in_b "$top_builddir/ranmap" scan -d heard.db \
	--probes snmp --rate 0 --host-rate 0 --timeout 5000 --no-harm-check 10.77.0.1
check "is the same element" same names 1 \
	"$(ranmap export elements -d heard.db --format json | jq '[.[] | select(.name == "hop-a")] | length')"
finish
