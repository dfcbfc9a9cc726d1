/* SPDX-License-Identifier: GPL-2.0 OR MIT */
#ifndef IOSCOPE_WORKLOAD_H
#define IOSCOPE_WORKLOAD_H

#include <stddef.h>
#include <sys/types.h>

/* The journal: kept in memory to the end, so that writing it down is not itself
 * something to trace, and shared with forked children. */
void journal_open(void);
/* What a descriptor is open on, by other means than tracing. */
struct state {
	long long offset; /* -1 where there is no such thing */
	int known;        /* 0: it is not open */
	unsigned int mode;
	unsigned long device; /* major << 20 | minor */
	unsigned long inode;
	char path[4400]; /* what /proc/self/fd says */
};
void look(int fd, struct state *state);
void note_call(pid_t tid, const char *call, int fd, size_t count, long ret,
	       const struct state *state);
void note(int fd, size_t count, long ret);
void note_as(pid_t tid, int fd, size_t count, long ret);
long read_noted(int fd, void *buffer, size_t count);
void tell(void);

void die(const char *what) __attribute__((noreturn));
int open_or_die(const char *path, int flags);
void pause_ms(long ms);
long compat_read(int fd, void *buffer, size_t count);
int is_reading(pid_t pid);
void await_reading(pid_t pid);
void become_reader(void);

/* The subcommands. */
void outcomes(long number);
void compat(long number);
void threads(long reads_each);
void family(long number);
void thread_exec(long times);
void stopped(long number);
void exec_inside(long by_thread);
void blocked(long ms);
void killed(long number);
void crowd(long children);
void held_crowd(long children);
void parade(long children);
void kinds(long number);
void places(long number);
void mounts(long number);
void deep(long depth);
void calls(long number);
void crossing(long number);
void renamed(long number);
void short_lived(long children);
void unread_cmdline(long number);
void reused_pid(long number);
void open_before_go(void);
void open_before(long number);
void many_files(long files);
void flood(long files);
void obey(long number);
void throng(long threads);
void wanderers(long threads);
void numbered(long threads);
void mayflies(long processes);
void again(long times);
void tiny(long reads);
void polling(long times);
void slow(long ms);
void failing(long times);
void beyond(long factor);
void modest(long number);

#endif
