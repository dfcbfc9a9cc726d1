/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The reading end of the BPF ring buffer of records, in batches. libbpf's own calls back for
 * each record and does not return while more come; this one stops when told. */
#ifndef IOSCOPE_RING_H
#define IOSCOPE_RING_H

#include <stddef.h>

#include "../bpf/event.h"

#define BATCH_BYTES 65536

struct ring {
	unsigned long *consumer; /* bytes taken so far; ours to write */
	unsigned long *producer; /* bytes put so far; the records follow a page later */
	size_t bytes;
};

/* What was taken out of lanes and ring, each sort by itself. */
struct batch {
	size_t event_count;
	size_t file_bytes;
	size_t process_bytes;
	struct event events[BATCH_BYTES / sizeof(struct event)];
	__u8 files[BATCH_BYTES];     /* struct file_record with its names, one behind the other */
	__u8 processes[BATCH_BYTES]; /* struct process_record likewise */
};

/* 0, or -errno. */
int ring_open(struct ring *ring, int map_fd, size_t bytes);

/* Fills an empty batch with records. 0 if it has all that were there, 1 if it has no room for
 * more or came upon one that is still being written. */
int ring_collect(struct ring *ring, struct batch *batch);
size_t ring_used(const struct ring *ring);
void ring_close(struct ring *ring);

#endif
