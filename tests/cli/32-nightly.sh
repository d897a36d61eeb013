#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# The nightly sweep: dated folders, the targets beside the configuration, a
# second sweep that is refused; the units as systemd sees them.
. "${top_srcdir:-.}/tests/cli/lib.sh"

nightly=$top_builddir/contrib/ranmap-nightly
export RANMAP=$top_builddir/ranmap RANMAP_STATE=$tmp/state
start_sim --prefix "$net.0/28" --density 60
options="--snmp-port $snmp_port --ssh-port $ssh_port --no-harm-check"
printf 'scope: [%s.0/28]\npace: {rate: 0, host-rate: 0}\n' "$net" >core.yaml
cp core.yaml few.yaml
echo "$net.1 $net.2" >few.targets

expect_exit 2 "no name" sh "$nightly"
expect_exit 0 "--help" sh "$nightly" --help
expect_exit 2 "a configuration that isn't there" sh "$nightly" ./none.yaml
check "is named" has err "none.yaml"

day() { date +%Y-%m-%d; }
before=$(day)
expect_exit 0 "a night" sh "$nightly" ./core.yaml $options
check "prints no data" empty out
check "sweeps the whole scope" has err "16 of 16 targets"
folder=$(echo state/core/*)
check "the folder has the day's name" [ "$folder" = "state/core/$before" -o "$folder" = "state/core/$(day)" ]
check "elements.csv is there" grep -q '^element_id,name,' "$folder/elements.csv"
check "with elements" [ "$(wc -l <"$folder/elements.csv")" -ge 5 ]
check "vendor-map.csv is there" grep -q '^manufacturer,role,' "$folder/vendor-map.csv"
check "the store is beside it" test -s state/core.db
check "for its owner alone" [ "$(stat -c %a state/core.db)" = 600 ]
expect_exit 0 "targets of a file" sh "$nightly" ./few.yaml $options
check "are swept alone" has err "2 of 2 targets"

# Another process holds the store: nothing is written, the holder goes on.
rm -r state/core
mkfifo pipe
exec 8<>pipe
start holder "$top_builddir/ranmap" read -d state/core.db pipe
check "a process records" wait_for 60 grep -q "$last" state/core.db.lock
expect_exit 1 "a second one on the same store" sh "$nightly" ./core.yaml $options
check "is told whose it is" has err "$last"
check "writes nothing" test ! -e state/core
check "and leaves the other one alone" alive "$last"
stop "$last" KILL # and waited for: a killed process holds its locks until it is gone
expect_exit 0 "the lock dies with its process" sh "$nightly" ./core.yaml $options

# The units, as systemd reads them: with the program where they say it is.
if command -v systemd-analyze >/dev/null; then
	mkdir units
	sed "s|^ExecStart=[^ ]*|ExecStart=$nightly|; /^Documentation=/d" \
		"$top_builddir/contrib/ranmap-sweep@.service" >units/ranmap-sweep@core.service
	sed "/^Documentation=/d" "$top_srcdir/contrib/ranmap-sweep@.timer" >units/ranmap-sweep@core.timer
	expect_exit 0 "systemd-analyze verify" systemd-analyze verify \
		"$tmp/units/ranmap-sweep@core.service" "$tmp/units/ranmap-sweep@core.timer"
	check "has no complaint" empty err
fi
finish
