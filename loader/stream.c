// SPDX-License-Identifier: GPL-2.0 OR MIT
#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include "failure.h"
#include "stream.h"

static long long milliseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

int stream_nonsense(struct failure *failure, const char *expected)
{
	return fail(failure, "protocol", "Build both parts anew with \"npm run build\".",
		    "The capture process sent something other than a %s frame.", expected);
}

int stream_await_start(struct stream *stream, int deadline_ms, struct failure *failure)
{
	long long deadline = milliseconds() + deadline_ms, left = deadline_ms;
	enum stream_news news = STREAM_QUIET;

	while (news == STREAM_QUIET && left > 0) {
		news = stream_listen(stream, (int)left, -1);
		left = deadline - milliseconds();
	}
	if (news == STREAM_START)
		return 0;
	if (news == STREAM_QUIET)
		return fail(failure, "no-start", START_AGAIN,
			    "The capture process did not say what to trace.");
	if (news == STREAM_CLOSED)
		return fail(failure, "no-start", START_AGAIN,
			    "The capture process hung up instead of saying what to trace.");
	return stream_nonsense(failure, "START");
}

static int may_be_frame(const struct frame_header *header)
{
	switch (header->type) {
	case FRAME_START:
		return header->length <= ORDER_BYTES_MAX;
	case FRAME_FILTER:
		return header->length <= FILTER_BYTES_MAX;
	case FRAME_STOP:
	case FRAME_ASK_BLOCKED:
		return header->length == 0;
	default:
		return 0;
	}
}

static enum stream_news news_of(enum frame_type type)
{
	switch (type) {
	case FRAME_START:
		return STREAM_START;
	case FRAME_FILTER:
		return STREAM_FILTER;
	case FRAME_STOP:
		return STREAM_STOP;
	default:
		return STREAM_ASK_BLOCKED;
	}
}

/* Bytes of a message that the peer takes now, 0 if it has no room; -1 when it is gone. */
static ssize_t offer(struct stream *stream, struct iovec *parts, size_t count)
{
	struct msghdr message = {.msg_iov = parts, .msg_iovlen = count};
	ssize_t sent;

	do {
		sent = sendmsg(stream->fd, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
	} while (sent < 0 && errno == EINTR);
	if (sent < 0)
		return errno == EAGAIN ? 0 : -1;
	if (stream->taken)
		stream->taken();
	return sent;
}

/* What waits for the peer, as far as it takes it now. 0, or -1 when it is gone. */
static int send_waiting(struct stream *stream)
{
	struct iovec oldest;

	while ((oldest.iov_len = backlog_oldest(&stream->backlog, &oldest.iov_base))) {
		ssize_t sent = offer(stream, &oldest, 1);

		if (sent <= 0)
			return (int)sent;
		backlog_taken(&stream->backlog, (size_t)sent);
	}
	return 0;
}

/* Likewise a frame, of which is left in `parts` what is not sent. */
static int send_frame(struct stream *stream, struct iovec parts[2])
{
	while (parts[0].iov_len + parts[1].iov_len > 0) {
		ssize_t sent = offer(stream, parts, 2);

		if (sent <= 0)
			return (int)sent;
		for (int i = 0; i < 2; i++) {
			size_t taken =
				(size_t)sent < parts[i].iov_len ? (size_t)sent : parts[i].iov_len;

			parts[i].iov_base = (char *)parts[i].iov_base + taken;
			parts[i].iov_len -= taken;
			sent -= (ssize_t)taken;
		}
	}
	return 0;
}

/* Until the peer has room, however long it takes; and sends what waits. */
static int await_room(struct stream *stream)
{
	struct pollfd poll_fd = {.fd = stream->fd, .events = POLLOUT};

	if (poll(&poll_fd, 1, -1) < 0 && errno != EINTR)
		return -1;
	return send_waiting(stream);
}

/* Whether there is word from the peer; what waits for it is sent meanwhile. */
static int await_word(struct stream *stream, int timeout_ms, int wake_fd)
{
	long long deadline = milliseconds() + timeout_ms, left = timeout_ms;

	do {
		short waiting = stream->backlog.used ? POLLOUT : 0;
		struct pollfd fds[] = {{.fd = stream->fd, .events = (short)(POLLIN | waiting)},
				       {.fd = wake_fd, .events = POLLIN}};

		if (poll(fds, 2, (int)left) <= 0)
			return 0;
		/* That the peer is gone shows when it is listened to. */
		if (fds[0].revents & ~POLLOUT || send_waiting(stream))
			return 1;
		if (fds[1].revents)
			return 0;
		left = deadline - milliseconds();
	} while (left > 0);
	return 0;
}

enum stream_news stream_listen(struct stream *stream, int timeout_ms, int wake_fd)
{
	const size_t head = sizeof(stream->header);
	int in_payload = stream->arrived >= head;
	void *to = in_payload ? stream->payload + (stream->arrived - head)
			      : (__u8 *)&stream->header + stream->arrived;
	size_t missing = (in_payload ? head + stream->header.length : head) - stream->arrived;
	ssize_t got;

	if (!await_word(stream, timeout_ms, wake_fd))
		return STREAM_QUIET;
	got = recv(stream->fd, to, missing, MSG_DONTWAIT);
	if (got < 0 && (errno == EAGAIN || errno == EINTR))
		return STREAM_QUIET;
	if (got <= 0)
		return STREAM_CLOSED;
	stream->arrived += (size_t)got;
	if (stream->arrived < head)
		return STREAM_QUIET;
	if (!may_be_frame(&stream->header))
		return STREAM_NONSENSE;
	if (stream->arrived < head + stream->header.length)
		return STREAM_QUIET;
	stream->arrived = 0;
	return news_of(stream->header.type);
}

int stream_keep(struct stream *stream, size_t bytes)
{
	return backlog_open(&stream->backlog, bytes);
}

int stream_has_room(const struct stream *stream, size_t length)
{
	return stream->backlog.used == 0 ||
	       backlog_room(&stream->backlog) >= sizeof(struct frame_header) + length;
}

int stream_send(struct stream *stream, enum frame_type type, const void *payload, size_t length)
{
	struct frame_header header = {.type = type, .length = (__u32)length};
	struct iovec parts[2] = {{&header, sizeof(header)}, {(void *)payload, length}};

	for (;;) {
		if (stream->backlog.used == 0 && send_frame(stream, parts))
			return -1;
		if (parts[0].iov_len + parts[1].iov_len <= backlog_room(&stream->backlog))
			break;
		if (await_room(stream))
			return -1;
	}
	for (int i = 0; i < 2; i++)
		backlog_put(&stream->backlog, parts[i].iov_base, parts[i].iov_len);
	return 0;
}

int stream_finish(struct stream *stream)
{
	while (stream->backlog.used)
		if (await_room(stream))
			return -1;
	return 0;
}

void stream_close(struct stream *stream)
{
	if (stream->fd >= 0)
		close(stream->fd);
	stream->fd = -1;
}
