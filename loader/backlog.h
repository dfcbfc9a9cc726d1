/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Bytes that the peer has not taken yet: a circle in memory, of which no more is used
 * than has had to be. */
#ifndef IOSCOPE_BACKLOG_H
#define IOSCOPE_BACKLOG_H

#include <stddef.h>

struct backlog {
	char *bytes;
	size_t size;
	size_t first;   /* where the oldest byte lies */
	size_t used;    /* bytes that wait */
	size_t touched; /* bytes of the circle that are memory by now */
};

/* A size of 0 has no room. 0, or -errno. */
int backlog_open(struct backlog *backlog, size_t size);

size_t backlog_room(const struct backlog *backlog);

/* Only where there is room for it. */
void backlog_put(struct backlog *backlog, const void *bytes, size_t length);

/* The oldest bytes that lie in one piece; 0 if none wait. */
size_t backlog_oldest(const struct backlog *backlog, void **bytes);

/* The peer has so many of these. When none is left the memory is given back. */
void backlog_taken(struct backlog *backlog, size_t length);

#endif
