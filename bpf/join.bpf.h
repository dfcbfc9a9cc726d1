/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The join of a call's entry with its exit. Knows nothing of how it is attached, and
 * no kernel type: all ways in read.bpf.c share these bodies. */
#ifndef IOSCOPE_JOIN_BPF_H
#define IOSCOPE_JOIN_BPF_H

#include "calls.bpf.h"
#include "cost.bpf.h"
#include "rows.bpf.h"

/* errno values a program never sees (include/linux/errno.h of the kernel). */
#define ERESTARTSYS 512
#define ERESTARTNOINTR 513
#define ERESTARTNOHAND 514
#define ERESTART_RESTARTBLOCK 516
#define EINTR 4
#define SA_RESTART 0x10000000

/* By thread id. A slot is made at a traced thread's first read and kept until
 * the thread ends: reuse in place costs a third of insert and delete. That a
 * thread has a slot also says that it is traced. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 32768);
	__type(key, __u32);
	__type(value, struct slot);
} ioscope_join SEC(".maps");

/* Asks the filter about a thread that has no slot, or one from before the filter, its
 * name or its cgroup was another. NULL if its calls are left out, or lost. */
static __always_inline struct slot *ask(struct slot *slot, __u64 id, struct left_out *entry)
{
	struct slot fresh = {};
	__u32 tid = (__u32)id;
	__u64 generation;
	struct rules *set;

	if (!is_let_in(id, entry, &generation)) {
		if (slot)
			bpf_map_delete_elem(&ioscope_join, &tid);
		return NULL;
	}
	if (!slot) {
		if (bpf_map_update_elem(&ioscope_join, &tid, &fresh, BPF_NOEXIST)) {
			lose_entry(id >> 32);
			return NULL;
		}
		slot = bpf_map_lookup_elem(&ioscope_join, &tid);
		if (!slot)
			return NULL;
	}
	set = rules_of(generation);
	slot->kinds = set->kinds;
	slot->min_latency_ns = set->min_latency_ns;
	slot->failures_only = set->failures_only;
	slot->generation = is_settled(generation) ? generation : 0;
	return slot;
}

/* The slot for a call that begins now; NULL for one that is not traced or lost. */
static __always_inline struct slot *begin(__u64 id, struct left_out *entry)
{
	__u32 tid = (__u32)id;
	struct slot *slot;

	if (ledger.ending)
		return NULL;
	slot = bpf_map_lookup_elem(&ioscope_join, &tid);
	if (slot && slot->state == SLOT_INSIDE)
		ADD(ledger.counters.overwritten, 1);
	else if (slot && slot->state == SLOT_HELD)
		finish(slot, id, slot->latency_ns, slot->ret);
	if (!slot || slot->generation != ledger.generation)
		slot = ask(slot, id, entry);
	return slot;
}

/* The arguments of a call, from wherever it is attached. */
struct call {
	__u64 fd;
	__u64 buffer;
	__u64 count; /* or entries of the vector at `buffer` */
	__s64 position;
	__u8 kind; /* enum read_call */
};

static __always_inline void fill(struct slot *slot, const struct call *call)
{
	slot->fd = (__s32)call->fd;
	slot->call = call->kind;
	slot->positioned = call->kind == CALL_PREAD64 || call->kind == CALL_PREADV ||
			   (call->kind == CALL_PREADV2 && call->position != -1);
	slot->offset = slot->positioned ? call->position : -1;
}

/* For a call whose kind of file the filter does not want: no more is done. */
static __always_inline int let_go(struct slot *slot)
{
	slot->state = SLOT_LET_GO;
	count_filtered();
	return 0;
}

static __always_inline void fill_count(struct slot *slot, const struct call *call)
{
	slot->count = call->count;
	if (!is_vector(call->kind))
		return;
	slot->vector = call->buffer;
	slot->entries = call->count;
	slot->count = ioscope_vector_bytes(call->buffer, call->count);
}

static __always_inline int passes_kind(const struct slot *slot, __u8 kind)
{
	return slot->kinds >> (kind & 31) & 1;
}

/* Last: what came before is not part of the call. */
static __always_inline void enter(struct slot *slot)
{
	warm_row();
	slot->state = SLOT_INSIDE;
	slot->start_ns = bpf_ktime_get_ns();
}

static __always_inline int is_restart(__s64 ret)
{
	return ret == -ERESTARTSYS || ret == -ERESTARTNOINTR || ret == -ERESTARTNOHAND ||
	       ret == -ERESTART_RESTARTBLOCK;
}

/* By now the kernel has had the vector in memory, if it is anywhere. */
static __always_inline void count_again(struct slot *slot)
{
	if (slot->count != COUNT_UNKNOWN || !is_vector(slot->call))
		return;
	slot->count = ioscope_vector_bytes(slot->vector, slot->entries);
	if (slot->count == COUNT_UNKNOWN)
		slot->count = 0;
}

/* A read that a signal broke off is held: what the program gets is decided only
 * when the signal is delivered. */
static __always_inline void leave(struct slot *slot, __u64 id, __s64 ret)
{
	/* Reading the clock is dear: those who are not traced do not pay for it. */
	__u64 latency_ns = bpf_ktime_get_ns() - slot->start_ns;

	count_again(slot);
	if (is_restart(ret)) {
		slot->ret = ret;
		slot->latency_ns = latency_ns;
		slot->state = SLOT_HELD;
	} else {
		slot->state = SLOT_IDLE;
		finish(slot, id, latency_ns, ret);
	}
}

static __always_inline int read_returned(__s64 ret)
{
	__u64 id = bpf_get_current_pid_tgid();
	struct of_cpu *cpu = this_cpu();
	__u32 tid = (__u32)id;
	struct left_out *entry;
	struct sampler *sampler;
	struct slot *slot;

	if (!cpu || ledger.ending)
		return 0;
	entry = left_out_entry(cpu, id);
	if (is_left_out(entry, id))
		return 0;
	sampler = sample_exit(&cpu->sampler);
	slot = bpf_map_lookup_elem(&ioscope_join, &tid);
	if (slot && slot->state == SLOT_INSIDE)
		leave(slot, id, ret);
	else if (slot && slot->state == SLOT_LET_GO)
		slot->state = SLOT_IDLE;
	else
		returned_unjoined(id, entry, ret);
	sampled_exit(sampler, id);
	return 0;
}

/* handle_signal() of the kernel turns these into EINTR if there is a handler;
 * else the call starts again, and the held row keeps its own name. */
static __always_inline int signal_delivered(__u64 handler, __u64 flags)
{
	__u64 id = bpf_get_current_pid_tgid();
	__u32 tid = (__u32)id;
	struct slot *slot = bpf_map_lookup_elem(&ioscope_join, &tid);
	__s64 ret;

	if (!slot || slot->state != SLOT_HELD || handler <= 1 /* SIG_DFL, SIG_IGN */ ||
	    ledger.ending)
		return 0;
	ret = slot->ret;
	if (ret == -ERESTARTNOHAND || ret == -ERESTART_RESTARTBLOCK ||
	    (ret == -ERESTARTSYS && !(flags & SA_RESTART)))
		ret = -EINTR;
	slot->state = SLOT_IDLE;
	finish(slot, id, slot->latency_ns, ret);
	return 0;
}

/* Whether the filter lets the current thread through, asked beside its reads. */
static __always_inline int is_traced(void)
{
	__u64 id = bpf_get_current_pid_tgid();
	struct of_cpu *cpu = this_cpu();
	struct left_out *entry;
	__u64 generation;

	if (!cpu)
		return 0;
	entry = left_out_entry(cpu, id);
	return !is_left_out(entry, id) && is_let_in(id, entry, &generation);
}

/* A call that reads, but not by read(): counted for what the window does not show. */
static __always_inline int not_shown(__u8 kind)
{
	if (!is_traced())
		return 0;
	if (kind == CALL_MMAP)
		ADD(ledger.counters.mmap, 1);
	else if (kind == CALL_IO_URING)
		ADD(ledger.counters.io_uring, 1);
	else if (kind == CALL_SENDFILE)
		ADD(ledger.counters.sendfile, 1);
	else if (kind == CALL_SPLICE)
		ADD(ledger.counters.splice, 1);
	else
		ADD(ledger.counters.copy_file_range, 1);
	return 0;
}

static __always_inline int moved_by_call(__s64 ret)
{
	if (ret == 0)
		ADD(ledger.moves, 1);
	return 0;
}

static __always_inline void free_slot(__u32 tid)
{
	struct slot *slot = bpf_map_lookup_elem(&ioscope_join, &tid);

	if (!slot || ledger.ending)
		return;
	if (slot->state == SLOT_INSIDE || slot->state == SLOT_HELD)
		ADD(ledger.counters.died, 1);
	bpf_map_delete_elem(&ioscope_join, &tid);
}

static __always_inline int task_ended(void)
{
	__u64 id = bpf_get_current_pid_tgid();

	free_slot((__u32)id);
	forget_left_out();
	for (__u32 filter = 0; filter < 2; filter++)
		ended_in(filter, id >> 32);
	return 0;
}

/* A thread that is not the leader takes the leader's id when it calls exec. */
static __always_inline int task_renumbered(__u32 old_tid)
{
	if (old_tid == (__u32)bpf_get_current_pid_tgid())
		return 0;
	free_slot(old_tid);
	forget_left_out();
	return 0;
}

#endif
