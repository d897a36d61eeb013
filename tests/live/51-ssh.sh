#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# OpenSSH's sshd and dropbear on loopback: their identification, what they offer
# and, where the configuration asks, their host key, as their own tools show it.
# Nobody logs in.
. "${top_srcdir:-.}/tests/cli/lib.sh"
export PATH=$PATH:/usr/sbin:/usr/lib/openssh
need sshd dropbear ssh-keygen dropbearkey sqlite3 jq

has_word() { case $1 in *"$2"*) return 0 ;; esac; echo "    '$1' lacks '$2'"; return 1; }
free_port
value() { # address key
	sql "${db:-ranmap.db}" "SELECT CAST(value AS TEXT) FROM observations o JOIN subjects s ON
		s.id=o.subject JOIN words w ON w.id=o.key WHERE hex(addr)='$(blob "$1")'
		AND w.text='$2' LIMIT 1"
}
blob() { printf '04'; printf '%02X' $(echo "$1" | tr . ' '); }
fingerprint() { ssh-keygen -lf "$1" | awk '{print $2}'; }

# ---- one sshd for each type of key, and one dropbear ------------------------------------

# sshd leaves its privileges in a folder that a package makes, or nobody.
[ -d /run/sshd ] || [ "$(id -u)" != 0 ] || { mkdir -p /run/sshd && at_end leave_run_sshd; }
leave_run_sshd() { rmdir /run/sshd 2>/dev/null; }

listening() { # address: its port is open
	(exec 3<>"/dev/tcp/$1/$port") 2>/dev/null
}

n=0
sshd_path=$(command -v sshd)
for key in "ed25519" "ecdsa -b 256" "ecdsa -b 521" "rsa -b 2048"; do
	n=$((n + 1))
	# shellcheck disable=SC2086 # type and size
	ssh-keygen -q -t $key -N '' -f "key$n"
	printf 'ListenAddress %s:%s\nHostKey %s\nPidFile none\nUsePAM no\nLogLevel DEBUG\n' \
		"$net.$n" "$port" "$tmp/key$n" >"sshd$n.conf"
	# libssh2 before 1.11 knows RSA keys by their old signature alone.
	case $key in rsa*) echo "HostKeyAlgorithms +ssh-rsa" >>"sshd$n.conf" ;; esac
	start "sshd$n" "$sshd_path" -D -e -f "$tmp/sshd$n.conf"
	wait_for 600 eval 'grep -q "Server listening" sshd$n.log || ! alive "$last"'
	alive "$last" || { cat "sshd$n.log"; fail "sshd starts"; finish; }
done
n=$((n + 1))
dropbearkey -t ecdsa -f drop.key >drop.pub 2>&1
start dropbear dropbear -F -E -s -p "$net.$n:$port" -P "$tmp/dropbear.pid" -r "$tmp/drop.key"
wait_for 600 listening "$net.$n" || { cat dropbear.log; fail "dropbear starts"; finish; }

# ---- what they say in the clear ------------------------------------------------------------

expect_exit 0 "a sweep" ranmap scan --probes ssh --ssh-port "$port" --rate 0 --host-rate 0 \
	--timeout 20000 --no-harm-check "$net.1-$n"
check "all answered" has err "$n answered"
for i in $(seq "$n"); do
	at=$net.$i
	check "$at: no host key, as nobody asked" same key "" "$(value "$at" ssh.hostkey)"
	for list in kex hostkey enc_c2s enc_s2c mac_c2s mac_s2c comp_c2s comp_s2c; do
		check "$at: the name-list $list" has_word "$(value "$at" ssh.kexinit)" "$list="
	done
	check "$at: HASSH is an MD5" eval '[[ $(value "$at" ssh.hassh) =~ ^[0-9a-f]{32}$ ]]'
done
check "OpenSSH's identification" same banner "SSH-2.0-$(ssh -V 2>&1 | sed 's/,.*//')" \
	"$(value "$net.1" ssh.banner)"
check "dropbear's" has_word "$(value "$net.$n" ssh.banner)" "SSH-2.0-dropbear"
check "the types that each has" has_word "$(value "$net.3" ssh.kexinit)" "hostkey=ecdsa-sha2-nistp521"
check "a stack says nothing of the maker" same makers 0 "$(ranmap export elements --format json |
	jq '[.[] | select(.manufacturer != null and .manufacturer != "")] | length')"
check "nobody tried to log in" lacks sshd1.log "userauth-request"
check "we ended politely" lacks sshd1.log "bad packet"

# ---- host keys --------------------------------------------------------------------------------

echo 'ssh: {hostkey: true}' >key.yaml
db=keys.db
expect_exit 0 "a sweep that asks for host keys" ranmap scan -c key.yaml -d keys.db --probes ssh \
	--ssh-port "$port" --rate 0 --host-rate 0 --timeout 20000 --no-harm-check "$net.1-$n"
types="ssh-ed25519 ecdsa-sha2-nistp256 ecdsa-sha2-nistp521 ssh-rsa"
i=0
for type in $types; do
	i=$((i + 1))
	check "$type" same hostkey "$type $(fingerprint "key$i.pub")" "$(value "$net.$i" ssh.hostkey)"
done
grep '^ecdsa-' drop.pub >drop.line
check "dropbear's" same hostkey "$(cut -d' ' -f1 drop.line) $(fingerprint drop.line)" \
	"$(value "$net.$n" ssh.hostkey)"
check "nobody tried to log in" lacks sshd1.log "userauth-request"
for i in $(seq $((n - 1))); do
	check "sshd $i saw no authentication" lacks "sshd$i.log" "Failed"
	check "sshd $i is alive" eval "listening $net.$i"
done

# ---- what is no SSH -----------------------------------------------------------------------------

free_port
expect_exit 0 "a closed port" ranmap scan -d closed.db --probes ssh --ssh-port "$port" --timeout 20000 "$net.1"
check "is closed" has err "1 closed"
finish
