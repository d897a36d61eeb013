#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# net-snmp's own agent on loopback, asked in every version, level and protocol
# that it has. It listens at one address for each credential, and is one engine.
. "${top_srcdir:-.}/tests/cli/lib.sh"
need snmpd sqlite3 jq
export SNMP_PERSISTENT_DIR=$tmp/persistent SNMPCONFPATH=$tmp/none MIBS= PATH=$PATH:/usr/sbin

auths="MD5 SHA SHA-224 SHA-256 SHA-384 SHA-512"
privs="DES AES AES-192 AES-256"
secret auth "the-word-of-authentication"
secret priv "the-word-of-privacy"
secret wrong "not-the-word-of-anything"
secret community "an-unusual-word"

# ---- the agent: users and, for each, an address -----------------------------------

free_port
snmp_port=$port
last_host=0 addresses=""
cat >snmpd.conf <<'END'
sysDescr Ericsson MINI-LINK 6352 (a test of ranmap)
sysName hop-17
sysLocation Site 4711, on the roof
sysContact nobody
sysServices 72
rocommunity an-unusual-word
rocommunity6 an-unusual-word
com2sec only1 default public
group only1 v1 only1
view all included .1
access only1 "" v1 noauth exact all none none
END
echo 'credentials:' >all.yaml

# place TEXT: the credential TEXT for the next address, which is set in $at.
place() {
	last_host=$((last_host + 1))
	at=$net.$last_host
	addresses="$addresses udp:$at:$snmp_port"
	[ -z "$1" ] || printf '  - {for: %s, snmp: {%s}}\n' "$at" "$1" >>all.yaml
}
user() { # name level-for-rouser what-createUser-wants
	printf 'createUser %s %s\nrouser %s %s\n' "$1" "$3" "$1" "$2" >>snmpd.conf
}

place "version: 1, community-file: community"; v1=$at
place "version: 2c, community-file: community"; v2c=$at
user plain noauth ""
place "version: 3, user: plain, level: noAuthNoPriv"; plain=$at
good="$v1 $v2c $plain"
for a in $auths; do
	user "u$a" auth "$a the-word-of-authentication"
	place "version: 3, user: u$a, level: authNoPriv, auth: $a, auth-file: auth"
	good="$good $at"
	for p in $privs; do
		user "u$a-$p" priv "$a the-word-of-authentication $p the-word-of-privacy"
		place "version: 3, user: u$a-$p, level: authPriv, auth: $a, auth-file: auth, priv: $p, priv-file: priv"
		good="$good $at"
	done
done
place "version: 3, user: uSHA, level: authNoPriv, auth: SHA, auth-file: wrong"; wrong_auth=$at
place "version: 3, user: uSHA-AES, level: authPriv, auth: SHA, auth-file: auth, priv: AES, priv-file: wrong"; wrong_priv=$at
place "version: 3, user: nobody, level: authNoPriv, auth: SHA, auth-file: auth"; unknown=$at
place "version: 3, user: uSHA-AES, level: authNoPriv, auth: SHA, auth-file: auth"; low_level=$at
place "version: 2c, community-file: wrong"; wrong_word=$at
place ""; only_v1=$at

six=""
if grep -q '^00000000000000000000000000000001 ' /proc/net/if_inet6 2>/dev/null; then
	six=::1
	addresses="$addresses udp6:[::1]:$snmp_port"
fi
# shellcheck disable=SC2086 # a list of addresses
start snmpd snmpd -f -C -c "$tmp/snmpd.conf" -Le -p "$tmp/snmpd.pid" $addresses
snmpd=$last
up() { grep -q 'NET-SNMP version' snmpd.log || ! alive "$snmpd"; }
wait_for 600 up
alive "$snmpd" || { cat snmpd.log; fail "snmpd starts"; finish; }
# What the installed net-snmp doesn't have is told by its agent and left out.
lacking=$(sed -n 's/.*Unknown.*(\(.*\)).*/\1/p; s/.*[Uu]nsupported.*/&/p' snmpd.log)
[ -z "$lacking" ] || echo "this net-snmp lacks: $lacking"

expect_exit 0 "a sweep of all of them" ranmap scan -c all.yaml --snmp-port "$snmp_port" \
	--probes snmp --rate 0 --host-rate 0 --no-harm-check "$net.1-$last_host"

# ---- what came ------------------------------------------------------------------------

blob() { printf '04'; printf '%02X' $(echo "$1" | tr . ' '); }
value() { # address key
	sql ranmap.db "SELECT CAST(value AS TEXT) FROM observations o JOIN subjects s ON s.id=o.subject
		JOIN words w ON w.id=o.key WHERE hex(addr)='$(blob "$1")' AND w.text='$2' LIMIT 1"
}
outcome() { ranmap export addresses --all --format json | jq -r ".[] | select(.address==\"$1\").outcome"; }
who() { sed -n "s/.*for: $(echo "$1" | sed 's/\./\\./g'), snmp: {\(.*\)}}/\1/p" all.yaml; }

for at in $good; do
	check "$at answers ($(who "$at"))" same "outcome" answered "$(outcome "$at")"
	check "$at: sysDescr" same "sysDescr" "Ericsson MINI-LINK 6352 (a test of ranmap)" \
		"$(value "$at" snmp.sysDescr)"
done
at=$plain
check "sysObjectID" same "value" 1.3.6.1.4.1.8072.3.2.10 "$(value $at snmp.sysObjectID)"
check "sysName" same "value" hop-17 "$(value $at snmp.sysName)"
check "sysLocation" same "value" "Site 4711, on the roof" "$(value $at snmp.sysLocation)"
check "sysContact" same "value" nobody "$(value $at snmp.sysContact)"
check "sysUpTime" test "$(value $at snmp.sysUpTime)" -ge 0
check "sysServices" same "value" 72 "$(value $at snmp.sysServices)"
engine=$(value "$plain" snmp.engineID)
check "the engine ID is hexadecimal" eval '[[ $engine =~ ^80001f88[0-9a-f]+$ ]]'
check "boots" test "$(value $at snmp.engineBoots)" -ge 1
check "all are one engine" same "engines" 1 "$(sql ranmap.db "SELECT count(DISTINCT value) FROM
	observations WHERE key=(SELECT id FROM words WHERE text='snmp.engineID')")"
check "discovery needs no credentials" same "engine" "$engine" "$(value "$wrong_word" snmp.engineID)"
check "all are one element" same "elements" 1 "$(ranmap export elements --format json | jq length)"
check "with a maker" same "manufacturer" Ericsson \
	"$(ranmap export elements --format json | jq -r '.[0].manufacturer')"

has_words() { case $1 in *"$2"*) return 0 ;; esac; echo "    '$1' lacks '$2'"; return 1; }
denied() { # address reason what
	check "$3: no access" same "outcome" no-access "$(outcome "$1")"
	check "$3: the reason" has_words "$(value "$1" snmp.error)" "$2"
	check "$3: nothing else" same "sysDescr" "" "$(value "$1" snmp.sysDescr)"
}
denied "$wrong_auth" usmStatsWrongDigests "a wrong authentication secret"
denied "$unknown" usmStatsUnknownUserNames "an unknown user"
denied "$low_level" authorizationError "a level too low"
check "a wrong community: no access" same "outcome" no-access "$(outcome "$wrong_word")"
check "a wrong privacy secret: no access" same "outcome" no-access "$(outcome "$wrong_priv")"
check "v1 to one that refuses v2c" same "sysName" hop-17 "$(value "$only_v1" snmp.sysName)"

# ---- secrets stay where they are -------------------------------------------------------

words="the-word-of not-the-word an-unusual-word"
ranmap export elements --format json >elements.json
ranmap export addresses --all >addresses.csv
# shellcheck disable=SC2086 # a list of addresses
expect_exit 0 "the same, told more of" ranmap scan -v -c all.yaml --snmp-port "$snmp_port" \
	--probes snmp --rate 0 --host-rate 0 --timeout 5000 --no-harm-check $good
for word in $words; do
	check "'$word…' is not in the store" bash -c "! cat ranmap.db ranmap.db-wal 2>/dev/null | grep -qaF '$word'"
	check "nor in what was said" bash -c "! cat out err elements.json addresses.csv | grep -qaF '$word'"
done
expect_exit 2 "a community is no argument" ranmap scan --community public "$v2c"
expect_exit 0 "--community-file" ranmap scan -d word.db --community-file community \
	--snmp-port "$snmp_port" --probes snmp --timeout 5000 "$v2c"
check "gives access" has err "1 answered"
check "is not in the store" bash -c "! cat word.db* | grep -qaF an-unusual-word"
expect_exit 0 "--no-default-community" ranmap scan -d none.db --no-default-community \
	--snmp-port "$snmp_port" --probes snmp --timeout 5000 "$only_v1"
check "asks for the engine only" has err "1 gave no access"
check "one packet, one answer" same "packets" 1 "$(sql none.db 'SELECT sum(packets) FROM visits')"

# ---- the other family -------------------------------------------------------------------

if [ -n "$six" ]; then
	expect_exit 0 "IPv6" ranmap scan -d six.db --community-file community \
		--snmp-port "$snmp_port" --probes snmp --timeout 5000 ::1
	check "answers" has err "1 answered"
	check "is the address of its element" same mgmt_ip ::1 \
		"$(ranmap export elements -d six.db --format json | jq -r '.[0].mgmt_ip')"
fi

# ---- stored once, identified again -----------------------------------------------------

expect_exit 0 "show says so" ranmap show
check "the maker is there" has out "Ericsson"
stop "$snmpd"
finish
