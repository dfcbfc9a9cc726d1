/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The one definition of what crosses the ring buffer and, unchanged, the socket.
 * Included by the kernel side, by the loader, and by the test that compares
 * every offset with the decoder in capture/. Include <linux/types.h> first. */
#ifndef IOSCOPE_EVENT_H
#define IOSCOPE_EVENT_H

/* Raised with every change to this file or to loader/frame.h: a capture
 * process refuses a loader of another version. */
#define IOSCOPE_ABI_VERSION 1

#define IOSCOPE_COMM_LEN 16 /* TASK_COMM_LEN: 15 bytes and a NUL */

/* One read() that returned. Host byte order. */
struct event {
	__u64 start_ns;   /* CLOCK_MONOTONIC at the entry of the call */
	__u64 latency_ns; /* from entry to exit */
	__u64 count;      /* bytes asked for */
	__s64 ret;        /* bytes returned, or -errno */
	__u32 pid;        /* thread group id */
	__u32 tid;        /* thread id */
	__s32 fd;
	__u32 reserved; /* zero */
	/* The thread's name when the call returned: NUL-padded bytes in no
	 * particular encoding, under control of the traced program. */
	__u8 comm[IOSCOPE_COMM_LEN];
};

/* What happened to reads that did not become an event. Counted in the kernel,
 * cumulative since tracing began. */
struct counters {
	__u64 ring_full;      /* reads lost: no room in the ring buffer */
	__u64 join_full;      /* reads lost: no room in the join map */
	__u64 lost_unnamed;   /* of these two, not in the per-process table: it was full */
	__u64 started_before; /* exits of reads that began before tracing did */
	__u64 died;           /* threads that ended inside a read */
	__u64 overwritten;    /* entries that followed an entry with no exit between */
	__u64 compat;         /* 32-bit reads, not shown */
};

/* The reads one process lost, for `issued = shown + lost` per process. */
struct lost {
	__u32 pid;
	__u32 reserved; /* zero */
	__u64 reads;
	__u64 bytes;  /* sum of positive ret */
	__u64 errors; /* how many had a negative ret */
	__u64 latency_ns;
	__u64 first_ns; /* CLOCK_MONOTONIC of the first and the last loss */
	__u64 last_ns;
};

#define IOSCOPE_ASSERT(what) _Static_assert(what, #what)
IOSCOPE_ASSERT(sizeof(struct event) == 64);
IOSCOPE_ASSERT(__builtin_offsetof(struct event, ret) == 24);
IOSCOPE_ASSERT(__builtin_offsetof(struct event, pid) == 32);
IOSCOPE_ASSERT(__builtin_offsetof(struct event, fd) == 40);
IOSCOPE_ASSERT(__builtin_offsetof(struct event, comm) == 48);
IOSCOPE_ASSERT(sizeof(struct counters) == 56);
IOSCOPE_ASSERT(sizeof(struct lost) == 56);

#endif
