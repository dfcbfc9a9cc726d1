/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The kernel types and fields touched where the kernel has BTF, and only those:
 * libbpf moves each access to where the running kernel has the field. And the two
 * ways to follow pointers that the verifier knows nothing of. */
#ifndef IOSCOPE_KERNEL_BPF_H
#define IOSCOPE_KERNEL_BPF_H

#include <bpf/bpf_core_read.h>
#include "tables.h"

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct super_block {
	__u32 s_dev;
	unsigned long s_magic;
};

struct inode {
	unsigned short i_mode;
	unsigned long i_ino;
	struct super_block *i_sb;
	__u32 i_rdev;
	__s64 i_size;
};

struct qstr {
	__u64 hash_len;
	const unsigned char *name;
};

struct hlist_bl_node {
	struct hlist_bl_node **pprev;
};

struct seqcount {
	__u32 sequence;
};

struct dentry {
	struct seqcount d_seq; /* with its lock type, where that is compiled in */
	struct hlist_bl_node d_hash;
	struct dentry *d_parent;
	struct qstr d_name;
};

struct vfsmount {
	struct dentry *mnt_root;
};

struct mount {
	struct mount *mnt_parent;
	struct dentry *mnt_mountpoint;
	struct vfsmount mnt;
};

struct path {
	struct vfsmount *mnt;
	struct dentry *dentry;
};

struct file {
	__u32 f_mode;
	struct path f_path;
	struct inode *f_inode;
	void *f_op;
	__s64 f_pos;
};

/* A word and two words of the kernel's memory, by types that it has. */
struct hlist_head {
	void *first;
};

struct timespec64 {
	__s64 tv_sec;
	__s64 tv_nsec;
};

struct fdtable {
	unsigned int max_fds;
	struct file **fd;
};

struct files_struct {
	struct fdtable *fdt;
};

struct fs_struct {
	struct path root;
};

struct mm_struct {
	struct file *exe_file;
	unsigned long arg_start;
	unsigned long arg_end;
};

struct thread_info {
	unsigned long flags;
	__u32 status;
};

struct signal_struct {
	int nr_threads;
};

struct task_struct {
	struct thread_info thread_info;
	int pid;
	int tgid;
	__u64 start_boottime;
	struct task_struct *real_parent;
	struct task_struct *group_leader;
	struct files_struct *files;
	struct fs_struct *fs;
	struct mm_struct *mm;
	struct signal_struct *signal;
	char comm[16];
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
	unsigned long r10;
	unsigned long r8;
	unsigned long dx;
	unsigned long si;
	unsigned long di;
	unsigned long orig_ax;
};

#define IS_COMPAT(task) ((task)->thread_info.status & 2) /* TS_COMPAT, set for each call */
#define CALL_NR(regs) ((__s32)(regs)->orig_ax)           /* the kernel looks at 32 bits only */
#define CALL_FD(regs) ((__s32)(regs)->di)
#define CALL_ARG2(regs) ((regs)->si)
#define CALL_ARG3(regs) ((regs)->dx)
#define CALL_ARG4(regs) ((regs)->r10)
#define CALL_ARG5(regs) ((regs)->r8)

#elif defined(__TARGET_ARCH_arm64)

struct pt_regs {
	__u64 regs[31];
	__s32 syscallno;
};

#define IS_COMPAT(task) ((task)->thread_info.flags & (1ul << 22)) /* TIF_32BIT */
#define CALL_NR(pt) ((pt)->syscallno)
#define CALL_FD(pt) ((__s32)(pt)->regs[0])
#define CALL_ARG2(pt) ((pt)->regs[1])
#define CALL_ARG3(pt) ((pt)->regs[2])
#define CALL_ARG4(pt) ((pt)->regs[3])
#define CALL_ARG5(pt) ((pt)->regs[4])

#endif

#pragma clang attribute pop

#if IOSCOPE_KERNEL == KERNEL_BY_CASTS

/* A pointer read from memory the verifier knows nothing of, as one it may follow
 * with plain loads, which are safe from faults and cost a tenth of a helper call.
 * No code, a note to the verifier; Linux 6.2. */
extern void *bpf_rdonly_cast(const void *pointer, __u32 btf_id) __ksym;

#define AS(type, address)                                                                          \
	((struct type *)bpf_rdonly_cast((const void *)(address),                                   \
					bpf_core_type_id_kernel(struct type)))
#define GET(pointer, field) ((pointer)->field)

#else

#define AS(type, address) ((struct type *)(address))
#define GET(pointer, field)                                                                        \
	({                                                                                         \
		typeof((pointer)->field) value;                                                    \
		bpf_probe_read_kernel(&value, sizeof(value), &(pointer)->field);                   \
		value;                                                                             \
	})

#endif

static __always_inline struct name_words comm_of(struct task_struct *task)
{
	struct timespec64 *comm =
		AS(timespec64, (__u64)task + bpf_core_field_offset(struct task_struct, comm));

	return (struct name_words){{GET(comm, tv_sec), GET(comm, tv_nsec)}};
}

#endif
