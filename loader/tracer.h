/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The BPF side of the loader: from the object file to events in memory. Knows no
 * socket. */
#ifndef IOSCOPE_TRACER_H
#define IOSCOPE_TRACER_H

#include <stddef.h>

#include "../bpf/tables.h"
#include "filter.h"
#include "ring.h"
#include "walk.h"

struct tracer;

struct tracer_settings {
	__u32 attach;       /* enum attach_mode, or 0 to choose by trying */
	__u32 buffer_bytes; /* what the kernel holds of the buffer */
	__u32 slots;
	int without_casts;                 /* as on kernels before Linux 6.2 */
	const struct filter_lists *filter; /* to begin with */
};

/* Loads and attaches; from its return on every read in scope is seen. NULL with
 * `failure`, and the last lines of libbpf's log on stderr. */
struct tracer *tracer_start(const struct tracer_settings *settings, struct failure *failure);

/* Puts another filter in force. 0, or -1 with `failure`. */
int tracer_filter(struct tracer *tracer, const struct filter_lists *filter,
		  struct failure *failure);

/* Whether this kernel wants CAP_BPF for looking into a map (before Linux 5.19). */
int tracer_lookup_needs_capability(struct tracer *tracer);

enum attach_mode tracer_mode(const struct tracer *tracer);

/* What of the kernel's buffer is the ring of records. */
size_t tracer_ring_bytes(const struct tracer *tracer);

/* Fills an empty batch. 1 if there is more to collect, 0 if not. */
int tracer_collect(struct tracer *tracer, struct batch *batch);

/* Bytes waiting. */
size_t tracer_waiting(const struct tracer *tracer);

/* A descriptor that can be read when it is high time to collect. */
int tracer_wakes(const struct tracer *tracer);

/* Positions in the ring, in bytes since the beginning: up to where it has been
 * collected, and up to where it has been filled. */
unsigned long tracer_ring_taken(const struct tracer *tracer);
unsigned long tracer_ring_put(const struct tracer *tracer);

struct ledger tracer_ledger(const struct tracer *tracer);

/* What has been counted, wherever that was. */
struct counters tracer_counters(const struct tracer *tracer);

/* The totals of up to `room` processes that lost reads since `since_ns`
 * (CLOCK_MONOTONIC); 0 asks for all. Returns how many. */
size_t tracer_lost(struct tracer *tracer, __u64 since_ns, struct lost *lost, size_t room);

/* Calls that have not returned: a walk, and its next part. `blocked` has room for
 * WALK_SLICE. 0 when the walk has ended. The records these refer to lie in the ring
 * no later than it is filled now. */
struct walk tracer_blocked_walk(const struct tracer *tracer);
int tracer_blocked(struct walk *walk, struct blocked *blocked, size_t *found);

/* From its return on the handlers do nothing. They are detached by tracer_free(),
 * which takes seconds for the classic tracepoints. */
void tracer_stop(struct tracer *tracer);

/* Reads that have not returned; exact only after tracer_stop(). */
__u64 tracer_in_flight(struct tracer *tracer);

void tracer_free(struct tracer *tracer);

/* Nanoseconds of CLOCK_MONOTONIC, as in struct event. */
__u64 tracer_now(void);

#endif
