// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Many threads and many processes, each of whose reads has a number: the offset. */
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "workload.h"

#define EACH 50 /* reads of each of many threads */
#define MAYFLY_READS 3
#define STAY 7 /* reads on one cpu, of a thread that goes from cpu to cpu */

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

/* Goes to the next cpu of those allowed, without a read. */
static int move_on(int cpu, const cpu_set_t *allowed)
{
	cpu_set_t set;

	do {
		cpu = (cpu + 1) % CPU_SETSIZE;
	} while (!CPU_ISSET(cpu, allowed));
	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	if (sched_setaffinity(0, sizeof(set), &set))
		die("sched_setaffinity");
	return cpu;
}

static void *read_about(void *argument)
{
	struct numbered *numbered = argument;
	cpu_set_t allowed;
	int cpu = 0;

	sched_getaffinity(0, sizeof(allowed), &allowed);
	numbered->tid = gettid();
	pthread_barrier_wait(&all_there);
	for (int turn = 0; turn < 1000; turn++) {
		cpu = move_on(cpu, &allowed);
		for (int i = 0; i < STAY; i++)
			read_numbered(numbered);
	}
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

/* Threads that go from cpu to cpu while they read. */
void wanderers(long threads)
{
	run(threads, read_about, nothing);
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
