#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# A sweep of ranmap-sim against its truth file: every element that is there and
# no other, each with the maker that can be known; what only neighbours tell of,
# too. One of each shipped persona, a network of sites, and a misbehaving one.
. "${top_srcdir:-.}/tests/cli/lib.sh"
need jq

# "ADDRESS MAKER" of each element that answers, at its lowest address; "- MAC" of
# those that only neighbours know.
true_elements() {
	jq -r 'select(.type == "element") |
		if .answers then "\(.addresses[0]) \(.manufacturer)" else "- \(.mac)" end' \
		truth.jsonl | sort
}
found_elements() {
	ranmap export elements -d "$1" --format jsonl | jq -r '
		if .mgmt_ip then "\(.mgmt_ip) \(.manufacturer)" else "- \(.name)" end' | sort
}
true_addresses() {
	jq -r 'select(.type == "element" and .answers) | .addresses[]' truth.jsonl | sort
}
found_addresses() {
	ranmap export addresses -d "$1" --format jsonl |
		jq -r 'select(.outcome == "answered" or .outcome == "no-access") | .address' | sort
}
sweep() { # STORE TARGET
	expect_exit 0 "a sweep of $2" ranmap scan -q -d "$1" --snmp-port "$snmp_port" \
		--ssh-port "$ssh_port" --rate 0 --host-rate 0 --no-harm-check "$2"
}
same_lists() { # WHAT WANTED FOUND
	echo "- $1: $(wc -l <"$2")"
	[ -s "$2" ] || fail "$1: the truth is empty"
	diff "$2" "$3" >diff.txt || { fail "$1 (< truth, > found)"; head -20 diff.txt; }
}
compare() { # STORE
	true_elements >want.txt
	found_elements "$1" >got.txt
	same_lists "elements with their makers" want.txt got.txt
	true_addresses >want.txt
	found_addresses "$1" >got.txt
	same_lists "addresses that answered" want.txt got.txt
}

# ---- one of each persona
run 0 ranmap_sim --personas "$top_srcdir/sim/personas" --list
n=0
places=""
while read -r persona _; do
	n=$((n + 1))
	places="$places --at 127.20.9.$n=$persona"
done <"$out"
[ "$n" -ge 40 ] || fail "$n personas"
# shellcheck disable=SC2086 # a list of words
start_sim --density 0 $places --truth "$tmp/truth.jsonl"
sweep each.db 127.20.9.0/24
compare each.db
stop "$sim_pid"
same "exit status of ranmap-sim" "$status" 0

# ---- a network of sites
start_sim --prefix 127.20.0.0/22 --density 45 --multihomed 25 --truth "$tmp/truth.jsonl"
sweep net.db 127.20.0.0/22
compare net.db
stop "$sim_pid"
echo "- as much arrived as the record says was sent"
same "datagrams" "$(jq ".datagrams + .overflow" count.json)" "$(ranmap export sent -d net.db --format json |
	jq '[.[] | select(.probe == "snmp") | .packets] | add')"

# ---- agents that misbehave: the sweep ends, and loses nobody who makes sense
start_sim --prefix 127.20.4.0/24 --density 60 --odd 60 --truth "$tmp/truth.jsonl"
sweep odd.db 127.20.4.0/24
jq -r 'select(.type == "element" and .answers) |
	select(.odd - ["garbage", "wrong-id", "malformed", "other-address"] == .odd) |
	.addresses[]' truth.jsonl | sort >want.txt
found_addresses odd.db | comm -12 - want.txt >got.txt
same_lists "addresses of understandable agents" want.txt got.txt
stop "$sim_pid"

# ---- the command line itself
expect_exit 2 "an unknown option" ranmap_sim --nonsense
says "$err" '^ranmap: error: --nonsense: unknown option'
expect_exit 0 "the help" ranmap_sim --help
says "$out" '^ranmap-sim \[options\]' ' --truth FILE' ' getnext-loop '
expect_exit 0 "the version" ranmap_sim --version
has "$out" 'ranmap '
expect_exit 0 "the same seed gives the same truth" \
	ranmap_sim --personas "$top_srcdir/sim/personas" --quiet --dry-run --truth one.jsonl
run 0 ranmap_sim --personas "$top_srcdir/sim/personas" --quiet --dry-run --truth two.jsonl
cmp one.jsonl two.jsonl || fail "two runs differ"
expect_exit 0 "one address" ranmap_sim --personas "$top_srcdir/sim/personas" --show \
	"$(jq -r 'select(.type == "element" and .answers).id' one.jsonl | head -1)"
says "$out" '^\{"type":"element"'
expect_exit 1 "nobody stands there" ranmap_sim --personas "$top_srcdir/sim/personas" \
	--show 127.99.0.1
expect_exit 2 "a folder without personas" ranmap_sim --personas "$tmp/home"
says "$err" 'no personas here'
finish
