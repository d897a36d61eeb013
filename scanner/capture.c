/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * capture.c: where frames come from. libpcap reads the files (it bounds every
 * record by its own limit, MAXIMUM_SNAPLEN); the bytes inside are touched by
 * decoders through base/bytes.h alone.
 */
#include "scanner/capture.h"

#include <errno.h>
#include <limits.h>
#include <pcap/pcap.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "scanner/capture_link.h"

struct capture {
	pcap_t *pcap;
	char *name;
	uint64_t frames;
	const struct capture_link *link;
	struct buf made; /* a frame whose head was made up */
};

/* What neighbours send: LLDP by its type, or by its group where a switch chip
 * retyped it; CDP by its group; both behind up to two VLAN tags. The order
 * matters: `vlan` moves every offset behind it. */
static const char filter[] =
	"ether proto 0x88cc or ether dst 01:80:c2:00:00:0e or ether dst 01:00:0c:cc:cc:cc or "
	"(vlan and (ether proto 0x88cc or (vlan and ether proto 0x88cc)))";

static struct capture *
capture_new(pcap_t *pcap, const char *name, const struct capture_link *link)
{
	struct capture *c = xcalloc(1, sizeof(*c));

	c->pcap = pcap;
	c->name = xstrdup(name);
	c->link = link;
	return c;
}

/* Sets up an activated or opened pcap, or closes it. */
static enum result
adopt(pcap_t *pcap, const char *name, struct capture **out, struct buf *why)
{
	const struct capture_link *link = capture_link_find(pcap_datalink(pcap));
	const char *type = pcap_datalink_val_to_name(pcap_datalink(pcap));

	if (link == NULL) {
		buf_printf(why, "%s: frames of link type %s are not understood", name,
			type != NULL ? type : "unknown");
		pcap_close(pcap);
		return RESULT_UNSUPPORTED;
	}
	*out = capture_new(pcap, name, link);
	return RESULT_OK;
}

static enum result
activate_fault(pcap_t *pcap, int status, const char *interface, struct buf *why)
{
	switch (status) {
	case PCAP_ERROR_NO_SUCH_DEVICE:
		buf_printf(why, "%s: no such interface", interface);
		return RESULT_NOT_FOUND;
	case PCAP_ERROR_PERM_DENIED:
	case PCAP_ERROR_PROMISC_PERM_DENIED:
		buf_printf(why,
			"%s: no permission to listen; run as root or with the capability "
			"CAP_NET_RAW",
			interface);
		return RESULT_PERMISSION;
	case PCAP_ERROR_IFACE_NOT_UP:
		buf_printf(why, "%s: the interface is down", interface);
		return RESULT_IO;
	default:
		buf_printf(why, "%s: %s", interface,
			status == PCAP_ERROR ? pcap_geterr(pcap) : pcap_statustostr(status));
		return RESULT_IO;
	}
}

static enum result
set_filter(pcap_t *pcap, const char *interface, struct buf *why)
{
	struct bpf_program program;
	bool ethernet = pcap_datalink(pcap) == DLT_EN10MB;
	int status = pcap_compile(
		pcap, &program, ethernet ? filter : "ether proto 0x88cc", 1, PCAP_NETMASK_UNKNOWN);

	if (status == 0) {
		status = pcap_setfilter(pcap, &program);
		pcap_freecode(&program);
	}
	if (status == 0)
		return RESULT_OK;
	buf_printf(why, "%s: %s", interface, pcap_geterr(pcap));
	return RESULT_IO;
}

static enum result
activate(pcap_t *pcap, const char *interface, struct buf *why)
{
	char errbuf[PCAP_ERRBUF_SIZE];
	int status;

	pcap_set_snaplen(pcap, 65535);
	pcap_set_promisc(pcap, 0);
	pcap_set_timeout(pcap, 100);
	pcap_set_immediate_mode(pcap, 1);
	/* A frame every few seconds: libpcap's default of 2 MB would be waste. */
	pcap_set_buffer_size(pcap, 512 * 1024);
	status = pcap_activate(pcap);
	if (status < 0)
		return activate_fault(pcap, status, interface, why);
	if (pcap_setnonblock(pcap, 1, errbuf) != 0) {
		buf_printf(why, "%s: %s", interface, errbuf);
		return RESULT_IO;
	}
	(void)pcap_setdirection(pcap, PCAP_D_IN); /* where it can't be, our own are heard too */
	if (!capture_join_groups(pcap_get_selectable_fd(pcap), interface)) {
		buf_printf(
			why, "%s: cannot join the groups of LLDP: %s", interface, strerror(errno));
		return RESULT_IO;
	}
	return set_filter(pcap, interface, why);
}

enum result
capture_open_live(const char *interface, struct capture **out, struct buf *why)
{
	char errbuf[PCAP_ERRBUF_SIZE];
	pcap_t *pcap = pcap_create(interface, errbuf);
	enum result r;

	if (pcap == NULL) {
		buf_printf(why, "%s: %s", interface, errbuf);
		return RESULT_IO;
	}
	r = activate(pcap, interface, why);
	if (r != RESULT_OK) {
		pcap_close(pcap);
		return r;
	}
	return adopt(pcap, interface, out, why);
}

enum result
capture_open_stream(FILE *file, const char *name, struct capture **out, struct buf *why)
{
	char errbuf[PCAP_ERRBUF_SIZE];
	pcap_t *pcap = pcap_fopen_offline(file, errbuf);

	if (pcap == NULL) {
		fclose(file);
		buf_printf(why, "%s: not a capture file: %s", name, errbuf);
		return RESULT_MALFORMED;
	}
	return adopt(pcap, name, out, why);
}

enum result
capture_open_file(const char *path, struct capture **out, struct buf *why)
{
	FILE *file = strcmp(path, "-") == 0 ? fdopen(dup(STDIN_FILENO), "rb") : fopen(path, "rbe");
	int fault = errno;

	if (file != NULL)
		return capture_open_stream(file, path, out, why);
	buf_printf(why, "%s: %s", path, strerror(fault));
	return fault == ENOENT ? RESULT_NOT_FOUND : fault == EACCES ? RESULT_PERMISSION : RESULT_IO;
}

void
capture_close(struct capture *c)
{
	if (c == NULL)
		return;
	pcap_close(c->pcap);
	buf_free(&c->made);
	free(c->name);
	free(c);
}

const char *
capture_wire(const struct capture *c)
{
	return pcap_datalink(c->pcap) == DLT_EN10MB ? c->name : NULL;
}

const char *
capture_name(const struct capture *c)
{
	return c->name;
}

int
capture_fd(const struct capture *c)
{
	return pcap_get_selectable_fd(c->pcap);
}

static enum result
read_fault(struct capture *c, struct buf *why)
{
	bool live = pcap_file(c->pcap) == NULL;

	buf_printf(why, "%s: frame %llu: %s", c->name, (unsigned long long)c->frames + 1,
		pcap_geterr(c->pcap));
	return live ? RESULT_IO : RESULT_MALFORMED;
}

enum result
capture_next(struct capture *c, struct frame *out, struct buf *why)
{
	struct pcap_pkthdr *head;
	const u_char *data;

	switch (pcap_next_ex(c->pcap, &head, &data)) {
	case 1:
		break;
	case 0:
		return RESULT_AGAIN;
	case PCAP_ERROR_BREAK:
		return RESULT_END;
	default:
		return read_fault(c, why);
	}
	out->number = ++c->frames;
	out->time = head->ts.tv_sec;
	out->bytes = c->link->to_ethernet(bytes_of(data, head->caplen), &c->made);
	return RESULT_OK;
}

uint64_t
capture_dropped(struct capture *c)
{
	struct pcap_stat stat;

	return pcap_file(c->pcap) == NULL && pcap_stats(c->pcap, &stat) == 0 ? stat.ps_drop : 0;
}
