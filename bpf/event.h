/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The one definition of what leaves the kernel and, unchanged, crosses the socket.
 * Included by the kernel side, by the loader, and by the test that compares
 * every offset with the decoder in capture/. Include <linux/types.h> first. */
#ifndef IOSCOPE_EVENT_H
#define IOSCOPE_EVENT_H

/* Raised with every change to this file or to loader/frame.h: a capture
 * process refuses a loader of another version. */
#define IOSCOPE_ABI_VERSION 4

#define IOSCOPE_COMM_LEN 16 /* TASK_COMM_LEN: 15 bytes and a NUL */
#define IOSCOPE_PATH_MAX 4096
#define IOSCOPE_CMDLINE_MAX 2048

/* The calls that are shown. The numbers are ours: the kernel's differ by machine. */
enum read_call {
	CALL_READ = 1,
	CALL_PREAD64 = 2,
	CALL_READV = 3,
	CALL_PREADV = 4,
	CALL_PREADV2 = 5,
};

/* One call that returned. Host byte order. */
struct event {
	__u64 start_ns;   /* CLOCK_MONOTONIC at the entry of the call */
	__u64 latency_ns; /* from entry to exit */
	__u64 count;      /* bytes asked for; the sum of a vector */
	__s64 ret;        /* bytes returned, or -errno */
	__s64 offset; /* as the call gives it, or where the file stood; -1 where there is no such
			 place */
	__u32 pid;    /* thread group id */
	__u32 tid;    /* thread id */
	__s32 fd;
	__u32 file;       /* id of a file_record that came before; 0: the file is not known */
	__u32 process;    /* id of a process_record that came before; 0: not known */
	__u8 call;        /* enum read_call */
	__u8 reserved[3]; /* zero */
	/* The thread's name when the call returned: NUL-padded bytes in no
	 * particular encoding, under control of the traced program. */
	__u8 comm[IOSCOPE_COMM_LEN];
};

/* What a file is. Contract's KINDS has their names, in this order. */
enum file_kind {
	KIND_UNKNOWN = 0, /* it could not be told */
	KIND_FILE,
	KIND_DIR,
	KIND_PIPE,
	KIND_SOCKET,
	KIND_TTY,
	KIND_DEVICE,
	KIND_PROC,
	KIND_SYS,
	KIND_MEMFD,
	KIND_EVENTFD,
	KIND_TIMERFD,
	KIND_SIGNALFD,
	KIND_INOTIFY,
	KIND_EPOLL,
	KIND_ANON, /* an anonymous inode of another sort */
};

enum file_flags {
	FILE_DELETED = 1, /* it has no name any more; the path is its last one */
	FILE_CUT =
		2, /* the path is deeper or longer than could be walked: its beginning is missing */
	FILE_UNREACHABLE =
		4, /* no path leads to it from the process's root; the path ends at its mount's */
};

/* An open file, as the process sees it: sent once, before the first event that
 * names it, and again under a new id when it was renamed. */
struct file_record {
	__u32 id;
	__u32 device; /* s_dev as the kernel has it: major << 20 | minor */
	__u64 inode;
	__u64 size;    /* bytes, when the record was made */
	__u64 magic;   /* s_magic of its file system */
	__u32 mode;    /* i_mode; its type bits are zero for anonymous inodes */
	__u32 special; /* i_rdev of a device */
	__u16 flags;   /* enum file_flags */
	__u16 path_bytes;
	__u8 kind;        /* enum file_kind */
	__u8 reserved[3]; /* zero */
	/* Then the names on the path, the last one first, each with a NUL behind it;
	 * zero bytes up to a multiple of 8. */
};

/* A process when it made its first read, and again after each exec and for each new
 * name of its leader. Pid and start stay the same then. */
struct process_record {
	__u32 id;
	__u32 pid;
	__u32 parent; /* pid */
	__u32 uid;
	__u64 start_ns;              /* CLOCK_BOOTTIME; with the pid it names a process for good */
	__u64 cgroup;                /* its id: the inode number of its directory */
	__u8 comm[IOSCOPE_COMM_LEN]; /* the group leader's name */
	__u16 exe_bytes;
	__u16 cmdline_bytes;
	__u32 reserved; /* zero */
	/* Then the program's path as in file_record, then the arguments, each with a
	 * NUL behind it; zero bytes up to a multiple of 8. */
};

/* What happened to reads that did not become an event. Counted in the kernel,
 * cumulative since tracing began. */
struct counters {
	__u64 ring_full;    /* reads lost: no room for their rows */
	__u64 join_full;    /* reads lost: no room in the join map */
	__u64 lost_unnamed; /* of these two, not in the per-process table: it was full */
	/* Exits of reads that began before tracing did, or while the filter left their
	 * thread out. */
	__u64 started_before;
	__u64 died;        /* threads that ended inside a read */
	__u64 overwritten; /* entries that followed an entry with no exit between */
	__u64 compat;      /* 32-bit reads, not shown */
	/* Calls of traced threads that the filter left out by their kind of file, their
	 * time or their success. */
	__u64 filtered;
	/* Ways to get at a file's bytes that are not reads, by traced processes. */
	__u64 mmap; /* of files */
	__u64 io_uring;
	__u64 sendfile;
	__u64 splice;
	__u64 copy_file_range;
};

/* The reads one process lost, for `issued = shown + lost` per process. */
struct lost {
	__u32 pid;
	__u32 reserved; /* zero */
	__u64 reads;
	/* Of these, for want of room in the join map; the others, for a row. What they
	 * read, how long and with what success is not known: the filter was not asked that. */
	__u64 slotless;
	__u64 bytes;  /* sum of positive ret */
	__u64 errors; /* how many had a negative ret */
	__u64 latency_ns;
	__u64 first_ns; /* CLOCK_MONOTONIC of the first and the last loss */
	__u64 last_ns;
};

#define IOSCOPE_ASSERT(what) _Static_assert(what, #what)
IOSCOPE_ASSERT(sizeof(struct event) == 80);
IOSCOPE_ASSERT(__builtin_offsetof(struct event, offset) == 32);
IOSCOPE_ASSERT(__builtin_offsetof(struct event, pid) == 40);
IOSCOPE_ASSERT(__builtin_offsetof(struct event, file) == 52);
IOSCOPE_ASSERT(__builtin_offsetof(struct event, comm) == 64);
IOSCOPE_ASSERT(sizeof(struct file_record) == 48);
IOSCOPE_ASSERT(sizeof(struct process_record) == 56);
IOSCOPE_ASSERT(sizeof(struct counters) == 104);
IOSCOPE_ASSERT(sizeof(struct lost) == 64);

#endif
