/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Walks through a hash map in slices, so that other work can be done in between. */
#ifndef IOSCOPE_WALK_H
#define IOSCOPE_WALK_H

#include <linux/types.h>
#include <stddef.h>

#define WALK_SLICE 512

struct walk {
	int map_fd;
	__u32 place;
	int begun;
	int ended;
};

/* The next entries, at most WALK_SLICE; 0 says that there are no more. What comes
 * and goes meanwhile may be missed. */
size_t walk_next(struct walk *walk, void *keys, void *values);

#endif
