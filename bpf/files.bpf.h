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

#define FMODE_LSEEK 4

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

/* Files described so far. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, KNOWN_FILES);
	__type(key, struct place);
	__type(value, struct known_file);
} ioscope_files SEC(".maps");

/* Sequence locks whose count changes with every rename and every mount on the
 * machine (fs/dcache.c, fs/namespace.c). Not every kernel, and not to everyone,
 * tells where they are. */
extern const void rename_lock __ksym __weak;
extern const void mount_lock __ksym __weak;

__u32 last_file = 0;

/* Changes when anything on the machine has moved. Where the kernel does not say
 * so itself, the calls that move things do, and what moved in other ways is seen
 * about a second later. */
static __always_inline __u32 moved(__u64 recent_ns)
{
	__u32 sum = ledger.moves;

	if (&rename_lock && &mount_lock)
		sum += GET(AS(seqcount, &rename_lock), sequence) +
		       GET(AS(seqcount, &mount_lock), sequence);
	else
		sum += recent_ns >> 30;
	return sum;
}

static __always_inline __u64 mix(__u64 sum, __u64 value)
{
	sum = (sum ^ value) * 0x9e3779b97f4a7c15ull;
	return sum ^ (sum >> 29);
}

/* What must be the same for a description to hold still, beside its place: memory
 * is used again for other files. */
static __always_inline __u64 stamp_of(struct dentry *dentry, struct inode *inode)
{
	__u64 sum = mix(GET(dentry, d_name.hash_len), GET(inode, i_ino));

	return mix(sum, GET(dentry, d_hash.pprev) == NULL);
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

/* Sends what the scratch holds; 0 if the ring is full. */
static __always_inline __u32 send_file(struct file_scratch *out)
{
	__u32 bytes = *(volatile __u16 *)&out->record.path_bytes;

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

static __always_inline void describe_inode(struct file_record *record, struct inode *inode)
{
	struct super_block *super = AS(super_block, GET(inode, i_sb));

	record->device = GET(super, s_dev);
	record->magic = GET(super, s_magic);
	record->inode = GET(inode, i_ino);
	record->size = GET(inode, i_size);
	record->mode = GET(inode, i_mode);
	record->special = GET(inode, i_rdev);
}

/* The id of a file that is not known, or has perhaps moved. 0 if that cannot be
 * said now: the ring is full, or the file is just being renamed. */
static __noinline __u32 describe_file(struct seen_file *seen, __u64 inode)
{
	struct known_file fresh = {};
	struct known_file *known;
	struct file_scratch *out = file_scratch();
	int flags;

	if (!out || !seen)
		return 0;
	flags = describe_path(out, seen->place.mount, seen->place.dentry);
	if (flags & WALK_TORN)
		return 0;
	out->record.flags = flags;
	fresh.stamp = seen->stamp;
	fresh.moves = seen->moves;
	fresh.fingerprint = mix(out->fingerprint, flags);
	known = bpf_map_lookup_elem(&ioscope_files, &seen->place);
	if (known && known->stamp == fresh.stamp && known->fingerprint == fresh.fingerprint) {
		known->moves = fresh.moves; /* what moved was another */
		return known->id;
	}
	describe_inode(&out->record, AS(inode, inode));
	fresh.id = send_file(out);
	if (fresh.id)
		bpf_map_update_elem(&ioscope_files, &seen->place, &fresh, BPF_ANY);
	return fresh.id;
}

/* The open file of a descriptor of the current thread; 0 if there is none. */
static __always_inline struct file *open_file(struct task_struct *task, __u32 fd)
{
	struct files_struct *files = task->files;
	struct hlist_head *entry; /* that is, a pointer */

	if (!files || fd >= files->fdt->max_fds)
		return NULL;
	entry = AS(hlist_head, files->fdt->fd + fd);
	return GET(entry, first);
}

static __always_inline __u32 known_id(const struct seen_file *seen, __u64 inode)
{
	struct known_file *known = bpf_map_lookup_elem(&ioscope_files, &seen->place);

	if (known && known->stamp == seen->stamp && known->moves == seen->moves)
		return known->id;
	return describe_file((struct seen_file *)seen, inode);
}

static __always_inline int same_place(const struct place *one, const struct place *other)
{
	return one->dentry == other->dentry && one->mount == other->mount &&
	       one->root == other->root && one->root_mount == other->root_mount &&
	       one->operations == other->operations;
}

/* Fills in the slot's file and, unless the call gave one, its offset. */
static __always_inline void look_at_file(struct slot *slot, struct task_struct *task)
{
	struct file *address = open_file(task, slot->fd);
	struct fs_struct *fs = task->fs;
	struct seen_file now = {};
	struct dentry *dentry;
	struct inode *inode;
	struct file *file;
	__u16 type;

	slot->file = 0;
	if (!address || !fs)
		return;
	file = AS(file, address);
	inode = AS(inode, GET(file, f_inode));
	type = GET(inode, i_mode) & S_IFMT;
	if (!slot->positioned && (type == S_IFREG || type == S_IFDIR || type == S_IFBLK) &&
	    (GET(file, f_mode) & FMODE_LSEEK))
		slot->offset = GET(file, f_pos);
	dentry = AS(dentry, GET(file, f_path.dentry));
	now.place.dentry = (__u64)dentry;
	now.place.mount = (__u64)GET(file, f_path.mnt);
	now.place.root = (__u64)fs->root.dentry;
	now.place.root_mount = (__u64)fs->root.mnt;
	now.place.operations = (__u64)GET(file, f_op);
	now.stamp = stamp_of(dentry, inode);
	now.moves = moved(slot->start_ns);
	if (same_place(&slot->seen.place, &now.place) && slot->seen.stamp == now.stamp &&
	    slot->seen.moves == now.moves) {
		slot->file = slot->seen.id;
		return;
	}
	now.id = known_id(&now, (__u64)inode);
	slot->file = now.id;
	if (!now.id)
		now.place.dentry = 0; /* to be tried again at the next read */
	slot->seen = now;
}

#endif
