// SPDX-License-Identifier: GPL-2.0 OR MIT
#include <errno.h>
#include <linux/bpf.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../bpf/tables.h"
#include "ring.h"

static size_t page_bytes(void)
{
	return (size_t)sysconf(_SC_PAGESIZE);
}

/* The kernel maps a page for each position, then the data twice in a row, so
 * that a record which wraps around is still in one piece. */
int ring_open(struct ring *ring, int map_fd, size_t bytes)
{
	size_t page = page_bytes();
	void *consumer = mmap(NULL, page, PROT_READ | PROT_WRITE, MAP_SHARED, map_fd, 0);
	void *producer;

	if (consumer == MAP_FAILED)
		return -errno;
	producer = mmap(NULL, page + 2 * bytes, PROT_READ, MAP_SHARED, map_fd, (off_t)page);
	if (producer == MAP_FAILED) {
		int error = -errno;

		munmap(consumer, page);
		return error;
	}
	*ring = (struct ring){.consumer = consumer, .producer = producer, .bytes = bytes};
	return 0;
}

/* Copies a record to where its sort goes; 0 if there is no room. */
static int take(struct batch *batch, const char *record, size_t length)
{
	__u64 tag;
	__u8 *to = batch->files;
	size_t *used = &batch->file_bytes;

	memcpy(&tag, record, sizeof(tag));
	if (tag == RECORD_PROCESS) {
		to = batch->processes;
		used = &batch->process_bytes;
	}
	length -= sizeof(tag);
	if (*used + length > BATCH_BYTES)
		return 0;
	memcpy(to + *used, record + sizeof(tag), length);
	*used += length;
	return 1;
}

int ring_collect(struct ring *ring, struct batch *batch)
{
	const char *data = (const char *)ring->producer + page_bytes();
	unsigned long producer = __atomic_load_n(ring->producer, __ATOMIC_ACQUIRE);
	unsigned long consumer = *ring->consumer;
	int more = 0;

	while (consumer < producer) {
		const char *record = data + (consumer & (ring->bytes - 1));
		__u32 header = __atomic_load_n((const __u32 *)record, __ATOMIC_ACQUIRE);
		__u32 length = header & ~(BPF_RINGBUF_BUSY_BIT | BPF_RINGBUF_DISCARD_BIT);

		more = header & BPF_RINGBUF_BUSY_BIT ||
		       (!(header & BPF_RINGBUF_DISCARD_BIT) &&
			!take(batch, record + BPF_RINGBUF_HDR_SZ, length));
		if (more)
			break;
		consumer += (length + BPF_RINGBUF_HDR_SZ + 7) / 8 * 8;
	}
	__atomic_store_n(ring->consumer, consumer, __ATOMIC_RELEASE);
	return more;
}

size_t ring_used(const struct ring *ring)
{
	return __atomic_load_n(ring->producer, __ATOMIC_ACQUIRE) - *ring->consumer;
}

void ring_close(struct ring *ring)
{
	if (!ring->producer)
		return;
	munmap(ring->producer, page_bytes() + 2 * ring->bytes);
	munmap(ring->consumer, page_bytes());
	*ring = (struct ring){0};
}
