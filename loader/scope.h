/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Fills the scope map with what START names and with the descendants it has by
 * now; those born later inherit in the kernel. */
#ifndef IOSCOPE_SCOPE_H
#define IOSCOPE_SCOPE_H

#include <stddef.h>

#include "frame.h"

/* 0, or -errno. */
int scope_mark(int map_fd, const struct scope_entry *entries, size_t count);

/* Marks present descendants. Call when births are already being watched: whoever
 * is born meanwhile is then found by the one or by the other. */
int scope_spread(int map_fd);

#endif
