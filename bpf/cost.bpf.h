/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* What the handlers cost: now and then both handlers of a call are timed, from the
 * point where it is known that the thread is not left out, to the end. The way into
 * and out of a handler, which an empty one has too, is not in it, and the price of
 * reading the clock is taken off. */
#ifndef IOSCOPE_COST_BPF_H
#define IOSCOPE_COST_BPF_H

#include "cpu.bpf.h"
#include "shared.bpf.h"

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
static __always_inline struct sampler *sample_entry(struct sampler *sampler)
{
	return ++sampler->calls & (SAMPLE_EVERY - 1) ? NULL : begin_sample(sampler);
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
static __always_inline struct sampler *sample_exit(struct sampler *sampler)
{
	return sampler->id ? begin_sample(sampler) : NULL;
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
