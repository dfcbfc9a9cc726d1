// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Every call of the family, with vectors of many sizes, and such as are none. */
#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "workload.h"

static char buffer[8192];
static struct iovec vector[1024];

static size_t fill_vector(size_t entries)
{
	size_t sum = 0;

	for (size_t i = 0; i < entries; i++) {
		vector[i] = (struct iovec){buffer, i % 7 + 1};
		sum += i % 7 + 1;
	}
	return sum;
}

/* `offset` is what the call itself says; -1: nothing. */
static void called(const char *name, long number, int fd, const void *memory, size_t length,
		   size_t count, long long offset)
{
	struct state state;
	long ret;

	look(fd, &state);
	ret = syscall(number, fd, memory, length, offset, 0, 0);
	ret = ret < 0 ? -errno : ret;
	if (number == SYS_pread64 || number == SYS_preadv ||
	    (number == SYS_preadv2 && offset != -1))
		state.offset = offset;
	note_call(gettid(), name, fd, count, ret, &state);
}

static void vectors(int fd)
{
	static const size_t sizes[] = {0, 1, 8, 9, 1024};

	for (int i = 0; i < 5; i++) {
		size_t sum = fill_vector(sizes[i]);

		called("readv", SYS_readv, fd, vector, sizes[i], sum, -1);
		called("preadv", SYS_preadv, fd, vector, sizes[i], sum, 100 + i);
		called("preadv2", SYS_preadv2, fd, vector, sizes[i], sum, 200 + i);
		called("preadv2", SYS_preadv2, fd, vector, sizes[i], sum, -1);
	}
	called("readv", SYS_readv, fd, vector, 1025, 0, -1);
	called("readv", SYS_readv, fd, (void *)8, 3, 0, -1);
}

/* A vector that only the kernel brings into memory. */
static void vector_not_there(int fd)
{
	size_t sum = fill_vector(5);
	int file = memfd_create("vector", 0);
	void *mapped;

	if (file < 0 || write(file, vector, 5 * sizeof(*vector)) < 0)
		die("memfd");
	mapped = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, file, 0);
	if (mapped == MAP_FAILED)
		die("mmap");
	called("readv", SYS_readv, fd, mapped, 5, sum, -1);
}

void calls(long number)
{
	int file = memfd_create("calls", 0), pipe_ends[2];

	(void)number;
	if (file < 0 || ftruncate(file, 1 << 20) || pipe2(pipe_ends, O_NONBLOCK))
		die("memfd");
	called("pread64", SYS_pread64, file, buffer, 11, 11, 7);
	called("pread64", SYS_pread64, file, buffer, 11, 11, 1ll << 40);
	called("pread64", SYS_pread64, file, buffer, 11, 11, -5);
	called("pread64", SYS_pread64, pipe_ends[0], buffer, 11, 11, 3);
	called("pread64", SYS_pread64, -1, buffer, 11, 11, 3);
	called("read", SYS_read, file, buffer, 13, 13, -1);
	vectors(file);
	vectors(pipe_ends[0]);
	vector_not_there(file);
	called("read", SYS_read, file, buffer, 13, 13, -1);
}
