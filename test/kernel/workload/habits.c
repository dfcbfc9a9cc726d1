// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Habits that waste reads, one each and nothing else, and a program that has none of them. Files
 * lie in a directory of its own below /tmp and have the habit's name. */
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/fanotify.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "workload.h"

static char buffer[64 * 1024];

static long get(int fd, size_t count)
{
	return syscall(SYS_read, fd, buffer, count);
}

/* A file of `size` bytes, open at its beginning. */
static int made(const char *name, long size)
{
	int fd = open(name, O_CREAT | O_RDWR | O_TRUNC, 0600);

	if (fd < 0)
		die(name);
	for (long at = 0; at < size; at += sizeof(buffer)) {
		long left = size - at < (long)sizeof(buffer) ? size - at : (long)sizeof(buffer);

		if (pwrite(fd, buffer, left, at) != left)
			die(name);
	}
	return fd;
}

static void read_whole(const char *name, size_t count)
{
	int fd = open(name, O_RDONLY);

	while (get(fd, count) > 0)
		;
	close(fd);
}

/* A file of 20 000 bytes as a whole, two reads and one for the end each time. */
void again(long times)
{
	made("again", 20000);
	for (long i = 0; i < times; i++)
		read_whole("again", 16384);
}

/* One byte after the other. */
void tiny(long reads)
{
	int fd = made("tiny", reads);

	while (get(fd, 1) > 0)
		;
}

/* Every 50 ms: whether the file has changed. */
void polling(long times)
{
	made("polling", 100);
	for (long i = 0; i < times; i++) {
		read_whole("polling", 4096);
		pause_ms(50);
	}
}

static int guard;
static long guard_ms;

/* Lets a read of the file pass when it has waited. */
static void *let_pass(void *unused)
{
	struct fanotify_event_metadata event;

	(void)unused;
	while (read(guard, &event, sizeof(event)) == sizeof(event)) {
		struct fanotify_response pass = {.fd = event.fd, .response = FAN_ALLOW};

		pause_ms(guard_ms);
		if (write(guard, &pass, sizeof(pass)) != sizeof(pass))
			die("fanotify response");
		close(event.fd);
	}
	return NULL;
}

/* Three reads that wait. */
void slow(long ms)
{
	pthread_t thread;
	int fd;

	close(made("slow", 3 * 4096));
	guard_ms = ms;
	guard = fanotify_init(FAN_CLASS_CONTENT, O_RDONLY);
	if (guard < 0 || fanotify_mark(guard, FAN_MARK_ADD, FAN_ACCESS_PERM, AT_FDCWD, "slow"))
		die("fanotify");
	if (pthread_create(&thread, NULL, let_pass, NULL))
		die("pthread_create");
	fd = open_or_die("slow", O_RDONLY); /* only files opened since then are guarded */
	for (int i = 0; i < 3; i++)
		get(fd, 4096);
}

/* A file that is open for writing only. */
void failing(long times)
{
	int fd;

	close(made("failing", 100));
	fd = open("failing", O_WRONLY);
	for (long i = 0; i < times; i++)
		get(fd, 4096);
}

/* Places here and there, never the beginning. */
void beyond(long factor)
{
	int fd = made("beyond", 1 << 20);
	long at = 1;

	for (long i = 0; i < factor * 256; i++) {
		at = (at * 13 + 7) % 255;
		syscall(SYS_pread64, fd, buffer, 4096, (at + 1) * 4096);
	}
}

/* What looks like waste and is none. */
void modest(long number)
{
	int events = eventfd(0, EFD_NONBLOCK), zero = open_or_die("/dev/zero", O_RDONLY);
	int ends[2], pipe_ends[2], file;
	char name[32];

	(void)number;
	/* A large file, once, at an even pace that is a player's. */
	file = made("large", 16 << 20);
	for (int i = 0; get(file, sizeof(buffer)) > 0; i++)
		if (i % 16 == 0)
			pause_ms(20);
	/* Twice: checked, then loaded. And at its beginning only. */
	made("twice", 1 << 20);
	read_whole("twice", sizeof(buffer));
	read_whole("twice", sizeof(buffer));
	for (int i = 0; i < 100; i++) {
		lseek(file, 0, SEEK_SET);
		get(file, 512);
	}
	/* A small file a dozen times, as a compiler reads a header. */
	made("header", 13000);
	for (int i = 0; i < 16; i++)
		read_whole("header", sizeof(buffer));
	/* Many small files, each once, in small pieces. */
	for (int i = 0; i < 200; i++) {
		snprintf(name, sizeof(name), "%d", i);
		close(made(name, 300));
		read_whole(name, 100);
	}
	/* Things that have nothing yet, or come when they come. */
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends) || pipe(pipe_ends))
		die("socketpair");
	for (int i = 0; i < 100; i++) {
		get(events, 8);
		get(ends[0], 100);
		get(zero, 16);
	}
	for (int i = 0; i < 2000; i++) {
		if (write(pipe_ends[1], "x", 1) != 1)
			die("pipe");
		get(pipe_ends[0], 1);
	}
	/* A path that fails a few times. */
	for (int i = 0; i < 5; i++)
		get(-1, 1);
}
