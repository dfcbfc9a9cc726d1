/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The maps' values, which the kernel side fills and the loader reads. They
 * never leave the loader: what does is in event.h. */
#ifndef IOSCOPE_TABLES_H
#define IOSCOPE_TABLES_H

#include <linux/types.h>
#include "../loader/frame.h"

#define SCOPE_PROCESSES 65536
#define LOSING_PROCESSES 4096

enum slot_state {
	SLOT_IDLE = 0,
	SLOT_INSIDE = 1, /* the thread is in read() */
	SLOT_HELD = 2,   /* left it with a restart code, its fate still open */
};

struct slot {
	__u64 start_ns;
	__u64 count;
	__u64 latency_ns; /* this and ret: of a held read */
	__s64 ret;
	__s32 fd;
	__u32 state; /* enum slot_state */
};

/* Threads of a process whose birth was not seen: never counts down to none, the
 * entry goes when its pid is given to another process. */
#define THREADS_UNKNOWN (1 << 30)

struct scope {
	__u32 mark; /* enum scope_mark */
	__s32 threads;
};

struct losing {
	__u64 reads;
	__u64 bytes;
	__u64 errors;
	__u64 latency_ns; /* add the present time once for each read still inside */
	__u64 first_ns;
	__u64 last_ns;
	__s64 inside; /* reads lost at their entry that have not returned */
};

#endif
