// SPDX-License-Identifier: GPL-2.0 OR MIT
#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#include "backlog.h"

/* Less is not worth giving back. */
#define KEPT_BYTES (1u << 20)

int backlog_open(struct backlog *backlog, size_t size)
{
	void *bytes = NULL;

	if (size) {
		bytes = mmap(NULL, size, PROT_READ | PROT_WRITE,
			     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
		if (bytes == MAP_FAILED)
			return -errno;
	}
	*backlog = (struct backlog){.bytes = bytes, .size = size};
	return 0;
}

size_t backlog_room(const struct backlog *backlog)
{
	return backlog->size - backlog->used;
}

static size_t least(size_t one, size_t other)
{
	return one < other ? one : other;
}

void backlog_put(struct backlog *backlog, const void *bytes, size_t length)
{
	while (length > 0) {
		size_t end = (backlog->first + backlog->used) % backlog->size;
		size_t piece = least(length, backlog->size - end);

		memcpy(backlog->bytes + end, bytes, piece);
		backlog->used += piece;
		if (end + piece > backlog->touched)
			backlog->touched = end + piece;
		bytes = (const char *)bytes + piece;
		length -= piece;
	}
}

size_t backlog_oldest(const struct backlog *backlog, void **bytes)
{
	*bytes = backlog->bytes + backlog->first;
	return least(backlog->used, backlog->size - backlog->first);
}

void backlog_taken(struct backlog *backlog, size_t length)
{
	backlog->used -= length;
	backlog->first = backlog->used ? (backlog->first + length) % backlog->size : 0;
	if (backlog->used || backlog->touched <= KEPT_BYTES)
		return;
	madvise(backlog->bytes + KEPT_BYTES, backlog->size - KEPT_BYTES, MADV_DONTNEED);
	backlog->touched = KEPT_BYTES;
}
