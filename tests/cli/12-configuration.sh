#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# A configuration that is wrong is refused at its place, secrets that others
# can read at once; nothing is sent.
. "${top_srcdir:-.}/tests/cli/lib.sh"

# bad WHAT PLACE WORDS, the configuration on standard input.
bad() {
	cat >c.yaml
	rm -f ranmap.db*
	expect_exit 2 "$1" ranmap scan -c c.yaml 127.0.0.1
	check "$1: at its place" has err "c.yaml:$2"
	check "$1: in words" has err "$3"
	check "$1: no store was made" test ! -e ranmap.db
}

bad "an unknown key" 2:1 "colour" <<'END'
scope: [127.0.0.0/8]
colour: blue
END
bad "an unknown key within" 3:3 "speed" <<'END'
pace:
  rate: 100
  speed: 7
END
bad "a key told twice" 2:1 "told twice" <<'END'
pace: {rate: 1}
pace: {rate: 2}
END
bad "a prefix with bits behind its length" 1:9 "127.0.0.1/8" <<'END'
scope: [127.0.0.1/8]
END
bad "no prefix" 1:21 "nonsense" <<'END'
scope: [10.0.0.0/8, nonsense]
END
bad "an empty scope" 1:8 "empty scope" <<'END'
scope: []
END
bad "a rate that is no number" 1:14 "fast" <<'END'
pace: {rate: fast}
END
bad "a window that is none" 1:16 "25:00" <<'END'
pace: {window: "25:00-05:00"}
END
bad "a time zone that is none" 1:18 "Europe/Atlantis" <<'END'
pace: {timezone: Europe/Atlantis}
END
bad "YAML that is broken" 2: "" <<'END'
scope: [127.0.0.0/8
exclude: }{
END
printf 'scope: [127.0.0.0/8]\n\xff\xfe: 1\n' | bad "bytes that are no UTF-8" "" ""
printf 'scope: [127.0.0.0/8]\n\0\n' | bad "a NUL" "" ""
bad "an SNMP version that is none" 3:22 "'4'" <<'END'
credentials:
  - for: 127.0.0.0/8
    snmp: {version:  4}
END
bad "credentials for nobody" 2:5 "'for'" <<'END'
credentials:
  - snmp: {version: 3, user: u, level: noAuthNoPriv}
END
bad "a community that is missing" 2:5 "community-file" <<'END'
credentials:
  - for: 127.0.0.0/8
    snmp: {version: 2c}
END
bad "a secret in the configuration" 3:25 "community" <<'END'
credentials:
  - for: 127.0.0.0/8
    snmp: {version: 2c, community: hush}
END
bad "authentication without a protocol" 2:5 "auth" <<'END'
credentials:
  - for: 127.0.0.0/8
    snmp: {version: 3, user: u, level: authNoPriv}
END

secret hush "very-secret-word"
for mode in 640 604 660 644 622; do
	chmod "$mode" hush
	bad "a secrets file of mode $mode" 3:41 "secrets file" <<'END'
credentials:
  - for: 127.0.0.0/8
    snmp: {version: 2c, community-file: hush}
END
	check "mode $mode: is told" has err "mode $mode"
	check "mode $mode: the secret isn't" lacks err "very-secret-word"
	expect_exit 2 "a community file of mode $mode" ranmap scan --community-file hush 127.0.0.1
	check "mode $mode: is told" has err "mode $mode"
done
rm -f ranmap.db*
chmod 600 hush
expect_exit 0 "a secrets file that only we can read" ranmap scan --dry-run -c c.yaml 127.0.0.1
mkdir -p etc/secrets && mv hush etc/secrets/
sed 's/hush/secrets\/hush/' c.yaml >etc/net.yaml
expect_exit 0 "paths are relative to the configuration's folder" \
	ranmap scan --dry-run -c etc/net.yaml 127.0.0.1
: >etc/secrets/hush
expect_exit 2 "a secrets file that is empty" ranmap scan --dry-run -c etc/net.yaml 127.0.0.1
check "is told" has err "empty"
rm etc/secrets/hush
expect_exit 2 "a secrets file that is missing" ranmap scan --dry-run -c etc/net.yaml 127.0.0.1
check "is told" has err "secrets/hush"
mkdir etc/secrets/hush
expect_exit 2 "a secrets file that is a folder" ranmap scan --dry-run -c etc/net.yaml 127.0.0.1
rmdir etc/secrets/hush

# What only net-snmp knows is refused before the first packet, too.
secret short abcdefg
secret long abcdefgh
v3() {
	printf 'credentials:\n  - for: 127.0.0.0/8\n    snmp: {version: 3, user: u, %s}\n' "$1" >v3.yaml
}
v3 'level: authNoPriv, auth: SHA-3, auth-file: long'
expect_exit 2 "an authentication protocol that nobody has" ranmap scan --dry-run -c v3.yaml 127.0.0.1
check "is named" has err "SHA-3"
v3 'level: authPriv, auth: SHA, auth-file: long, priv: ROT13, priv-file: long'
expect_exit 2 "a privacy protocol that nobody has" ranmap scan --dry-run -c v3.yaml 127.0.0.1
check "is named" has err "ROT13"
v3 'level: authNoPriv, auth: SHA, auth-file: short'
expect_exit 2 "a secret that is too short" ranmap scan --dry-run -c v3.yaml 127.0.0.1
check "is told" has err "too short"
check "not the secret" lacks err "abcdefg"
check "no store was made" test ! -e ranmap.db

# Where the configuration is looked for, and what it decides.
mkdir -p stores
echo 'store: stores/here.db' >ranmap.yaml
expect_exit 0 "./ranmap.yaml is read without being told" ranmap scan --resume
check "its store" has err "stores/here.db"
expect_exit 0 "-d beats it" ranmap scan --resume -d there.db
check "that store" has err "there.db"
finish
