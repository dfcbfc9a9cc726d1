// SPDX-License-Identifier: GPL-2.0 OR MIT
#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lanes.h"

#define NEVER (~0ull)

struct view {
	__u64 first_ns; /* when the call of the oldest row returned; NEVER: there is none */
	__u32 first;    /* where in the circle that row is */
	__u32 left;     /* rows noted and not taken */
};

__u32 lanes_count(void)
{
	return (__u32)sysconf(_SC_NPROCESSORS_CONF);
}

static size_t rows_bytes(__u32 count, __u32 each)
{
	return (size_t)count * each * sizeof(struct event);
}

int lanes_open(struct lanes *lanes, int shared_fd, int rows_fd, __u32 count, __u32 each)
{
	struct lanes opened = {.count = count, .each = each};
	void *shared, *rows;

	opened.views = calloc(count, sizeof(*opened.views));
	if (!opened.views)
		return -ENOMEM;
	shared = mmap(NULL, count * sizeof(struct lane), PROT_READ | PROT_WRITE, MAP_SHARED,
		      shared_fd, 0);
	opened.shared = shared == MAP_FAILED ? NULL : shared;
	rows = mmap(NULL, rows_bytes(count, each), PROT_READ, MAP_SHARED, rows_fd, 0);
	opened.rows = rows == MAP_FAILED ? NULL : rows;
	*lanes = opened;
	return opened.shared && opened.rows ? 0 : -errno;
}

static const struct event *first_row(const struct lanes *lanes, __u32 lane)
{
	return &lanes->rows[(size_t)lane * lanes->each + lanes->views[lane].first];
}

static void look_at_first(struct lanes *lanes, __u32 lane)
{
	struct view *view = &lanes->views[lane];
	const struct event *row = first_row(lanes, lane);

	view->first_ns = view->left ? row->start_ns + row->latency_ns : NEVER;
}

void lanes_look(struct lanes *lanes)
{
	for (__u32 i = 0; i < lanes->count; i++) {
		__u64 put = __atomic_load_n(&lanes->shared[i].put, __ATOMIC_ACQUIRE);

		lanes->views[i].left = (__u32)(put - lanes->shared[i].taken_by_loader);
		look_at_first(lanes, i);
	}
}

/* The rows of one lane that are not later than `until_ns`. */
static size_t take_from(struct lanes *lanes, __u32 lane, struct event *rows, size_t room,
			__u64 until_ns)
{
	struct view *view = &lanes->views[lane];
	size_t taken = 0;

	while (taken < room && view->first_ns != NEVER && view->first_ns <= until_ns) {
		rows[taken++] = *first_row(lanes, lane);
		view->first = view->first + 1 < lanes->each ? view->first + 1 : 0;
		view->left--;
		look_at_first(lanes, lane);
	}
	__atomic_fetch_add(&lanes->shared[lane].taken_by_loader, taken, __ATOMIC_RELEASE);
	return taken;
}

size_t lanes_take(struct lanes *lanes, struct event *rows, size_t room, __u64 until_ns)
{
	size_t taken = 0;

	for (;;) {
		const struct view *views = lanes->views;
		__u64 next_ns = until_ns;
		__u32 earliest = 0;
		size_t more;

		for (__u32 i = 1; i < lanes->count; i++)
			if (views[i].first_ns < views[earliest].first_ns)
				earliest = i;
		for (__u32 i = 0; i < lanes->count; i++)
			if (i != earliest && views[i].first_ns < next_ns)
				next_ns = views[i].first_ns;
		more = take_from(lanes, earliest, rows + taken, room - taken, next_ns);
		if (more == 0)
			return taken;
		taken += more;
	}
}

size_t lanes_used(const struct lanes *lanes)
{
	__u64 used = 0;

	for (__u32 i = 0; i < lanes->count; i++)
		used += __atomic_load_n(&lanes->shared[i].put, __ATOMIC_ACQUIRE) -
			lanes->shared[i].taken_by_loader;
	return used * sizeof(struct event);
}

void lanes_close(struct lanes *lanes)
{
	if (lanes->shared)
		munmap(lanes->shared, lanes->count * sizeof(struct lane));
	if (lanes->rows)
		munmap((void *)lanes->rows, rows_bytes(lanes->count, lanes->each));
	free(lanes->views);
	*lanes = (struct lanes){0};
}
