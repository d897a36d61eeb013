# SPDX-License-Identifier: BSD-2-Clause
# Frames in hexadecimal, put together from their parts; sourced by tests that
# need a capture. `mkcap` makes files of them.

hex() { printf '%s' "$1" | od -An -v -tx1 | tr -d ' \n'; }
bytes() { echo $((${#1} / 2)); }

# An LLDP TLV: type and value. Seven bits of type, nine of length.
tlv() { printf '%04x%s' $(($1 << 9 | $(bytes "$2"))) "$2"; }

# lldp MAC SYSNAME SYSDESC [TAG]: an announcement, behind a VLAN tag where one is told.
lldp() {
	printf '0180c200000e%s%s88cc' "$1" "${4:-}"
	tlv 1 "04$1"
	tlv 2 "05$(hex eth0)"
	tlv 3 0078
	tlv 5 "$(hex "$2")"
	tlv 6 "$(hex "$3")"
	tlv 0 ""
}

# A BER element: tag and contents.
ber() {
	local n

	n=$(bytes "$2")
	if [ "$n" -lt 128 ]; then printf '%s%02x%s' "$1" "$n" "$2"
	else printf '%s82%04x%s' "$1" "$n" "$2"; fi
}

# ipv4 PROTOCOL FROM PAYLOAD: an Ethernet frame with IPv4 from an address (8 digits).
ipv4() {
	printf '02000000000102000000000208004500%04x00000000%s%s0000%s0a0000fe%s' \
		$((20 + $(bytes "$3"))) 40 "$1" "$2" "$3"
}

udp() { printf '%04x%04x%04x0000%s' "$1" 40000 $((8 + $(bytes "$2"))) "$2"; }

# tcp PORT SEQUENCE PAYLOAD
tcp() { printf "%04x%04x%08x00000001501804000000""0000%s" "$1" 40001 "$2" "$3"; }

# snmp FROM SYSDESCR: an agent's response with its description.
snmp() {
	local bind

	bind=$(ber 30 "$(ber 06 2b06010201010100)$(ber 04 "$(hex "$2")")")
	ipv4 11 "$1" "$(udp 161 "$(ber 30 "$(ber 02 01)$(ber 04 "$(hex public)")$(
		ber a2 "$(ber 02 0101)$(ber 02 00)$(ber 02 00)$(ber 30 "$bind")")")")"
}
