// SPDX-License-Identifier: GPL-2.0 OR MIT
/* `sampler OBJECT ROUNDS READS`: makes so many reads a round under handlers that measure
 * what they cost, and as many under the same that do not, by turns. Prints how many
 * nanoseconds a read they take more, the median of all rounds. */
#include <bpf/libbpf.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "../../bpf/tables.h"

static struct bpf_object *object;

/* A section of global variables, as the handlers see it. */
static void *section(const char *name)
{
	int map = bpf_object__find_map_fd_by_name(object, name);

	return mmap(NULL, sysconf(_SC_PAGESIZE), PROT_READ | PROT_WRITE, MAP_SHARED, map, 0);
}

static int attach(const char *path)
{
	struct bpf_program *program;

	object = bpf_object__open_file(path, NULL);
	if (!object || bpf_object__load(object))
		return 0;
	bpf_object__for_each_program(program, object) if (!bpf_program__attach(program)) return 0;
	return 1;
}

static double nanoseconds_a_read(int fd, long reads)
{
	struct timespec begin, end;
	char byte;

	clock_gettime(CLOCK_MONOTONIC, &begin);
	for (long made = 0; made < reads; made++)
		if (read(fd, &byte, 1) != 1)
			exit(1);
	clock_gettime(CLOCK_MONOTONIC, &end);
	return ((end.tv_sec - begin.tv_sec) * 1e9 + (end.tv_nsec - begin.tv_nsec)) / reads;
}

static int compare(const void *a, const void *b)
{
	double difference = *(const double *)a - *(const double *)b;

	return (difference > 0) - (difference < 0);
}

int main(int argc, char **argv)
{
	unsigned long rounds = argc == 4 ? atol(argv[2]) : 0, reads = argc == 4 ? atol(argv[3]) : 0;
	double *more = calloc(rounds + 1, sizeof(*more));
	int fd = open("/dev/zero", O_RDONLY);
	volatile struct ledger *ledger;
	volatile int *measuring;

	if (rounds < 1 || !more || fd < 0 || !attach(argv[1]))
		return 1;
	measuring = section(".bss");
	ledger = section(".data.ledger");
	if (measuring == MAP_FAILED || ledger == MAP_FAILED)
		return 1;
	for (unsigned long round = 0; round < rounds; round++) {
		*measuring = 0;
		more[round] = -nanoseconds_a_read(fd, reads);
		*measuring = 1;
		more[round] += nanoseconds_a_read(fd, reads);
	}
	*measuring = 0;
	/* Other programs' calls on this cpu come in between now and then. */
	if (ledger->samples < rounds * reads / SAMPLE_EVERY * 9 / 10)
		return 1;
	qsort(more, rounds, sizeof(*more), compare);
	printf("%.2f\n", more[rounds / 2]);
	return 0;
}
