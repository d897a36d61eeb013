#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# smoke.sh BUILD [SECONDS]: each fuzz target of a build with --enable-fuzzing for
# some seconds over its seeds. What it finds is left in BUILD/fuzz-findings.
set -u
here=$(cd "$(dirname "$0")" && pwd)
build=$(cd "${1:?usage: smoke.sh BUILD [SECONDS]}" && pwd) || exit 2
seconds=${2:-5}
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
export RANMAP_RULES="${RANMAP_RULES:-$(cd "$here/../.." && pwd)/fingerprints}" XDG_CACHE_HOME="$work"
status=0

for source in "$here"/fuzz_*.c; do
	name=$(basename "$source" .c)
	mkdir -p "$work/$name" "$build/fuzz-findings"
	if timeout $((seconds * 10 + 300)) "$build/$name" -max_total_time="$seconds" -timeout=60 \
		-rss_limit_mb=4096 -print_final_stats=1 -artifact_prefix="$build/fuzz-findings/$name-" \
		"$work/$name" "$here/corpus/${name#fuzz_}" >"$work/log" 2>&1; then
		echo "$name: $(sed -n 's/^stat::number_of_executed_units: *//p' "$work/log") runs"
	else
		echo "FAILED: $name"
		tail -40 "$work/log"
		status=1
	fi
done
exit $status
