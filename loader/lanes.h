/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The reading end of the lanes: the rows that each cpu puts into a circle of its own, taken
 * in the order in which their calls returned. */
#ifndef IOSCOPE_LANES_H
#define IOSCOPE_LANES_H

#include <stddef.h>

#include "../bpf/tables.h"

struct view;

struct lanes {
	struct lane *shared;
	const struct event *rows; /* `each` of every lane */
	struct view *views;       /* what we know of each lane */
	__u32 count;
	__u32 each;
};

/* How many lanes this machine needs: one for each cpu. */
__u32 lanes_count(void);

/* 0, or -errno. */
int lanes_open(struct lanes *lanes, int shared_fd, int rows_fd, __u32 count, __u32 each);

/* Notes which rows there are. The rows of a thread are there in their order up to any time
 * before the look. */
void lanes_look(struct lanes *lanes);

/* Takes up to `room` of the rows noted whose calls returned by `until_ns`. Returns how many. */
size_t lanes_take(struct lanes *lanes, struct event *rows, size_t room, __u64 until_ns);

/* Bytes waiting. */
size_t lanes_used(const struct lanes *lanes);
void lanes_close(struct lanes *lanes);

#endif
