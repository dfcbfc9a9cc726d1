// SPDX-License-Identifier: GPL-2.0 OR MIT
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
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

void note_as(pid_t tid, int fd, size_t count, long ret)
{
	char comm[17] = "";

	prctl(PR_GET_NAME, comm);
	pthread_mutex_lock(&journal_lock);
	journal->length += (size_t)snprintf(
		journal->text + journal->length, sizeof(journal->text) - journal->length,
		"%d %d %s %d %zu %ld\n", getpid(), tid, comm, fd, count, ret);
	pthread_mutex_unlock(&journal_lock);
}

void note(int fd, size_t count, long ret)
{
	note_as(gettid(), fd, count, ret);
}

long read_noted(int fd, void *buffer, size_t count)
{
	long ret = syscall(SYS_read, fd, buffer, count);

	ret = ret < 0 ? -errno : ret;
	note(fd, count, ret);
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

/* Whether a process waits in read(); asked by pread(), which is not traced. */
int is_reading(pid_t pid)
{
	char path[32], text[32] = "";
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/syscall", pid);
	fd = open_or_die(path, O_RDONLY);
	if (pread(fd, text, sizeof(text) - 1, 0) < 0)
		die(path);
	close(fd);
	return *text >= '0' && *text <= '9' && atoi(text) == SYS_read;
}
