// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Where the bodies of join.bpf.h are attached: to the BTF raw tracepoints, or to
 * the classic ones. The loader loads one set of the two. */
#include <linux/types.h>
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#include "kernel.bpf.h"
#include "join.bpf.h"

char LICENSE[] SEC("license") = "Dual MIT/GPL";

/* Every system call of the machine comes through the first two: the number is
 * tested before anything else. */
SEC("tp_btf/sys_enter")
int BPF_PROG(ioscope_enter, struct pt_regs *regs, long nr)
{
	if (nr != READ_NR && nr != COMPAT_READ_NR)
		return 0;
	if (IS_COMPAT(bpf_get_current_task_btf())) {
		if (nr == COMPAT_READ_NR && is_traced(bpf_get_current_pid_tgid() >> 32))
			ADD(counters.compat, 1);
		return 0;
	}
	if (nr != READ_NR)
		return 0;
	return read_entered(CALL_FD(regs), CALL_COUNT(regs));
}

SEC("tp_btf/sys_exit")
int BPF_PROG(ioscope_exit, struct pt_regs *regs, long ret)
{
	if (CALL_NR(regs) != READ_NR || IS_COMPAT(bpf_get_current_task_btf()))
		return 0;
	return read_returned(ret);
}

SEC("tp_btf/signal_deliver")
int BPF_PROG(ioscope_signal, int sig, void *info, struct k_sigaction *action)
{
	return signal_delivered((__u64)action->sa.sa_handler, action->sa.sa_flags);
}

SEC("tp_btf/task_newtask")
int BPF_PROG(ioscope_birth, struct task_struct *task, __u64 clone_flags)
{
	return task_born(task->pid, clone_flags);
}

SEC("tp_btf/sched_process_exit")
int BPF_PROG(ioscope_death)
{
	return task_ended();
}

SEC("tp_btf/sched_process_exec")
int BPF_PROG(ioscope_exec, struct task_struct *task, int old_tid)
{
	return task_renumbered(old_tid);
}

/* The contexts of the classic tracepoints, as each one's `format` file in
 * tracefs lays them out; the common fields fill the first 8 bytes. */
struct enter_context {
	__u64 common;
	__s64 nr;
	__u64 fd;
	__u64 buffer;
	__u64 count;
};

struct exit_context {
	__u64 common;
	__s64 nr;
	__s64 ret;
};

struct signal_context {
	__u64 common;
	__s32 sig;
	__s32 error;
	__s32 code;
	__u64 handler;
	__u64 flags;
};

struct birth_context {
	__u64 common;
	__s32 pid;
	__u8 comm[16];
	__u64 clone_flags;
};

struct exec_context {
	__u64 common;
	__u32 filename;
	__s32 pid;
	__s32 old_tid;
};

SEC("tracepoint/syscalls/sys_enter_read")
int ioscope_tp_enter(struct enter_context *context)
{
	return read_entered((__s32)context->fd, context->count);
}

SEC("tracepoint/syscalls/sys_exit_read")
int ioscope_tp_exit(struct exit_context *context)
{
	return read_returned(context->ret);
}

SEC("tracepoint/signal/signal_deliver")
int ioscope_tp_signal(struct signal_context *context)
{
	return signal_delivered(context->handler, context->flags);
}

SEC("tracepoint/task/task_newtask")
int ioscope_tp_birth(struct birth_context *context)
{
	return task_born(context->pid, context->clone_flags);
}

SEC("tracepoint/sched/sched_process_exit")
int ioscope_tp_death(void *context)
{
	return task_ended();
}

SEC("tracepoint/sched/sched_process_exec")
int ioscope_tp_exec(struct exec_context *context)
{
	return task_renumbered(context->old_tid);
}
