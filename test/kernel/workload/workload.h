/* SPDX-License-Identifier: GPL-2.0 OR MIT */
#ifndef IOSCOPE_WORKLOAD_H
#define IOSCOPE_WORKLOAD_H

#include <stddef.h>
#include <sys/types.h>

/* The journal: kept in memory to the end, so that writing it down is not itself
 * something to trace, and shared with forked children. */
void journal_open(void);
void note(int fd, size_t count, long ret);
void note_as(pid_t tid, int fd, size_t count, long ret);
long read_noted(int fd, void *buffer, size_t count);
void tell(void);

void die(const char *what) __attribute__((noreturn));
int open_or_die(const char *path, int flags);
void pause_ms(long ms);
int is_reading(pid_t pid);

/* The subcommands. */
void outcomes(long number);
void compat(long number);
void threads(long reads_each);
void family(long number);
void thread_exec(long times);
void stopped(long number);
void blocked(long ms);
void killed(long number);
void crowd(long children);
void parade(long children);

#endif
