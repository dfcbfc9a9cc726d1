/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* From the tracer to the stream, and the peer's wishes back, until the end. */
#ifndef IOSCOPE_PUMP_H
#define IOSCOPE_PUMP_H

#include <signal.h>

#include "stream.h"
#include "tracer.h"

struct pump {
	struct stream *stream;
	struct tracer *tracer;
	__u64 sent;
	__u64 stats_due_ns;
	__u64 lost_seen;    /* losses counted when LOST was last sent, */
	__u64 lost_seen_ns; /* and when that was */
};

/* Until the peer says STOP or `end` is set: 0; or -1, perhaps with `failure`, when the
 * peer is gone or talks nonsense. */
int pump_run(struct pump *pump, const volatile sig_atomic_t *end, struct failure *failure);

/* Ends tracing and sends what is left of it. 0, or -1 when the peer is gone. */
int pump_drain(struct pump *pump);

/* The same, and says goodbye. */
int pump_finish(struct pump *pump);

#endif
