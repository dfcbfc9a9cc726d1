// SPDX-License-Identifier: GPL-2.0 OR MIT
/* The life of the loader: meet the capture process, attach, give up privileges,
 * pump, detach, account for the rest. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "options.h"
#include "privileges.h"
#include "stream.h"
#include "tracer.h"
#include "usage.h"

#define START_DEADLINE_MS 10000
#define TICK_MS 20
#define STATS_NS 250000000ull
#define LOST_MAX 4096
/* Seconds without progress after a signal. A peer that asks itself may be slow. */
#define END_DEADLINE 10

static volatile sig_atomic_t signalled;

static void on_signal(int number)
{
	(void)number;
	signalled = 1;
	alarm(END_DEADLINE);
}

/* SIGALRM keeps its default action: it ends a loader that cannot end in order. */
static void catch_signals(void)
{
	struct sigaction action = {.sa_handler = on_signal};

	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	signal(SIGPIPE, SIG_IGN); /* whoever reads stderr may be gone before the peer is */
}

/* The least of a few samples is the one that was not interrupted. */
static __s64 clock_offset(void)
{
	__s64 offset = 0;
	__u64 narrowest = ~0ull;

	for (int i = 0; i < 8; i++) {
		__u64 before = tracer_now(), width;
		struct timespec real;

		clock_gettime(CLOCK_REALTIME, &real);
		width = tracer_now() - before;
		if (width >= narrowest)
			continue;
		narrowest = width;
		offset = real.tv_sec * 1000000000ll + real.tv_nsec - (__s64)(before + width / 2);
	}
	return offset;
}

/* The question which calls have not returned, while it is being answered. */
struct answer {
	int questions; /* this one and those that came meanwhile */
	struct walk walk;
	size_t found;
	unsigned long refers_to; /* up to here the ring holds what `blocked` refers to */
	struct blocked blocked[WALK_SLICE];
};

struct pump {
	struct stream *stream;
	struct tracer *tracer;
	__u64 sent;
	__u64 stats_due_ns;
	__u64 lost_seen;    /* losses counted when LOST was last sent, */
	__u64 lost_seen_ns; /* and when that was */
	struct answer answer;
};

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
	if (signalled && batch.event_count)
		alarm(END_DEADLINE);
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

/* The kernel counts the pages of the ring as often as they are mapped. */
static __u64 resident(const struct tracer *tracer)
{
	size_t all = usage_resident(), ring = 2 * tracer_ring_bytes(tracer);

	return all > ring ? all - ring : 0;
}

static int send_stats(struct pump *pump, __u64 in_flight)
{
	struct ledger ledger = tracer_ledger(pump->tracer);
	struct stats stats = {.counters = ledger.counters,
			      .now_ns = tracer_now(),
			      .sent = pump->sent,
			      .in_flight = in_flight,
			      .ring_used = tracer_ring_used(pump->tracer),
			      .sampled_ns = ledger.sampled_ns,
			      .samples = ledger.samples,
			      .loader_cpu_ns = usage_cpu_ns(),
			      .loader_rss = resident(pump->tracer)};

	return stream_send(pump->stream, FRAME_STATS, &stats, sizeof(stats));
}

static int send_accounts(struct pump *pump)
{
	struct counters counters = tracer_ledger(pump->tracer).counters;
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
	if (pump->answer.questions++ == 0)
		pump->answer.walk = tracer_blocked_walk(pump->tracer);
}

/* One step of an answer, so that events need not wait for all of it. What was found
 * goes out once the records that it refers to are out. */
static int answer_blocked(struct pump *pump)
{
	struct answer *answer = &pump->answer;

	if (!answer->questions ||
	    (answer->found && tracer_ring_taken(pump->tracer) < answer->refers_to))
		return 0;
	if (send_some(pump, FRAME_BLOCKED, answer->blocked,
		      answer->found * sizeof(*answer->blocked)))
		return -1;
	if (tracer_blocked(&answer->walk, answer->blocked, &answer->found)) {
		answer->refers_to = tracer_ring_put(pump->tracer);
		return 0;
	}
	if (--answer->questions)
		answer->walk = tracer_blocked_walk(pump->tracer);
	return stream_send(pump->stream, FRAME_BLOCKED, NULL, 0);
}

static int run(struct pump *pump)
{
	int more = 0;

	while (!signalled) {
		int busy = more || pump->answer.questions;
		enum stream_news news = stream_listen(pump->stream, busy ? 0 : TICK_MS);

		if (news == STREAM_CLOSED)
			return -1;
		if (news == STREAM_STOP)
			return 0;
		if (news == STREAM_ASK_BLOCKED)
			ask_blocked(pump);
		if (send_events(pump, &more) || send_accounts(pump) || answer_blocked(pump))
			return -1;
	}
	return 0;
}

static int finish(struct pump *pump)
{
	int more = 1;

	tracer_stop(pump->tracer);
	while (more)
		if (send_events(pump, &more))
			return -1;
	if (send_lost(pump, 1) || send_stats(pump, tracer_in_flight(pump->tracer)))
		return -1;
	return stream_send(pump->stream, FRAME_BYE, NULL, 0);
}

static struct tracer *start(const struct options *options, struct stream *stream,
			    struct failure *failure)
{
	static struct scope_entry scope[IOSCOPE_SCOPE_MAX + 1];
	struct tracer_settings settings = {.attach = options->attach,
					   .ring_bytes = options->ring_bytes,
					   .slots = options->slots,
					   .without_casts = options->without_casts,
					   .scope = scope};
	struct start order;

	if (stream_await_start(stream, &order, scope, START_DEADLINE_MS, failure) ||
	    privileges_check(failure))
		return NULL;
	scope[order.entry_count] =
		(struct scope_entry){.pid = (__u32)getpid(), .mark = SCOPE_LEAVE_OUT};
	settings.everything = order.everything;
	settings.scope_count = order.entry_count + 1;
	return tracer_start(&settings, failure);
}

static int drop_privileges(const struct stream *stream, struct tracer *tracer,
			   struct failure *failure)
{
	int keep_cap_bpf;

	usage_open();
	privileges_suspend(1);
	keep_cap_bpf = tracer_lookup_needs_capability(tracer);
	privileges_suspend(0);
	return privileges_drop(stream->caller, stream->caller_group, keep_cap_bpf, failure);
}

int main(int argc, char **argv)
{
	struct failure failure = {0};
	struct stream stream = {.fd = -1};
	static struct pump pump;
	struct options options;
	struct ready ready = {0};
	int result = EXIT_FAILURE;

	pump.stream = &stream;
	options_parse(&options, argc, argv);
	catch_signals();
	if (stream_open(&stream, options.directory, privileges_caller(), &failure))
		goto end;
	pump.tracer = start(&options, &stream, &failure);
	if (!pump.tracer)
		goto end;
	ready.loader_pid = (__u32)getpid();
	if (drop_privileges(&stream, pump.tracer, &failure))
		goto end;
	ready.clock_offset_ns = clock_offset();
	ready.attach = tracer_mode(pump.tracer);
	ready.ring_bytes = (__u32)tracer_ring_bytes(pump.tracer);
	pump.lost_seen_ns = tracer_now();
	if (stream_send(&stream, FRAME_READY, &ready, sizeof(ready)) || run(&pump))
		goto end;
	if (finish(&pump) == 0)
		result = EXIT_SUCCESS;
end:
	if (failure.code[0]) {
		failure_print(&failure);
		if (stream.fd >= 0)
			stream_send(&stream, FRAME_ERROR, &failure, sizeof(failure));
	}
	tracer_free(pump.tracer);
	stream_close(&stream);
	return result;
}
