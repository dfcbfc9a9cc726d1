// SPDX-License-Identifier: GPL-2.0 OR MIT
/* The life of the loader: meet the capture process, attach, give up privileges,
 * pump, detach, account for the rest. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "lanes.h"
#include "meet.h"
#include "options.h"
#include "privileges.h"
#include "pump.h"
#include "usage.h"

#define START_DEADLINE_MS 10000
/* Seconds without progress after a signal. A peer that asks itself may be slow. */
#define END_DEADLINE 10

static volatile sig_atomic_t signalled;

static void on_signal(int number)
{
	(void)number;
	signalled = 1;
	alarm(END_DEADLINE);
}

static void on_progress(void)
{
	if (signalled)
		alarm(END_DEADLINE);
}

/* SIGALRM keeps its default action: it ends a loader that cannot end in order. */
static void catch_signals(void)
{
	struct sigaction action = {.sa_handler = on_signal};

	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	signal(SIGUSR1, SIG_IGN); /* asks `ioscope record` for a mark, maybe its whole group */
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

/* How much of the buffer is the kernel's: a sixteenth, or 16 MiB if that is more, or 1 MiB for
 * each cpu. A larger one falls out of the processor's caches before it is written again, and
 * every read pays for that (half as much again with 128 MiB); the rest is memory of the
 * loader, for when the capture process is behind. */
static __u32 kernel_share(__u32 bytes)
{
	__u32 least = 16u << 20, lanes = lanes_count() << 20;

	if (least < lanes)
		least = lanes;
	if (least < bytes / 16)
		least = bytes / 16;
	return least < bytes ? least : bytes;
}

/* Fills in `buffer_bytes`, of the kernel's buffer and of what the loader keeps. */
static struct tracer *start(const struct options *options, struct stream *stream,
			    __u32 *buffer_bytes, struct failure *failure)
{
	static struct filter_lists filter;
	struct tracer_settings settings = {.attach = options->attach,
					   .slots = options->slots,
					   .without_casts = options->without_casts,
					   .filter = &filter};
	__u32 ring_mib;

	if (stream_await_start(stream, START_DEADLINE_MS, failure))
		return NULL;
	if (filter_read_start(&filter, &ring_mib, stream->payload, stream->header.length)) {
		stream_nonsense(failure, "START");
		return NULL;
	}
	if (privileges_check(failure))
		return NULL;
	*buffer_bytes = ring_mib ? options_ring_bytes(ring_mib) : options->ring_bytes;
	settings.buffer_bytes = kernel_share(*buffer_bytes);
	if (stream_keep(stream, *buffer_bytes - settings.buffer_bytes)) {
		fail(failure, "memory", "Choose a smaller --ring.",
		     "Not enough memory for a buffer of %u MiB.", *buffer_bytes >> 20);
		return NULL;
	}
	return tracer_start(&settings, failure);
}

static int drop_privileges(const struct stream *stream, struct tracer *tracer,
			   struct failure *failure)
{
	int keep_cap_bpf;

	usage_open();
	privileges_precede(stream->capture);
	privileges_suspend(1);
	keep_cap_bpf = tracer_lookup_needs_capability(tracer);
	privileges_suspend(0);
	return privileges_drop(stream->caller, stream->caller_group, keep_cap_bpf, failure);
}

int main(int argc, char **argv)
{
	struct failure failure = {0};
	static struct stream stream = {.fd = -1};
	static struct pump pump = {.stream = &stream};
	struct options options;
	struct ready ready = {0};
	int result = EXIT_FAILURE;

	options_parse(&options, argc, argv);
	catch_signals();
	if (meet(&stream, options.directory, privileges_caller(), &failure))
		goto end;
	stream.taken = on_progress;
	pump.tracer = start(&options, &stream, &ready.ring_bytes, &failure);
	if (!pump.tracer)
		goto end;
	ready.loader_pid = (__u32)getpid();
	if (drop_privileges(&stream, pump.tracer, &failure))
		goto end;
	ready.clock_offset_ns = clock_offset();
	ready.attach = tracer_mode(pump.tracer);
	if (stream_send(&stream, FRAME_READY, &ready, sizeof(ready)))
		goto end;
	if (pump_run(&pump, &signalled, &failure)) {
		/* What was read until then is as true as ever. */
		if (failure.code[0])
			pump_drain(&pump);
		goto end;
	}
	if (pump_finish(&pump) == 0)
		result = EXIT_SUCCESS;
end:
	if (failure.code[0]) {
		failure_print(&failure);
		if (stream.fd >= 0 &&
		    stream_send(&stream, FRAME_ERROR, &failure, sizeof(failure)) == 0)
			stream_finish(&stream);
	}
	tracer_free(pump.tracer);
	stream_close(&stream);
	return result;
}
