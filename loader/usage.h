/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* What the loader itself uses of the machine. */
#ifndef IOSCOPE_USAGE_H
#define IOSCOPE_USAGE_H

#include <linux/types.h>
#include <stddef.h>

/* Opens what is closed to us once privileges are gone. */
void usage_open(void);

/* User and system time so far. */
__u64 usage_cpu_ns(void);

/* Bytes resident; 0 if that is not known. */
size_t usage_resident(void);

#endif
