/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The two ways out of the kernel. Rows, of which there are millions, go into a circle of
 * the cpu's own, which takes neither a lock nor a call; records of files and processes,
 * which come before the first row that names them, into a ring that all cpus share. */
#ifndef IOSCOPE_LANES_BPF_H
#define IOSCOPE_LANES_BPF_H

#include "tables.h"

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4 << 20);
} ioscope_ring SEC(".maps");

/* By cpu. The loader maps this and the next. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct lane);
} ioscope_lanes SEC(".maps");

/* The circles of all cpus, one behind the other, `lane_rows` long each. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct event);
} ioscope_rows SEC(".maps");

const volatile __u32 lane_rows SEC(".rodata.lanes") = 1; /* set by the loader */

/* Two handlers must not be at work on one lane. Kernels let none come between so far
 * (include/trace/bpf_probe.h); those that may do otherwise have these calls, since 6.10. */
#if IOSCOPE_KERNEL == KERNEL_BY_CASTS
extern void bpf_preempt_disable(void) __ksym __weak;
extern void bpf_preempt_enable(void) __ksym __weak;

static __always_inline void hold_cpu(void)
{
	if (bpf_preempt_disable)
		bpf_preempt_disable();
}

static __always_inline void let_cpu(void)
{
	if (bpf_preempt_enable)
		bpf_preempt_enable();
}
#else
#define hold_cpu()
#define let_cpu()
#endif

/* Where the next row of this cpu goes, whether or not there is room. NULL for a cpu that
 * was not there when tracing began. */
static __always_inline struct event *next_row(struct lane **lane)
{
	__u32 cpu = bpf_get_smp_processor_id();
	__u32 index = cpu * lane_rows;

	*lane = bpf_map_lookup_elem(&ioscope_lanes, &cpu);
	if (!*lane)
		return NULL;
	index += (*lane)->next;
	return bpf_map_lookup_elem(&ioscope_rows, &index);
}

static __always_inline int has_room(struct lane *lane)
{
	if (lane->put - lane->taken < lane_rows)
		return 1;
	lane->taken = *(volatile __u64 *)&lane->taken_by_loader;
	return lane->put - lane->taken < lane_rows;
}

/* The loader comes by on a timer, as waking it costs more than a row; but a lane may be
 * too short for that. */
static __always_inline void wake_loader(void)
{
	void *nothing = bpf_ringbuf_reserve(&ioscope_ring, sizeof(__u64), 0);

	if (nothing)
		bpf_ringbuf_discard(nothing, BPF_RB_FORCE_WAKEUP);
}

/* Hands over the row that next_row() gave. */
static __always_inline void put_row(struct lane *lane)
{
	lane->next = lane->next + 1 < lane_rows ? lane->next + 1 : 0;
#if defined(__TARGET_ARCH_x86)
	asm volatile("" ::: "memory"); /* stores are seen there in their order */
	*(volatile __u64 *)&lane->put = lane->put + 1;
#else
	__sync_lock_test_and_set(&lane->put, lane->put + 1);
#endif
	if (lane->next == 0 || lane->next == lane_rows / 2)
		wake_loader();
}

/* At the entry of a call: has the memory of the row to come brought to this cpu while the
 * call is at work. It was in the loader's hands last, and waiting for it at the exit is
 * a third of what a row costs. */
static __always_inline void warm_row(void)
{
	struct lane *lane;
	struct event *event;

	hold_cpu();
	event = next_row(&lane);
	if (event && lane->put - lane->taken < lane_rows) {
		*(volatile __u64 *)&event->start_ns = 0;
		*(volatile __u64 *)&event->comm = 0;
	}
	let_cpu();
}

#endif
