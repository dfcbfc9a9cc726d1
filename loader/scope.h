/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Fills the scope map with the processes that a filter names and with the descendants
 * they have by now; those born later inherit in the kernel. */
#ifndef IOSCOPE_SCOPE_H
#define IOSCOPE_SCOPE_H

#include <dirent.h>
#include <stddef.h>

#include "frame.h"

/* Where the scope of one of the two filters is kept, and /proc, open. */
struct scope_place {
	int map_fd;
	DIR *proc;
	__u32 filter;
};

/* 0, or -errno, as the others. Of several marks for a process the refusing ones count. */
int scope_mark(struct scope_place place, const struct scope_entry *entries, size_t count);

/* Marks present descendants, as far as /proc shows them to us. Call when births are
 * already being watched: whoever is born meanwhile is then found by the one or by the
 * other. */
int scope_spread(struct scope_place place);

int scope_clear(struct scope_place place);

#endif
