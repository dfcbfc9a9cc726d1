// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Many threads and many processes, each of whose reads has a number: the offset. */
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "workload.h"

#define EACH 50 /* reads of each of many threads */
#define MAYFLY_READS 3

struct numbered {
	pthread_t thread;
	pid_t tid;
	long reads;
};

static pthread_barrier_t all_there;
static volatile int stop;
static int zero;

static void read_numbered(struct numbered *numbered)
{
	char byte;

	syscall(SYS_pread64, zero, &byte, 1, numbered->reads++);
}

static void *read_some(void *argument)
{
	struct numbered *numbered = argument;

	numbered->tid = gettid();
	pthread_barrier_wait(&all_there);
	for (int i = 0; i < EACH; i++)
		read_numbered(numbered);
	return NULL;
}

static void *read_on(void *argument)
{
	struct numbered *numbered = argument;

	numbered->tid = gettid();
	while (!stop)
		read_numbered(numbered);
	return NULL;
}

static void run(long threads, void *(*body)(void *), void (*wait_for)(void))
{
	struct numbered *all = calloc((size_t)threads, sizeof(*all));

	zero = open_or_die("/dev/zero", O_RDONLY);
	pthread_barrier_init(&all_there, NULL, (unsigned int)threads);
	for (long i = 0; i < threads; i++)
		if (pthread_create(&all[i].thread, NULL, body, &all[i]))
			die("pthread_create");
	wait_for();
	for (long i = 0; i < threads; i++) {
		pthread_join(all[i].thread, NULL);
		printf("%d %ld\n", all[i].tid, all[i].reads);
	}
	free(all);
}

static void nothing(void)
{
}

/* Standard input has a line to begin with, and ends when the reading is to end. */
static void end_of_input(void)
{
	char line[64];

	while (recv(0, line, sizeof(line), 0) > 0)
		;
	stop = 1;
}

/* Threads that read at once; says for each how often. */
void throng(long threads)
{
	run(threads, read_some, nothing);
}

/* Threads that read flat out until the end of input. */
void numbered(long threads)
{
	run(threads, read_on, end_of_input);
}

/* Processes that live for a few reads. */
void mayflies(long processes)
{
	char byte;

	zero = open_or_die("/dev/zero", O_RDONLY);
	for (long i = 0; i < processes; i++) {
		if (fork() == 0) {
			for (long read = 0; read < MAYFLY_READS; read++)
				syscall(SYS_pread64, zero, &byte, 1, read);
			_exit(0);
		}
		wait(NULL);
	}
}
