#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Every command and every option that --help tells is in the manual page.
. "${top_srcdir:-.}/tests/cli/lib.sh"

page=$top_srcdir/doc/man/ranmap.1

# The long options of a text of help, and the page that must have them.
options_are_in() {
	local option n=0

	for option in $(grep -Eo -- '(^|, | )--[a-z0-9-]+' "$1" | tr -d ' ,' | sort -u); do
		n=$((n + 1))
		check "$2: $option" grep -Fq -- "${option//-/\\-}" "$3"
	done
	check "$2: options are found" [ "$n" -ge 2 ]
}

expect_exit 0 "--help" ranmap --help
commands=$(sed -n 's/^  \([a-z]*\) .*/\1/p' out)
for command in $commands; do
	check "$command is in the page" grep -Fq "\\fBranmap $command\\fR" "$page"
	check "$command has a section" grep -Fqx ".SH ${command^^}" "$page"
	expect_exit 0 "$command --help" ranmap "$command" --help
	if grep -q "WHAT --help" out; then
		for what in $(sed -n 's/^  \([a-z]*\) .*/\1/p' out); do
			expect_exit 0 "$command $what --help" ranmap "$command" "$what" --help
			options_are_in out "$command $what" "$page"
		done
	else
		options_are_in out "$command" "$page"
	fi
done

expect_exit 0 "ranmap-sim --help" ranmap_sim --help
options_are_in out ranmap-sim "$top_srcdir/doc/man/ranmap-sim.1"

# What can be exported, and how.
section=$(sed -n '/^.SH EXPORT/,/^.SH FING/p' "$page")
expect_exit 2 "export nothing" ranmap export nothing
names=$(sed -n 's/.*One of: //p' err | tr -d ,)
expect_exit 2 "no format" ranmap export elements --format nothing
names="$names $(sed -n 's/.*One of: //p' err | tr -d ,)"
for name in $names; do
	check "export's $name is in the page" grep -qw -- "${name//-/\\\\-}" <<<"$section"
done
check "names are found" [ "$(wc -w <<<"$names")" -ge 10 ]

for built in ranmap.1 ranmap-nightly.1 ranmap.yaml.5 ranmap-rules.5; do
	check "$built names the real folders" test -s "$top_builddir/doc/man/built/$built"
	check_not "$built has none left to name" grep -Eq 'SYSCONFDIR|LOCALSTATEDIR' "$top_builddir/doc/man/built/$built"
	command -v man >/dev/null || continue
	man --warnings -l "$top_builddir/doc/man/built/$built" >/dev/null 2>warnings || true
	check "$built: the formatter has no complaint" test ! -s warnings
done
finish
