// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "pump.h"
#include "usage.h"

#define TICK_MS 20
#define STATS_NS 250000000ull
#define LOST_MAX 4096

/* The question which calls have not returned, while it is being answered. */
struct answer {
	int questions; /* this one and those that came meanwhile */
	struct walk walk;
	size_t found;
	unsigned long refers_to; /* up to here the ring holds what `blocked` refers to */
	struct blocked blocked[WALK_SLICE];
};

static struct answer answer;

static int send_some(struct pump *pump, enum frame_type type, const void *bytes, size_t length)
{
	return length ? stream_send(pump->stream, type, bytes, length) : 0;
}

/* Files and processes first: events refer to them. -1 when the peer is gone. */
static int send_events(struct pump *pump, int *more)
{
	static struct batch batch;

	batch.event_count = batch.file_bytes = batch.process_bytes = 0;
	*more = tracer_collect(pump->tracer, &batch);
	if (send_some(pump, FRAME_FILES, batch.files, batch.file_bytes) ||
	    send_some(pump, FRAME_PROCESSES, batch.processes, batch.process_bytes) ||
	    send_some(pump, FRAME_EVENTS, batch.events, batch.event_count * sizeof(struct event)))
		return -1;
	pump->sent += batch.event_count;
	return 0;
}

/* A second of overlap: a loss may be stamped before it can be seen. Totals may
 * be sent twice. */
static int send_lost(struct pump *pump, int all)
{
	static struct lost lost[LOST_MAX];
	__u64 since = all ? 0 : pump->lost_seen_ns - 1000000000ull;
	__u64 now = tracer_now();
	size_t count = tracer_lost(pump->tracer, since, lost, LOST_MAX);

	pump->lost_seen_ns = now;
	return count ? stream_send(pump->stream, FRAME_LOST, lost, count * sizeof(*lost)) : 0;
}

/* The kernel counts the pages of the ring as often as they are mapped: twice. */
static __u64 resident(const struct tracer *tracer)
{
	size_t all = usage_resident(), ring = tracer_ring_bytes(tracer);

	return all > ring ? all - ring : 0;
}

static int send_stats(struct pump *pump, __u64 in_flight)
{
	struct ledger ledger = tracer_ledger(pump->tracer);
	struct stats stats = {.counters = tracer_counters(pump->tracer),
			      .now_ns = tracer_now(),
			      .sent = pump->sent,
			      .in_flight = in_flight,
			      .ring_used =
				      tracer_waiting(pump->tracer) + pump->stream->backlog.used,
			      .sampled_ns = ledger.sampled_ns,
			      .samples = ledger.samples,
			      .loader_cpu_ns = usage_cpu_ns(),
			      .loader_rss = resident(pump->tracer)};

	return stream_send(pump->stream, FRAME_STATS, &stats, sizeof(stats));
}

static int send_accounts(struct pump *pump)
{
	struct counters counters = tracer_counters(pump->tracer);
	__u64 losses = counters.ring_full + counters.join_full;
	__u64 now = tracer_now();

	if (now < pump->stats_due_ns)
		return 0;
	pump->stats_due_ns = now + STATS_NS;
	if (losses != pump->lost_seen && send_lost(pump, 0))
		return -1;
	pump->lost_seen = losses;
	return send_stats(pump, 0);
}

static void ask_blocked(struct pump *pump)
{
	if (answer.questions++ == 0)
		answer.walk = tracer_blocked_walk(pump->tracer);
}

/* One step of an answer, so that events need not wait for all of it. What was found
 * goes out once the records that it refers to are out. */
static int answer_blocked(struct pump *pump)
{
	if (!answer.questions ||
	    (answer.found && tracer_ring_taken(pump->tracer) < answer.refers_to))
		return 0;
	if (send_some(pump, FRAME_BLOCKED, answer.blocked, answer.found * sizeof(*answer.blocked)))
		return -1;
	if (tracer_blocked(&answer.walk, answer.blocked, &answer.found)) {
		answer.refers_to = tracer_ring_put(pump->tracer);
		return 0;
	}
	if (--answer.questions)
		answer.walk = tracer_blocked_walk(pump->tracer);
	return stream_send(pump->stream, FRAME_BLOCKED, NULL, 0);
}

/* Puts the filter that has just come in force, and says so. */
static int change_filter(struct pump *pump, struct failure *failure)
{
	static struct filter_lists lists;
	struct filtered filtered;

	if (filter_read(&lists, pump->stream->payload, pump->stream->header.length))
		return stream_nonsense(failure, "FILTER");
	if (tracer_filter(pump->tracer, &lists, failure))
		return -1;
	filtered.now_ns = tracer_now();
	return stream_send(pump->stream, FRAME_FILTERED, &filtered, sizeof(filtered));
}

int pump_run(struct pump *pump, const volatile sig_atomic_t *end, struct failure *failure)
{
	int more = 0;

	pump->lost_seen_ns = tracer_now();
	while (!*end) {
		int has_room = stream_has_room(pump->stream, sizeof(struct batch));
		int busy = (more && has_room) || answer.questions;
		int wakes = has_room ? tracer_wakes(pump->tracer) : -1;
		enum stream_news news = stream_listen(pump->stream, busy ? 0 : TICK_MS, wakes);

		if (news == STREAM_CLOSED)
			return -1;
		if (news == STREAM_NONSENSE || news == STREAM_START)
			return stream_nonsense(failure, "STOP, ASK_BLOCKED or FILTER");
		if (news == STREAM_STOP)
			return 0;
		if (news == STREAM_ASK_BLOCKED)
			ask_blocked(pump);
		if (news == STREAM_FILTER && change_filter(pump, failure))
			return -1;
		if ((has_room && send_events(pump, &more)) || send_accounts(pump) ||
		    answer_blocked(pump))
			return -1;
	}
	return 0;
}

int pump_drain(struct pump *pump)
{
	int more = 1;

	tracer_stop(pump->tracer);
	while (more)
		if (send_events(pump, &more))
			return -1;
	return send_lost(pump, 1) || send_stats(pump, tracer_in_flight(pump->tracer)) ? -1 : 0;
}

int pump_finish(struct pump *pump)
{
	if (pump_drain(pump))
		return -1;
	if (stream_send(pump->stream, FRAME_BYE, NULL, 0))
		return -1;
	return stream_finish(pump->stream);
}
