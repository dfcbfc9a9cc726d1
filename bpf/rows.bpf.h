/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* What becomes of a call that returned: a row, a loss, or nothing that the filter
 * wants. */
#ifndef IOSCOPE_ROWS_BPF_H
#define IOSCOPE_ROWS_BPF_H

#include "lanes.bpf.h"
#include "losses.bpf.h"

/* 0 if there is no room. */
static __always_inline int emit(const struct slot *slot, __u64 id, __u64 latency_ns, __s64 ret)
{
	struct lane *lane;
	struct event *event = next_row(&lane);

	if (!event || !has_room(lane))
		return 0;
	event->start_ns = slot->start_ns;
	event->latency_ns = latency_ns;
	event->count = slot->count;
	event->ret = ret;
	event->offset = slot->offset;
	event->pid = id >> 32;
	event->tid = (__u32)id;
	event->fd = slot->fd;
	event->file = slot->file;
	event->process = slot->process;
	event->call = slot->call;
	__builtin_memset(event->reserved, 0, sizeof(event->reserved));
	*(struct name_words *)event->comm = thread_name();
	put_row(lane);
	return 1;
}

/* Makes a row of a call, if that is not too quick or too successful for the filter. */
static __always_inline void finish(const struct slot *slot, __u64 id, __u64 latency_ns, __s64 ret)
{
	int emitted;

	if (latency_ns < slot->min_latency_ns || (slot->failures_only && ret >= 0)) {
		count_filtered();
		return;
	}
	hold_cpu();
	emitted = emit(slot, id, latency_ns, ret);
	let_cpu();
	if (!emitted)
		lose_event(id >> 32, latency_ns, ret);
}

#endif
