#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# `ranmap identify` with the shipped rules where the evidence misleads: stacks
# that many makers build on, numbers that others squat on, labels of one maker's
# boxes, neighbours that shout. Each: what is seen, and what must come out.
. "${top_srcdir:-.}/tests/cli/lib.sh"

number=1.3.6.1.4.1
n=0

# trap_case WHAT OBSERVATIONS EXPRESSION: of the line that identify writes.
trap_case() {
	n=$((n + 1))
	printf '{"id":"%s",%s}\n' "$1" "$2" >>cases
	printf '%s\t%s\n' "$1" "$3" >>wanted
}
named() { printf '"manufacturer":"%s","brand":%s,"model":%s,.*"verdict":"%s"' "$1" "$2" "$3" "$4"; }
nobody='"manufacturer":null,.*"verdict":"unknown"'
suspected() { printf '"manufacturer":null,.*"verdict":"suspected".*"candidates":.*"%s"' "$1"; }

# Stacks that say nothing about the maker.
trap_case net-snmp "\"snmp.sysDescr\":\"Linux db1 5.10.0-8-amd64 #1 SMP x86_64\",\"snmp.sysObjectID\":\"$number.8072.3.2.10\"" "$nobody"
trap_case romsshell '"ssh.banner":"SSH-2.0-RomSShell_4.62"' "$nobody"
trap_case fastpath "\"snmp.sysDescr\":\"FASTPATH Switching\",\"snmp.sysObjectID\":\"$number.4413\"" "$nobody"
trap_case lwip "\"snmp.sysDescr\":\"LwIP repeater\",\"snmp.sysObjectID\":\"$number.26381\"" "$nobody"
trap_case no-object-id '"snmp.sysDescr":"Linux x 4.4.0 armv7l","snmp.sysObjectID":"0.0"' "$nobody"
trap_case bare-enterprises "\"snmp.sysDescr\":\"whatever\",\"snmp.sysObjectID\":\"$number\"" "$nobody"

# The maker of the box on a stack's number: its own words decide.
trap_case fastpath-datacom "\"snmp.sysDescr\":\"DM1200E 24GT 4XS Standalone, 3.2.2.9\",\"snmp.sysObjectID\":\"$number.4413\"" "$(named Datacom null '"DM1200E"' probable)"
trap_case fastpath-ubiquiti "\"snmp.sysDescr\":\"UISP Fiber OLT XGS, 4.6.2.28300, Linux 4.4.302\",\"snmp.sysObjectID\":\"$number.4413\"" "$(named Ubiquiti null '"UISP Fiber OLT XGS"' probable)"

# Numbers that others squat on.
trap_case airspan-989 "\"snmp.sysObjectID\":\"$number.989.1.1\"" "$(suspected Airspan)"
trap_case airspan-989-text "\"snmp.sysDescr\":\"Airspan AirHarmony 4000\",\"snmp.sysObjectID\":\"$number.989.1.1\"" "$(named Airspan null '"AirHarmony 4000"' probable)"
trap_case frogfoot-10002 "\"snmp.sysObjectID\":\"$number.10002.9\"" "$(suspected Ubiquiti)"
trap_case airos-10002 "\"snmp.sysDescr\":\"Linux 2.6.32.68 #1 Thu Aug 22 16:38:44 EEST 2019 mips\",\"snmp.sysObjectID\":\"$number.10002.1\"" "$(named Ubiquiti null null probable)"
trap_case syncserver-39165 "\"snmp.sysDescr\":\"Linux SyncServer 2.6.10_mvl401 #18 Thu Mar 10 2016 i686\",\"snmp.sysObjectID\":\"$number.39165.1.6\"" "$(named Microsemi null '"SyncServer"' probable)"
trap_case hikvision-39165 "\"snmp.sysObjectID\":\"$number.39165.1.6\"" "$(suspected Hikvision)"

# One maker's boxes under another's label or number.
trap_case h3c "\"snmp.sysDescr\":\"H3C Comware Platform Software, Software Version 7.1.075, Release 7751P01\\nH3C SR8808-X\",\"snmp.sysObjectID\":\"$number.25506.1.921\"" "$(named H3C null '"SR8808-X"' confirmed)"
trap_case hpe-on-h3c "\"snmp.sysDescr\":\"HPE Comware Platform Software, Software Version 7.1.045, Release 2422P01\\nHPE 5900AF-48XG-4QSFP+ Switch\",\"snmp.sysObjectID\":\"$number.25506.11.1.120\"" "$(named HPE null '"5900AF-48XG-4QSFP.?"' confirmed)"
trap_case hpe-number "\"snmp.sysObjectID\":\"$number.25506.11.1.150\"" "$(named HPE null null probable)"
trap_case 3com "\"snmp.sysDescr\":\"3Com SuperStack 3\",\"snmp.sysObjectID\":\"$number.43.10.27.4.1.2.11\"" '"manufacturer":"3Com",.*"verdict":"confirmed"'
trap_case dell-juniper "\"snmp.sysDescr\":\"Juniper Networks, Inc. DELL J-EX4200-24T internet router, kernel JUNOS 11.1R3.5 #0: 2011-06-25\",\"snmp.sysObjectID\":\"$number.2636.1.1.1.2.31\"" "$(named Juniper '"Dell"' '"J-EX4200-24T"' confirmed)"
trap_case huawei-no-zyxel "\"snmp.sysDescr\":\"S5320-28P-LI-AC\\nHuawei Versatile Routing Platform Software \\r\\n VRP (R) software,Version 5.170 (S5320 V200R010C00SPC600)\",\"snmp.sysObjectID\":\"$number.2011.2.23.345\"" "$(named Huawei null '"S5320-28P-LI-AC"' confirmed)"
trap_case fs-no-zyxel "\"snmp.sysDescr\":\"Fiberstore Co.,Limited Internetwork Operating System Software\\nIES5100-16TS Series Software, Version 117934, RELEASE SOFTWARE\",\"snmp.sysObjectID\":\"$number.52642.1.504.0\"" "$(named FS.COM null '"IES5100-16TS"' confirmed)"
trap_case redback "\"snmp.sysDescr\":\"Redback Networks SmartEdge OS Version SEOS-12.1.1.5p2-Release\",\"snmp.sysObjectID\":\"$number.2352.1.15\"" "$(named Ericsson '"Redback[^"]*"' '"SmartEdge"' confirmed)"
trap_case alcatel "\"snmp.sysDescr\":\"TiMOS-B-6.0.R6 both/mpc ALCATEL SAS-M 24F 2XFP 7210 Copyright (c) 2000-2014 Alcatel-Lucent.\",\"snmp.sysObjectID\":\"$number.6527.6.2.1.2.2.2\"" "$(named Nokia '"Alcatel-Lucent"' '"SAS-M 24F 2XFP 7210"' confirmed)"

# A neighbour's words never name the device itself; a MAC block alone never identifies.
trap_case neighbour "\"snmp.sysDescr\":\"Linux bts1 4.19.0 #1 armv7l\",\"snmp.sysObjectID\":\"$number.8072.3.2.10\",\"snmp.lldpRemSysDesc\":[\"Huawei Versatile Routing Platform Software VRP (R) software, Version 8.180 (NE40E V800R010C10SPC500)\"],\"snmp.lldpRemSysName\":[\"huawei-ne40\"],\"snmp.lldpRemChassisId\":[\"00:25:9e:00:00:01\"]" "$nobody"
trap_case mac-block '"snmp.sysDescr":"Linux bts1 4.19.0 #1 armv7l","snmp.lldpLocChassisId":"00:25:9e:00:00:01"' "$(suspected Huawei)"

# Old VRP is Huawei's, H3C's or 3Com's; no real box that says Nokia has been seen.
trap_case ssh-vrp '"ssh.banner":"SSH-2.0-VRP-3.3"' "$(suspected Huawei)"
trap_case ssh-nokia '"ssh.banner":"SSH-2.0-Nokia"' "$(suspected Nokia)"

# A trademark names its maker without any number; common words and short codes nobody.
trap_case mark-smartax '"snmp.sysDescr":"SmartAX MA5800-X7"' "$(named Huawei null '"MA5800-X7"' probable)"
trap_case mark-zxr10 '"snmp.lldpLocSysDesc":"ZXR10 ROS Version V4.08.35 ZXR10 3928A Software"' "$(named ZTE null '"ZXR10 3928A"' probable)"
trap_case mark-heard '"lldp.sysDesc":"MINI-LINK Traffic Node"' "$(named Ericsson null null probable)"
trap_case code-own '"snmp.sysDescr":"IP-20C"' "$(named Ceragon null '"IP-20C"' probable)"
trap_case code-foreign "\"snmp.sysDescr\":\"PTP 820C\",\"snmp.sysObjectID\":\"$number.2281.1\"" '"manufacturer":"Ceragon",'
trap_case jetstream-tp-link '"snmp.sysDescr":"JetStream 24-Port Gigabit L2 Managed Switch with 4 SFP Slots"' '"manufacturer":"TP-Link",'
trap_case jetstream-perle '"snmp.sysDescr":"JETSTREAM 4000"' '"manufacturer":"Perle",'
trap_case xgs-zyxel '"snmp.sysDescr":"XGS4600-32"' '"manufacturer":"Zyxel",'
trap_case xgs-sophos '"snmp.sysDescr":"XGS 2100"' '"manufacturer":"Sophos",'
trap_case word-eclipse '"snmp.sysDescr":"Eclipse Jetty 9.4"' "$nobody"
trap_case word-orion '"snmp.sysDescr":"Orion controller for irrigation"' "$nobody"
trap_case word-apollo '"snmp.sysDescr":"Apollo 4500 Gen9"' "$nobody"
trap_case word-canopy '"snmp.sysDescr":"Canopy tent"' "$nobody"

# Numbers that the registry now says are Nokia's: no old label; one of them is a telephone exchange's.
trap_case engine-6527 '"snmp.engineID":"8000197f03001122334455"' "$(named Nokia null null probable)"
trap_case engine-637 '"snmp.engineID":"8000027d03001122334455"' "$(named Nokia null null probable)"
trap_case omnipcx "\"snmp.sysDescr\":\"Linux telA001 2.6.32-ll-dhs3 #1 i686\",\"snmp.sysObjectID\":\"$number.637.64.4400.1.1.10\"" '"manufacturer":"Alcatel-Lucent Enterprise",'

# What agents put around and beside a name.
trap_case quoted "\"snmp.sysDescr\":\"\\\"Cambium PTP 50650 PTP Wireless Ethernet Bridge, Version 50650-01-40\\\"\\u0000\",\"snmp.sysObjectID\":\"$number.17713.7\"" "$(named Cambium null '"PTP 650"' confirmed)"
trap_case order-number "\"snmp.sysDescr\":\"Juniper Networks, Inc. mx960 internet router, kernel JUNOS 16.1R6.7, Build date\",\"snmp.sysObjectID\":\"$number.2636.1.1.1.2.21\",\"snmp.entPhysicalClass\":{\"1\":\"3\"},\"snmp.entPhysicalModelName\":{\"1\":\"710-030012\"}" '"model":"mx960",.*"part_number":"710-030012"'
trap_case maker-order-number "\"snmp.sysDescr\":\"TiMOS-B-21.10.R1 both/sar Nokia 7705 SAR Copyright (c) 2000-2021 Nokia.\",\"snmp.sysObjectID\":\"$number.6527.6.1.1.2.1\",\"snmp.entPhysicalClass\":{\"1\":\"3\"},\"snmp.entPhysicalModelName\":{\"1\":\"3HE02774AB\"}" '"model":"7705 SAR",.*"part_number":"3HE02774AB"'
trap_case chassis-name "\"snmp.sysDescr\":\"Cisco IOS Software, C3750 Software (C3750-IPBASE-M), Version 12.2(50)SE3, RELEASE SOFTWARE (fc1)\",\"snmp.sysObjectID\":\"$number.9.1.516\",\"snmp.entPhysicalClass\":{\"1\":\"11\",\"1001\":\"3\"},\"snmp.entPhysicalModelName\":{\"1001\":\"WS-C3750G-12S-S\"}" '"model":"WS-C3750G-12S-S",.*"sw_version":"12.2\(50\)SE3"'
trap_case unmarked-table "\"snmp.sysDescr\":\"MH-T280\",\"snmp.sysObjectID\":\"$number.31926.35\",\"snmp.entPhysicalSerialNum\":{\"1\":\"FC03557777\",\"2\":\"FC99112233\"}" '"serial":"FC03557777"'
trap_case masked-serial "\"snmp.sysDescr\":\"EH-8010FX\",\"snmp.sysObjectID\":\"$number.31926\",\"snmp.entPhysicalSerialNum\":{\"1\":\"XXXXXXXXXXXX\"}" '"serial":null'

# What nobody's rule knows of versions, and where the maker's own rule knows better.
trap_case plain-version '"snmp.sysDescr":"Frobnicator 9 gateway, Version 4.2.1-b7, built today"' '"manufacturer":null,.*"sw_version":"4.2.1-b7"'
trap_case kernel-version '"snmp.sysDescr":"Linux version 3.10.0-327.el7.x86_64"' '"sw_version":null'
trap_case own-version "\"snmp.sysDescr\":\"Cisco IOS Software, C3750 Software (C3750-IPBASE-M), Version 12.2(50)SE3, RELEASE SOFTWARE (fc1)\",\"snmp.sysObjectID\":\"$number.9.1.516\"" '"model":"C3750",.*"sw_version":"12.2\(50\)SE3"'

run 0 ranmap identify cases
same "answers" "$(wc -l <"$out")" "$n"
while IFS=$'\t' read -r id want; do
	grep -F "\"id\":\"$id\"" "$out" >line || fail "$id: no answer"
	grep -Eq -- "$want" line || fail "$id: wanted $want, got $(cut -c1-300 line)"
done <wanted
finish
