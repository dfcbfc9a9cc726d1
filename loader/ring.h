/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The reading end of a BPF ring buffer, in batches. libbpf's own calls back for
 * each record and does not return while more come; this one stops when told. */
#ifndef IOSCOPE_RING_H
#define IOSCOPE_RING_H

#include <stddef.h>

#include "../bpf/event.h"

struct ring {
	unsigned long *consumer; /* bytes taken so far; ours to write */
	unsigned long *producer; /* bytes put so far; the records follow a page later */
	size_t bytes;
};

/* 0, or -errno. */
int ring_open(struct ring *ring, int map_fd, size_t bytes);
size_t ring_collect(struct ring *ring, struct event *events, size_t room);
size_t ring_used(const struct ring *ring);
void ring_close(struct ring *ring);

#endif
