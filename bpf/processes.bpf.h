/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Who reads: each process is described at its first read, while it is certain to be
 * there, and anew after each exec and when its leader has another name. */
#ifndef IOSCOPE_PROCESSES_BPF_H
#define IOSCOPE_PROCESSES_BPF_H

#include "files.bpf.h"

struct process_scratch {
	__u64 tag; /* RECORD_PROCESS */
	struct process_record record;
	__u8 words[IOSCOPE_PATH_MAX + IOSCOPE_CMDLINE_MAX + NAME_ROOM];
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct process_scratch);
} ioscope_process_scratch SEC(".maps");

/* By pid. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, KNOWN_PROCESSES);
	__type(key, __u32);
	__type(value, struct known_process);
} ioscope_processes SEC(".maps");

__u32 last_process = 0;

/* The program's path, walked as any file's, at the beginning of the words. */
static __noinline __u32 exe_words(struct process_scratch *out, __u64 file_address)
{
	struct file *file = AS(file, file_address);
	struct file_scratch *scratch = file_scratch();
	__u32 bytes;

	if (!scratch || !out || !file_address)
		return 0;
	if (describe_path(scratch, (__u64)GET(file, f_path.mnt), (__u64)GET(file, f_path.dentry)) &
	    WALK_TORN)
		return 0;
	bytes = *(volatile __u16 *)&scratch->record.path_bytes;
	if (bytes > IOSCOPE_PATH_MAX || bytes == 0)
		return 0;
	bpf_probe_read_kernel(out->words, bytes, scratch->path);
	return bytes;
}

/* The arguments as they lie in the process's memory; none if that is not at hand. */
static __noinline __u32 cmdline_words(struct process_scratch *out, __u64 start, __u64 end)
{
	__u64 bytes = end - start;
	__u32 at;

	if (!out || end <= start)
		return 0;
	if (bytes > IOSCOPE_CMDLINE_MAX)
		bytes = IOSCOPE_CMDLINE_MAX;
	at = *(volatile __u16 *)&out->record.exe_bytes;
	if (at > IOSCOPE_PATH_MAX)
		return 0;
	if (bpf_probe_read_user(&out->words[at], bytes, (void *)start))
		return 0;
	return bytes;
}

static __noinline __u32 describe_process(__u32 pid)
{
	struct task_struct *leader = bpf_get_current_task_btf()->group_leader;
	struct mm_struct *mm = bpf_get_current_task_btf()->mm;
	struct known_process fresh = {
		.start_ns = leader->start_boottime,
		.comm = comm_of(leader),
	};
	struct process_scratch *out;
	__u32 zero = 0, bytes;

	out = bpf_map_lookup_elem(&ioscope_process_scratch, &zero);
	if (!out)
		return 0;
	out->tag = RECORD_PROCESS;
	out->record = (struct process_record){
		.id = __sync_fetch_and_add(&last_process, 1) + 1,
		.pid = pid,
		.parent = leader->real_parent->tgid,
		.uid = (__u32)bpf_get_current_uid_gid(),
		.start_ns = fresh.start_ns,
		.cgroup = bpf_get_current_cgroup_id(),
	};
	*(struct name_words *)out->record.comm = fresh.comm;
	if (mm) {
		out->record.exe_bytes = exe_words(out, (__u64)mm->exe_file);
		out->record.cmdline_bytes = cmdline_words(out, mm->arg_start, mm->arg_end);
	}
	bytes = *(volatile __u16 *)&out->record.exe_bytes;
	bytes += *(volatile __u16 *)&out->record.cmdline_bytes;
	if (bytes > IOSCOPE_PATH_MAX + IOSCOPE_CMDLINE_MAX)
		return 0;
	*(__u64 *)&out->words[bytes] = 0;
	bytes = (bytes + 7) & ~7u;
	if (bpf_ringbuf_output(&ioscope_ring, out, sizeof(out->tag) + sizeof(out->record) + bytes,
			       BPF_RB_NO_WAKEUP))
		return 0;
	fresh.id = out->record.id;
	bpf_map_update_elem(&ioscope_processes, &pid, &fresh, BPF_ANY);
	return fresh.id;
}

static __always_inline int same_name(struct name_words one, struct name_words other)
{
	return one.words[0] == other.words[0] && one.words[1] == other.words[1];
}

/* A process that gives itself another name is described again. */
static __always_inline void look_at_process(struct slot *slot, struct task_struct *task, __u32 pid)
{
	struct task_struct *leader = task->group_leader;
	struct name_words comm = comm_of(leader);
	struct known_process *known;

	if (slot->process && same_name(slot->leader, comm))
		return;
	slot->leader = comm;
	known = bpf_map_lookup_elem(&ioscope_processes, &pid);
	if (known && known->start_ns == leader->start_boottime && same_name(known->comm, comm))
		slot->process = known->id;
	else
		slot->process = describe_process(pid);
}

/* exec gives the process a new name, from its next read on. */
static __always_inline void forget_process(__u32 pid)
{
	bpf_map_delete_elem(&ioscope_processes, &pid);
}

#endif
