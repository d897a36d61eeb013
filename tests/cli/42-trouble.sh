#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# A full disk, few descriptors, agents that misbehave in every way that the
# simulator knows, names that are
# interrupted: nothing is lost, nothing hangs.
. "${top_srcdir:-.}/tests/cli/lib.sh"
need sqlite3 jq

count() { sql "$1" "SELECT count(*) FROM $2"; }
found() {
	ranmap export elements -d "$1" --format json | jq -S '[.[] |
		{name, mgmt_ip, manufacturer, model, role, sw_version, vendor_verdict}] | sort'
}

# ---- a full disk -------------------------------------------------------------------

start_sim --prefix "$net.0/24" --density 80 --multihomed 0
quick="--snmp-port $snmp_port --probes snmp --no-harm-check --rate 0 --host-rate 0"
expect_exit 0 "a sweep with room" ranmap scan -d whole.db $quick "$net.0/24"
found whole.db >whole.json

# A limit of the size of files stands for the end of the disk.
full() { (ulimit -f "$1" && shift && exec timeout "${RANMAP_LIMIT:-900}" "$RANMAP" "$@"); }
# The largest is less than what the whole store takes, so that it is met by the end.
for blocks in 150 600 $(($(stat -c %s whole.db) * 3 / 4 / 1024)); do
	expect_exit 3 "no room for files of more than $blocks KB" full "$blocks" \
		scan -d full.db $quick "$net.0/24"
	check "it is told which store" has err "full.db: "
	check "and how to go on" has err "--resume"
	check "the store is whole" same integrity ok "$(sql full.db 'PRAGMA integrity_check')"
	check "the sweep is unfinished" test "$(sql full.db 'SELECT state FROM sweeps')" != 1
	check "what is there can be shown" ranmap show -d full.db >/dev/null
	expect_exit 0 "with room again it goes on" ranmap scan -d full.db --resume
	found full.db >full.json
	check "and loses nothing" cmp whole.json full.json
	check "and doubles nothing" same doubles 0 "$(sql full.db "SELECT count(*) FROM
		(SELECT 1 FROM observations GROUP BY subject, key, idx, value HAVING count(*) > 1)")"
	rm -f full.db*
done
expect_exit 1 "a disk that takes no store at all" ranmap scan -d /dev/full/x.db $quick "$net.1"
expect_exit 1 "an export to a full disk" ranmap export elements -d whole.db -o /dev/full
bash -c "'$RANMAP' export elements -d whole.db >/dev/full" 2>err
check "an export to a pipe that takes nothing fails" same status 1 $?
bash -c "'$RANMAP' show -d whole.db >/dev/full" 2>err
check "so does show" same status 1 $?

# ---- few descriptors -----------------------------------------------------------------

few() { (ulimit -n "$1" && shift && exec timeout "${RANMAP_LIMIT:-900}" "$RANMAP" "$@"); }
expect_exit 0 "with 40 descriptors" few 40 scan -d few.db --ssh-port "$ssh_port" \
	--probes ssh --no-harm-check --rate 0 --host-rate 0 --timeout 20000 "$net.0/24"
check "all are asked" has err "256 of 256 targets asked"
expect_exit 0 "with as many as there are" ranmap scan -d many.db --ssh-port "$ssh_port" \
	--probes ssh --no-harm-check --rate 0 --host-rate 0 --timeout 20000 "$net.0/24"
banners() { sql "$1" "SELECT count(*) FROM observations JOIN words w ON w.id=key WHERE w.text='ssh.banner'"; }
check "SSH lost none of them" same banners "$(banners many.db)" "$(banners few.db)"
check "and there are some" test "$(banners few.db)" -gt 20
stop "$sim_pid"

# ---- agents that misbehave ---------------------------------------------------------------

start_sim --prefix "$net.0/24" --density 100 --multihomed 0 --odd 100
expect_exit 0 "agents that misbehave" ranmap scan -d odd.db --snmp-port "$snmp_port" \
	--ssh-port "$ssh_port" --no-harm-check --rate 0 --host-rate 0 --timeout 200 --retries 1 "$net.0/24"
check "all are asked" has err "256 of 256 targets asked"
check "most are known all the same" test "$(ranmap export elements -d odd.db --format json |
	jq '[.[] | select(.vendor_verdict == "confirmed" or .vendor_verdict == "probable")] | length')" -gt 128
check "no device was asked without an end" test "$(sql odd.db 'SELECT max(packets) FROM visits')" -le 700
check "the store is whole" same integrity ok "$(sql odd.db 'PRAGMA integrity_check')"
for kind in getnext-loop endless-table disorder wrong-types long-strings twice; do
	check "$kind is known to the simulator" eval '"$top_builddir/ranmap-sim" --help | grep -q "$kind"'
done
stop "$sim_pid"

# ---- interrupted while names are resolved --------------------------------------------------

set -m
start names "$RANMAP" scan -d names.db $(printf 'host%d.invalid ' $(seq 200))
names=$last
stop "$names" INT
check "interrupted, it ends" test "$status" = 3 -o "$status" = 2 -o "$status" = 130
check "in good order" lacks names.log "Sanitizer"
finish
