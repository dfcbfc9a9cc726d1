/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The accounts of reads that do not become an event, per process. */
#ifndef IOSCOPE_LOSSES_BPF_H
#define IOSCOPE_LOSSES_BPF_H

#include "leftout.bpf.h"

/* By process id. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, LOSING_PROCESSES);
	__type(key, __u32);
	__type(value, struct losing);
} ioscope_lost SEC(".maps");

static __always_inline struct losing *losing_process(__u32 pid, __u64 now)
{
	struct losing *losing = bpf_map_lookup_elem(&ioscope_lost, &pid);

	if (!losing) {
		struct losing fresh = {.first_ns = now};

		bpf_map_update_elem(&ioscope_lost, &pid, &fresh, BPF_NOEXIST);
		losing = bpf_map_lookup_elem(&ioscope_lost, &pid);
	}
	if (losing)
		losing->last_ns = now;
	return losing;
}

static __always_inline void lose_result(struct losing *losing, __s64 ret)
{
	if (ret > 0)
		ADD(losing->bytes, ret);
	else if (ret < 0)
		ADD(losing->errors, 1);
}

static __always_inline void lose_event(__u32 pid, __u64 latency_ns, __s64 ret)
{
	struct losing *losing = losing_process(pid, bpf_ktime_get_ns());

	ADD(ledger.counters.ring_full, 1);
	if (!losing) {
		ADD(ledger.counters.lost_unnamed, 1);
		return;
	}
	ADD(losing->reads, 1);
	ADD(losing->latency_ns, latency_ns);
	lose_result(losing, ret);
}

/* No room to remember the entry, so the read is lost already. Its time is taken
 * off now and added at the exit: the sum is right without knowing which is which. */
static __always_inline void lose_entry(__u32 pid)
{
	__u64 now = bpf_ktime_get_ns();
	struct losing *losing = losing_process(pid, now);

	ADD(ledger.counters.join_full, 1);
	if (!losing) {
		ADD(ledger.counters.lost_unnamed, 1);
		ADD(ledger.unnamed_inside, 1);
		return;
	}
	ADD(losing->reads, 1);
	ADD(losing->slotless, 1);
	ADD(losing->inside, 1);
	ADD(losing->latency_ns, -now);
}

/* The end of a call that was lost at its entry. */
static __always_inline void lost_returned(struct losing *losing, __s64 ret)
{
	__u64 now = bpf_ktime_get_ns();

	ADD(losing->inside, -1);
	ADD(losing->latency_ns, now);
	losing->last_ns = now;
	lose_result(losing, ret);
}

/* An exit whose entry has no slot: lost at its entry, or begun before the thread was
 * traced (or refused by a seccomp filter, which hides the entry alone), or the filter
 * leaves the thread out. If it does so only since the entry, that may have been lost. */
static __always_inline void returned_unjoined(__u64 id, struct left_out *entry, __s64 ret)
{
	__u32 pid = id >> 32;
	struct losing *losing = bpf_map_lookup_elem(&ioscope_lost, &pid);
	int was_left_out = entry->id == id;
	__u64 generation;
	int is_in = is_let_in(id, entry, &generation);

	if (losing && losing->inside > 0 && (is_in || !was_left_out))
		lost_returned(losing, ret);
	else if (!is_in)
		return;
	else if (!losing && ledger.unnamed_inside > 0)
		ADD(ledger.unnamed_inside, -1);
	else
		ADD(ledger.counters.started_before, 1);
}

#endif
