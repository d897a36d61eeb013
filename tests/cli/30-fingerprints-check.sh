#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# `ranmap fingerprints check`: the shipped rules hold, and a contributor is told
# everything that is wrong, with its place.
. "${top_srcdir:-.}/tests/cli/lib.sh"

run 0 ranmap fingerprints check
says "$out" " 0 faults, "
[ "$failed" = 0 ] || { cat "$out"; finish; }

mkdir good
cat >good/acme.yaml <<'END'
vendor: Nokia
rules:
  - id: acme-text
    key: snmp.sysDescr
    regex: '^Acme frob (?<model>F\d+)'
    claims: {role: router}
    examples: [{value: 'Acme frob F9 router', claims: {model: F9, role: router}}]
    misses: ['Acme frobs']
END
run 0 ranmap fingerprints check good
says "$out" "; 1 written by hand were checked: 1 examples, 1 near misses; 0 faults, 0 remarks"

# Schema faults, all of a file at once.
mkdir schema
cat >schema/a.yaml <<'END'
vendor: Nokia
rules:
  - id: a-one
    key: snmp.sysDescr
    regexp: '^A'
    weight: heavy
  - key: snmp.sysDescr
END
run 2 ranmap fingerprints check schema
says "$out" "^schema/a.yaml:5:5: rules\[0\].regexp: there is no such field here$" \
	"^schema/a.yaml:6:13: rules\[0\].weight: a number is wanted$" \
	"^schema/a.yaml:7:5: rules\[1\].id: this field is missing$"
run 1 ranmap identify --rules schema
says "$err" "schema/a.yaml:5:5: rules\[0\].regexp"

# What is wrong with values, and with examples.
mkdir values
cat >values/b.yaml <<'END'
vendor: Nokia
enterprises:
  - {number: 2011}
products:
  - {oid: 1.3.6.1.4.1.637..1, role: toaster}
rules:
  - id: b-vocabulary
    key: snmp.sysDescr
    regex: '^Bee (?<colour>\w+)'
    claims: {manufacturer: Nobody Ltd}
    weight: 1.5
    examples: [{value: 'Bee red'}]
    misses: ['Bees']
  - id: b-broken
    key: snmp.sysDescr
    regex: '^Bee ('
    examples: [{value: 'Bee'}]
    misses: ['Bees']
  - id: b-examples
    key: snmp.sysDescr
    regex: '^Bumble (?<model>\w+)'
    claims: {role: switch}
    examples:
      - value: 'Bumble B1'
        claims: {model: B2}
      - {value: 'Humble B1'}
    misses: ['Bumble bee']
  - {id: b-bare, key: snmp.sysDescr, exact: 'bare'}
  - id: b-contradicts
    key: snmp.sysDescr
    regex: '^Huawei Versatile Routing Platform Software'
    examples: [{value: 'Huawei Versatile Routing Platform Software VRP (R) software, Version 5.160'}]
    misses: ['Versatile']
  - id: b-unused
    key: snmp.sysSpeed
    prefix: 'fast'
    examples: [{value: 'fast'}]
    misses: ['slow']
  - id: b-shadowed
    key: snmp.sysDescr
    regex: '^Bumble (?<model>\w+)'
    claims: {role: switch}
    examples: [{value: 'Bumble B1'}]
    misses: ['Humble B1']
END
run 2 ranmap fingerprints check values
says "$out" \
	"^values/b.yaml:5:11: products\[0\].oid: '1.3.6.1.4.1.637..1' is no object identifier" \
	"^values/b.yaml:5:37: products\[0\].role: 'toaster' is no role" \
	"^values/b.yaml:9:12: rules\[0\].regex: the group 'colour' is no claim" \
	"^values/b.yaml:10:28: rules\[0\].claims.manufacturer: the vocabulary has no maker 'Nobody Ltd'" \
	"^values/b.yaml:11:13: rules\[0\].weight: the weight is no number from 0 to 1" \
	"^values/b.yaml:16:12: rules\[1\].regex: .*\(at character" \
	"^values/b.yaml:25:25: rules\[2\].examples\[0\].claims.model: the rule claims 'B1', the example says 'B2'" \
	"^values/b.yaml:26:17: rules\[2\].examples\[1\].value: the rule does not match its example" \
	"^values/b.yaml:27:14: rules\[2\].misses\[0\]: the rule matches what it must not" \
	"^values/b.yaml:28:5: rules\[3\]: an example that must match is missing" \
	"^values/b.yaml:28:5: rules\[3\]: a near miss that must not match is missing" \
	"^values/b.yaml:32:24: rules\[4\].*contradicted: rule 'huawei-[a-z-]*' says Huawei, not Nokia" \
	"^values/b.yaml:35:10: rules\[5\].key: remark: unused: no probe tells 'snmp.sysSpeed'" \
	"^values/b.yaml:39:5: rules\[6\]: remark: shadowed: rule 'b-examples' has the same expression" \
	"^values/b.yaml:3:14: enterprises\[0\].number: contradicted: rule 'huawei-enterprise-2011' has"

# A later folder's rule of the same ID replaces an earlier one.
mkdir later
cat >later/c.yaml <<'END'
vendor: Ericsson
rules:
  - id: acme-text
    key: snmp.sysDescr
    regex: '^Acme frob'
    examples: [{value: 'Acme frob F9 router'}]
    misses: ['Acme']
END
run 0 ranmap fingerprints check --rules good later
says "$out" "^later/c.yaml:3:5: rules\[0\]: remark: replaces the rule 'acme-text' of good/acme.yaml"
run 2 ranmap fingerprints check --strict --rules good later
for order in "good later Ericsson" "later good Nokia"; do
	set -- $order
	echo '{"id":"x","snmp.sysDescr":"Acme frob F9 router"}' |
		ranmap identify --rules "$1" --rules "$2" >who.jsonl
	says who.jsonl "\"manufacturer\":\"$3\""
done

run 2 ranmap fingerprints check nowhere
run 2 ranmap fingerprints
run 2 ranmap fingerprints mend
run 0 ranmap fingerprints --help
says "$out" "check"
finish
