/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* What becomes of a call that returned: a row in the ring, a loss, or nothing that the
 * filter wants. */
#ifndef IOSCOPE_ROWS_BPF_H
#define IOSCOPE_ROWS_BPF_H

#include "losses.bpf.h"

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 16 << 20);
} ioscope_ring SEC(".maps");

static __always_inline void emit(const struct slot *slot, __u64 id, __u64 latency_ns, __s64 ret)
{
	struct event *event = bpf_ringbuf_reserve(&ioscope_ring, sizeof(*event), 0);

	if (!event) {
		lose_event(id >> 32, latency_ns, ret);
		return;
	}
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
	/* Waking the reader costs more than all of this: it comes by on a timer. */
	bpf_ringbuf_submit(event, BPF_RB_NO_WAKEUP);
}

/* Makes a row of a call, if that is not too quick or too successful for the filter. */
static __always_inline void finish(const struct slot *slot, __u64 id, __u64 latency_ns, __s64 ret)
{
	if (latency_ns < slot->min_latency_ns || (slot->failures_only && ret >= 0))
		count_filtered();
	else
		emit(slot, id, latency_ns, ret);
}

#endif
