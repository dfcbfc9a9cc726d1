// SPDX-License-Identifier: GPL-2.0 OR MIT
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "failure.h"
#include "meet.h"

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

int meet(struct stream *stream, const char *path, uid_t caller, struct failure *failure)
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
