#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Copyright (c) 2026 the ranmap authors. See LICENSE.
#
# A simulated network with routers of many addresses, cloned engine IDs and
# devices that only their neighbours know: elements, components and links must
# be those of the truth file: no wrong join, 99 % of the right ones.
. "${top_srcdir:-.}/tests/cli/lib.sh"

need python3
start_sim --prefix "$net.0/23" --density 55 --multihomed 70 --cloned-engines 15 \
	--truth "$tmp/truth.jsonl"
cat >ranmap.yaml <<END
ssh: {hostkey: true}
END
expect_exit 0 "a sweep of the network" ranmap scan -q -d db --snmp-port "$snmp_port" \
	--ssh-port "$ssh_port" --rate 0 --host-rate 0 --no-harm-check "$net.0/23"
for what in elements addresses components links; do
	run 0 ranmap export "$what" -d db --format jsonl -o "$what.jsonl"
done
compare() {
	run 0 "$top_srcdir/tests/tools/topology" truth.jsonl elements.jsonl addresses.jsonl \
		components.jsonl links.jsonl
	cat "$out"
}
echo "- elements, components and links are those of the truth"
compare

echo "- the keys are the same after identifying again"
cut -d, -f1 <(ranmap export elements -d db) >before
cut -d, -f1 <(ranmap export links -d db) >links-before
run 0 ranmap reidentify -q -d db
cut -d, -f1 <(ranmap export elements -d db) | cmp - before || fail "other element keys"
cut -d, -f1 <(ranmap export links -d db) | cmp - links-before || fail "other link keys"

echo "- and in a second sweep that sees everything again"
run 0 ranmap scan -q -d db --snmp-port "$snmp_port" --ssh-port "$ssh_port" --rate 0 \
	--host-rate 0 --no-harm-check "$net.0/23"
cut -d, -f1 <(ranmap export elements -d db) | cmp - before || fail "other element keys"
cut -d, -f1 <(ranmap export elements -d db --sweep last) | cmp - before ||
	fail "other element keys in the second sweep alone"
cut -d, -f1 <(ranmap export links -d db) | cmp - links-before || fail "other link keys"
for what in elements addresses components links; do
	run 0 ranmap export "$what" -d db --format jsonl -o "$what.jsonl"
done
compare

echo "- graphs are well-formed, and hold every link"
links=$(($(wc -l <links-before) - 1))
run 0 ranmap export links -d db -o links.graphml
python3 - links.graphml "$links" <<'END' || fail "links.graphml"
import sys
from xml.etree import ElementTree as tree
graph = tree.parse(sys.argv[1]).getroot()
space = "{http://graphml.graphdrawing.org/xmlns}"
nodes = {n.get("id") for n in graph.iter(space + "node")}
edges = list(graph.iter(space + "edge"))
keys = {k.get("id") for k in graph.iter(space + "key")}
assert len(edges) == int(sys.argv[2]), len(edges)
assert all(e.get("source") in nodes and e.get("target") in nodes for e in edges)
assert all(d.get("key") in keys for d in graph.iter(space + "data"))
END
run 0 ranmap export links -d db --format dot -o links.dot
[ "$(grep -c ' -- ' links.dot)" = "$links" ] || fail "links.dot has other edges"
if command -v dot >/dev/null; then
	run 0 dot -Tcanon -o /dev/null links.dot
fi
expect_exit 2 "elements are no graph" ranmap export elements -d db --format dot
finish
