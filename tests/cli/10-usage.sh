#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Exit codes, words and streams of the command line; nothing is ever sent here.
. "${top_srcdir:-.}/tests/cli/lib.sh"

expect_exit 2 "no command is wrong usage" ranmap
check "and the commands are told" has err "ranmap COMMAND --help"
expect_exit 2 "an unknown command" ranmap scna 127.0.0.1
check "is named" has err "'scna'"
expect_exit 0 "--help" ranmap --help
check "goes to stdout" has out "scan"
check "and nothing to stderr" empty err
expect_exit 0 "--version" ranmap --version
check "tells it" has_re out '^ranmap [0-9]'

for command in $(ranmap --help | sed -n 's/^  \([a-z]*\) .*/\1/p'); do
	expect_exit 0 "$command --help" ranmap "$command" --help
	check "$command --help is within 80 columns" awk 'length > 80 { exit 1 }' out
	expect_exit 2 "$command: an unknown option" ranmap "$command" --no-such-option
	check "$command: it is named" has err "'--no-such-option'"
	check "$command: and nothing is on stdout" empty out
done

expect_exit 2 "scan what?" ranmap scan
expect_exit 2 "an option's value is missing" ranmap scan 127.0.0.1 --rate
check "and the option named" has err "--rate"
while read -r option value; do
	expect_exit 2 "--$option $value" ranmap scan --dry-run "--$option" "$value" 127.0.0.1
	check "--$option is named" has err "--$option $value"
done <<-'END'
	rate -1
	rate 1e3
	rate 4294967296
	host-rate x
	timeout 9
	timeout 60001
	retries 11
	retries -1
	snmp-port 0
	snmp-port 65536
	ssh-port 22x
	depth deep
	probes snmp,telepathy
	probes lldp
	exclude 10.0.0.0/33
	exclude name.example
	source here
	interface no-such-wire0
END
expect_exit 2 "an empty list of probes" ranmap scan --dry-run --probes "" 127.0.0.1
expect_exit 2 "a target that is none" ranmap scan --dry-run 127.0.0.256
check "is named" has err "'127.0.0.256'"
expect_exit 2 "a range that runs backwards" ranmap scan --dry-run 127.0.0.9-3
check "is named" has err "127.0.0.9-3"
expect_exit 2 "a prefix that is too long" ranmap scan --dry-run ::1/129
expect_exit 2 "a file of targets that isn't there" ranmap scan --dry-run --targets none.txt
check "is named" has err "none.txt"
expect_exit 2 "a configuration that isn't there" ranmap scan --dry-run -c none.yaml 127.0.0.1
check "is named" has err "none.yaml"
expect_exit 2 "an unknown thing to export" ranmap export everything
expect_exit 2 "an unknown format" ranmap export elements --format doc

printf '127.0.0.1 127.0.0.3 # two\n\n127.0.1.0/30\n' >targets.txt
expect_exit 0 "targets of a file" ranmap scan --dry-run --targets targets.txt 127.0.0.2
check "are added to those of the line" has out "would ask 7 addresses"
printf '127.0.0.1\nrubbish!\n' >targets.txt
expect_exit 2 "a bad line of a file" ranmap scan --dry-run --targets targets.txt
check "is told by its place" has err "targets.txt:2"
(yes 127.0.0.1 | head -c 600 | tr '\n' ' ') >targets.txt
expect_exit 2 "a line that is too long" ranmap scan --dry-run --targets targets.txt
check "is told by its place" has err "targets.txt:1"
expect_exit 0 "targets of standard input" bash -c "echo 127.0.0.8/31 | '$RANMAP' scan --dry-run --targets -"
check "are read" has out "would ask 2 addresses"

expect_exit 0 "the first and the last address of a prefix are in it" \
	ranmap scan --dry-run 127.0.9.0/30
check "both" has out "127.0.9.0 - 127.0.9.3 (4)"
expect_exit 0 "a range a.b.c.d-e" ranmap scan --dry-run 127.0.0.7-9
check "has both ends" has out "127.0.0.7 - 127.0.0.9 (3)"
expect_exit 0 "a prefix of IPv6" ranmap scan --dry-run fd00::/126 ::1
check "is counted" has out "would ask 5 addresses"
expect_exit 0 "an address told twice" ranmap scan --dry-run 127.0.0.1 127.0.0.1 127.0.0.0/31
check "is asked once" has out "would ask 2 addresses"
expect_exit 0 "a host name" ranmap scan --dry-run localhost
check "is resolved" has_re out '(127\.0\.0\.1|::1)'
if ! sanitized; then # which wants all the room there is
	expect_exit 0 "16 million addresses are no list in memory" \
		bash -c "ulimit -v 1000000; exec '$RANMAP' scan --dry-run 10.0.0.0/8"
	check "they are counted" has out "16777216 addresses"
fi

expect_exit 0 "nothing to resume" ranmap scan --resume
check "is said" has err "no sweep is unfinished"
expect_exit 0 "nothing to resume, dry" ranmap scan --resume --dry-run
check "is said, too" has err "no sweep is unfinished"
check "and no store is made for that" test ! -e ranmap.db
expect_exit 0 "--dry-run" ranmap scan --dry-run -d dry.db 127.0.0.1
check "makes no store" test ! -e dry.db
finish
