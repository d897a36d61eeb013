#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# `ranmap reidentify`: a rule that came later is applied to what is stored, and
# what changed is said, once.
. "${top_srcdir:-.}/tests/cli/lib.sh"
. "$top_srcdir/tests/cli/frames.sh"

run 1 ranmap reidentify
says "$err" "no such store"
[ ! -e ranmap.db ] || fail "a store was made"

echo "1700000000 $(snmp 0a000001 "Frobnicator 9000 site gateway, release 4.2")" | mkcap pcap >a.pcap
echo "1700000000 $(snmp 0a000002 "nothing that says anything")" | mkcap pcap >b.pcap
run 0 ranmap read -q a.pcap
run 0 ranmap read -q b.pcap
run 0 ranmap export elements
says_not "$out" "Nokia"

run 0 ranmap reidentify
same "changes without a new rule" "$(wc -l <"$out")" 0
says "$err" "0 identifications changed in 2 sweeps"

mkdir rules
cat >rules/own.yaml <<'END'
vendor: Nokia
rules:
  - id: own-frobnicator
    key: snmp.sysDescr
    regex: '^Frobnicator (?<family>\d+) site gateway, release (?<sw_version>[\d.]+)'
    claims: {role: router, model: 'Frobnicator ${family}'}
    examples:
      - value: 'Frobnicator 9000 site gateway, release 4.2'
        claims: {model: Frobnicator 9000, family: '9000', sw_version: '4.2'}
    misses: ['Frobnicators are no gateways']
END
run 0 ranmap reidentify --rules rules --sweep 2
same "changes in the other sweep" "$(wc -l <"$out")" 0
run 0 ranmap reidentify --rules rules --sweep 1
same "changes" "$(wc -l <"$out")" 1
says "$out" "^sweep 1: 10.0.0.1: nobody.* -> Nokia Frobnicator 9000, router, 4.2 \(probable|confirmed\)$"
says "$err" "1 identifications changed in 1 sweep$"
run 0 ranmap export elements
says "$out" "Nokia,.*Frobnicator 9000"
run 0 ranmap reidentify --rules rules --sweep all
same "changes the second time" "$(wc -l <"$out")" 0
run 0 ranmap reidentify
says "$out" "^sweep 1: 10.0.0.1: Nokia .* -> nobody"

run 1 ranmap reidentify --sweep 9
says "$err" "no sweep 9"
run 2 ranmap reidentify --sweep none
run 2 ranmap reidentify extra
finish
