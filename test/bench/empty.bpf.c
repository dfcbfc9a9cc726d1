// SPDX-License-Identifier: GPL-2.0 OR MIT
/* The least that a pair of handlers can cost: what the kernel itself takes. */
#include <linux/types.h>
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "Dual MIT/GPL";

SEC("tp_btf/sys_enter")
int btf_enter(void *context)
{
	return 0;
}

SEC("tp_btf/sys_exit")
int btf_exit(void *context)
{
	return 0;
}

SEC("tracepoint/syscalls/sys_enter_read")
int tracepoint_enter(void *context)
{
	return 0;
}

SEC("tracepoint/syscalls/sys_exit_read")
int tracepoint_exit(void *context)
{
	return 0;
}
