#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# `make installcheck`: the installed program by itself, without the source tree.
set -euo pipefail
: "${DESTDIR=}"
work=$(mktemp -d)
trap 'cd / && rm -rf "$work"' EXIT
cd "$work"
fail() { echo "installcheck: $*" >&2; exit 1; }

said=$(echo '{"id":"a","snmp.sysObjectID":"1.3.6.1.4.1.2011.2.23.1"}' | "$DESTDIR$bindir/ranmap" identify)
case $said in
*'"manufacturer":"Huawei"'*) ;;
*) fail "the installed rules don't know Huawei: $said" ;;
esac
"$DESTDIR$bindir/ranmap" scan --dry-run -c "$DESTDIR$sysconfdir/ranmap/ranmap.yaml.example" 10.20.0.1 |
	grep -q 10.20.0.1 || fail "the installed example doesn't load"
"$DESTDIR$bindir/ranmap-sim" --list >sim.out || fail "ranmap-sim doesn't find its personas"
[ -s sim.out ] || fail "ranmap-sim lists no persona"
[ -d "$DESTDIR$sysconfdir/ranmap/rules.d" ] || fail "there is no rules.d"
for page in man1/ranmap.1 man1/ranmap-nightly.1 man5/ranmap.yaml.5 man5/ranmap-rules.5; do
	grep -q . "$DESTDIR$mandir/$page" || fail "$page is missing"
done
if [ "$unitdir" != no ]; then
	case "$unitdir" in
	"$prefix"/*) ;;
	*) echo "the units are outside of the prefix, as it was told: $unitdir" ;;
	esac
	grep -q "^ExecStart=$bindir/ranmap-nightly" "$DESTDIR$unitdir/ranmap-sweep@.service" ||
		fail "the unit doesn't name the installed program"
fi
