# SPDX-License-Identifier: BSD-2-Clause
# What the command-line tests share; sourced first by each:
#
#   . "${top_srcdir:-.}/tests/cli/lib.sh"
#
# A test runs the built programs in a temporary folder of its own, prints what
# it checks, and ends with the number of failed checks in mind: `finish`.
# Waiting is by wait_for with a generous limit; nothing depends on speed.
set -u -o pipefail

top_srcdir=$(cd "${top_srcdir:-.}" && pwd)
top_builddir=$(cd "${top_builddir:-$top_srcdir/build}" && pwd)
: "${RANMAP_RULES:=$top_srcdir/fingerprints}"
export top_srcdir top_builddir RANMAP_RULES
export LC_ALL=C.UTF-8 NO_COLOR=1
tmp=$(mktemp -d "${TMPDIR:-/tmp}/ranmap-cli.XXXXXX") || exit 99
# The compiled rules are kept for the next test; nothing else is written outside.
: "${XDG_CACHE_HOME:=$top_builddir/tests/cache}"
mkdir -p "$XDG_CACHE_HOME" "$tmp/home"
export XDG_CACHE_HOME HOME=$tmp/home
failed=0
started="" # processes to end, by ID

end_all() {
	local pid

	for pid in $started; do kill "$pid" 2>/dev/null; done
	for pid in $started; do wait "$pid" 2>/dev/null; done
	cd / && rm -rf "$tmp"
}
trap end_all EXIT
trap 'exit 99' INT TERM HUP
cd "$tmp" || exit 99

ranmap() { "$top_builddir/ranmap" "$@"; }
mkcap() { "$top_builddir/mkcap" "$@"; }
ranmap_sim() { "$top_builddir/ranmap-sim" "$@"; }

# start NAME COMMAND...: in the background, output in NAME.log; its ID is $last.
start() {
	local name=$1

	shift
	"$@" >"$name.log" 2>&1 &
	last=$!
	started="$started $last"
}

# wait_for SECONDS COMMAND...: until it succeeds, or fails after so long.
wait_for() {
	local left=$(($1 * 10))

	shift
	until "$@" >/dev/null 2>&1; do
		left=$((left - 1))
		[ "$left" -gt 0 ] || return 1
		sleep 0.1
	done
}

fail() {
	echo "FAILED: $*"
	failed=$((failed + 1))
}

# skip WHY: the test can't be run here. In CI that is a failure.
skip() {
	echo "skipped: $*"
	[ -z "${RANMAP_CI:-}" ] || { echo "FAILED: nothing may be skipped in CI"; exit 1; }
	exit 77
}

# run STATUS COMMAND...: it must end so; its output is in $out and $err (files).
out=$tmp/.out err=$tmp/.err
run() {
	local want=$1 got=0

	shift
	"$@" >"$out" 2>"$err" </dev/null || got=$?
	[ "$got" = "$want" ] && return
	fail "$* ended with $got, not $want"
	sed 's/^/    | /' "$err" "$out" | head -20
}

# says FILE PATTERN...: each (extended regular expression) is on some line.
says() {
	local file=$1 p

	shift
	for p; do
		grep -Eq -- "$p" "$file" && continue
		fail "'$p' is not said"
		sed 's/^/    | /' "$file" | head -30
	done
}
says_not() {
	grep -Eq -- "$2" "$1" || return 0
	fail "'$2' is said"
	grep -E -- "$2" "$1" | head -5
}

# same WHAT A B
same() { [ "$2" = "$3" ] || fail "$1: '$2', not '$3'"; }

finish() {
	[ "$failed" = 0 ] && { echo "passed"; exit 0; }
	echo "$failed checks failed"
	exit 1
}
