/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* What this machine offers for tracing, and in whose words to say what it does not. */
#ifndef IOSCOPE_MEANS_H
#define IOSCOPE_MEANS_H

#include "failure.h"

int means_btf(void);
int means_tracefs(void);

/* Whether tracing by `attach` (0: by any mode) can be tried at all. 0, or -1 with
 * `failure`. */
int means_check(__u32 attach, struct failure *failure);

/* Fills `failure` with what it means that `step` ended in `error` (-errno), and
 * returns -1. */
int means_explain(struct failure *failure, const char *step, int error, __u32 ring_bytes,
		  __u32 slots);

#endif
