// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Makes known reads and says which: a line for each, "pid tid comm fd count ret call
 * offset mode device inode path" (-errno for an error; the path in hexadecimal, with a
 * dot behind it, or a minus if the descriptor is not open). Linked statically: a dynamic loader
 * would make reads of its own. Nothing is read before stdin is readable or closed: the tester lets
 * go when tracing has begun. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "workload.h"

static void repeat(long reads, long number, long fd)
{
	struct timespec from, to;
	char byte;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &from);
	for (long i = 0; i < reads; i++)
		syscall(number, fd, &byte, 1);
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &to);
	printf("%d %ld %.1f\n", getpid(), reads,
	       ((double)(to.tv_sec - from.tv_sec) * 1e9 + (double)(to.tv_nsec - from.tv_nsec)) /
		       (double)reads);
}

/* N reads as fast as they go; says nanoseconds per read: of the processor's time, so that
 * what else the machine does is not in it. */
static void flat_out(long reads)
{
	repeat(reads, SYS_read, open_or_die("/dev/zero", O_RDONLY));
}

/* Likewise of a call that nobody traces. */
static void flat_out_other(long calls)
{
	repeat(calls, SYS_getppid, 0);
}

/* Holds until stdin is readable, without reading it. */
static void await_go(void)
{
	struct pollfd go = {.fd = 0, .events = POLLIN};

	while (poll(&go, 1, 20000) < 0 && errno == EINTR)
		;
}

static const struct {
	const char *name;
	void (*run)(long number);
} subcommands[] = {
	{"outcomes", outcomes},
	{"threads", threads},
	{"family", family},
	{"stopped", stopped},
	{"thread-exec", thread_exec},
	{"exec-inside", exec_inside},
	{"blocked", blocked},
	{"killed", killed},
	{"crowd", crowd},
	{"held-crowd", held_crowd},
	{"parade", parade},
	{"compat", compat},
	{"flat-out", flat_out},
	{"flat-out-other", flat_out_other},
	{"kinds", kinds},
	{"places", places},
	{"mounts", mounts},
	{"deep", deep},
	{"calls", calls},
	{"crossing", crossing},
	{"renamed", renamed},
	{"short-lived", short_lived},
	{"unread-cmdline", unread_cmdline},
	{"reused-pid", reused_pid},
	{"open-before", open_before},
	{"many-files", many_files},
	{"flood", flood},
	{"obey", obey},
	{"throng", throng},
	{"wanderers", wanderers},
	{"numbered", numbered},
	{"mayflies", mayflies},
	{"again", again},
	{"tiny", tiny},
	{"polling", polling},
	{"slow", slow},
	{"failing", failing},
	{"beyond", beyond},
	{"modest", modest},
};

int main(int argc, char **argv)
{
	const char *name = argc > 1 ? argv[1] : "";
	long number = argc > 2 ? strtol(argv[2], NULL, 10) : 0;
	char buffer[16];

	if (strcmp(name, "read-100") == 0) /* what exec leads to */
		return syscall(SYS_read, 100, buffer, 7) != 7;
	for (size_t i = 0; i < sizeof(subcommands) / sizeof(subcommands[0]); i++) {
		if (strcmp(name, subcommands[i].name))
			continue;
		journal_open();
		if (subcommands[i].run == open_before)
			open_before_go();
		if (subcommands[i].run != obey)
			await_go();
		subcommands[i].run(number);
		tell();
		return 0;
	}
	fprintf(stderr, "workload: no subcommand '%s'\n", name);
	return 2;
}
