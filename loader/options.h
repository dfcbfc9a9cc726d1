/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The command line. */
#ifndef IOSCOPE_OPTIONS_H
#define IOSCOPE_OPTIONS_H

#include <linux/types.h>

struct options {
	__u32 attach;      /* enum attach_mode, or 0 to choose by trying */
	__u32 ring_bytes;  /* a power of two */
	__u32 slots;       /* threads the join map has room for */
	int without_casts; /* do with what kernels before Linux 6.2 have */
	const char *directory;
};

/* Ends the process on a bad option and on --help. */
void options_parse(struct options *options, int argc, char **argv);

/* The size of a ring buffer of at least `mib`. */
__u32 options_ring_bytes(__u32 mib);

#endif
