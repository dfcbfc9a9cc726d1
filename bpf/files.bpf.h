/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* What a descriptor is open on, taken from the kernel's own structures at the time
 * of the call. Each file is walked and described once; until it is renamed or
 * deleted, or its place in memory is another file's, a look suffices. */
#ifndef IOSCOPE_FILES_BPF_H
#define IOSCOPE_FILES_BPF_H

#include "join.bpf.h"
#include "kinds.bpf.h"
#include "paths.bpf.h"

#define FMODE_LSEEK 4

/* Files described so far. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, KNOWN_FILES);
	__type(key, struct place);
	__type(value, struct known_file);
} ioscope_files SEC(".maps");

__u32 last_file = 0;

/* Changes when anything on the machine has moved. Sequence locks count every rename and
 * every mount (fs/dcache.c, fs/namespace.c); not every kernel, and not to everyone, tells
 * where they are. There the calls that move things tell, and what moved in other ways is
 * seen about a second later. */
static __always_inline __u32 moved(__u64 recent_ns)
{
	__u32 sum = ledger.moves;

	if (ledger.rename_lock && ledger.mount_lock)
		sum += GET(AS(seqcount, ledger.rename_lock), sequence) +
		       GET(AS(seqcount, ledger.mount_lock), sequence);
	else
		sum += recent_ns >> 30;
	return sum;
}

/* What must be the same for a description to hold still, beside its place: memory
 * is used again for other files. */
static __always_inline __u64 stamp_of(struct dentry *dentry, struct inode *inode)
{
	__u64 sum = mix(GET(dentry, d_name.hash_len), GET(inode, i_ino));

	return mix(sum, GET(dentry, d_hash.pprev) == NULL);
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
	out->record.kind = seen->kind;
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

/* Fills in the slot's file and, unless the call gave one, its offset. 0 if the filter
 * does not want this kind of file; then it is not described either. */
static __always_inline int look_at_file(struct slot *slot, struct task_struct *task)
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
		return passes_kind(slot, KIND_UNKNOWN);
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
		if (!passes_kind(slot, slot->seen.kind))
			return 0;
		if (slot->file)
			return 1;
	}
	now.kind = kind_of(inode, dentry);
	if (passes_kind(slot, now.kind))
		now.id = known_id(&now, (__u64)inode); /* if 0, the next read tries again */
	slot->file = now.id;
	slot->seen = now;
	return passes_kind(slot, now.kind);
}

#endif
