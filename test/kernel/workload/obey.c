// SPDX-License-Identifier: GPL-2.0 OR MIT
/* A program that does as it is told, a line at a time on its standard input, which is a
 * socket: it is told by recv(), so that its reads are those it is told to make. Each
 * answer is a line, too: "ok" and perhaps a number. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "workload.h"

#define LINE 512

static char buffer[65536];
static long answer;

static void read_count(int fd, const char *count)
{
	syscall(SYS_read, fd, buffer, strtoul(count, NULL, 10));
}

static void read_zero(const char *count)
{
	int zero = open_or_die("/dev/zero", O_RDONLY);

	read_count(zero, count);
	close(zero);
}

static int one_end(int type)
{
	static int ends[2];

	if (type == SOCK_STREAM ? socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends)
				: pipe2(ends, O_NONBLOCK))
		die("ends");
	return ends[0];
}

static int of_kind(const char *kind)
{
	sigset_t none;

	sigemptyset(&none);
	if (strcmp(kind, "file") == 0)
		return open("/tmp", O_TMPFILE | O_RDWR, 0600);
	if (strcmp(kind, "dir") == 0)
		return open("/", O_RDONLY);
	if (strcmp(kind, "pipe") == 0)
		return one_end(0);
	if (strcmp(kind, "socket") == 0)
		return one_end(SOCK_STREAM);
	if (strcmp(kind, "tty") == 0)
		return open("/dev/ptmx", O_RDWR | O_NOCTTY | O_NONBLOCK);
	if (strcmp(kind, "device") == 0)
		return open("/dev/zero", O_RDONLY);
	if (strcmp(kind, "proc") == 0)
		return open("/proc/version", O_RDONLY);
	if (strcmp(kind, "sys") == 0)
		return open("/sys/kernel/mm/transparent_hugepage/enabled", O_RDONLY);
	if (strcmp(kind, "memfd") == 0)
		return memfd_create("obey", 0);
	if (strcmp(kind, "eventfd") == 0)
		return eventfd(3, EFD_NONBLOCK);
	if (strcmp(kind, "timerfd") == 0)
		return timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
	if (strcmp(kind, "signalfd") == 0)
		return signalfd(-1, &none, SFD_NONBLOCK);
	if (strcmp(kind, "inotify") == 0)
		return inotify_init1(IN_NONBLOCK);
	if (strcmp(kind, "epoll") == 0)
		return epoll_create1(0);
	return open("/proc/self/ns/mnt", O_RDONLY); /* anon */
}

static void read_kind(char *rest)
{
	const char *kind = strtok_r(rest, " ", &rest);
	int fd = strcmp(kind, "unknown") == 0 ? -1 : of_kind(kind);

	read_count(fd, rest);
	close(fd);
}

/* A read that waits so many milliseconds. */
static void read_late(char *rest)
{
	long ms = strtol(rest, &rest, 10);
	int ends[2];

	if (pipe(ends))
		die("pipe");
	if (fork() == 0) {
		await_reading(getppid());
		pause_ms(ms);
		_exit(write(ends[1], "x", 1) != 1);
	}
	read_count(ends[0], rest);
	wait(NULL);
	close(ends[0]);
	close(ends[1]);
}

static int told_later[2];
static pthread_t reader;

static pid_t reader_tid;

static void *read_when_told(void *count)
{
	reader_tid = gettid();
	read_count(told_later[0], count);
	return NULL;
}

/* "begin N" has a thread enter a read, "await" waits until it has, "end" lets it return. */
static void begin(const char *count)
{
	static char kept[LINE];

	reader_tid = 0;
	snprintf(kept, sizeof(kept), "%s", count);
	if (pipe(told_later) || pthread_create(&reader, NULL, read_when_told, kept))
		die("begin");
}

static void await_begun(void)
{
	while (!*(volatile pid_t *)&reader_tid || !is_reading(reader_tid))
		pause_ms(1);
}

static void end(void)
{
	if (write(told_later[1], "x", 1) != 1 || pthread_join(reader, NULL))
		die("end");
	close(told_later[0]);
	close(told_later[1]);
}

static void obey_line(char *line);

/* One thread beside the first, which stays. */
static struct {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	char *line;
	pid_t tid;
} worker = {.lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};

static void *work(void *unused)
{
	(void)unused;
	pthread_mutex_lock(&worker.lock);
	worker.tid = gettid();
	for (;;) {
		while (!worker.line)
			pthread_cond_wait(&worker.changed, &worker.lock);
		obey_line(worker.line);
		worker.line = NULL;
		pthread_cond_broadcast(&worker.changed);
	}
	return NULL;
}

static void by_worker(char *line)
{
	pthread_t thread;

	pthread_mutex_lock(&worker.lock);
	worker.line = line;
	if (!worker.tid && pthread_create(&thread, NULL, work, NULL))
		die("pthread_create");
	pthread_cond_broadcast(&worker.changed);
	while (worker.line)
		pthread_cond_wait(&worker.changed, &worker.lock);
	pthread_mutex_unlock(&worker.lock);
}

static void name_worker(const char *name)
{
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "/proc/self/task/%d/comm", worker.tid);
	fd = open_or_die(path, O_WRONLY);
	if (write(fd, name, strlen(name)) < 0)
		die(path);
	close(fd);
}

static void by_child(char *line)
{
	pid_t child = fork();

	if (child == 0) {
		obey_line(line);
		_exit(0);
	}
	waitpid(child, NULL, 0);
	answer = child;
}

static void obey_line(char *line)
{
	const char *word = strtok_r(line, " ", &line);

	if (strcmp(word, "read") == 0)
		read_zero(line);
	else if (strcmp(word, "kind") == 0)
		read_kind(line);
	else if (strcmp(word, "late") == 0)
		read_late(line);
	else if (strcmp(word, "begin") == 0)
		begin(line);
	else if (strcmp(word, "await") == 0)
		await_begun();
	else if (strcmp(word, "end") == 0)
		end();
	else if (strcmp(word, "name") == 0)
		prctl(PR_SET_NAME, line);
	else if (strcmp(word, "worker") == 0)
		by_worker(line);
	else if (strcmp(word, "name-worker") == 0)
		name_worker(line);
	else if (strcmp(word, "child") == 0)
		by_child(line);
	else if (strcmp(word, "exec") == 0)
		execl(line, "obeys", "obey", "1", NULL);
	else
		die(word);
}

static void say_done(void)
{
	char line[32];
	int length = snprintf(line, sizeof(line), "ok %ld\n", answer);

	if (write(1, line, (size_t)length) != length)
		die("write");
}

/* `again`: by exec, on a line that is still to be answered. */
void obey(long again)
{
	char line[LINE];
	ssize_t length;

	if (again)
		say_done();
	while ((length = recv(0, line, sizeof(line) - 1, 0)) > 0) {
		line[length - 1] = 0; /* the line's end */
		answer = 0;
		obey_line(line);
		say_done();
	}
}
