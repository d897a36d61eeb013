#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# `ranmap fingerprints list`, `explain` and `new`: what there is, why, and from an
# unknown device of a store to a rule that knows it.
. "${top_srcdir:-.}/tests/cli/lib.sh"
. "$top_srcdir/tests/cli/frames.sh"

# ---- list
run 0 ranmap fingerprints list
says "$out" "^maker .* numbers +products +texts +asks" "^Huawei +[0-9]+ +[0-9]{3,}" "^[0-9]+ makers, [0-9]+ rules"
[ "$(sed -n 's/^\([0-9]*\) makers.*/\1/p' "$out")" -ge 150 ] || fail "fewer than 150 makers"
run 0 ranmap fingerprints list --maker "huawei technologies" --role microwave
says "$out" "^huawei-.* Huawei .* microwave " "^[0-9]+ rules$"
says_not "$out" "Ericsson"
run 0 ranmap fingerprints list --key ssh.banner
says "$out" "^generic-openssh "
run 2 ranmap fingerprints list --maker "Nobody at all"
run 2 ranmap fingerprints list --role toaster
run 2 ranmap fingerprints list extra
run 0 ranmap fingerprints list --examples
cp "$out" examples.jsonl
[ "$(wc -l <examples.jsonl)" -gt 500 ] || fail "few examples"
ranmap identify <examples.jsonl >answers.jsonl || fail "identify: $?"
same "answers to the examples" "$(wc -l <answers.jsonl)" "$(wc -l <examples.jsonl)"

# ---- explain, from a pipe
explain() { printf '%s\n' "$1" | ranmap fingerprints explain >why 2>&1; }
explain '{"snmp.sysDescr":"Huawei Versatile Routing Platform Software VRP (R) software, Version 5.160 (NE40E V600R008C10SPC300)","snmp.sysObjectID":"1.3.6.1.4.1.2011.2.62.2.5","ssh.banner":"SSH-2.0-OpenSSH_9.2"}'
says why "^Made by Huawei: confirmed; of a thousand such answers about [0-9]+ are right\.$" "^What it is: role router" \
	"^Because its own description reads" "^Because the product number it reports is" "^Also, its SSH greeting"
[ "$(wc -l <why)" -le 10 ] || fail "more than ten lines"
explain '{"snmp.sysDescr":"Frobnicator 9000"}'
says why "^Unknown: nothing it said names a maker\.$" "fingerprints new"
explain '{"lldp.chassisId":"00:18:82:11:22:33"}'
says why "^(Suspected, not identified: Huawei|Unknown)"
explain '{}'
says why "It said nothing at all"
explain '{"a":'
says why "no JSON"
# The most that can be said is still ten lines.
{
	printf '{"snmp.sysDescr":"Ericsson Huawei ZTE Nokia Ciena Cisco IOS Software, MINI-LINK 6691 ETX-203AX"'
	printf ',"snmp.sysObjectID":"1.3.6.1.4.1.193.81","snmp.engineID":"800007db03001122334455"'
	printf ',"ssh.banner":"SSH-2.0-Cisco-1.25","lldp.sysDesc":"Ciena 3942 Huawei VRP","lldp.chassisId":"00:18:82:11:22:33"}\n'
} | ranmap fingerprints explain >why
[ "$(wc -l <why)" -le 10 ] || fail "more than ten lines: $(wc -l <why)"

# ---- new, from a store
text="Frobnicator 9000 'site' gateway (rev. B), release 4.2.17"
echo "1700000000 $(snmp 0a000001 "$text")" | mkcap pcap >a.pcap
run 0 ranmap read -q a.pcap
run 0 ranmap fingerprints explain 10.0.0.1
says "$out" "^Unknown"
run 1 ranmap fingerprints explain 10.9.9.9
says "$err" "nothing is known of '10.9.9.9'"
run 2 ranmap fingerprints new
run 2 ranmap fingerprints new --maker "$(printf 'two\nlines')" 10.0.0.1
mkdir rules
run 0 ranmap fingerprints new 10.0.0.1 --maker "Frob Works" -o rules/frob.yaml
says rules/frob.yaml "^vendor: 'Frob Works'$" "^new: true" "^  - id: frob-works-text$" \
	"regex: '\^Frobnicator .d\+ ''site'' gateway .\(rev.. B.\), release \(\?<sw_version>" \
	"- value: 'Frobnicator 9000 ''site'' gateway \(rev\. B\), release 4\.2\.17'"
run 0 ranmap fingerprints check rules
says "$out" "1 written by hand were checked: 1 examples, 1 near misses; 0 faults, 0 remarks"
run 0 ranmap fingerprints explain --rules rules 10.0.0.1
says "$out" "^Made by Frob Works: probable" "software 4\.2\.17"
run 1 ranmap fingerprints new 10.0.0.1 --maker "Frob Works" -o rules/frob.yaml
says "$err" "rules/frob.yaml: File exists"
run 0 ranmap reidentify --rules rules
says "$out" "10.0.0.1: nobody \(unknown\) -> Frob Works"
id=$(ranmap export elements | sed -n 's/^\(e-[0-9a-f]*\),.*/\1/p')
run 0 ranmap fingerprints explain --rules rules "$id"
says "$out" "^Made by Frob Works"

# One that was only heard goes by its neighbour's name for it.
echo "1700000001 $(lldp 02aabbccddee hut-7 "Frobnicator 77 radio")" | mkcap pcap >b.pcap
run 0 ranmap read -q b.pcap
run 0 ranmap fingerprints new lldp:mac:02:aa:bb:cc:dd:ee
says "$out" "^vendor: 'New maker'$" "key: lldp.sysDesc$"
"$top_builddir/ranmap" fingerprints new lldp:mac:02:aa:bb:cc:dd:ee >rules/second.yaml
run 0 ranmap fingerprints check rules

# What a device writes can't get out of its place in the file.
hostile=$(printf "x'\n  - evil: true # {\t}\" %s" '$(touch pwned) \1 [a](b)*+?')
echo "1700000002 $(snmp 0a000003 "$hostile")" | mkcap pcap >c.pcap
run 0 ranmap read -q c.pcap
ranmap fingerprints new 10.0.0.3 --maker "It's #1: {x}" >rules/third.yaml || fail "new: $?"
run 0 ranmap fingerprints check rules
[ "$failed" = 0 ] || cat rules/third.yaml "$out"
[ ! -e pwned ] || fail "pwned"
finish
