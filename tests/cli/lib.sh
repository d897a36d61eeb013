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
export LC_ALL=C.UTF-8 NO_COLOR=1 TERM=xterm
tmp=$(mktemp -d "${TMPDIR:-/tmp}/ranmap-cli.XXXXXX") || exit 99
# The compiled rules are kept for the next test; nothing else is written outside.
: "${XDG_CACHE_HOME:=$top_builddir/tests/cache}"
mkdir -p "$XDG_CACHE_HOME" "$tmp/home"
export XDG_CACHE_HOME HOME=$tmp/home
failed=0
started=""  # processes to end, by ID
cleanups="" # functions to call then
RANMAP=$top_builddir/ranmap
export TZ=UTC
unset COLUMNS
umask 022

end_all() {
	local pid f

	for pid in $started; do kill "$pid" 2>/dev/null; done
	for pid in $started; do wait "$pid" 2>/dev/null; done
	for f in $cleanups; do "$f"; done
	cd / && rm -rf "$tmp"
}
trap end_all EXIT
trap 'exit 99' INT TERM HUP
cd "$tmp" || exit 99

# at_end FUNCTION: called while cleaning up, the last told first.
at_end() { cleanups="$1 $cleanups"; }

# True where the program is built with the sanitizers.
sanitized() { grep -q '^RANMAP_CFLAGS = .*-fsanitize' "$top_builddir/Makefile"; }

# The limit is for a program that hangs, and far from what a slow machine needs.
ranmap() { timeout -k 10 "${RANMAP_LIMIT:-900}" "$top_builddir/ranmap" "$@"; }
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
	[ -z "${RANMAP_CI:-${CI:-}}" ] || { echo "FAILED: nothing may be skipped in CI"; exit 1; }
	exit 77
}

# need COMMAND...: what the test can't do without.
need() {
	local c

	for c; do command -v "$c" >/dev/null || skip "$c is not installed"; done
}

alive() { kill -0 "$1" 2>/dev/null; }

# stop PID [SIGNAL]: and waits for it; its exit status is in $status.
stop() {
	local pid kept=""

	kill -"${2:-TERM}" "$1" 2>/dev/null
	wait "$1" 2>/dev/null
	status=$?
	for pid in $started; do [ "$pid" = "$1" ] || kept="$kept $pid"; done
	started=$kept
}

# A port that no socket of this machine has, in $port, another for each test.
port=$((${RANMAP_TEST_PORTS:-26000} + $$ % 900))
free_port() {
	local hex

	while :; do
		port=$((port + 1))
		hex=$(printf ':%04X ' "$port")
		cat /proc/net/udp /proc/net/tcp /proc/net/udp6 /proc/net/tcp6 2>/dev/null |
			grep -qF -- "$hex" || return 0
	done
}

# A network within 127.0.0.0/8 that is this test's own: $net.0/24.
net=127.$((32 + $$ / 250 % 200)).$(($$ % 250))

# start_sim OPTIONS...: ranmap-sim on free ports ($snmp_port, $ssh_port); it is
# ready when this returns. $sim_pid; what arrived is in count.json once it is stopped.
start_sim() {
	[ -x "$top_builddir/ranmap-sim" ] || skip "ranmap-sim is not built"
	free_port; snmp_port=$port
	free_port; ssh_port=$port
	rm -f "$tmp/ready"
	start sim "$top_builddir/ranmap-sim" --snmp-port "$snmp_port" --ssh-port "$ssh_port" \
		--personas "$top_srcdir/sim/personas" --ready-file "$tmp/ready" \
		--count-file "$tmp/count.json" --quiet "$@"
	sim_pid=$last
	wait_for 600 sim_ready_or_dead
	alive "$sim_pid" || { cat sim.log; fail "ranmap-sim starts"; exit 1; }
}
sim_ready_or_dead() { [ -e "$tmp/ready" ] || ! alive "$sim_pid"; }

# secret FILE TEXT: a secrets file that ranmap accepts.
secret() { (umask 077; printf '%s\n' "$2" >"$1"); }

# sql FILE STATEMENT: what it gives, of a store that is only read.
sql() { sqlite3 -readonly -batch "$1" "$2"; }

# run STATUS COMMAND...: it must end so; its output is in $out and $err (files).
out=$tmp/out err=$tmp/err
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

# expect_exit STATUS WHAT COMMAND...: run, with words for the log.
expect_exit() {
	local want=$1

	echo "- $2"
	shift 2
	run "$want" "$@"
}

# check WHAT COMMAND...: the command must succeed; check_not: must fail.
check() {
	local what=$1

	echo "- $what"
	shift
	"$@" || fail "$what"
}
check_not() {
	local what=$1

	echo "- $what"
	shift
	if "$@"; then fail "$what"; fi
}

# For check: a file has a text, or lacks it, or is empty.
has() {
	grep -qaF -- "$2" "$1" && return
	printf '    lacks: %s\n' "$2"
	head -c 2000 "$1" | cat -v | sed 's/^/    | /'
	return 1
}
has_re() {
	grep -qaE -- "$2" "$1" && return
	printf '    lacks: %s\n' "$2"
	head -c 2000 "$1" | cat -v | sed 's/^/    | /'
	return 1
}
lacks() {
	grep -qaF -- "$2" "$1" || return 0
	printf '    has: %s\n' "$2"
	return 1
}
empty() {
	[ ! -s "$1" ] && return
	head -c 2000 "$1" | cat -v | sed 's/^/    | /'
	return 1
}

# same WHAT A B
same() { [ "$2" = "$3" ] || fail "$1: '$2', not '$3'"; }

finish() {
	[ "$failed" = 0 ] && { echo "passed"; exit 0; }
	echo "$failed checks failed"
	exit 1
}
