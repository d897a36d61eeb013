#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Copyright (c) 2026 the ranmap authors. See LICENSE.
#
# Elements at sites: by prefix, name, location and neighbours; conflicts; the
# sites as a table and as a map; a sites file that is refused.
. "${top_srcdir:-.}/tests/cli/lib.sh"

need python3
start_sim --prefix "$net.0/24" --density 60 --truth "$tmp/truth.jsonl"
printf 'sites: sites.csv\n' >ranmap.yaml

# The sites of the truth: one in three by prefix, one by name, one by location only.
python3 - truth.jsonl "$net" >sites.csv <<'END'
import csv, json, sys
rows = [json.loads(line) for line in open(sys.argv[1])]
sites, out = {}, csv.writer(sys.stdout)
for e in rows:
    if e["type"] == "element" and e["site"]:
        sites.setdefault(e["site"], []).append(e)
out.writerow(["site_id", "name", "type", "region", "latitude", "longitude", "prefixes",
              "name_patterns"])
for i, (site, elements) in enumerate(sorted(sites.items())):
    prefixes = ";".join(a + "/32" for e in elements for a in e["addresses"]) if i % 3 == 0 else ""
    out.writerow([site, "The \"" + site + "\", tower", elements[0]["place"],
                  elements[0]["region"], 51.5 + i / 100, -1.25, prefixes,
                  site + "-*" if i % 3 == 1 else ""])
out.writerow(["EMPTY", "Nothing", "macro", "Nowhere", "", "", "", ""])
# A prefix that contradicts the names at a site that has name patterns.
at = next(e for e in rows if e["type"] == "element" and e["addresses"] and e["readable"] and
          e["site"] == sorted(sites)[1])
out.writerow(["WRONG", "", "", "", "", "", at["addresses"][0] + "/32", ""])
open("wrong", "w").write(at["addresses"][0])
END
expect_exit 0 "a sweep with a sites file" ranmap scan -d db --snmp-port "$snmp_port" \
	--ssh-port "$ssh_port" --rate 0 --host-rate 0 --no-harm-check "$net.0/24"
says "$err" 'disagree on the site'
run 0 ranmap export elements -d db --format jsonl -o elements.jsonl
run 0 ranmap export addresses -d db --format jsonl -o addresses.jsonl
run 0 ranmap export sites -d db --format jsonl -o sites.jsonl
run 0 ranmap export sites -d db -o sites.geojson

echo "- elements stand where the truth has them; the counts add up; the map is one"
python3 - "$(cat wrong)" <<'END' || fail "sites"
import json, sys
read = lambda name: [json.loads(line) for line in open(name)]
truth = {a: e for e in read("truth.jsonl") if e["type"] == "element" for a in e["addresses"]}
elements = {e["element_id"]: e for e in read("elements.jsonl")}
sources, placed, seen = {}, 0, set()
for a in read("addresses.jsonl"):
    e = elements.get(a["element_id"])
    if e is None or e["element_id"] in seen:
        continue
    seen.add(e["element_id"])
    want = "WRONG" if a["address"] == sys.argv[1] else truth[a["address"]]["site"]
    if e["site_id"] is None:
        assert not e["site_source"]
        continue
    placed += 1
    kind = e["site_source"].split()[0]
    sources[kind] = sources.get(kind, 0) + 1
    if kind == "neighbours":
        continue
    assert e["site_id"] == want, (e, want)
    if want == "WRONG":
        assert e["site_source"] == "prefix " + a["address"] + "/32", e
        assert "says " + truth[a["address"]]["site"] in e["site_conflict"], e
print("placed", placed, "of", len(seen), sources)
assert sources["prefix"] > 1 and sources["name"] > 1, sources
sites = read("sites.jsonl")
assert sum(s["elements"] for s in sites) == len(elements)
assert sum(s["identified"] for s in sites) == sum(
    e["vendor_verdict"] in ("confirmed", "probable") for e in elements.values())
assert [s["elements"] for s in sites if s["site_id"] == "EMPTY"] == [0]
for s in sites:
    makers = dict(m.rsplit("=", 1) for m in (s["makers"] or "").split(";") if m)
    assert sum(map(int, makers.values())) == s["identified"], s
map_ = json.load(open("sites.geojson"))
assert map_["type"] == "FeatureCollection" and len(map_["features"]) == len(sites)
for f, s in zip(map_["features"], sites):
    assert f["type"] == "Feature" and f["properties"]["site_id"] == s["site_id"]
    assert sum(f["properties"]["makers"].values()) == s["identified"]
    if s["latitude"] is None:
        assert f["geometry"] is None
    else:
        assert f["geometry"] == {"type": "Point", "coordinates": [s["longitude"], s["latitude"]]}
END

echo "- the vendor map has the sites"
run 0 ranmap export vendor-map -d db
says "$out" '^[^,]*,[^,]*,[A-Za-z ]+,[A-Z0-9]+,[1-9]'

echo "- a sites file with faults is refused before the first packet, each with its place"
printf 'site_id,latitude,longitude\nA,91,0\nA,1,2\n' >sites.csv
run 2 ranmap scan -d other "$net.1"
says "$err" 'sites\.csv:2:latitude: 91 is out of range' 'sites\.csv:3:site_id: A was there'
run 2 ranmap reidentify -d db
rm sites.csv
run 2 ranmap scan -d other "$net.1"
says "$err" 'sites\.csv: No such file'
finish
