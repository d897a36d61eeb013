/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * capture_linux.c: group membership on Linux. A network card drops frames to
 * groups that nobody asked for. Promiscuous mode would let them in together
 * with everything else on a mirror port; three memberships do it as well.
 */
#include <errno.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <string.h>
#include <sys/socket.h>

#include "scanner/capture_link.h"

/* Nearest bridge, nearest non-TPMR bridge, nearest customer bridge (IEEE
 * 802.1AB-2016, 7.1), and CDP's group. */
static const unsigned char groups[][6] = {
	{0x01, 0x80, 0xc2, 0x00, 0x00, 0x0e},
	{0x01, 0x80, 0xc2, 0x00, 0x00, 0x03},
	{0x01, 0x80, 0xc2, 0x00, 0x00, 0x00},
	{0x01, 0x00, 0x0c, 0xcc, 0xcc, 0xcc},
};

bool
capture_join_groups(int fd, const char *interface)
{
	struct packet_mreq m = {.mr_type = PACKET_MR_MULTICAST, .mr_alen = 6};
	unsigned index = if_nametoindex(interface);

	if (index == 0) /* "any" and the like: no single interface to ask */
		return true;
	m.mr_ifindex = (int)index;
	for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]); i++) {
		memcpy(m.mr_address, groups[i], sizeof(groups[i]));
		if (setsockopt(fd, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &m, sizeof(m)) != 0 &&
			errno != EINVAL && errno != EOPNOTSUPP)
			return false;
	}
	return true;
}
