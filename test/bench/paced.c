// SPDX-License-Identifier: GPL-2.0 OR MIT
/* `paced READS NANOSECONDS`: that many reads, so far apart, once standard input is
 * readable or closed. */
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	long reads = argc == 3 ? strtol(argv[1], NULL, 10) : 0;
	long apart = argc == 3 ? strtol(argv[2], NULL, 10) : 0;
	struct pollfd go = {.fd = 0, .events = POLLIN};
	int zero = open("/dev/zero", O_RDONLY);
	struct timespec next;
	char byte;

	if (zero < 0 || poll(&go, 1, 20000) < 0)
		return 1;
	clock_gettime(CLOCK_MONOTONIC, &next);
	for (long i = 0; i < reads; i++) {
		next.tv_nsec += apart;
		next.tv_sec += next.tv_nsec / 1000000000;
		next.tv_nsec %= 1000000000;
		clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &next, NULL);
		if (syscall(SYS_read, zero, &byte, 1) != 1)
			return 1;
	}
	return 0;
}
