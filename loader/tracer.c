// SPDX-License-Identifier: GPL-2.0 OR MIT
#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <linux/membarrier.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "../bpf/tables.h"
#include "log.h"
#include "means.h"
#include "read.skel.h"
#include "ring.h"
#include "scope.h"
#include "tracer.h"

#if !defined(LIBBPF_MAJOR_VERSION) || LIBBPF_MAJOR_VERSION < 1
#error "ioscope needs libbpf 1.0 or later (Debian 12, Ubuntu 24.04)"
#endif

/* What is loaded of the object: see read.bpf.c. */
enum set { SET_BTF, SET_CLASSIC, SET_BARE };

#define PROGRAMS_MAX 20

/* In the order of attaching: lives are watched before the scope is spread, and
 * exits before entries, so that an exit without an entry began before tracing. */
struct programs {
	struct bpf_program *list[PROGRAMS_MAX];
	size_t lives; /* how many at the beginning watch lives */
	size_t count;
};

struct tracer {
	struct read *skeleton;
	struct programs programs;
	struct bpf_link *links[PROGRAMS_MAX];
	struct ring ring;
	enum set set;
	int btf_fd; /* open until the object is loaded */
};

static void list_btf(struct programs *programs, struct read *object)
{
	*programs = (struct programs){
		.list = {object->progs.ioscope_birth, object->progs.ioscope_death,
			 object->progs.ioscope_exec, object->progs.ioscope_signal,
			 object->progs.ioscope_exit, object->progs.ioscope_enter},
		.lives = 4,
		.count = 6,
	};
}

#define CALLS_OF(prefix)                                                                           \
	prefix##read, prefix##pread64, prefix##readv, prefix##preadv, prefix##preadv2

static void list_classic(struct programs *programs, struct read *object, int bare)
{
	*programs = (struct programs){
		.list = {object->progs.ioscope_tp_birth, object->progs.ioscope_tp_death,
			 object->progs.ioscope_tp_exec, object->progs.ioscope_tp_signal,
			 CALLS_OF(object->progs.ioscope_tp_exit_),
			 object->progs.ioscope_tp_count_mmap,
			 object->progs.ioscope_tp_count_io_uring_enter,
			 object->progs.ioscope_tp_count_sendfile64,
			 object->progs.ioscope_tp_count_splice,
			 object->progs.ioscope_tp_count_copy_file_range,
			 CALLS_OF(object->progs.ioscope_tp_enter_)},
		.lives = 4,
		.count = 19,
	};
	if (bare) {
		struct bpf_program *enters[] = {CALLS_OF(object->progs.ioscope_bare_enter_)};

		memcpy(&programs->list[14], enters, sizeof(enters));
	}
}

static void list_programs(struct tracer *tracer)
{
	if (tracer->set == SET_BTF)
		list_btf(&tracer->programs, tracer->skeleton);
	else
		list_classic(&tracer->programs, tracer->skeleton, tracer->set == SET_BARE);
}

/* A file with BTF of no types. The object holds BTF programs too, so libbpf wants
 * the kernel's BTF even if none of them is loaded; this will do where there is none. */
static int empty_btf(void)
{
	struct btf *btf = btf__new_empty();
	int fd = memfd_create("empty-btf", MFD_CLOEXEC);
	const void *data;
	__u32 bytes = 0;

	data = btf__raw_data(btf, &bytes);
	if (!data || fd < 0 || write(fd, data, bytes) != (ssize_t)bytes) {
		close(fd);
		fd = -1;
	}
	btf__free(btf);
	return fd;
}

static struct read *open_object(struct tracer *tracer)
{
	LIBBPF_OPTS(bpf_object_open_opts, options);
	char path[32];

	if (tracer->set == SET_BARE) {
		tracer->btf_fd = empty_btf();
		if (tracer->btf_fd < 0)
			return NULL;
		snprintf(path, sizeof(path), "/proc/self/fd/%d", tracer->btf_fd);
		options.btf_custom_path = path;
	}
	return read__open_opts(&options);
}

static int load(struct tracer *tracer, const struct tracer_settings *settings)
{
	struct read *object = tracer->skeleton;
	struct bpf_program *program;

	bpf_object__for_each_program(program, object->obj)
		bpf_program__set_autoload(program, false);
	list_programs(tracer);
	for (size_t i = 0; i < tracer->programs.count; i++)
		bpf_program__set_autoload(tracer->programs.list[i], true);
	object->rodata->everything = settings->everything;
	bpf_map__set_max_entries(object->maps.ioscope_ring, settings->ring_bytes);
	bpf_map__set_max_entries(object->maps.ioscope_join, settings->slots);
	return read__load(object);
}

static int attach(struct tracer *tracer)
{
	int scope_fd = bpf_map__fd(tracer->skeleton->maps.ioscope_scope);

	for (size_t i = 0; i < tracer->programs.count; i++) {
		int error = i == tracer->programs.lives ? scope_spread(scope_fd) : 0;

		if (error)
			return error;
		tracer->links[i] = bpf_program__attach(tracer->programs.list[i]);
		if (!tracer->links[i])
			return -errno;
	}
	return 0;
}

static void detach(struct tracer *tracer)
{
	for (size_t i = PROGRAMS_MAX; i-- > 0;) {
		bpf_link__destroy(tracer->links[i]);
		tracer->links[i] = NULL;
	}
}

/* All steps with one set of programs. 0, or -1 with `failure`. */
static int start_with(struct tracer *tracer, const struct tracer_settings *settings,
		      struct failure *failure)
{
	struct read *object;
	int error;

	log_keep();
	object = tracer->skeleton = open_object(tracer);
	if (!object)
		return means_explain(failure, "open the program", -errno, settings->ring_bytes,
				     settings->slots);
	error = load(tracer, settings);
	if (error)
		return means_explain(failure, "load the program", error, settings->ring_bytes,
				     settings->slots);
	error = ring_open(&tracer->ring, bpf_map__fd(object->maps.ioscope_ring),
			  bpf_map__max_entries(object->maps.ioscope_ring));
	if (error)
		return means_explain(failure, "map the ring buffer", error, settings->ring_bytes,
				     settings->slots);
	error = scope_mark(bpf_map__fd(object->maps.ioscope_scope), settings->scope,
			   settings->scope_count);
	if (error)
		return means_explain(failure, "set what to trace", error, settings->ring_bytes,
				     settings->slots);
	error = attach(tracer);
	return error ? means_explain(failure, "attach the program", error, settings->ring_bytes,
				     settings->slots)
		     : 0;
}

static void release(struct tracer *tracer)
{
	detach(tracer);
	ring_close(&tracer->ring);
	if (tracer->btf_fd >= 0)
		close(tracer->btf_fd);
	tracer->btf_fd = -1;
	read__destroy(tracer->skeleton);
	tracer->skeleton = NULL;
}

/* Whether this set can be tried: asked for, and the machine has what it needs. */
static int may_try(enum set set, __u32 attach)
{
	if (set == SET_BTF)
		return attach != ATTACH_TRACEPOINT && means_btf();
	return attach != ATTACH_BTF && means_tracefs() && (set == SET_BARE || means_btf());
}

struct tracer *tracer_start(const struct tracer_settings *settings, struct failure *failure)
{
	struct tracer *tracer = calloc(1, sizeof(*tracer));
	int failed = -1;

	if (!tracer || means_check(settings->attach, failure)) {
		free(tracer);
		return NULL;
	}
	tracer->btf_fd = -1;
	for (enum set set = SET_BTF; failed && set <= SET_BARE; set++) {
		if (!may_try(set, settings->attach))
			continue;
		release(tracer);
		tracer->set = set;
		failed = start_with(tracer, settings, failure);
	}
	if (!failed)
		return tracer;
	log_print();
	tracer_free(tracer);
	return NULL;
}

static int lost_fd(const struct tracer *tracer)
{
	return bpf_map__fd(tracer->skeleton->maps.ioscope_lost);
}

int tracer_lookup_needs_capability(struct tracer *tracer)
{
	__u32 key;

	return bpf_map_get_next_key(lost_fd(tracer), NULL, &key) && errno == EPERM;
}

enum attach_mode tracer_mode(const struct tracer *tracer)
{
	return tracer->set == SET_BTF ? ATTACH_BTF : ATTACH_TRACEPOINT;
}

size_t tracer_ring_bytes(const struct tracer *tracer)
{
	return tracer->ring.bytes;
}

int tracer_collect(struct tracer *tracer, struct batch *batch)
{
	return ring_collect(&tracer->ring, batch);
}

size_t tracer_ring_used(const struct tracer *tracer)
{
	return ring_used(&tracer->ring);
}

struct counters tracer_counters(const struct tracer *tracer)
{
	return tracer->skeleton->bss->counters;
}

size_t tracer_lost(struct tracer *tracer, __u64 since_ns, struct lost *lost, size_t room)
{
	__u32 *previous = NULL, pid;
	size_t found = 0;

	while (found < room && bpf_map_get_next_key(lost_fd(tracer), previous, &pid) == 0) {
		struct losing losing;

		previous = &pid;
		if (bpf_map_lookup_elem(lost_fd(tracer), &pid, &losing) ||
		    losing.last_ns < since_ns)
			continue;
		lost[found++] = (struct lost){
			.pid = pid,
			.reads = losing.reads,
			.bytes = losing.bytes,
			.errors = losing.errors,
			.latency_ns = losing.latency_ns + (__u64)losing.inside * tracer_now(),
			.first_ns = losing.first_ns,
			.last_ns = losing.last_ns,
		};
	}
	return found;
}

void tracer_stop(struct tracer *tracer)
{
	tracer->skeleton->bss->ending = 1;
	detach(tracer);
	/* A handler may still be at work on another cpu. This call waits for an RCU
	 * grace period, which none of them outlasts; where it is not to be had (nohz_full)
	 * a pause is far longer than any handler runs. */
	if (syscall(SYS_membarrier, MEMBARRIER_CMD_GLOBAL, 0, 0))
		nanosleep(&(struct timespec){.tv_nsec = 50 * 1000 * 1000}, NULL);
}

__u64 tracer_in_flight(struct tracer *tracer)
{
	int map_fd = bpf_map__fd(tracer->skeleton->maps.ioscope_join);
	__u32 *previous = NULL, tid;
	__u64 inside = 0;

	while (bpf_map_get_next_key(map_fd, previous, &tid) == 0) {
		struct slot slot;

		previous = &tid;
		if (bpf_map_lookup_elem(map_fd, &tid, &slot) == 0 && slot.state != SLOT_IDLE)
			inside++;
	}
	return inside;
}

void tracer_free(struct tracer *tracer)
{
	if (!tracer)
		return;
	release(tracer);
	free(tracer);
}

__u64 tracer_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (__u64)now.tv_sec * 1000000000u + (__u64)now.tv_nsec;
}
