#!/bin/bash
# Sets a bare Debian 12 machine up to build ranmap, and builds it:
#   ./quickstart.sh        installs what is missing and builds
#   ./quickstart.sh test   the same, then runs the whole test suite
# As root or with sudo; it can be run again at any time.
set -euo pipefail
cd "$(dirname "$0")"

packages="gcc make autoconf automake libtool pkg-config libpcap-dev libsnmp-dev libssh2-1-dev
	libuv1-dev libsqlite3-dev libpcre2-dev libhyperscan-dev libcyaml-dev libyaml-dev
	libjansson-dev libssl-dev uthash-dev libcmocka-dev libxlsxwriter-dev tzdata"

install_missing() {
	local missing="" p sudo=""

	for p in $packages; do
		dpkg-query -W -f '${Status}' "$p" 2>/dev/null | grep -q 'ok installed' ||
			missing="$missing $p"
	done
	[ -z "$missing" ] && return
	[ "$(id -u)" = 0 ] || sudo=sudo
	$sudo apt-get update -qq
	# shellcheck disable=SC2086 # a list of words
	$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $missing >/dev/null
}

build() {
	[ -x configure ] || ./autogen.sh
	mkdir -p build
	[ -f build/Makefile ] || (cd build && ../configure --quiet "$@")
	make -C build -j"$(nproc)"
}

install_missing
case "${1:-}" in
"") build ;;
test)
	shift
	build "$@"
	make -C build -j"$(nproc)" check
	;;
*)
	echo "usage: ./quickstart.sh [test]" >&2
	exit 2
	;;
esac
