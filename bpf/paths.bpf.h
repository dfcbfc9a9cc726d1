/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The names on the way from a file up to its process's root. */
#ifndef IOSCOPE_PATHS_BPF_H
#define IOSCOPE_PATHS_BPF_H

#include "kernel.bpf.h"

#define NAME_ROOM 256 /* NAME_MAX and a NUL */
#define WALK_STEPS 64 /* a mount crossed is a step too */
#define WALK_TORN 256 /* beside enum file_flags: a name changed while it was read */
#define MNT_OFFSET bpf_core_field_offset(struct mount, mnt)

/* What stands before a record in the ring that is no event. */
struct file_scratch {
	__u64 tag; /* RECORD_FILE */
	struct file_record record;
	/* Room behind the longest path for a last name and for the padding. */
	__u8 path[IOSCOPE_PATH_MAX + NAME_ROOM];
	__u64 fingerprint;
	__u64 mount; /* where to begin */
	__u64 dentry;
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct file_scratch);
} ioscope_file_scratch SEC(".maps");

static __always_inline __u64 mix(__u64 sum, __u64 value)
{
	sum = (sum ^ value) * 0x9e3779b97f4a7c15ull;
	return sum ^ (sum >> 29);
}

static __always_inline __u32 dentry_sequence(struct dentry *dentry)
{
	__u64 offset = bpf_core_field_offset(struct dentry, d_seq);

	return GET(AS(seqcount, (__u64)dentry + offset), sequence);
}

/* Appends one name. Its place is read back from memory each time, so that the
 * verifier sees one state for all steps instead of one for each length. */
static __always_inline int append_name(struct file_scratch *out, struct dentry *dentry)
{
	__u32 at = *(volatile __u16 *)&out->record.path_bytes;
	__u32 sequence = dentry_sequence(dentry);
	long length;

	if (at > IOSCOPE_PATH_MAX - NAME_ROOM)
		return FILE_CUT;
	length = bpf_probe_read_kernel_str(&out->path[at], NAME_ROOM, GET(dentry, d_name.name));
	if (length <= 0)
		return FILE_CUT;
	out->record.path_bytes = at + length;
	out->fingerprint = mix(out->fingerprint, GET(dentry, d_name.hash_len));
	/* Odd, or another by now: it was being renamed. */
	return (sequence & 1) || sequence != dentry_sequence(dentry) ? WALK_TORN : 0;
}

static __always_inline struct file_scratch *file_scratch(void)
{
	__u32 zero = 0;

	return bpf_map_lookup_elem(&ioscope_file_scratch, &zero);
}

/* The names from a file up to the process's root, over mounts, from and into the
 * scratch; returns flags. Not static, and with nothing to pass: so it is verified once,
 * and not again for each call. */
__noinline int ioscope_walk(void)
{
	struct fs_struct *fs = bpf_get_current_task_btf()->fs;
	struct file_scratch *out = file_scratch();
	struct vfsmount *mount, *root_mount;
	struct dentry *dentry;
	struct dentry *root;

	if (!out || !fs)
		return FILE_CUT;
	mount = AS(vfsmount, out->mount);
	dentry = AS(dentry, out->dentry);
	root_mount = fs->root.mnt;
	root = fs->root.dentry;
	for (int step = 0; step < WALK_STEPS; step++) {
		struct dentry *parent;
		int failed;

		if (dentry == root && mount == root_mount)
			return 0;
		if (dentry == GET(mount, mnt_root)) {
			struct mount *inner = AS(mount, (__u64)mount - MNT_OFFSET);
			struct mount *outer = GET(inner, mnt_parent);

			if (outer == inner)
				return FILE_UNREACHABLE;
			dentry = AS(dentry, GET(inner, mnt_mountpoint));
			mount = AS(vfsmount, (__u64)outer + MNT_OFFSET);
			continue;
		}
		parent = GET(dentry, d_parent);
		if (parent == dentry)
			return FILE_UNREACHABLE;
		failed = append_name(out, dentry);
		if (failed)
			return failed;
		dentry = AS(dentry, parent);
	}
	return FILE_CUT;
}

/* A pseudo file has no place in any tree: its own name is all there is. */
static __always_inline int describe_path(struct file_scratch *out, __u64 mount_address,
					 __u64 dentry_address)
{
	struct vfsmount *mount = AS(vfsmount, mount_address);
	struct dentry *dentry = AS(dentry, dentry_address);
	struct dentry *parent = GET(dentry, d_parent);
	int flags = 0;

	out->record.path_bytes = 0;
	out->fingerprint = 0;
	if (dentry == parent && dentry != GET(mount, mnt_root))
		return append_name(out, dentry);
	if (dentry != parent && GET(dentry, d_hash.pprev) == NULL)
		flags = FILE_DELETED;
	out->mount = mount_address;
	out->dentry = dentry_address;
	return flags | ioscope_walk();
}

#endif
