#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Captures and the observations that they must give: PROBE/CASE.frames, a frame
# a line as "SECONDS HEX", and PROBE/CASE.facts, a line for each observation:
#   address or name of the neighbour | key | index | value
# Values that are no printable text are in hexadecimal behind 0x. Each is read as
# pcap and as pcapng. `60-replay.sh --write` writes the facts anew, to be read.
. "${top_srcdir:-.}/tests/cli/lib.sh"
need sqlite3

facts() { # store
	sql "$1" "SELECT CASE WHEN length(s.addr)=5 AND hex(substr(s.addr,1,1))='04' THEN
			(SELECT group_concat(b,'.') FROM (SELECT (instr('0123456789ABCDEF',
			substr(hex(s.addr),2*i+1,1))-1)*16 + instr('0123456789ABCDEF',
			substr(hex(s.addr),2*i+2,1))-1 AS b FROM (SELECT 1 AS i UNION SELECT 2
			UNION SELECT 3 UNION SELECT 4))) ELSE s.name END, w.text, o.idx,
		CASE WHEN CAST(o.value AS TEXT) GLOB '*[^ -~]*' OR instr(o.value, x'00') > 0
			THEN '0x' || lower(hex(o.value)) ELSE CAST(o.value AS TEXT) END
		FROM observations o JOIN subjects s ON s.id=o.subject JOIN words w ON w.id=o.key
		WHERE w.text<>'lldp.heardOn' -- the name of the capture
		ORDER BY 1, 2, 3, 4"
}

n=0
for frames in "$top_srcdir"/tests/replay/*/*.frames; do
	case=${frames#"$top_srcdir"/tests/replay/}
	case=${case%.frames}
	expected=${frames%.frames}.facts
	n=$((n + 1))
	for kind in pcap pcapng; do
		rm -f r.db*
		grep -v '^#' "$frames" | mkcap $kind >"c.$kind"
		run 0 ranmap read -q -d r.db "c.$kind"
		facts r.db >got
		if [ "${1:-}" = --write ]; then cp got "$expected"; fi
		check "$case as $kind" diff -u "$expected" got
	done
done
check "there are cases" test "$n" -ge 15
finish
