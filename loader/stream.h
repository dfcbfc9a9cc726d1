/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The socket to the capture process: finding it, proving who both ends are, and
 * frames. Knows no BPF. */
#ifndef IOSCOPE_STREAM_H
#define IOSCOPE_STREAM_H

#include <stddef.h>
#include <sys/types.h>

#include "frame.h"

struct stream {
	int fd;
	uid_t caller; /* whose capture process this is */
	gid_t caller_group;
	__u8 partial[sizeof(struct frame_header)]; /* of a header still to be completed */
	size_t partial_length;
};

enum stream_news {
	STREAM_QUIET,
	STREAM_ASK_BLOCKED,
	STREAM_STOP,   /* the peer asks for an orderly end */
	STREAM_CLOSED, /* the peer is gone, or talks nonsense */
};

/* Connects to the loader.sock of `directory`, which must be private to `caller`,
 * and says HELLO with the token that lies beside it. 0, or -1 with `failure`. */
int stream_open(struct stream *stream, const char *directory, uid_t caller,
		struct failure *failure);

/* Waits `deadline_ms` for START. `entries` has room for IOSCOPE_SCOPE_MAX. */
int stream_await_start(struct stream *stream, struct start *start, struct scope_entry *entries,
		       int deadline_ms, struct failure *failure);

/* Waits up to `timeout_ms` for word from the peer; a signal ends the wait. */
enum stream_news stream_listen(struct stream *stream, int timeout_ms);

/* Sends one frame, however long the peer takes. 0, or -1 when the peer is gone. */
int stream_send(struct stream *stream, enum frame_type type, const void *payload, size_t length);

void stream_close(struct stream *stream);

#endif
