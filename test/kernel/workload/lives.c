// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Processes by what they are called and how long they live. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "workload.h"

static int zero;
static char buffer[32];

static void *read_under_a_name(void *unused)
{
	(void)unused;
	prctl(PR_SET_NAME, "a thread");
	read_noted(zero, buffer, 3);
	return NULL;
}

/* A process that gives itself other names, one of them while a thread of it reads. */
void renamed(long number)
{
	pthread_t thread;

	(void)number;
	zero = open_or_die("/dev/zero", O_RDONLY);
	read_noted(zero, buffer, 1);
	prctl(PR_SET_NAME, "fifteen letters");
	read_noted(zero, buffer, 2);
	for (int i = 0; i < 2; i++) {
		pthread_create(&thread, NULL, read_under_a_name, NULL);
		pthread_join(thread, NULL);
		prctl(PR_SET_NAME, "x");
	}
	read_noted(zero, buffer, 4);
}

/* N programs, one after the other, that read once. */
void short_lived(long children)
{
	dup2(open_or_die("/dev/zero", O_RDONLY), 100);
	for (long i = 0; i < children; i++) {
		if (fork() == 0)
			become_reader();
		wait(NULL);
	}
}

/* Takes the page away that the arguments begin in, and with it perhaps the stack of
 * the first thread, which therefore never returns. */
static void *read_without_arguments(void *unused)
{
	unsigned long page = (unsigned long)program_invocation_name & ~4095ul;

	(void)unused;
	if (munmap((void *)page, 4096))
		die("munmap");
	read_noted(zero, buffer, 1);
	tell();
	_exit(0);
}

void unread_cmdline(long number)
{
	pthread_t thread;

	(void)number;
	zero = open_or_die("/dev/zero", O_RDONLY);
	pthread_create(&thread, NULL, read_without_arguments, NULL);
	pthread_join(thread, NULL);
}

static pid_t child_that_reads(size_t count)
{
	pid_t child = fork();

	if (child == 0) {
		read_noted(zero, buffer, count);
		_exit(0);
	}
	waitpid(child, NULL, 0);
	return child;
}

/* Two processes of one id. Others may snatch it in between. */
void reused_pid(long number)
{
	(void)number;
	zero = open_or_die("/dev/zero", O_RDONLY);
	for (int attempt = 0; attempt < 50; attempt++) {
		pid_t child = child_that_reads(1);
		FILE *last = fopen("/proc/sys/kernel/ns_last_pid", "we");

		if (!last || fprintf(last, "%d", child - 1) < 0 || fclose(last))
			die("ns_last_pid");
		if (child_that_reads(2) == child)
			return;
	}
	die("the id was never free");
}
