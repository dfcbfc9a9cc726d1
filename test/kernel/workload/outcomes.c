// SPDX-License-Identifier: GPL-2.0 OR MIT
/* One process, and everything a read can come back with. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "workload.h"

#define PRIME 23

static int file_of(const char *text)
{
	int fd = memfd_create("workload", 0);

	if (fd < 0 || write(fd, text, strlen(text)) < 0 || lseek(fd, 0, SEEK_SET))
		die("memfd");
	return fd;
}

static volatile int *handled; /* shared with the child */

static void on_alarm(int number)
{
	(void)number;
	*handled = 1;
}

/* A read of an empty pipe that a signal breaks off. */
static void interrupted_read(int flags)
{
	struct sigaction action = {.sa_handler = on_alarm, .sa_flags = flags};
	int ends[2];
	char byte;

	handled = mmap(NULL, sizeof(*handled), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
		       -1, 0);
	if (handled == MAP_FAILED || pipe(ends) || sigaction(SIGALRM, &action, NULL))
		die("pipe");
	if (fork() == 0) {
		await_reading(getppid());
		kill(getppid(), SIGALRM);
		while (!*handled)
			pause_ms(1);
		if (flags & SA_RESTART)
			await_reading(getppid());
		if (write(ends[1], "x", 1) != 1)
			_exit(1);
		_exit(0);
	}
	if (flags & SA_RESTART)
		note(ends[0], 1, -512); /* ERESTARTSYS: the program never sees it */
	read_noted(ends[0], &byte, 1);
	wait(NULL);
	close(ends[0]);
	close(ends[1]);
}

void outcomes(long number)
{
	static char buffer[4096];
	int zero = open_or_die("/dev/zero", O_RDONLY);
	int file = file_of("hello");
	int directory = open_or_die("/", O_RDONLY | O_DIRECTORY);
	int ends[2];

	(void)number;
	for (int i = 0; i < PRIME; i++)
		read_noted(zero, buffer, (size_t)i * 7 + 1);
	read_noted(file, buffer, 3);
	read_noted(file, buffer, 100); /* short */
	read_noted(file, buffer, 100); /* end of file */
	read_noted(zero, buffer, 0);
	read_noted(-1, buffer, 10);
	close(file);
	read_noted(file, buffer, 10);
	read_noted(directory, buffer, 10);
	read_noted(zero, NULL, 10);
	if (pipe2(ends, O_NONBLOCK))
		die("pipe");
	read_noted(ends[0], buffer, 10);
	file = file_of("a whole GiB is asked for");
	read_noted(file, buffer, 1ul << 30);
	interrupted_read(0);
	interrupted_read(SA_RESTART);
}

void compat(long number)
{
	int zero = open_or_die("/dev/zero", O_RDONLY);
	char buffer[8];

	(void)number;
	for (int i = 0; i < 5; i++)
		if (compat_read(zero, buffer, 4) != 4)
			die("int 0x80");
	read_noted(zero, buffer, 8);
	close(zero); /* the number that read has in the 32-bit table */
}
