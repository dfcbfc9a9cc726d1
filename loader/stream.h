/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The socket to the capture process: frames, and those that wait for it to take them.
 * Knows no BPF. */
#ifndef IOSCOPE_STREAM_H
#define IOSCOPE_STREAM_H

#include <stddef.h>
#include <sys/types.h>

#include "backlog.h"
#include "filter.h"

#define ORDER_BYTES_MAX (offsetof(struct start, filter) + FILTER_BYTES_MAX)

struct stream {
	int fd;
	uid_t caller; /* whose capture process this is */
	gid_t caller_group;
	pid_t capture; /* that process: it listened where we connected */
	struct backlog backlog;
	void (*taken)(void); /* called when the peer has taken something */
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

/* Waits `deadline_ms` for START, whose payload is then in the stream. 0, or -1 with
 * `failure`. */
int stream_await_start(struct stream *stream, int deadline_ms, struct failure *failure);

/* Fills `failure` for what should not have been sent, and returns -1. */
int stream_nonsense(struct failure *failure, const char *expected);

/* Waits up to `timeout_ms` for word from the peer, which is sent meanwhile what waits for
 * it; a signal ends the wait, and so does `wake_fd`, if it is not -1, by being readable.
 * Part of a frame is no word yet. */
enum stream_news stream_listen(struct stream *stream, int timeout_ms, int wake_fd);

/* From now on so many bytes may wait for the peer. 0, or -errno. */
int stream_keep(struct stream *stream, size_t bytes);

/* Whether a frame with so long a payload need not wait for the peer. */
int stream_has_room(const struct stream *stream, size_t length);

/* Sends one frame, or keeps it until the peer takes it; where there is no room for that
 * the peer is waited for. 0, or -1 when the peer is gone. */
int stream_send(struct stream *stream, enum frame_type type, const void *payload, size_t length);

/* Waits until the peer has all that was sent. 0, or -1 when it is gone. */
int stream_finish(struct stream *stream);

void stream_close(struct stream *stream);

#endif
