// SPDX-License-Identifier: GPL-2.0 OR MIT
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "failure.h"
#include "force.h"
#include "lanes.h"
#include "log.h"
#include "means.h"
#include "object.h"
#include "ring.h"
#include "symbols.h"
#include "tracer.h"

struct tracer {
	struct object object;
	struct symbols symbols;
	struct lanes lanes;
	struct ring ring;
	int has_ended;
	enum set set;
	int cpus;
	__u64 *filtered; /* by cpu: room for what is counted there */
};

/* Records take little of the buffer; the rest is for rows. */
static struct object_settings share_out(const struct tracer_settings *settings)
{
	const __u32 most = 4u << 20;
	__u32 quarter = settings->buffer_bytes / 4;
	struct object_settings sizes = {.ring_bytes = quarter < most ? quarter : most,
					.slots = settings->slots,
					.lanes = lanes_count()};

	sizes.lane_rows = (settings->buffer_bytes - sizes.ring_bytes) / sizes.lanes /
			  (__u32)sizeof(struct event);
	return sizes;
}

/* The step that failed, with its -errno in `error`; NULL if all went well. */
static const char *failed_step(struct tracer *tracer, const struct tracer_settings *settings,
			       int *error)
{
	struct object *object = &tracer->object;
	const struct object_settings sizes = share_out(settings);

	*error = object_open(object, tracer->set);
	if (*error)
		return "open the program";
	*error = object_load(object, &sizes);
	if (*error)
		return "load the program";
	symbols_tell(&tracer->symbols, object->ledger);
	*error = ring_open(&tracer->ring, object_map_fd(object, "ioscope_ring"),
			   bpf_map__max_entries(object_map(object, "ioscope_ring")));
	if (!*error)
		*error = lanes_open(&tracer->lanes, object_map_fd(object, "ioscope_lanes"),
				    object_map_fd(object, "ioscope_rows"), sizes.lanes,
				    sizes.lane_rows);
	if (*error)
		return "map the ring buffer";
	*error = force_first(object, settings->filter);
	if (*error)
		return "set what to trace";
	*error = object_attach(object, force_spread);
	return *error ? "attach the program" : NULL;
}

/* All steps with one set of programs. 0, or -1 with `failure`. */
static int start_with(struct tracer *tracer, const struct tracer_settings *settings,
		      struct failure *failure)
{
	const char *step;
	int error;

	log_keep();
	step = failed_step(tracer, settings, &error);
	return step ? means_explain(failure, step, error, settings->buffer_bytes, settings->slots)
		    : 0;
}

static void release(struct tracer *tracer)
{
	object_detach(&tracer->object);
	ring_close(&tracer->ring);
	lanes_close(&tracer->lanes);
	object_close(&tracer->object);
}

/* Whether this set can be tried: asked for, and the machine has what it needs. */
static int may_try(enum set set, const struct tracer_settings *settings)
{
	if (set_needs_btf(set) && !means_btf())
		return 0;
	if (settings->without_casts && set_has_casts(set))
		return 0;
	if (set_is_classic(set))
		return settings->attach != ATTACH_BTF && means_tracefs();
	return settings->attach != ATTACH_TRACEPOINT;
}

struct tracer *tracer_start(const struct tracer_settings *settings, struct failure *failure)
{
	struct tracer *tracer = calloc(1, sizeof(*tracer));
	int failed = -1;

	if (!tracer || means_check(settings->attach, failure)) {
		free(tracer);
		return NULL;
	}
	tracer->cpus = libbpf_num_possible_cpus();
	tracer->filtered = calloc(tracer->cpus, sizeof(*tracer->filtered));
	symbols_begin(&tracer->symbols);
	for (enum set set = 0; failed && set < SETS; set++) {
		if (!may_try(set, settings))
			continue;
		release(tracer);
		tracer->set = set;
		failed = start_with(tracer, settings, failure);
	}
	symbols_end(&tracer->symbols);
	if (!failed) {
		*failure = (struct failure){0}; /* of a set that was tried before */
		return tracer;
	}
	log_print();
	tracer_free(tracer);
	return NULL;
}

int tracer_filter(struct tracer *tracer, const struct filter_lists *filter, struct failure *failure)
{
	int error = force_next(&tracer->object, filter);

	return error ? fail(failure, "refused", "Stop and record again with this filter.",
			    "The kernel refused the filter: %s.", strerror(-error))
		     : 0;
}

static int lost_fd(const struct tracer *tracer)
{
	return object_map_fd(&tracer->object, "ioscope_lost");
}

int tracer_lookup_needs_capability(struct tracer *tracer)
{
	__u32 key;

	return bpf_map_get_next_key(lost_fd(tracer), NULL, &key) && errno == EPERM;
}

enum attach_mode tracer_mode(const struct tracer *tracer)
{
	return set_is_classic(tracer->set) ? ATTACH_TRACEPOINT : ATTACH_BTF;
}

size_t tracer_ring_bytes(const struct tracer *tracer)
{
	return tracer->ring.bytes;
}

/* A row is there after the records that it refers to, so it is looked for before them;
 * and no thread has a row from before now that the look does not find. */
int tracer_collect(struct tracer *tracer, struct batch *batch)
{
	const size_t room = sizeof(batch->events) / sizeof(batch->events[0]);
	__u64 until_ns = tracer->has_ended ? ~0ull : tracer_now();

	lanes_look(&tracer->lanes);
	if (ring_collect(&tracer->ring, batch))
		return 1;
	batch->event_count = lanes_take(&tracer->lanes, batch->events, room, until_ns);
	return batch->event_count == room;
}

size_t tracer_waiting(const struct tracer *tracer)
{
	return ring_used(&tracer->ring) + lanes_used(&tracer->lanes);
}

int tracer_wakes(const struct tracer *tracer)
{
	return object_map_fd(&tracer->object, "ioscope_ring");
}

struct ledger tracer_ledger(const struct tracer *tracer)
{
	return *tracer->object.ledger;
}

struct counters tracer_counters(const struct tracer *tracer)
{
	struct counters counters = tracer->object.ledger->counters;
	__u32 zero = 0;

	if (bpf_map_lookup_elem(object_map_fd(&tracer->object, "ioscope_filtered"), &zero,
				tracer->filtered))
		return counters;
	for (int cpu = 0; cpu < tracer->cpus; cpu++)
		counters.filtered += tracer->filtered[cpu];
	return counters;
}

unsigned long tracer_ring_taken(const struct tracer *tracer)
{
	return *tracer->ring.consumer;
}

unsigned long tracer_ring_put(const struct tracer *tracer)
{
	return ring_used(&tracer->ring) + *tracer->ring.consumer;
}

/* The kernel side may be in the midst of a change: then there is too little time, or too
 * much until the next look. */
static struct lost lost_of(__u32 pid, const struct losing *losing)
{
	__s64 latency_ns = (__s64)(losing->latency_ns + (__u64)losing->inside * tracer_now());

	return (struct lost){
		.pid = pid,
		.reads = losing->reads,
		.slotless = losing->slotless,
		.bytes = losing->bytes,
		.errors = losing->errors,
		.latency_ns = latency_ns > 0 ? (__u64)latency_ns : 0,
		.first_ns = losing->first_ns,
		.last_ns = losing->last_ns,
	};
}

size_t tracer_lost(struct tracer *tracer, __u64 since_ns, struct lost *lost, size_t room)
{
	static struct losing losing[WALK_SLICE];
	struct walk walk = {.map_fd = lost_fd(tracer)};
	__u32 pids[WALK_SLICE];
	size_t found = 0, count;

	while ((count = walk_next(&walk, pids, losing)))
		for (size_t i = 0; i < count && found < room; i++)
			if (losing[i].last_ns >= since_ns)
				lost[found++] = lost_of(pids[i], &losing[i]);
	return found;
}

struct walk tracer_blocked_walk(const struct tracer *tracer)
{
	return (struct walk){.map_fd = object_map_fd(&tracer->object, "ioscope_join")};
}

int tracer_blocked(struct walk *walk, struct blocked *blocked, size_t *found)
{
	static struct slot slots[WALK_SLICE];
	__u32 tids[WALK_SLICE];
	size_t count = walk_next(walk, tids, slots);

	*found = 0;
	for (size_t i = 0; i < count; i++)
		if (slots[i].state == SLOT_INSIDE)
			blocked[(*found)++] = (struct blocked){
				.start_ns = slots[i].start_ns,
				.count = slots[i].count == COUNT_UNKNOWN ? 0 : slots[i].count,
				.tid = tids[i],
				.process = slots[i].process,
				.file = slots[i].file,
				.fd = slots[i].fd,
				.call = slots[i].call,
			};
	return count > 0;
}

void tracer_stop(struct tracer *tracer)
{
	__atomic_store_n(&tracer->object.ledger->ending, 1, __ATOMIC_SEQ_CST);
	force_grace(); /* a handler may still be at work on another cpu */
	tracer->has_ended = 1;
}

static int is_inside(const struct slot *slot)
{
	return slot->state == SLOT_INSIDE || slot->state == SLOT_HELD;
}

__u64 tracer_in_flight(struct tracer *tracer)
{
	static struct slot slots[WALK_SLICE];
	struct walk walk = tracer_blocked_walk(tracer);
	__u32 tids[WALK_SLICE];
	__u64 inside = 0;
	size_t count;

	while ((count = walk_next(&walk, tids, slots)))
		for (size_t i = 0; i < count; i++)
			inside += is_inside(&slots[i]);
	return inside;
}

void tracer_free(struct tracer *tracer)
{
	if (!tracer)
		return;
	release(tracer);
	free(tracer->filtered);
	free(tracer);
}

__u64 tracer_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (__u64)now.tv_sec * 1000000000u + (__u64)now.tv_nsec;
}
