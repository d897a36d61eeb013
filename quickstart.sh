#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# From a bare Debian 12 machine to a vendor map:
#   ./quickstart.sh        installs what is missing, builds, sweeps a simulated
#                          operator on loopback, writes demo/
#   ./quickstart.sh test   the same set-up, then the whole test suite
# As root or with sudo, from anywhere, as often as you like. It asks nothing and
# leaves nothing running. RANMAP_CONFIGURE holds further words for ./configure.
set -Eeuo pipefail
cd "$(dirname "$(readlink -f "$0")")"
top=$PWD

# To build; and, as far as Debian's own daemons are tested against, to test.
packages="gcc make autoconf automake libtool pkg-config libpcap-dev libsnmp-dev libssh2-1-dev
	libuv1-dev libsqlite3-dev libpcre2-dev libhyperscan-dev libcyaml-dev libyaml-dev
	libjansson-dev libssl-dev uthash-dev libcmocka-dev libxlsxwriter-dev ieee-data tzdata"
test_packages="snmpd snmp openssh-server openssh-client dropbear-bin lldpd iproute2 jq procps
	sqlite3 man-db systemd"

sim=""
policy=""
work=""

tidy() {
	local status=$?

	trap - EXIT
	if [ -n "$sim" ]; then
		kill "$sim" 2>/dev/null || true
		wait "$sim" 2>/dev/null || true
	fi
	[ -z "$policy" ] || $sudo rm -f "$policy"
	[ -z "$work" ] || rm -rf "$work"
	# What root made in the folder of a user who called sudo is that user's.
	if [ "$(id -u)" = 0 ] && [ -n "${SUDO_UID:-}" ] && [ "$(stat -c %u .)" = "$SUDO_UID" ]; then
		find . -xdev -user root -exec chown -h "$SUDO_UID:${SUDO_GID:-$SUDO_UID}" {} + || true
	fi
	exit "$status"
}
trap tidy EXIT
trap 'echo "quickstart.sh: line $LINENO: a command failed" >&2' ERR
trap 'exit 130' INT
trap 'exit 143' TERM HUP

say() { printf '== %s\n' "$*"; }
sudo=""
[ "$(id -u)" = 0 ] || sudo=sudo

# ---- what is missing ----------------------------------------------------------

missing_of() {
	local p

	for p; do
		dpkg-query -W -f '${Status}' "$p" 2>/dev/null | grep -q 'ok installed' || printf '%s ' "$p"
	done
}

# Packages of daemons start them; these are wanted for their programs alone.
hold_daemons() {
	[ -e /usr/sbin/policy-rc.d ] && return
	policy=/usr/sbin/policy-rc.d
	printf '#!/bin/sh\nexit 101\n' | $sudo tee "$policy" >/dev/null
	$sudo chmod 755 "$policy"
}

release_daemons() {
	local unit

	[ -z "$policy" ] || $sudo rm -f "$policy"
	policy=""
	command -v systemctl >/dev/null || return 0
	for unit in snmpd:snmpd lldpd:lldpd openssh-server:ssh; do
		case " $1 " in
		*" ${unit%:*} "*) $sudo systemctl --quiet disable "${unit#*:}" >/dev/null 2>&1 || true ;;
		esac
	done
}

install_missing() {
	local missing

	# shellcheck disable=SC2086 # lists of words
	missing=$(missing_of $1)
	[ -n "$missing" ] || return 0
	command -v apt-get >/dev/null ||
		{ echo "this machine has no apt-get; install by hand: $missing" >&2; exit 1; }
	say "installing $missing"
	hold_daemons
	$sudo apt-get update -qq
	# shellcheck disable=SC2086 # a list of words
	$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
		-o Dpkg::Use-Pty=0 $missing >/dev/null
	release_daemons "$missing"
}

# ---- the build ----------------------------------------------------------------

# What it says is shown if it fails.
quietly() {
	local said

	said=$("$@" 2>&1) || { printf '%s\n' "$said" >&2; return 1; }
}

build() {
	local words="${RANMAP_CONFIGURE:-}"

	[ -d /usr/lib/ccache ] && export PATH=/usr/lib/ccache:$PATH
	say "building"
	[ -x configure ] || quietly ./autogen.sh
	mkdir -p build
	if [ ! -f build/Makefile ] || [ "$words" != "$(cat build/configured-with 2>/dev/null)" ]; then
		# shellcheck disable=SC2086 # a list of words
		(cd build && quietly ../configure --quiet $words)
		printf '%s' "$words" >build/configured-with
	fi
	make -C build -j"$(nproc)" --no-print-directory -s
}

# ---- the demonstration ----------------------------------------------------------

# The simulated operator, on the first pair of ports that is free.
start_sim() {
	local port

	for port in 1161 11161 21161 31161; do
		rm -f "$work/ready"
		setpriv --pdeathsig TERM build/ranmap-sim --prefix 127.20.0.0/22 --personas sim/personas --quiet --duration 300 \
			--snmp-port $port --ssh-port $((port + 1)) --ready-file "$work/ready" \
			>"$work/sim.log" 2>&1 &
		sim=$!
		while kill -0 "$sim" 2>/dev/null; do
			[ -s "$work/ready" ] && { snmp_port=$port ssh_port=$((port + 1)); return; }
			sleep 0.1
		done
		wait "$sim" || true
		sim=""
	done
	cat "$work/sim.log" >&2
	echo "the simulator doesn't start" >&2
	exit 1
}

ranmap() { "$top/build/ranmap" "$@" -c "$work/ranmap.yaml" -d "$work/ranmap.db"; }

demonstrate() {
	local answered elements

	work=$(mktemp -d)
	export RANMAP_RULES=$top/fingerprints XDG_CACHE_HOME=$top/build/cache
	mkdir -p demo "$XDG_CACHE_HOME"
	echo "scope: [127.20.0.0/22]" >"$work/ranmap.yaml"
	say "starting a simulated operator on 127.20.0.0/22 and sweeping it"
	start_sim
	ranmap scan 127.20.0.0/22 --snmp-port "$snmp_port" --ssh-port "$ssh_port" --rate 2000 --host-rate 0 \
		--no-harm-check
	kill "$sim"
	wait "$sim" || true
	sim=""
	ranmap export elements -q -o demo/elements.csv
	ranmap export vendor-map -q -o demo/vendor-map.csv
	ranmap export elements -q --format html -o demo/report.html
	elements=$(tail -n +2 demo/elements.csv | wc -l)
	answered=$(ranmap export addresses -q | awk -F, '$3 == "answered" { print $1 }' | sort -u | wc -l)
	say "$answered addresses answered, $elements elements: demo/elements.csv, demo/vendor-map.csv, demo/report.html"
	[ "$answered" -ge 150 ] || { echo "fewer than 150 answered: something is wrong" >&2; exit 1; }
	rm -rf "$work"
	work=""
}

next() {
	cat <<'END'

What next:
  look      demo/report.html in a browser; demo/elements.csv and demo/vendor-map.csv in a spreadsheet
  install   sudo make -C build install && man ranmap
  your own  write scope: [10.20.0.0/24] into ranmap.yaml, then: ranmap scan --dry-run 10.20.0.0/24
END
}

case "${1:-}" in
"")
	install_missing "$packages"
	build
	demonstrate
	next
	;;
test)
	install_missing "$packages $test_packages"
	build
	say "testing"
	# Tests wait more than they compute.
	make -C build -j$((2 * $(nproc))) --no-print-directory -s check
	;;
*)
	echo "usage: ./quickstart.sh [test]" >&2
	exit 2
	;;
esac
