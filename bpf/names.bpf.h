/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* By what names the current thread goes: its own, that of its process, and that of
 * its program's file. */
#ifndef IOSCOPE_NAMES_BPF_H
#define IOSCOPE_NAMES_BPF_H

#include "tables.h"
#if IOSCOPE_KERNEL != KERNEL_UNSEEN
#include "kernel.bpf.h"
#endif

static __always_inline struct name_words thread_name(void)
{
#if IOSCOPE_KERNEL == KERNEL_BY_CASTS
	return comm_of(bpf_get_current_task_btf());
#else
	struct name_words name = {};

	bpf_get_current_comm(&name, sizeof(name));
	return name;
#endif
}

/* 0 if it cannot be told. */
static __always_inline int process_name(__u64 id, struct name_words *name)
{
#if IOSCOPE_KERNEL == KERNEL_UNSEEN
	*name = thread_name();
	return id >> 32 == (__u32)id;
#else
	*name = comm_of(bpf_get_current_task_btf()->group_leader);
	return 1;
#endif
}

/* Nothing, where it cannot be told. */
static __always_inline void program_name(struct program_words *name)
{
#if IOSCOPE_KERNEL != KERNEL_UNSEEN
	struct mm_struct *mm = bpf_get_current_task_btf()->mm;
	struct file *file;
	struct dentry *dentry;

	if (!mm || !mm->exe_file)
		return;
	file = AS(file, mm->exe_file);
	dentry = AS(dentry, GET(file, f_path.dentry));
	bpf_probe_read_kernel_str(name, sizeof(*name), GET(dentry, d_name.name));
#endif
}

/* Whether threads beside the current one go by its name: those of its process. */
static __always_inline int shares_its_name(void)
{
#if IOSCOPE_KERNEL == KERNEL_UNSEEN
	return 0;
#else
	struct signal_struct *process = bpf_get_current_task_btf()->signal;

	return process->nr_threads > 1;
#endif
}

#endif
