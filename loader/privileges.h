/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Who called, what this process may do, and giving it up. */
#ifndef IOSCOPE_PRIVILEGES_H
#define IOSCOPE_PRIVILEGES_H

#include <sys/types.h>

#include "failure.h"

/* The user on whose behalf this runs: whom pkexec or sudo names, else our own. */
uid_t privileges_caller(void);

/* Whether the capabilities for tracing are there at all. 0, or -1 with `failure`. */
int privileges_check(struct failure *failure);

/* Sets the effective capabilities aside, or takes them up again. */
void privileges_suspend(int suspended);

/* Has this process and the main thread of `capture`, which must be one of the caller's, go
 * before those they trace: programs that take all processors would leave too little to take
 * in what they read. Only for priorities that nobody has chosen, and where it is allowed. */
void privileges_precede(pid_t capture);

/* Becomes `user` without capabilities but perhaps CAP_BPF, without a way to gain
 * any, and with only the system calls that pumping and detaching need. */
int privileges_drop(uid_t user, gid_t group, int keep_cap_bpf, struct failure *failure);

#endif
