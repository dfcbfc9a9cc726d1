// SPDX-License-Identifier: GPL-2.0 OR MIT
/* A pair of handlers that do nothing but measure what they cost, or not even that. */
#include "../../bpf/cost.bpf.h"

char LICENSE[] SEC("license") = "Dual MIT/GPL";

volatile int measuring = 0; /* sampler.c */

SEC("tp_btf/sys_enter")
int sampler_enter(void *context)
{
	__u64 id = bpf_get_current_pid_tgid();
	struct of_cpu *cpu = this_cpu();

	if (cpu && measuring)
		sampled_entry(sample_entry(&cpu->sampler), id);
	return 0;
}

SEC("tp_btf/sys_exit")
int sampler_exit(void *context)
{
	__u64 id = bpf_get_current_pid_tgid();
	struct of_cpu *cpu = this_cpu();

	if (cpu && measuring)
		sampled_exit(sample_exit(&cpu->sampler), id);
	return 0;
}
