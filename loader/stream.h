/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The socket to the capture process: finding it, proving who both ends are, and
 * frames. Knows no BPF. */
#ifndef IOSCOPE_STREAM_H
#define IOSCOPE_STREAM_H

#include <stddef.h>
#include <sys/types.h>

#include "filter.h"

#define ORDER_BYTES_MAX (offsetof(struct start, filter) + FILTER_BYTES_MAX)

struct stream {
	int fd;
	uid_t caller; /* whose capture process this is */
	gid_t caller_group;
	pid_t capture; /* that process: it listened where we connected */
	/* The frame that is arriving, and how many bytes of it are there. */
	struct frame_header header;
	__u8 payload[ORDER_BYTES_MAX];
	size_t arrived;
};

enum stream_news {
	STREAM_QUIET,
	STREAM_START,  /* the payload is in `payload`, */
	STREAM_FILTER, /* and this one's, until the next call */
	STREAM_ASK_BLOCKED,
	STREAM_STOP,     /* the peer asks for an orderly end */
	STREAM_CLOSED,   /* the peer is gone */
	STREAM_NONSENSE, /* what comes is no frame for a loader */
};

/* Connects to the loader.sock of `directory`, which must be private to `caller`,
 * and says HELLO with the token that lies beside it. 0, or -1 with `failure`. */
int stream_open(struct stream *stream, const char *directory, uid_t caller,
		struct failure *failure);

/* Waits `deadline_ms` for START, whose payload is then in the stream. 0, or -1 with
 * `failure`. */
int stream_await_start(struct stream *stream, int deadline_ms, struct failure *failure);

/* Fills `failure` for what should not have been sent, and returns -1. */
int stream_nonsense(struct failure *failure, const char *expected);

/* Waits up to `timeout_ms` for word from the peer; a signal ends the wait. Part of a
 * frame is no word yet. */
enum stream_news stream_listen(struct stream *stream, int timeout_ms);

/* Sends one frame, however long the peer takes. 0, or -1 when the peer is gone. */
int stream_send(struct stream *stream, enum frame_type type, const void *payload, size_t length);

void stream_close(struct stream *stream);

#endif
