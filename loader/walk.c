// SPDX-License-Identifier: GPL-2.0 OR MIT
#include <bpf/bpf.h>

#include "walk.h"

size_t walk_next(struct walk *walk, void *keys, void *values)
{
	__u32 count = WALK_SLICE, next = 0;

	if (walk->ended)
		return 0;
	/* Fails at the end, perhaps with the last entries in hand (ENOENT). */
	walk->ended = bpf_map_lookup_batch(walk->map_fd, walk->begun ? &walk->place : NULL, &next,
					   keys, values, &count, NULL) != 0;
	walk->begun = 1;
	walk->place = next;
	return count <= WALK_SLICE ? count : 0;
}
