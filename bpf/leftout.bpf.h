/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Threads that are not traced, as each cpu has met them lately: what tracing costs
 * them is one look here at either end of a call, instead of two looks in maps. */
#ifndef IOSCOPE_LEFTOUT_BPF_H
#define IOSCOPE_LEFTOUT_BPF_H

#include "filter.bpf.h"

#define LEFT_OUT_ROOM 64 /* a power of two */

struct left_out {
	__u64 id;
	__u64 epoch; /* holds while it is the present one */
};

struct left_outs {
	struct left_out entries[LEFT_OUT_ROOM];
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct left_outs);
} ioscope_left_out SEC(".maps");

/* Where a thread would stand. */
static __always_inline struct left_out *left_out_entry(__u64 id)
{
	__u32 zero = 0;
	struct left_outs *all = bpf_map_lookup_elem(&ioscope_left_out, &zero);

	return all ? &all->entries[id & (LEFT_OUT_ROOM - 1)] : NULL;
}

static __always_inline int is_left_out(const struct left_out *entry, __u64 id)
{
	return entry && entry->id == id && entry->epoch == ledger.epoch;
}

/* `epoch` as it was before the filter was asked. */
static __always_inline void leave_out(struct left_out *entry, __u64 id, __u64 epoch)
{
	if (!entry)
		return;
	entry->id = id;
	entry->epoch = epoch;
}

/* Asks the filter, says of which generation, and remembers a refusal. The epoch is
 * read first: what changes meanwhile makes the answer invalid. */
static __always_inline int is_let_in(__u64 id, struct left_out *entry, __u64 *generation)
{
	__u64 epoch = *(volatile __u64 *)&ledger.epoch;

	*generation = *(volatile __u64 *)&ledger.generation;
	if (ioscope_who(id, *generation))
		return 1;
	if (is_settled(*generation))
		leave_out(entry, id, epoch);
	return 0;
}

/* An id may mean another thread from now on. */
static __always_inline void forget_left_out(void)
{
	ADD(ledger.epoch, 1);
}

#endif
