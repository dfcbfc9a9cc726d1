// SPDX-License-Identifier: GPL-2.0 OR MIT
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "failure.h"
#include "stream.h"

#define START_AGAIN "Start ioscope again: it makes this directory itself."

/* Links are not followed and owner and mode are those of what was opened, so
 * nobody but the caller can have put anything in here. */
static int open_directory(const char *path, uid_t caller, struct failure *failure)
{
	int fd = open(path, O_DIRECTORY | O_NOFOLLOW | O_RDONLY | O_CLOEXEC);
	struct stat status;

	if (fd < 0)
		return fail(failure, "bad-directory", START_AGAIN, "Cannot open '%s': %s.", path,
			    strerror(errno));
	if (fstat(fd, &status) == 0 && status.st_uid == caller && (status.st_mode & 07777) == 0700)
		return fd;
	close(fd);
	return fail(failure, "bad-directory", START_AGAIN,
		    "The directory '%s' is not private to user %u.", path, caller);
}

static int read_token(int directory, uid_t caller, __u8 *token, struct failure *failure)
{
	int fd = openat(directory, "token", O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	struct stat status;
	int good = fd >= 0 && fstat(fd, &status) == 0 && S_ISREG(status.st_mode) &&
		   status.st_uid == caller && (status.st_mode & 07777) == 0600 &&
		   status.st_size == IOSCOPE_TOKEN_LEN &&
		   read(fd, token, IOSCOPE_TOKEN_LEN) == IOSCOPE_TOKEN_LEN;

	if (fd >= 0)
		close(fd);
	if (good)
		return 0;
	return fail(
		failure, "bad-token", START_AGAIN,
		"The file 'token' in the directory is missing or not a private file of %d bytes.",
		IOSCOPE_TOKEN_LEN);
}

/* By way of the opened directory: its path may mean another one by now, or be
 * longer than a socket's address. */
static int connect_in(struct stream *stream, int directory, struct failure *failure)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	struct ucred peer;
	socklen_t length = sizeof(peer);

	snprintf(address.sun_path, sizeof(address.sun_path), "/proc/self/fd/%d/loader.sock",
		 directory);
	stream->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (stream->fd < 0 || connect(stream->fd, (struct sockaddr *)&address, sizeof(address)))
		return fail(failure, "no-capture", START_AGAIN,
			    "The capture process does not answer on loader.sock: %s.",
			    strerror(errno));
	if (getsockopt(stream->fd, SOL_SOCKET, SO_PEERCRED, &peer, &length) ||
	    peer.uid != stream->caller)
		return fail(failure, "wrong-peer", START_AGAIN,
			    "The process on loader.sock is not one of user %u.", stream->caller);
	stream->caller_group = peer.gid;
	stream->capture = peer.pid;
	return 0;
}

int stream_open(struct stream *stream, const char *path, uid_t caller, struct failure *failure)
{
	struct hello hello = {.magic = IOSCOPE_MAGIC,
			      .abi_version = IOSCOPE_ABI_VERSION,
			      .event_size = sizeof(struct event)};
	int directory, result;

	*stream = (struct stream){.fd = -1, .caller = caller};
	directory = open_directory(path, caller, failure);
	if (directory < 0)
		return -1;
	result = read_token(directory, caller, hello.token, failure);
	if (result == 0)
		result = connect_in(stream, directory, failure);
	close(directory);
	if (result) {
		stream_close(stream); /* not even an error goes to a peer that is not proven */
		return result;
	}
	result = stream_send(stream, FRAME_HELLO, &hello, sizeof(hello));
	explicit_bzero(&hello, sizeof(hello));
	return result ? fail(failure, "no-capture", START_AGAIN, "The capture process hung up.")
		      : 0;
}

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
		news = stream_listen(stream, (int)left);
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

enum stream_news stream_listen(struct stream *stream, int timeout_ms)
{
	const size_t head = sizeof(stream->header);
	struct pollfd poll_fd = {.fd = stream->fd, .events = POLLIN};
	int in_payload = stream->arrived >= head;
	void *to = in_payload ? stream->payload + (stream->arrived - head)
			      : (__u8 *)&stream->header + stream->arrived;
	size_t missing = (in_payload ? head + stream->header.length : head) - stream->arrived;
	ssize_t got;

	if (poll(&poll_fd, 1, timeout_ms) <= 0)
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

int stream_send(struct stream *stream, enum frame_type type, const void *payload, size_t length)
{
	struct frame_header header = {.type = type, .length = (__u32)length};
	struct iovec parts[2] = {{&header, sizeof(header)}, {(void *)payload, length}};
	struct msghdr message = {.msg_iov = parts, .msg_iovlen = 2};

	while (parts[0].iov_len + parts[1].iov_len > 0) {
		ssize_t sent = sendmsg(stream->fd, &message, MSG_NOSIGNAL);

		if (sent < 0 && errno == EINTR)
			continue;
		if (sent < 0)
			return -1;
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

void stream_close(struct stream *stream)
{
	if (stream->fd >= 0)
		close(stream->fd);
	stream->fd = -1;
}
