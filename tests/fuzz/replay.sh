#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# shellcheck disable=SC2154 # top_builddir and out are set by lib.sh and its user
# Every fuzz target takes its seeds; without libFuzzer also their beginnings and
# them with each byte turned over (replay.c).
. "${top_srcdir:-.}/tests/cli/lib.sh"

libfuzzer=""
grep -q '^RANMAP_CFLAGS = .*fuzzer' "$top_builddir/Makefile" && libfuzzer=-runs=0
for name in ${fuzzers:?the names of the targets come from the Makefile}; do
	# shellcheck disable=SC2086 # no word, or one
	run 0 "$top_builddir/$name" $libfuzzer "$top_srcdir/tests/fuzz/corpus/${name#fuzz_}"
	tail -1 "$out"
done
finish
