/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Threads that are not traced, as each cpu has met them lately: what tracing costs
 * them is one look here at either end of a call, instead of two looks in maps. */
#ifndef IOSCOPE_LEFTOUT_BPF_H
#define IOSCOPE_LEFTOUT_BPF_H

#include "cpu.bpf.h"
#include "filter.bpf.h"

/* Where a thread would stand. */
static __always_inline struct left_out *left_out_entry(struct of_cpu *cpu, __u64 id)
{
	return &cpu->left_out[id & (LEFT_OUT_ROOM - 1)];
}

static __always_inline int is_left_out(const struct left_out *entry, __u64 id)
{
	return entry->id == id && entry->epoch == ledger.epoch;
}

/* `epoch` as it was before the filter was asked. */
static __always_inline void leave_out(struct left_out *entry, __u64 id, __u64 epoch)
{
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
