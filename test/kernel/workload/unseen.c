// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Ways to read that tracing does not show: how a workload looks around without making rows. */
#include <fcntl.h>
#include <linux/io_uring.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "workload.h"

#if defined(__x86_64__)
/* read() by way of the 32-bit table, up to a page: counted, but not shown. */
long compat_read(int fd, void *buffer, size_t count)
{
	void *low = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
	long ret = 3;

	if (low == MAP_FAILED)
		die("mmap");
	__asm__ volatile("int $0x80"
			 : "+a"(ret)
			 : "b"((long)fd), "c"(low), "d"((long)count)
			 : "memory", "r8", "r9", "r10", "r11");
	if (ret > 0)
		memcpy(buffer, low, (size_t)ret);
	munmap(low, 4096);
	return ret;
}
#else
long compat_read(int fd, void *buffer, size_t count)
{
	(void)fd, (void)buffer, (void)count;
	die("32-bit calls are written for x86-64 only");
}
#endif

struct uring {
	int fd;
	size_t ring_bytes, entries_bytes;
	char *ring;
	struct io_uring_sqe *entries;
	struct io_uring_params params;
};

static void *mapped(const struct uring *uring, size_t bytes, off_t what)
{
	void *place = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, uring->fd, what);

	if (place == MAP_FAILED)
		die("io_uring mmap");
	return place;
}

/* 0 where there is none to be had. */
static int uring_open(struct uring *uring)
{
	size_t submitted, completed;

	memset(uring, 0, sizeof(*uring));
	uring->fd = (int)syscall(SYS_io_uring_setup, 1, &uring->params);
	if (uring->fd < 0)
		return 0;
	submitted = uring->params.sq_off.array + uring->params.sq_entries * sizeof(__u32);
	completed =
		uring->params.cq_off.cqes + uring->params.cq_entries * sizeof(struct io_uring_cqe);
	uring->ring_bytes = submitted > completed ? submitted : completed;
	uring->entries_bytes = uring->params.sq_entries * sizeof(*uring->entries);
	uring->ring = mapped(uring, uring->ring_bytes, IORING_OFF_SQ_RING);
	uring->entries = mapped(uring, uring->entries_bytes, IORING_OFF_SQES);
	return 1;
}

static void uring_close(struct uring *uring)
{
	munmap(uring->entries, uring->entries_bytes);
	munmap(uring->ring, uring->ring_bytes);
	close(uring->fd);
}

/* One read from the beginning of a file. */
static long uring_read(struct uring *uring, int fd, void *buffer, size_t count)
{
	const struct io_sqring_offsets *out = &uring->params.sq_off;
	const struct io_cqring_offsets *in = &uring->params.cq_off;
	struct io_uring_cqe *done = (struct io_uring_cqe *)(uring->ring + in->cqes);

	uring->entries[0] = (struct io_uring_sqe){
		.opcode = IORING_OP_READ, .fd = fd, .addr = (__u64)buffer, .len = (__u32)count};
	*(__u32 *)(uring->ring + out->array) = 0;
	__atomic_store_n((__u32 *)(uring->ring + out->tail), 1, __ATOMIC_RELEASE);
	if (syscall(SYS_io_uring_enter, uring->fd, 1, 1, IORING_ENTER_GETEVENTS, NULL, 0) != 1)
		die("io_uring_enter");
	return __atomic_load_n((__u32 *)(uring->ring + in->tail), __ATOMIC_ACQUIRE) ? done->res
										    : -1;
}

/* By whichever way this machine has. */
static long unseen_read(int fd, void *buffer, size_t count)
{
	struct uring uring;
	long ret;

	if (!uring_open(&uring))
		return compat_read(fd, buffer, count);
	ret = uring_read(&uring, fd, buffer, count);
	uring_close(&uring);
	return ret;
}

/* Whether a process waits in read(). */
int is_reading(pid_t pid)
{
	char path[32], text[32] = "";
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/syscall", pid);
	fd = open_or_die(path, O_RDONLY);
	if (unseen_read(fd, text, sizeof(text) - 1) < 0)
		die(path);
	close(fd);
	return *text >= '0' && *text <= '9' && atoi(text) == SYS_read;
}

void await_reading(pid_t pid)
{
	while (!is_reading(pid))
		pause_ms(1);
}
