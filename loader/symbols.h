/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Where in the kernel's memory the locks are that the kernel side looks at. The list of all
 * symbols is long: it is read by a thread, while the kernel side is loaded. */
#ifndef IOSCOPE_SYMBOLS_H
#define IOSCOPE_SYMBOLS_H

#include <pthread.h>

#include "../bpf/tables.h"

struct symbols {
	pthread_t thread;
	int runs;
	__u64 rename_lock;
	__u64 mount_lock;
};

void symbols_begin(struct symbols *symbols);

/* Waits until they are known, and tells the kernel side. Of those that the kernel does not
 * tell, or not to us, the address is 0. */
void symbols_tell(struct symbols *symbols, struct ledger *ledger);

/* Waits as well, where there is nobody to tell. */
void symbols_end(struct symbols *symbols);

#endif
