/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* What the handlers cost: now and then both handlers of a call are timed, from the
 * point where it is known that the thread is not left out, to the end. The way into
 * and out of a handler, which an empty one has too, is not in it, and the price of
 * reading the clock is taken off. */
#ifndef IOSCOPE_COST_BPF_H
#define IOSCOPE_COST_BPF_H

#include "shared.bpf.h"

#define SAMPLE_EVERY 1024 /* calls of a cpu; a power of two */

struct sampler {
	__u64 id; /* thread whose exit is awaited on this cpu; 0: none */
	__u64 begun_ns;
	__u64 clock_ns; /* the price of reading the clock */
	__u64 entry_ns;
	__u32 calls;
	__u32 reserved;
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct sampler);
} ioscope_samplers SEC(".maps");

static __always_inline struct sampler *begin_sample(struct sampler *sampler)
{
	__u64 before = bpf_ktime_get_ns();

	sampler->begun_ns = bpf_ktime_get_ns();
	sampler->clock_ns = sampler->begun_ns - before;
	return sampler;
}

static __always_inline __u64 end_sample(const struct sampler *sampler)
{
	__s64 taken = bpf_ktime_get_ns() - sampler->begun_ns - sampler->clock_ns;

	return taken > 0 ? taken : 0;
}

/* At the beginning of an entry; NULL if it is not to be timed. */
static __always_inline struct sampler *sample_entry(void)
{
	__u32 zero = 0;
	struct sampler *sampler = bpf_map_lookup_elem(&ioscope_samplers, &zero);

	if (!sampler || ++sampler->calls & (SAMPLE_EVERY - 1))
		return NULL;
	return begin_sample(sampler);
}

/* At the end of the entry of a call that is traced. */
static __always_inline void sampled_entry(struct sampler *sampler, __u64 id)
{
	if (!sampler)
		return;
	sampler->entry_ns = end_sample(sampler);
	sampler->id = id;
}

/* At the beginning of an exit, which may turn out to be another thread's. */
static __always_inline struct sampler *sample_exit(void)
{
	__u32 zero = 0;
	struct sampler *sampler = bpf_map_lookup_elem(&ioscope_samplers, &zero);

	if (!sampler || !sampler->id)
		return NULL;
	return begin_sample(sampler);
}

/* At the end. A call whose entry was on another cpu, or that had another's exit
 * come in between, is not counted: what it waits for does not change its cost. */
static __always_inline void sampled_exit(struct sampler *sampler, __u64 id)
{
	if (!sampler)
		return;
	if (sampler->id == id) {
		ADD(ledger.sampled_ns, sampler->entry_ns + end_sample(sampler));
		ADD(ledger.samples, 1);
	}
	sampler->id = 0;
}

#endif
