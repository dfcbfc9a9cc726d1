/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The maps' values, which the kernel side fills and the loader reads. They
 * never leave the loader: what does is in event.h. */
#ifndef IOSCOPE_TABLES_H
#define IOSCOPE_TABLES_H

#include <linux/types.h>
#include "../loader/frame.h"

#define SCOPE_PROCESSES 65536 /* of both filters */
#define LOSING_PROCESSES 4096
#define KNOWN_FILES 16384
#define KNOWN_PROCESSES 8192

/* The first word of a record in the ring. */
#define RECORD_FILE (~0ull)
#define RECORD_PROCESS (~0ull - 1)

enum slot_state {
	SLOT_IDLE = 0,
	SLOT_INSIDE = 1, /* the thread is in a call */
	SLOT_HELD = 2,   /* left it with a restart code, its fate still open */
	SLOT_LET_GO = 3, /* the thread is in a call that the filter leaves out */
};

/* A name as the kernel pads it, in two words. */
struct name_words {
	__u64 words[2];
};

/* As much of a program's name as a filter can ask for, likewise. */
#define PROGRAM_WORDS 8

struct program_words {
	__u64 words[PROGRAM_WORDS];
};

/* Where a file lies in the kernel's memory, and whose root it was seen from: by
 * this its path is the same for all who have it open. */
struct place {
	__u64 dentry;
	__u64 mount;
	__u64 root;
	__u64 root_mount;
	__u64 operations; /* names of pseudo files lie elsewhere: an eventfd is no timerfd */
};

/* The file a thread read last: mostly it reads it again. */
struct seen_file {
	struct place place;
	__u64 stamp;
	__u32 moves;
	__u32 id;
	__u8 kind; /* enum file_kind */
	__u8 reserved[7];
};

/* A count that could not be read: the vector is not in memory, or there is none. */
#define COUNT_UNKNOWN (~0ull)

struct slot {
	__u64 start_ns;
	__u64 count;
	__u64 latency_ns; /* this and ret: of a held call */
	__s64 ret;
	__s64 offset;
	__u64 vector; /* address and entries, while `count` is not known */
	__u64 entries;
	__s32 fd;
	__u32 file;      /* id, or 0 */
	__u32 process;   /* id, or 0 */
	__u8 state;      /* enum slot_state */
	__u8 call;       /* enum read_call */
	__u8 positioned; /* the call says itself where it reads */
	__u8 failures_only;
	/* What the filter says of this thread's calls, and in which generation it did. */
	__u32 kinds;
	__u64 generation;
	__u64 min_latency_ns;
	struct name_words leader; /* the name by which `process` is described */
	struct seen_file seen;
};

struct known_file {
	__u64 stamp;
	__u64 fingerprint; /* of the path */
	__u32 moves;
	__u32 id;
};

struct known_process {
	__u64 start_ns;
	struct name_words comm;
	__u32 id;
	__u32 reserved;
};

/* Threads of a process whose birth was not seen: never counts down to none, the
 * entry goes when its pid is given to another process. */
#define THREADS_UNKNOWN (1 << 30)

/* Whose entry it is: each of the two filters has its own. */
struct scope_key {
	__u32 pid;
	__u32 filter; /* 0 or 1 */
};

enum standing {
	STANDS_NOWHERE = 0, /* nothing is said */
	STANDS_OUT = 1,
	STANDS_IN = 2,
};

struct scope {
	__u8 self; /* enum standing */
	__u8 down; /* what its children get, for themselves and theirs */
	__u16 reserved;
	__s32 threads;
};

/* The lists of a filter that may have including rules, beside the scope. */
enum filter_list {
	LIST_THREADS = 1,
	LIST_PROCESSES = 2,
	LIST_CGROUPS = 4,
};

/* A name fits where the words agree in all bits of the mask; a long one also by the
 * program's file. */
struct name_rule {
	struct name_words comm;
	struct name_words comm_mask;
	struct program_words program;
	struct program_words program_mask;
	__u8 list; /* enum filter_list */
	__u8 exclude;
	__u8 is_long;
	__u8 reserved[5];
};

/* A filter as the kernel side wants it; who is in its scope is in a map. */
struct rules {
	__u64 min_latency_ns;
	__u32 kinds; /* as in struct filter, and the next two */
	__u32 failures_only;
	__u32 everything;
	__u32 required; /* lists of which a rule must be met */
	__u32 name_count;
	__u32 has_long_names;
	__u32 cgroup_count;
	__u32 reserved;
	struct name_rule names[IOSCOPE_NAMES_MAX];
	struct filter_cgroup cgroups[IOSCOPE_CGROUPS_MAX];
};

/* A cpu's circle of rows, beside the rows themselves. What the two sides write lies in
 * cache lines of its own, two apart as processors fetch them in pairs. */
struct lane {
	__u64 put;   /* rows put into it so far */
	__u64 taken; /* `taken_by_loader` when it was last looked at */
	__u32 next;  /* where in the circle the next row goes */
	__u8 apart[108];
	__u64 taken_by_loader; /* rows so far; the loader alone writes this */
	__u8 apart_too[120];
};

struct losing {
	__u64 reads;
	__u64 slotless;
	__u64 bytes;
	__u64 errors;
	__u64 latency_ns; /* add the present time once for each read still inside */
	__u64 first_ns;
	__u64 last_ns;
	__s64 inside; /* reads lost at their entry that have not returned */
};

/* The first filter is the one with an even number; 0 is of no generation. */
#define FIRST_GENERATION 2

#define SAMPLE_EVERY 1024 /* calls of a cpu; a power of two */

/* What the two sides share beside the maps. First a cache line that every call looks
 * at and hardly any writes to. */
struct ledger {
	__u64 epoch;  /* changes when a thread that is left out may not be so any more */
	__u32 moves;  /* calls that returned from renaming or mounting */
	__u32 ending; /* set by the loader: from then on no read begins, and none returns */
	/* Changes when a thread that is traced may not be so any more. Its last bit says
	 * which of the two filters is in force: the loader adds 1, the kernel side 2. */
	__u64 generation;
	__u64 renamed_ns; /* when a thread last got a name while others may have looked */
	__u32 filters;    /* a bit for each filter in whose scope children are born */
	__u32 reserved;
	/* Where these locks are; 0 where nobody knows. Set by the loader. */
	__u64 rename_lock;
	__u64 mount_lock;
	__u64 reserved_too;
	struct counters counters;
	__u64 sampled_ns; /* as in struct stats */
	__u64 samples;
	/* Reads in progress that had room neither in the join map nor in the lost map. */
	__s64 unnamed_inside;
};

IOSCOPE_ASSERT(__builtin_offsetof(struct ledger, counters) == 64);
IOSCOPE_ASSERT(sizeof(struct lane) == 256);
IOSCOPE_ASSERT(sizeof(struct name_words) == IOSCOPE_COMM_LEN);

#endif
