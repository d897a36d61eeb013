#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# What devices write about themselves can't break out of any output: control
# characters, terminal escapes, formulas, bytes that are no UTF-8, NULs, markup,
# 60,000 bytes at once; in the names of devices and in the evidence.
. "${top_srcdir:-.}/tests/cli/lib.sh"
need sqlite3 jq iconv

number=0
records=()
# device TEXT: one whose name, description, contact and location are TEXT (printf escapes).
device() {
	local hex file

	number=$((number + 1))
	file=$tmp/$number.snmprec
	hex=$(printf -- "$1" | od -An -v -tx1 | tr -d ' \n')
	{
		echo "1.3.6.1.2.1.1.1.0|4x|$hex"
		echo "1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.2011.2.23.$number"
		echo "1.3.6.1.2.1.1.4.0|4x|${hex:0:400}"
		echo "1.3.6.1.2.1.1.5.0|4x|${hex:0:400}"
		echo "1.3.6.1.2.1.1.6.0|4x|${hex:0:400}"
	} >"$file"
	records+=(--record "$file=$net.$number")
}

device '=cmd|'"'"'/C calc'"'"'!A0'
device '+1+1'
device '-2-3'
device '@SUM(1+9)'
device '\t=1+1'
device '\r\n=1+1'
device '|calc'
device 'wiped \033[2J\033[1;31mred\033]0;title\007\033P1\033\\ gone'
device 'eight bits \233[2J \302\2332J'
device 'nul\000behind'
device 'broken \377\376\303\050\355\240\200\364\220\200\200 utf'
device 'cut \303'
device 'a "quoted", comma\r\nand a line\nand another\r'
device '<script>alert(1)</script><img src=x onerror=alert(2)> & '"'"'"'
device 'right \342\200\256to left\342\200\254 \342\200\213zero\357\273\277'
device '\000\000\000'
device ''
device ' '
device 'DROP TABLE elements; -- '"'"'; .quit'
device '{"hex": "00"}, [1, 2'
device 'a=1;b=2;snmp.sysDescr=forged'
device '%%s%%n%%x \\x00 \\u0000'
device "$(printf 'A%.0s' $(seq 400))\\377\\033[31m"
big=$(printf 'Huawei %.0s' $(seq 2000))
device "$big$big$big$big"
[ "${#big}" = 14000 ] || fail "the long text is long"

start_sim --prefix 127.255.1.0/30 --density 0 "${records[@]}"
expect_exit 0 "a sweep of them" ranmap scan --snmp-port "$snmp_port" --probes snmp --rate 0 \
	--host-rate 0 --depth identify --no-harm-check "$net.1-$number"
check "all answered" has err "$number answered"
cp out scan.txt
cp err scan.err
stop "$sim_pid"

# ---- every view in every format ---------------------------------------------------

clean() { # file: UTF-8 without control characters but line ends
	check "$1 is UTF-8" iconv -f UTF-8 -t UTF-8 -o /dev/null "$1"
	check_not "$1 has no control characters" env LC_ALL=C grep -qaP '[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]' "$1"
	check_not "$1 has no C1 controls" env LC_ALL=C grep -qaP '\xc2[\x80-\x9f]' "$1"
	check_not "$1 turns no text around" env LC_ALL=C grep -qaP '\xe2\x80[\x8b\xaa-\xae]|\xef\xbb\xbf(?!element|address|manufacturer)' "$1"
}

clean scan.txt
clean scan.err
ranmap show >show.txt
clean show.txt
check "show fits 80 columns" test "$(wc -L <show.txt)" -le 80
for view in elements addresses vendor-map unknowns; do
	for format in csv json jsonl text html; do
		expect_exit 0 "$view as $format" ranmap export "$view" --format "$format" -o "$view.$format"
		clean "$view.$format"
	done
	expect_exit 0 "$view for Excel" ranmap export "$view" --csv-for excel -o "$view-excel.csv"
	check "$view.json is JSON" jq -e type "$view.json"
	check "$view.jsonl is JSON" jq -es type "$view.jsonl"
	check "$view.html holds no markup of theirs" lacks "$view.html" "<script>alert"
	check "$view.html: nor an image" lacks "$view.html" "<img src=x"
done >>log 2>&1
grep -A9 FAILED log
failed=$((failed + $(grep -c FAILED log)))

# A reader of CSV that isn't ours finds as many rows and columns as there are.
import() { sqlite3 -batch x.db ".import --csv $1 $2" 2>import.err; cat import.err; }
rm -f x.db
import elements.csv plain
import elements-excel.csv excel
check "the CSV has no row that doesn't fit" empty import.err
check "a row for each device" same rows "$number" "$(sql x.db 'SELECT count(*) FROM plain')"
check "and for Excel" same rows "$number" "$(sql x.db 'SELECT count(*) FROM excel')"
check "as many as in JSON" same rows "$number" "$(jq length elements.json)"
check "lines end with CR LF" test "$(head -1 elements.csv | tail -c2 | od -An -tx1 | tr -d ' ')" = 0d0a
check "Excel's begins with its mark" test "$(head -c3 elements-excel.csv | od -An -tx1 | tr -d ' ')" = efbbbf
for column in name manufacturer model evidence sw_version; do
	check "Excel computes nothing in $column" same formulas 0 "$(sql x.db "SELECT count(*) FROM excel
		WHERE substr($column,1,1) IN ('=','+','-','@',char(9),char(13))")"
done
check "for import, data stays data" test "$(sql x.db "SELECT count(*) FROM plain
	WHERE substr(name,1,1) IN ('=','+','-','@')")" -ge 4
check "evidence has at most 512 bytes" test "$(sql x.db 'SELECT max(length(CAST(evidence AS BLOB)))
	FROM plain')" -le 512
check "evidence can't be forged" same forged 0 "$(sql x.db "SELECT count(*) FROM plain
	WHERE ';' || evidence LIKE '%;b=2%'")"
check "who made them is known all the same" same makers "$number" \
	"$(jq '[.[] | select(.manufacturer == "Huawei")] | length' elements.json)"

# ---- raw bytes are kept --------------------------------------------------------------

check "the store has the bytes as they came" same bytes 6E756C00626568696E64 \
	"$(sql ranmap.db "SELECT DISTINCT hex(value) FROM observations WHERE value=x'6E756C00626568696E64'")"
check "the long one, too" same length 56000 \
	"$(sql ranmap.db 'SELECT max(length(value)) FROM observations')"

# ---- identify, from standard input ------------------------------------------------------

cat >in.jsonl <<'END'
{"id": "1", "snmp.sysDescr": {"hex": "48756177656900ff1b5b324a"}, "snmp.sysObjectID": "1.3.6.1.4.1.2011.2.23.1"}
{"id": "\u001b[2J", "snmp.sysDescr": "Huawei \u0000 \u001b[31m"}
not json
{"id": 7, "snmp.sysDescr": "x"}
[]
{"id": "6", "snmp.sysDescr": {"hex": "zz"}}

{"id": "8"}
END
printf '{"id":"9","snmp.sysDescr":"\xff\xfe"}\n' >>in.jsonl
expect_exit 3 "identify with bad lines" ranmap identify in.jsonl
check "answers each line that isn't empty" same lines "$(grep -c . in.jsonl)" "$(wc -l <out)"
clean out
check "in JSON" jq -es length out
check "the good ones are identified" same maker Huawei "$(jq -rs '.[0].manufacturer' out)"
check "the bad ones tell their error" same errors 5 "$(jq -s '[.[] | select(.error)] | length' out)"
finish
