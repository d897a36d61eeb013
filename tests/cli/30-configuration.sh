#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# The configuration example loads, as it is and with every key switched on, has
# every key that the program knows, and so does the manual page.
. "${top_srcdir:-.}/tests/cli/lib.sh"

example=$top_srcdir/doc/ranmap.yaml.example
cp "$example" ranmap.yaml
expect_exit 0 "the example as it is" ranmap scan --dry-run 10.20.0.1
check "keeps to its scope" has out "10.20.0.1"
expect_exit 2 "an address out of its scope" ranmap scan --dry-run 10.21.0.1

mkdir secrets
for secret in community auth priv; do
	echo "a long enough secret" >secrets/$secret
	chmod 600 secrets/$secret
done
sed 's/^#\([^#]\)/\1/' "$example" >every.yaml
expect_exit 0 "the example with every key" ranmap scan --dry-run -c every.yaml 10.20.0.2
expect_exit 2 "what it excludes" ranmap scan --dry-run -c every.yaml 10.20.0.1

# The keys, from the tables of the reader.
keys=$(sed -n 's/^	{"\([a-z0-9-]*\)", take_[a-z0-9_]*}.*/\1/p' "$top_srcdir"/scanner/config*.c | sort -u)
check "the keys are found" [ "$(echo "$keys" | wc -l)" -ge 20 ]
for key in $keys; do
	check "$key is in the example" grep -Eq "(^| |- )$key:" every.yaml
	check "$key is in ranmap.yaml(5)" \
		grep -Eq "(B |fB)$(echo "$key" | sed 's/-/\\\\-/g')(\\\\fR|\$)" "$top_srcdir/doc/man/ranmap.yaml.5"
done

printf 'scope: [10.0.0.0/8]\n\npace:\n  speed: 9\n' >bad.yaml
expect_exit 2 "an unknown key" ranmap scan --dry-run -c bad.yaml 10.0.0.1
check "is told by its place" has err "bad.yaml:4:3: unknown key 'speed'"
for command in show listen read identify reidentify; do
	expect_exit 2 "$command refuses it, too" ranmap $command -c bad.yaml
	check "$command tells its place" has err "bad.yaml:4:3"
done
printf 'scope: [10.0.0.0/8, 10.20.0.0/33]\n' >bad.yaml
expect_exit 2 "a prefix that is none" ranmap scan --dry-run -c bad.yaml 10.0.0.1
check "is told by its place" has err "bad.yaml:1:21: '10.20.0.0/33'"

printf 'scope: [10.1.2.0/30, fd00::/127]\nexclude: [10.1.2.3]\n' >scope.yaml
expect_exit 0 "--whole-scope" ranmap scan --dry-run --whole-scope -c scope.yaml
check "takes the scope without what is excluded" has out "would ask 5 addresses"
printf 'pace: {rate: 1}\n' >noscope.yaml
expect_exit 2 "--whole-scope without a scope" ranmap scan --dry-run --whole-scope -c noscope.yaml
check "says so" has err "has no scope"
finish
