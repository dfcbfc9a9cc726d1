/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* What all bodies share: the ledger, and whether a process is in the scope. */
#ifndef IOSCOPE_SHARED_BPF_H
#define IOSCOPE_SHARED_BPF_H

#include "tables.h"

#define CLONE_THREAD 0x00010000

#define ADD(place, amount) __sync_fetch_and_add(&(place), (amount))

/* Sections of their own, so that the loader knows where in them what is. */
struct ledger ledger SEC(".data.ledger") = {};
const volatile __u32 everything SEC(".rodata.order") = 1;

/* By process id. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, SCOPE_PROCESSES);
	__type(key, __u32);
	__type(value, struct scope);
} ioscope_scope SEC(".maps");

static __always_inline int is_traced(__u32 pid)
{
	struct scope *scope = bpf_map_lookup_elem(&ioscope_scope, &pid);

	return scope ? scope->mark != SCOPE_LEAVE_OUT : everything;
}

/* A child is in its parent's scope from birth; one that is not must not find
 * the mark of an earlier process that had its pid. */
static __always_inline int task_born(__u32 child, __u64 clone_flags)
{
	__u32 pid = bpf_get_current_pid_tgid() >> 32;
	struct scope *scope = bpf_map_lookup_elem(&ioscope_scope, &pid);

	if (clone_flags & CLONE_THREAD) {
		if (scope)
			ADD(scope->threads, 1);
	} else if (scope && scope->mark != SCOPE_ONE) {
		struct scope inherited = {.mark = scope->mark, .threads = 1};

		bpf_map_update_elem(&ioscope_scope, &child, &inherited, BPF_ANY);
	} else {
		bpf_map_delete_elem(&ioscope_scope, &child);
	}
	return 0;
}

#endif
