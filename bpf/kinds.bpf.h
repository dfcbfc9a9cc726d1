/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* What a file is, from its inode, its file system and, where only that tells, its name. */
#ifndef IOSCOPE_KINDS_BPF_H
#define IOSCOPE_KINDS_BPF_H

#include <linux/magic.h>

#include "kernel.bpf.h"

#define S_IFMT 0170000
#define S_IFIFO 0010000
#define S_IFCHR 0020000
#define S_IFDIR 0040000
#define S_IFBLK 0060000
#define S_IFREG 0100000
#define S_IFSOCK 0140000

/* Not in every <linux/magic.h>: of pidfs, since Linux 6.9, and of fs/configfs/mount.c. */
#define PIDFD_MAGIC 0x50494446
#define CONFIGFS 0x62656570

/* As the kernel counts: the major number above 20 bits. Those of terminals are in
 * Documentation/admin-guide/devices.txt: 4 and 5, and 136 to 143 of pseudo terminals. */
static __always_inline int is_terminal(__u32 device)
{
	__u32 major = device >> 20;

	return major == 4 || major == 5 || (major >= 136 && major <= 143);
}

/* The beginning of a file's own name. */
static __always_inline struct name_words name_of(struct dentry *dentry)
{
	struct name_words name = {};

	bpf_probe_read_kernel_str(&name, sizeof(name), GET(dentry, d_name.name));
	return name;
}

union literal {
	char text[16];
	struct name_words name;
};

static __always_inline int is_name(struct name_words one, union literal other)
{
	return one.words[0] == other.name.words[0] && one.words[1] == other.name.words[1];
}

#define IS(name, chars) is_name(name, (union literal){chars})

/* Of an inode that many files share: their names tell, which the kernel gives. */
static __always_inline __u8 anonymous_kind(struct dentry *dentry)
{
	struct name_words name = name_of(dentry);

	if (IS(name, "[eventfd]"))
		return KIND_EVENTFD;
	if (IS(name, "[timerfd]"))
		return KIND_TIMERFD;
	if (IS(name, "[signalfd]"))
		return KIND_SIGNALFD;
	if (IS(name, "inotify") || IS(name, "[inotify]"))
		return KIND_INOTIFY;
	if (IS(name, "[eventpoll]"))
		return KIND_EPOLL;
	return KIND_ANON;
}

/* An ordinary file of this name has a directory above it. */
static __always_inline int is_memfd(struct dentry *dentry)
{
	const union literal memfd = {"memfd:"};
	__u64 differs = name_of(dentry).words[0] ^ memfd.name.words[0];

	return GET(dentry, d_parent) == dentry && (differs & 0xffffffffffff) == 0;
}

static __always_inline __u8 regular_kind(struct dentry *dentry, __u64 magic)
{
	switch (magic) {
	case PROC_SUPER_MAGIC:
		return KIND_PROC;
	case SYSFS_MAGIC:
	case CGROUP_SUPER_MAGIC:
	case CGROUP2_SUPER_MAGIC:
	case DEBUGFS_MAGIC:
	case TRACEFS_MAGIC:
	case BPF_FS_MAGIC:
	case SECURITYFS_MAGIC:
	case SELINUX_MAGIC:
	case EFIVARFS_MAGIC:
	case PSTOREFS_MAGIC:
	case CONFIGFS:
		return KIND_SYS;
	case TMPFS_MAGIC:
		return is_memfd(dentry) ? KIND_MEMFD : KIND_FILE;
	default:
		return KIND_FILE;
	}
}

/* Anonymous inodes have no type bits, but for kernels from 6.16 up to the one that took
 * them back: there the file system tells. */
static __always_inline __u8 kind_of(struct inode *inode, struct dentry *dentry)
{
	struct super_block *super = AS(super_block, GET(inode, i_sb));
	__u64 magic = GET(super, s_magic);
	__u16 type = GET(inode, i_mode) & S_IFMT;

	if (!type || magic == ANON_INODE_FS_MAGIC)
		return anonymous_kind(dentry);
	if (magic == PIDFD_MAGIC || magic == NSFS_MAGIC)
		return KIND_ANON;
	switch (type) {
	case S_IFREG:
		return regular_kind(dentry, magic);
	case S_IFDIR:
		return KIND_DIR;
	case S_IFIFO:
		return KIND_PIPE;
	case S_IFSOCK:
		return KIND_SOCKET;
	case S_IFCHR:
		return is_terminal(GET(inode, i_rdev)) ? KIND_TTY : KIND_DEVICE;
	case S_IFBLK:
		return KIND_DEVICE;
	default:
		return KIND_UNKNOWN;
	}
}

#endif
