// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Where the bodies are attached: raw tracepoints with BTF, or classic ones. Compiled
 * once for each way of looking into the kernel's memory: IOSCOPE_KERNEL says which. */
#define KERNEL_BY_CASTS 1   /* plain loads, since Linux 6.2 */
#define KERNEL_BY_HELPERS 2 /* a call for each field; needs BTF, too */
#define KERNEL_UNSEEN 3     /* without BTF: neither files nor processes are described */

#include <linux/types.h>
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#include "join.bpf.h"
#if IOSCOPE_KERNEL != KERNEL_UNSEEN
#include "files.bpf.h"
#include "processes.bpf.h"
#endif

char LICENSE[] SEC("license") = "Dual MIT/GPL";

/* 0 if the filter leaves the call out by its kind of file. */
static __always_inline int look(struct slot *slot, __u64 id)
{
#if IOSCOPE_KERNEL == KERNEL_UNSEEN
	return passes_kind(slot, KIND_UNKNOWN);
#else
	struct task_struct *task = bpf_get_current_task_btf();

	if (!look_at_file(slot, task))
		return 0;
	look_at_process(slot, task, id >> 32);
	return 1;
#endif
}

/* Whether the current call is one of the 32-bit table. Without BTF: whether the program is,
 * by its registers, whose layout is for all to rely on (<asm/ptrace.h>). */
static __always_inline int is_compat_call(__u64 registers)
{
#if IOSCOPE_KERNEL != KERNEL_UNSEEN
	return IS_COMPAT(bpf_get_current_task_btf()) != 0;
#else
	__u64 value = 0;

	bpf_probe_read_kernel(&value, sizeof(value), (void *)(registers + COMPAT_REGISTER));
	return (value & COMPAT_MASK) == COMPAT_VALUE;
#endif
}

static __always_inline int entered(const struct call *call)
{
	__u64 id = bpf_get_current_pid_tgid();
	struct of_cpu *cpu = this_cpu();
	struct left_out *entry;
	struct sampler *sampler;
	struct slot *slot;

	if (!cpu)
		return 0;
	entry = left_out_entry(cpu, id);
	if (is_left_out(entry, id))
		return 0;
	sampler = sample_entry(&cpu->sampler);
	slot = begin(id, entry);
	if (!slot)
		return 0;
	fill(slot, call);
	if (!look(slot, id))
		return let_go(slot);
	fill_count(slot, call);
	enter(slot);
	sampled_entry(sampler, id);
	return 0;
}

static __always_inline int executed(__u32 old_tid)
{
	__u64 id = bpf_get_current_pid_tgid();
	__u32 tid = (__u32)id;
	struct slot *slot = bpf_map_lookup_elem(&ioscope_join, &tid);

#if IOSCOPE_KERNEL != KERNEL_UNSEEN
	forget_process(id >> 32);
#endif
	if (slot)
		slot->process = 0;
	return task_renumbered(old_tid);
}

#if IOSCOPE_KERNEL != KERNEL_UNSEEN

/* Every system call of the machine comes through the next two: the number is tested
 * before anything else. */
SEC("tp_btf/sys_enter")
int BPF_PROG(ioscope_enter, struct pt_regs *regs, long nr)
{
	__u8 kind = call_kind(nr);

	if (kind == CALL_IGNORED && !is_compat_read(nr))
		return 0;
	if (IS_COMPAT(bpf_get_current_task_btf())) {
		if (is_compat_read(nr) && is_traced())
			ADD(ledger.counters.compat, 1);
		return 0;
	}
	if (kind == CALL_IGNORED || kind == CALL_MOVE)
		return 0;
	if (kind == CALL_MMAP && (__s32)CALL_ARG5(regs) < 0)
		return 0;
	if (kind >= CALL_MMAP)
		return not_shown(kind);

	struct call call = {.fd = CALL_FD(regs),
			    .buffer = CALL_ARG2(regs),
			    .count = CALL_ARG3(regs),
			    .position = CALL_ARG4(regs),
			    .kind = kind};
	return entered(&call);
}

SEC("tp_btf/sys_exit")
int BPF_PROG(ioscope_exit, struct pt_regs *regs, long ret)
{
	__u8 kind = call_kind(CALL_NR(regs));

	if (kind == CALL_IGNORED || IS_COMPAT(bpf_get_current_task_btf()))
		return 0;
	if (kind == CALL_MOVE)
		return moved_by_call(ret);
	if (kind >= CALL_MMAP)
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

SEC("tp_btf/task_rename")
int BPF_PROG(ioscope_rename, struct task_struct *task)
{
	return task_renamed(task->pid);
}

SEC("tp_btf/cgroup_attach_task")
int BPF_PROG(ioscope_cgroup)
{
	return cgroup_changed();
}

SEC("tp_btf/sched_process_exit")
int BPF_PROG(ioscope_death)
{
	return task_ended();
}

SEC("tp_btf/sched_process_exec")
int BPF_PROG(ioscope_exec, struct task_struct *task, int old_tid)
{
	return executed(old_tid);
}

#endif

/* The contexts of the classic tracepoints, as each one's `format` file in tracefs
 * lays them out; the common fields fill the first 8 bytes. */
struct enter_context {
	__u64 common;
	__s32 nr;
	__u32 hole;
	__u64 args[6];
};

struct exit_context {
	__u64 common;
	__s32 nr;
	__u32 hole;
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

struct rename_context {
	__u64 common;
	__s32 pid;
};

struct exec_context {
	__u64 common;
	__u32 filename;
	__s32 pid;
	__s32 old_tid;
};

/* Each of these is attached to several tracepoints: which, loader/object.c says. A
 * tracepoint has room for the arguments its call takes, and no more. */
SEC("tracepoint")
int ioscope_tp_enter(struct enter_context *context)
{
	struct call call = {.fd = context->args[0],
			    .buffer = context->args[1],
			    .count = context->args[2],
			    .kind = call_kind(context->nr)};

	return entered(&call);
}

SEC("tracepoint")
int ioscope_tp_enter_at(struct enter_context *context)
{
	struct call call = {.fd = context->args[0],
			    .buffer = context->args[1],
			    .count = context->args[2],
			    .position = context->args[3],
			    .kind = call_kind(context->nr)};

	return entered(&call);
}

SEC("tracepoint")
int ioscope_tp_exit(struct exit_context *context)
{
	return read_returned(context->ret);
}

SEC("tracepoint")
int ioscope_tp_moved(struct exit_context *context)
{
	return moved_by_call(context->ret);
}

SEC("tracepoint")
int ioscope_tp_mmap(struct enter_context *context)
{
	return (__s32)context->args[4] < 0 ? 0 : not_shown(CALL_MMAP);
}

SEC("tracepoint")
int ioscope_tp_other(struct enter_context *context)
{
	return not_shown(call_kind(context->nr));
}

/* 32-bit calls come to none of the above: the kernel does not tell them apart there.
 * So this one has every call of the machine, and tests the number first. */
SEC("raw_tp/sys_enter")
int ioscope_tp_compat(struct bpf_raw_tracepoint_args *context)
{
	if (is_compat_read(context->args[1]) && is_compat_call(context->args[0]) && is_traced())
		ADD(ledger.counters.compat, 1);
	return 0;
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

SEC("tracepoint/task/task_rename")
int ioscope_tp_rename(struct rename_context *context)
{
	return task_renamed(context->pid);
}

SEC("tracepoint/cgroup/cgroup_attach_task")
int ioscope_tp_cgroup(void *context)
{
	return cgroup_changed();
}

SEC("tracepoint/sched/sched_process_exit")
int ioscope_tp_death(void *context)
{
	return task_ended();
}

SEC("tracepoint/sched/sched_process_exec")
int ioscope_tp_exec(struct exec_context *context)
{
	return executed(context->old_tid);
}
