/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* What a descriptor is open on, taken from the kernel's own structures at the time
 * of the call. Each file is walked and described once; until it is renamed or
 * deleted, or its place in memory is another file's, a look suffices. */
#ifndef IOSCOPE_FILES_BPF_H
#define IOSCOPE_FILES_BPF_H

#include "join.bpf.h"
#include "kernel.bpf.h"

#define S_IFMT 0170000
#define S_IFREG 0100000
#define S_IFDIR 0040000
#define S_IFBLK 0060000

#define NAME_ROOM 256 /* NAME_MAX and a NUL */
#define WALK_STEPS 64 /* a mount crossed is a step too */

/* What stands before a record in the ring that is no event. */
struct file_scratch {
	__u64 tag; /* RECORD_FILE */
	struct file_record record;
	/* Room behind the longest path for a last name and for the padding. */
	__u8 path[IOSCOPE_PATH_MAX + NAME_ROOM];
	__u64 fingerprint;
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct file_scratch);
} ioscope_file_scratch SEC(".maps");

/* Files described so far, by their place in memory and by whose root they were
 * seen from. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, KNOWN_FILES);
	__type(key, struct file_key);
	__type(value, struct known_file);
} ioscope_files SEC(".maps");

/* Counts every rename on the machine: fs/dcache.c. Without CAP_SYSLOG its address
 * is hidden; a rename of a directory above a file is then seen late. */
extern const void rename_lock __ksym __weak;

__u32 last_file = 0;

static __always_inline __u32 renames(void)
{
	__u32 sequence = 0;

	if (&rename_lock)
		bpf_probe_read_kernel(&sequence, sizeof(sequence), &rename_lock);
	return sequence;
}

static __always_inline __u64 mix(__u64 sum, __u64 value)
{
	sum = (sum ^ value) * 0x9e3779b97f4a7c15ull;
	return sum ^ (sum >> 29);
}

/* What must be the same for a description to hold still, beside the pointers. */
static __always_inline __u64 stamp_of(struct dentry *dentry, struct inode *inode)
{
	__u64 sum = mix(dentry->d_name.hash_len, inode->i_ino);

	return mix(sum, dentry->d_hash.pprev == NULL);
}

/* Appends one name. Its place is read back from memory each time, so that the
 * verifier sees one state for all steps instead of one for each length. */
static __always_inline int append_name(struct file_scratch *out, struct dentry *dentry)
{
	__u32 at = *(volatile __u16 *)&out->record.path_bytes;
	long length;

	if (at > IOSCOPE_PATH_MAX - NAME_ROOM)
		return FILE_CUT;
	length = bpf_probe_read_kernel_str(&out->path[at], NAME_ROOM, dentry->d_name.name);
	if (length <= 0)
		return FILE_CUT;
	out->record.path_bytes = at + length;
	out->fingerprint = mix(out->fingerprint, dentry->d_name.hash_len);
	return 0;
}

/* The names from a file up to the process's root, over mounts; returns flags. */
static __noinline int walk(struct file_scratch *out, __u64 mount_address, __u64 dentry_address)
{
	struct fs_struct *fs = bpf_get_current_task_btf()->fs;
	struct vfsmount *mount = AS(vfsmount, mount_address);
	struct dentry *dentry = AS(dentry, dentry_address);
	struct vfsmount *root_mount;
	struct dentry *root;

	if (!out || !fs)
		return FILE_CUT;
	root_mount = fs->root.mnt;
	root = fs->root.dentry;
	for (int step = 0; step < WALK_STEPS; step++) {
		struct dentry *parent;

		if (dentry == root && mount == root_mount)
			return 0;
		if (dentry == mount->mnt_root) {
			struct mount *inner =
				AS(mount, (__u64)mount - bpf_core_field_offset(struct mount, mnt));
			struct mount *outer = inner->mnt_parent;

			if (outer == inner)
				return FILE_UNREACHABLE;
			dentry = inner->mnt_mountpoint;
			mount = AS(vfsmount,
				   (__u64)outer + bpf_core_field_offset(struct mount, mnt));
			continue;
		}
		parent = dentry->d_parent;
		if (parent == dentry)
			return FILE_UNREACHABLE;
		if (append_name(out, dentry))
			return FILE_CUT;
		dentry = parent;
	}
	return FILE_CUT;
}

/* A pseudo file has no place in any tree: its own name is all there is. */
static __always_inline int describe_path(struct file_scratch *out, struct file *file,
					 struct dentry *dentry)
{
	int flags = 0;

	out->record.path_bytes = 0;
	out->fingerprint = 0;
	if (dentry == dentry->d_parent && dentry != file->f_path.mnt->mnt_root)
		return append_name(out, dentry);
	if (dentry->d_hash.pprev == NULL && dentry != dentry->d_parent)
		flags = FILE_DELETED;
	return flags | walk(out, (__u64)file->f_path.mnt, (__u64)dentry);
}

/* Sends what the scratch holds; 0 if the ring is full. */
static __always_inline __u32 send_file(struct file_scratch *out)
{
	__u32 bytes = out->record.path_bytes;

	if (bytes > IOSCOPE_PATH_MAX)
		return 0;
	*(__u64 *)&out->path[bytes] = 0;
	bytes = (bytes + 7) & ~7u;
	out->tag = RECORD_FILE;
	out->record.id = __sync_fetch_and_add(&last_file, 1) + 1;
	if (bpf_ringbuf_output(&ioscope_ring, out, sizeof(out->tag) + sizeof(out->record) + bytes,
			       BPF_RB_NO_WAKEUP))
		return 0;
	return out->record.id;
}

static __noinline __u32 describe_file(struct file_key *key, __u64 stamp, __u32 sequence)
{
	struct known_file fresh = {.stamp = stamp, .renames = sequence};
	struct dentry *dentry;
	struct known_file *known;
	struct file_scratch *out;
	struct inode *inode;
	struct file *file;
	__u32 zero = 0;

	out = bpf_map_lookup_elem(&ioscope_file_scratch, &zero);
	if (!out || !key)
		return 0;
	file = AS(file, key->file);
	inode = file->f_inode;
	out->record.device = inode->i_sb->s_dev;
	out->record.inode = inode->i_ino;
	out->record.size = inode->i_size;
	out->record.magic = inode->i_sb->s_magic;
	out->record.mode = inode->i_mode;
	out->record.special = inode->i_rdev;
	dentry = file->f_path.dentry;
	out->record.flags = describe_path(out, file, dentry);
	fresh.dentry = (__u64)dentry;
	fresh.fingerprint = mix(out->fingerprint, out->record.flags);
	known = bpf_map_lookup_elem(&ioscope_files, key);
	if (known && known->dentry == (__u64)dentry && known->stamp == stamp &&
	    known->fingerprint == fresh.fingerprint)
		fresh.id = known->id; /* renamed was another */
	else
		fresh.id = send_file(out);
	if (fresh.id)
		bpf_map_update_elem(&ioscope_files, key, &fresh, BPF_ANY);
	return fresh.id;
}

/* The open file of a descriptor of the current thread; 0 if there is none. */
static __always_inline __u64 open_file(struct task_struct *task, __u32 fd)
{
	struct files_struct *files = task->files;
	__u64 file = 0;

	if (files && fd < files->fdt->max_fds)
		bpf_probe_read_kernel(&file, sizeof(file), files->fdt->fd + fd);
	return file;
}

/* Fills in the slot's file and, unless the call gave one, its offset. */
static __always_inline void look_at_file(struct slot *slot)
{
	struct task_struct *task = bpf_get_current_task_btf();
	__u64 address = open_file(task, slot->fd);
	struct fs_struct *fs = task->fs;
	struct known_file *known;
	struct file_key key = {};
	struct dentry *dentry;
	struct inode *inode;
	struct file *file;
	__u32 sequence;
	__u64 stamp;
	__u16 type;

	slot->file = 0;
	if (!address || !fs)
		return;
	file = AS(file, address);
	inode = file->f_inode;
	dentry = file->f_path.dentry;
	type = inode->i_mode & S_IFMT;
	if (type != S_IFREG && type != S_IFDIR && type != S_IFBLK)
		slot->offset = -1;
	else if (!slot->positioned)
		slot->offset = file->f_pos;
	stamp = stamp_of(dentry, inode);
	sequence = renames();
	if (slot->seen.file == address && slot->seen.dentry == (__u64)dentry &&
	    slot->seen.root == (__u64)fs->root.dentry && slot->seen.stamp == stamp &&
	    slot->seen.renames == sequence) {
		slot->file = slot->seen.id;
		return;
	}
	key.file = address;
	key.root_mount = (__u64)fs->root.mnt;
	key.root = (__u64)fs->root.dentry;
	known = bpf_map_lookup_elem(&ioscope_files, &key);
	if (known && known->dentry == (__u64)dentry && known->stamp == stamp &&
	    known->renames == sequence)
		slot->file = known->id;
	else
		slot->file = describe_file(&key, stamp, sequence);
	/* What could not be sent is tried again at the next read. */
	slot->seen.file = slot->file ? address : 0;
	slot->seen.dentry = (__u64)dentry;
	slot->seen.root = (__u64)fs->root.dentry;
	slot->seen.stamp = stamp;
	slot->seen.renames = sequence;
	slot->seen.id = slot->file;
}

#endif
