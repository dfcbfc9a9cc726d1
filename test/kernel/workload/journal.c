// SPDX-License-Identifier: GPL-2.0 OR MIT
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <time.h>
#include <unistd.h>

#include "workload.h"

/* Shared with forked children, so that one writer tells all. */
struct journal {
	size_t length;
	char text[8 << 20];
};

static struct journal *journal;
static pthread_mutex_t journal_lock = PTHREAD_MUTEX_INITIALIZER;

void die(const char *what)
{
	fprintf(stderr, "workload: %s: %s\n", what, strerror(errno));
	exit(1);
}

void journal_open(void)
{
	journal = mmap(NULL, sizeof(*journal), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
		       -1, 0);
	if (journal == MAP_FAILED)
		die("mmap");
}

/* What the kernel says a descriptor is open on now; a mode of 0: on nothing. */
void look(int fd, struct state *state)
{
	struct stat status;
	char link[32];
	ssize_t length;

	*state = (struct state){.offset = -1};
	if (fstat(fd, &status))
		return;
	state->known = 1;
	state->mode = status.st_mode;
	state->device = (unsigned long)major(status.st_dev) << 20 | minor(status.st_dev);
	state->inode = status.st_ino;
	if (S_ISREG(status.st_mode) || S_ISDIR(status.st_mode))
		state->offset = lseek(fd, 0, SEEK_CUR);
	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	length = readlink(link, state->path, sizeof(state->path) - 1);
	state->path[length > 0 ? length : 0] = 0;
}

static void append(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	journal->length +=
		(size_t)vsnprintf(journal->text + journal->length,
				  sizeof(journal->text) - journal->length, format, arguments);
	va_end(arguments);
}

void note_call(pid_t tid, const char *call, int fd, size_t count, long ret,
	       const struct state *state)
{
	char comm[17] = "";

	prctl(PR_GET_NAME, comm);
	pthread_mutex_lock(&journal_lock);
	append("%d %d %s %d %zu %ld %s %lld %o %lu %lu ", getpid(), tid, comm, fd, count, ret, call,
	       state->offset, state->mode, state->device, state->inode);
	for (const char *at = state->path; *at; at++)
		append("%02x", (unsigned char)*at);
	append(state->known ? ".\n" : "-\n");
	pthread_mutex_unlock(&journal_lock);
}

void note_as(pid_t tid, int fd, size_t count, long ret)
{
	struct state state;

	look(fd, &state);
	note_call(tid, "read", fd, count, ret, &state);
}

void note(int fd, size_t count, long ret)
{
	note_as(gettid(), fd, count, ret);
}

long read_noted(int fd, void *buffer, size_t count)
{
	struct state state;
	long ret;

	look(fd, &state);
	ret = syscall(SYS_read, fd, buffer, count);
	ret = ret < 0 ? -errno : ret;
	note_call(gettid(), "read", fd, count, ret, &state);
	return ret;
}

void tell(void)
{
	size_t done = 0;

	while (done < journal->length) {
		ssize_t written = write(1, journal->text + done, journal->length - done);

		if (written < 0)
			die("write");
		done += (size_t)written;
	}
}

int open_or_die(const char *path, int flags)
{
	int fd = open(path, flags);

	if (fd < 0)
		die(path);
	return fd;
}

void pause_ms(long ms)
{
	struct timespec left = {ms / 1000, ms % 1000 * 1000000};

	while (nanosleep(&left, &left))
		;
}
