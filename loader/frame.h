/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The frames on the socket between the loader and the capture process: a
 * header, then `length` bytes of payload. Host byte order (both ends run on one
 * machine). Payloads that come from the kernel are the structs of event.h.
 *
 * The talk: the loader connects and sends HELLO. The capture process checks
 * token and version and answers START. The loader loads and attaches, then
 * sends READY, or ERROR and ends. From then on FILES, PROCESSES, EVENTS, STATS and
 * LOST flow until STOP comes; the loader ends tracing, takes all rows, sends the
 * last EVENTS, LOST and STATS, then BYE, detaches, and ends. A closed socket ends it at once.
 *
 * ASK_BLOCKED is answered by BLOCKED frames between the others, as many as there
 * are calls for, and an empty one that ends the answer. It is a look at each call in
 * turn, not at all at one moment. A question that comes before the last one is
 * answered is answered after it; one that comes before STOP perhaps not at all.
 *
 * FILTER, which has the payload of START's filter, takes the place of the one in force;
 * FILTERED says that it has. Each call is decided by one of the two. */
#ifndef IOSCOPE_FRAME_H
#define IOSCOPE_FRAME_H

#include <linux/types.h>
#include "../bpf/event.h"

#define IOSCOPE_MAGIC 0x50435349u /* "ISCP" in memory */
#define IOSCOPE_TOKEN_LEN 32
#define IOSCOPE_FRAME_MAX (1u << 20) /* bytes of payload; more is a protocol error */
/* Entries of a filter. */
#define IOSCOPE_SCOPE_MAX 4096
#define IOSCOPE_NAMES_MAX 32
#define IOSCOPE_CGROUPS_MAX 16
#define IOSCOPE_NAME_LEN 62

enum frame_type {
	/* loader to capture */
	FRAME_HELLO = 1,  /* struct hello */
	FRAME_READY = 2,  /* struct ready */
	FRAME_EVENTS = 3, /* struct event, one or more */
	FRAME_STATS = 4,  /* struct stats, four times a second */
	FRAME_LOST = 5,   /* struct lost: totals of each process that lost reads since the last */
	FRAME_ERROR = 6,  /* struct failure */
	FRAME_BYE = 7,    /* empty */
	FRAME_FILES = 8,  /* struct file_record with its names, one after the other */
	FRAME_PROCESSES = 9, /* struct process_record with its words, one after the other */
	FRAME_BLOCKED = 10,  /* struct blocked, one for each call that has not returned */
	FRAME_FILTERED = 11, /* struct filtered */
	/* capture to loader */
	FRAME_START = 16,       /* struct start, then what its filter counts */
	FRAME_STOP = 17,        /* empty */
	FRAME_ASK_BLOCKED = 18, /* empty */
	FRAME_FILTER = 19,      /* struct filter, then what it counts */
};

struct frame_header {
	__u32 type;
	__u32 length;
};

struct hello {
	__u32 magic;
	__u16 abi_version;
	__u16 event_size;
	__u8 token[IOSCOPE_TOKEN_LEN];
};

enum attach_mode {
	ATTACH_BTF = 1,
	ATTACH_TRACEPOINT = 2,
};

struct ready {
	__s64 clock_offset_ns; /* CLOCK_REALTIME minus CLOCK_MONOTONIC */
	__u32 attach;          /* enum attach_mode */
	__u32 loader_pid;
	__u32 ring_bytes; /* of the whole buffer: the kernel's, and what the loader keeps */
	__u32 reserved;
};

struct stats {
	struct counters counters;
	__u64 now_ns;    /* CLOCK_MONOTONIC when these were read */
	__u64 sent;      /* events sent on this socket so far */
	__u64 in_flight; /* reads that have not returned; exact in the last STATS only, else 0 */
	__u64 ring_used; /* bytes of the buffer that wait */
	/* Spent in the handlers of sampled calls, entry and exit together, and how many
	 * these were. Of one traced call in 1024 both handlers are timed, without what an
	 * empty handler costs and without the clock readings for this. */
	__u64 sampled_ns;
	__u64 samples;
	__u64 loader_cpu_ns; /* user and system time of the loader */
	__u64 loader_rss;    /* bytes resident, those of the kernel's buffer among them */
};

/* A call that has been entered and has not returned. */
struct blocked {
	__u64 start_ns; /* CLOCK_MONOTONIC at its entry */
	__u64 count;
	__u32 tid;
	__u32 process; /* ids as in struct event; 0: not known */
	__u32 file;
	__s32 fd;
	__u8 call; /* enum read_call */
	__u8 reserved[7];
};

struct failure {
	char code[32];     /* a word for programs, e.g. "no-privilege" */
	char message[256]; /* what happened, one sentence, NUL-padded */
	char remedy[256];  /* what to do, NUL-padded */
};

/* Which processes to trace. The mark nearest to a process counts: its own, or else the
 * one it got from its parent, at birth or when the filter was set. Of several marks of
 * one process those that leave out count. */
enum scope_mark {
	SCOPE_LEAVE_OUT = 1, /* not this process, nor its descendants */
	SCOPE_TREE = 2,      /* this process and its descendants */
	SCOPE_ONE = 3,       /* this process alone */
	SCOPE_NOT_ONE = 4,   /* not this process; nothing about its descendants */
};

struct scope_entry {
	__u32 pid;
	__u32 mark; /* enum scope_mark */
};

enum name_flags {
	NAME_EXCLUDE = 1,
	NAME_PREFIX = 2,  /* names that begin so */
	NAME_PROCESS = 4, /* the process's name: its leader's; else the thread's */
};

/* A name longer than the kernel keeps (15 bytes) is met by a name cut there and, where
 * the program's file can be seen, by that file's name. */
struct filter_name {
	__u8 text[IOSCOPE_NAME_LEN]; /* padded with zeros */
	__u8 bytes;                  /* from 1 to IOSCOPE_NAME_LEN; 0 for a prefix of nothing */
	__u8 flags;                  /* enum name_flags */
};

struct filter_cgroup {
	__u64 id;       /* of version 2: the inode of its directory. Those below it count, too */
	__u32 exclude;  /* 0 or 1 */
	__u32 reserved; /* zero */
};

/* Which calls become rows. A call passes if nothing excludes it and, of each of scope,
 * names of threads, names of processes, and cgroups, if any includes, one does. */
struct filter {
	__u64 min_latency_ns;
	__u32 kinds;         /* 1 << enum file_kind for each that passes; KIND_UNKNOWN among them */
	__u32 failures_only; /* 0 or 1 */
	__u32 everything;    /* 1: no scope entry includes: all that none leaves out */
	__u32 scope_count;
	__u32 name_count;
	__u32 cgroup_count;
	/* Then struct scope_entry, struct filter_name, struct filter_cgroup, as many as counted. */
};

struct filtered {
	__u64 now_ns; /* CLOCK_MONOTONIC when the filter was in force */
};

struct start {
	__u32 ring_mib; /* 0: as the loader's option says. Rounded up to a power of two */
	__u32 reserved; /* zero */
	struct filter filter;
};

IOSCOPE_ASSERT(sizeof(struct frame_header) == 8);
IOSCOPE_ASSERT(sizeof(struct hello) == 40);
IOSCOPE_ASSERT(sizeof(struct ready) == 24);
IOSCOPE_ASSERT(sizeof(struct stats) == 168);
IOSCOPE_ASSERT(sizeof(struct blocked) == 40);
IOSCOPE_ASSERT(sizeof(struct failure) == 544);
IOSCOPE_ASSERT(sizeof(struct filter_name) == 64);
IOSCOPE_ASSERT(sizeof(struct filter_cgroup) == 16);
IOSCOPE_ASSERT(sizeof(struct filter) == 32);
IOSCOPE_ASSERT(sizeof(struct start) == 40);

#endif
