// SPDX-License-Identifier: GPL-2.0 OR MIT
/* `paced READS NANOSECONDS [BATCH [THREADS]]`: each thread makes that many reads, BATCH
 * at a time and so far apart (0: without a pause), once standard input is readable or
 * closed. */
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define THREADS_MAX 64

static int zero;
static long reads, apart, batch;

static void *run(void *unused)
{
	struct timespec next;
	char byte;

	(void)unused;
	clock_gettime(CLOCK_MONOTONIC, &next);
	for (long i = 0; i < reads; i++) {
		if (apart && i % batch == 0) {
			next.tv_nsec += apart;
			next.tv_sec += next.tv_nsec / 1000000000;
			next.tv_nsec %= 1000000000;
			clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &next, NULL);
		}
		if (syscall(SYS_read, zero, &byte, 1) != 1)
			exit(1);
	}
	return NULL;
}

static long argument(int argc, char **argv, int at, long otherwise)
{
	return argc > at ? strtol(argv[at], NULL, 10) : otherwise;
}

int main(int argc, char **argv)
{
	long threads = argument(argc, argv, 4, 1);
	struct pollfd go = {.fd = 0, .events = POLLIN};
	pthread_t others[THREADS_MAX];

	reads = argument(argc, argv, 1, 0);
	apart = argument(argc, argv, 2, 0);
	batch = argument(argc, argv, 3, 1);
	zero = open("/dev/zero", O_RDONLY);
	if (zero < 0 || batch < 1 || threads < 1 || threads > THREADS_MAX ||
	    poll(&go, 1, 20000) < 0)
		return 1;
	for (long i = 1; i < threads; i++)
		if (pthread_create(&others[i], NULL, run, NULL))
			return 1;
	run(NULL);
	for (long i = 1; i < threads; i++)
		pthread_join(others[i], NULL);
	return 0;
}
