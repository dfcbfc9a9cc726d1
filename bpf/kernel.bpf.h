/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The kernel fields the BTF handlers touch, and only those: libbpf moves each
 * access to where the running kernel has the field. The classic handlers must
 * not use this file, so that they load where there is no BTF. */
#ifndef IOSCOPE_KERNEL_BPF_H
#define IOSCOPE_KERNEL_BPF_H

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct thread_info {
	unsigned long flags;
	__u32 status;
};

struct task_struct {
	struct thread_info thread_info;
	int pid;
};

struct sigaction {
	void *sa_handler;
	unsigned long sa_flags;
};

struct k_sigaction {
	struct sigaction sa;
};

#if defined(__TARGET_ARCH_x86)

struct pt_regs {
	unsigned long dx;
	unsigned long si;
	unsigned long di;
	unsigned long orig_ax;
};

#define READ_NR 0
#define COMPAT_READ_NR 3                                 /* close() in 64 bits */
#define IS_COMPAT(task) ((task)->thread_info.status & 2) /* TS_COMPAT, set for each call */
#define CALL_FD(regs) ((__s32)(regs)->di)
#define CALL_COUNT(regs) ((regs)->dx)
#define CALL_NR(regs) ((__s32)(regs)->orig_ax) /* the kernel looks at 32 bits only */

#elif defined(__TARGET_ARCH_arm64)

struct pt_regs {
	__u64 regs[31];
	__s32 syscallno;
};

#define READ_NR 63
#define COMPAT_READ_NR 3
#define IS_COMPAT(task) ((task)->thread_info.flags & (1ul << 22)) /* TIF_32BIT */
#define CALL_FD(pt) ((__s32)(pt)->regs[0])
#define CALL_COUNT(pt) ((pt)->regs[2])
#define CALL_NR(pt) ((pt)->syscallno)

#else
#error "ioscope knows the system calls of x86-64 and arm64 only"
#endif

#pragma clang attribute pop

#endif
