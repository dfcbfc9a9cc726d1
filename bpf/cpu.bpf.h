/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* What a cpu keeps to itself from call to call. One map, as each look into one is
 * paid by every call. */
#ifndef IOSCOPE_CPU_BPF_H
#define IOSCOPE_CPU_BPF_H

#include <linux/types.h>
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#define LEFT_OUT_ROOM 64 /* a power of two */

/* A thread that is not traced: see leftout.bpf.h. */
struct left_out {
	__u64 id;
	__u64 epoch; /* holds while it is the present one */
};

/* The call that is being timed: see cost.bpf.h. */
struct sampler {
	__u64 id; /* thread whose exit is awaited on this cpu; 0: none */
	__u64 begun_ns;
	__u64 clock_ns; /* the price of reading the clock */
	__u64 entry_ns;
	__u32 calls;
	__u32 reserved;
};

struct of_cpu {
	struct sampler sampler;
	struct left_out left_out[LEFT_OUT_ROOM];
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct of_cpu);
} ioscope_cpu SEC(".maps");

/* Never NULL, but the verifier does not know. */
static __always_inline struct of_cpu *this_cpu(void)
{
	__u32 zero = 0;

	return bpf_map_lookup_elem(&ioscope_cpu, &zero);
}

#endif
