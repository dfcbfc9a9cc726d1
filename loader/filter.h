/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* What the capture process says is to be recorded: taken apart and checked field by
 * field. Knows no BPF. */
#ifndef IOSCOPE_FILTER_H
#define IOSCOPE_FILTER_H

#include <stddef.h>

#include "frame.h"

#define RING_MIB_MAX 1024
#define FILTER_BYTES_MAX                                                                           \
	(sizeof(struct filter) + IOSCOPE_SCOPE_MAX * sizeof(struct scope_entry) +                  \
	 IOSCOPE_NAMES_MAX * sizeof(struct filter_name) +                                          \
	 IOSCOPE_CGROUPS_MAX * sizeof(struct filter_cgroup))

struct filter_lists {
	struct filter filter;
	struct scope_entry scope[IOSCOPE_SCOPE_MAX];
	struct filter_name names[IOSCOPE_NAMES_MAX];
	struct filter_cgroup cgroups[IOSCOPE_CGROUPS_MAX];
};

/* The payload of FRAME_FILTER. 0, or -1 if it is not one in every byte. */
int filter_read(struct filter_lists *lists, const void *payload, size_t length);

/* The payload of FRAME_START likewise. `ring_mib` is 0 where START does not say. */
int filter_read_start(struct filter_lists *lists, __u32 *ring_mib, const void *payload,
		      size_t length);

#endif
