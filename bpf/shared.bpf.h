/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* What all bodies share: the ledger, and the processes that a filter names. */
#ifndef IOSCOPE_SHARED_BPF_H
#define IOSCOPE_SHARED_BPF_H

#include "tables.h"

#define CLONE_THREAD 0x00010000

#define ADD(place, amount) __sync_fetch_and_add(&(place), (amount))

/* Sections of their own, so that the loader knows where in them what is. */
struct ledger ledger SEC(".data.ledger") = {.generation = FIRST_GENERATION, .filters = 1};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, SCOPE_PROCESSES);
	__type(key, struct scope_key);
	__type(value, struct scope);
} ioscope_scope SEC(".maps");

static __always_inline struct scope *scope_of(__u32 pid, __u64 generation)
{
	struct scope_key key = {.pid = pid, .filter = generation & 1};

	return bpf_map_lookup_elem(&ioscope_scope, &key);
}

/* A child is in its parent's scope from birth; one that is not must not find
 * the standing of an earlier process that had its pid. */
static __always_inline void born_in(__u32 filter, __u32 child, __u64 clone_flags)
{
	struct scope_key key = {.pid = child, .filter = filter};
	struct scope *scope = scope_of(bpf_get_current_pid_tgid() >> 32, filter);

	if (clone_flags & CLONE_THREAD) {
		if (scope)
			ADD(scope->threads, 1);
	} else if (scope && scope->down != STANDS_NOWHERE) {
		struct scope inherited = {.self = scope->down, .down = scope->down, .threads = 1};

		bpf_map_update_elem(&ioscope_scope, &key, &inherited, BPF_ANY);
	} else {
		bpf_map_delete_elem(&ioscope_scope, &key);
	}
}

static __always_inline int task_born(__u32 child, __u64 clone_flags)
{
	for (__u32 filter = 0; filter < 2; filter++)
		if (ledger.filters & (1 << filter))
			born_in(filter, child, clone_flags);
	return 0;
}

static __always_inline void ended_in(__u32 filter, __u32 pid)
{
	struct scope_key key = {.pid = pid, .filter = filter};
	struct scope *scope = bpf_map_lookup_elem(&ioscope_scope, &key);

	if (!scope)
		return;
	ADD(scope->threads, -1);
	if (scope->threads == 0)
		bpf_map_delete_elem(&ioscope_scope, &key);
}

#endif
