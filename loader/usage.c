// SPDX-License-Identifier: GPL-2.0 OR MIT
#include <fcntl.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "usage.h"

static int statm = -1;

void usage_open(void)
{
	statm = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
}

__u64 usage_cpu_ns(void)
{
	struct timespec used;

	if (clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used))
		return 0;
	return (__u64)used.tv_sec * 1000000000u + (__u64)used.tv_nsec;
}

size_t usage_resident(void)
{
	char text[128], *resident;
	ssize_t length = pread(statm, text, sizeof(text) - 1, 0);

	if (length <= 0)
		return 0;
	text[length] = 0;
	strtoul(text, &resident, 10); /* the size comes first */
	return strtoul(resident, NULL, 10) * (size_t)sysconf(_SC_PAGESIZE);
}
