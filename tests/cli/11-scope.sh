#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Where nothing may be sent, nothing is: the refusals of scope, exclusions and
# names. The row of a sweep is committed before its first packet, so where there
# is no store, there was no packet.
. "${top_srcdir:-.}/tests/cli/lib.sh"

refused() { # what targets...
	local what=$1

	shift
	# Dry, so that a fault of ours can't send anything to others.
	expect_exit 2 "$what is refused" ranmap scan --dry-run --retries 0 --timeout 50 "$@"
	check "and said so" has err "nothing was sent"
	check "no store was made" test ! -e ranmap.db
}

refused "a public address among others" 127.0.0.1 8.8.8.8 127.0.0.2
check "it is named" has err "8.8.8.8 is out of scope"
refused "each of several" 192.0.2.0/24 127.0.0.1 2001:db8::1 198.51.100.7-9
check "the first is named" has err "192.0.2.0/24 is out of scope"
check "the second is named" has err "2001:db8::1 is out of scope"
check "the third is named" has err "198.51.100.7-9 is out of scope"
for address in 0.0.0.0 255.255.255.255 224.0.0.1 ff02::1 172.32.0.1 192.169.0.1 100.128.0.1 \
	::ffff:8.8.8.8 ::8.8.8.8 64:ff9b::808:808 2002:808:808::1; do
	refused "$address" "$address"
	check "$address is named" has err "$address is out of scope"
done
printf '127.0.0.1\n203.0.113.9\n' >targets.txt
refused "one of a file" --targets targets.txt
check "it is named" has err "203.0.113.9 is out of scope"
check "with its line" has err "targets.txt:2"

expect_exit 0 "private, shared, link-local and loopback addresses need no configuration" \
	ranmap scan --dry-run 10.1.2.3 172.16.0.1 172.31.255.255 192.168.1.1 100.64.0.1 \
	100.127.255.255 169.254.1.1 127.9.9.9 ::1 fd12::1 fe80::1%lo
check "all of them" has out "would ask 11 addresses"
expect_exit 0 "a prefix that is larger than what is allowed" ranmap scan --dry-run 10.0.0.0/7
check "is cut" has out "10.0.0.0 - 10.255.255.255 (16777216)"
check "and the rest counted" has err "16777216 addresses are out of scope and skipped"

cat >ranmap.yaml <<'END'
scope: [127.0.5.0/28, "::1"]
exclude: [127.0.5.4, 127.0.5.8/30]
END
expect_exit 0 "a configured scope" ranmap scan --dry-run 127.0.5.0/27 127.0.5.4 ::1
check "cuts prefixes" has err "16 addresses are out of scope and skipped"
check "exclusions win" has err "5 addresses are excluded and skipped"
check "what is left is asked" has out "would ask 12 addresses"
check "up to the exclusion" has out "127.0.5.5 - 127.0.5.7 (3)"
refused "what the configured scope leaves out" 127.0.6.1
check "the scope is told" has err "allowed are 127.0.5.0/28, ::1/128"
expect_exit 2 "and nothing is sent without --dry-run, too" ranmap scan 127.0.5.1 127.0.6.1
check "as is said" has err "nothing was sent"
check "no store was made" test ! -e ranmap.db
refused "what only the default scope would allow" 10.0.0.1
echo 'scope: [127.0.5.0/28]' >elsewhere.yaml
refused "a name that leads out of the scope" -c elsewhere.yaml localhost
check "it is named" has err "localhost is out of scope"
expect_exit 2 "nothing but excluded addresses" ranmap scan 127.0.5.4
check "is said" has err "nothing is left to ask"
expect_exit 0 "--exclude adds to the configuration" \
	ranmap scan --dry-run --exclude 127.0.5.0/30 --exclude 127.0.5.15 127.0.5.0/28
check "what is left" has out "would ask 6 addresses"
rm ranmap.yaml

expect_exit 2 "a name that nobody knows" ranmap scan no-such-host.invalid
check "is told with the reason" has err "no-such-host.invalid can't be resolved"
check "no store was made" test ! -e ranmap.db
free_port
expect_exit 3 "a name that nobody knows, and an address" ranmap scan --retries 0 \
	--timeout 50 --snmp-port "$port" --ssh-port "$port" no-such-host.invalid "$net.1"
check "the name is told" has err "no-such-host.invalid can't be resolved"
check "the address was asked" has err "1 of 1 targets asked"
rm -f ranmap.db*

# A scope of everything still holds nothing that is no device's address.
echo 'scope: [0.0.0.0/0, "::/0"]' >all.yaml
for address in 0.0.0.0 255.255.255.255 224.0.0.5 239.1.1.1 ff02::1 ::; do
	refused "with a scope of everything, $address" --dry-run -c all.yaml "$address"
done

expect_exit 2 "a source that isn't ours" ranmap scan --source 192.0.2.77 --probes ssh \
	--retries 0 --ssh-port "$port" "$net.1"
check "is told" has err "source"
finish
