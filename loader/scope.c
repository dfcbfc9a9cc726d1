// SPDX-License-Identifier: GPL-2.0 OR MIT
#include <bpf/bpf.h>
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../bpf/tables.h"
#include "scope.h"
#include "walk.h"

/* Each pass goes one generation deeper at least; /proc lists parents first, so
 * two are enough but for forks in between. */
#define PASSES_MAX 64

static int look_up(struct scope_place place, __u32 pid, struct scope *scope)
{
	struct scope_key key = {.pid = pid, .filter = place.filter};

	return bpf_map_lookup_elem(place.map_fd, &key, scope);
}

static int set(struct scope_place place, __u32 pid, __u8 self, __u8 down, __u64 how)
{
	struct scope_key key = {.pid = pid, .filter = place.filter};
	struct scope scope = {.self = self, .down = down, .threads = THREADS_UNKNOWN};

	return bpf_map_update_elem(place.map_fd, &key, &scope, how) ? -errno : 0;
}

/* What a mark says of a process and of its children, beside what others said. */
static __u8 stands(__u8 before, int says, int in)
{
	if (!says || before == STANDS_OUT)
		return before;
	return in ? STANDS_IN : STANDS_OUT;
}

int scope_mark(struct scope_place place, const struct scope_entry *entries, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		__u32 mark = entries[i].mark;
		int in = mark == SCOPE_TREE || mark == SCOPE_ONE;
		int of_tree = mark == SCOPE_TREE || mark == SCOPE_LEAVE_OUT;
		struct scope scope = {0};
		int error;

		look_up(place, entries[i].pid, &scope);
		error = set(place, entries[i].pid, stands(scope.self, 1, in),
			    stands(scope.down, of_tree, in), BPF_ANY);
		if (error)
			return error;
	}
	return 0;
}

/* The parent's pid, or 0 where the process is gone. A comm may hold anything, so
 * the fields are counted from its last parenthesis. */
static __u32 parent_of(int proc, const char *pid)
{
	char path[64], text[512];
	const char *close_paren;
	unsigned int parent = 0;
	ssize_t length = 0;
	int fd;

	snprintf(path, sizeof(path), "%.16s/stat", pid);
	fd = openat(proc, path, O_RDONLY | O_CLOEXEC);
	if (fd >= 0) {
		length = read(fd, text, sizeof(text) - 1);
		close(fd);
	}
	if (length <= 0)
		return 0;
	text[length] = 0;
	close_paren = strrchr(text, ')');
	if (!close_paren || sscanf(close_paren, ") %*c %u", &parent) != 1)
		return 0;
	return parent;
}

/* Whether a process got from its parent what it did not have; or -errno. */
static int inherit(struct scope_place place, const char *name)
{
	__u32 pid = (__u32)strtoul(name, NULL, 10);
	__u32 parent = parent_of(dirfd(place.proc), name);
	struct scope above, scope;
	int error;

	if (look_up(place, parent, &above) || above.down == STANDS_NOWHERE)
		return 0;
	if (look_up(place, pid, &scope) == 0) {
		/* Its own mark is of itself alone. */
		if (scope.down != STANDS_NOWHERE)
			return 0;
		error = set(place, pid, scope.self, above.down, BPF_EXIST);
		return error == -ENOENT ? 0 : error ? error : 1;
	}
	error = set(place, pid, above.down, above.down, BPF_NOEXIST);
	return error == -EEXIST ? 0 : error ? error : 1;
}

/* How many processes got something; or -errno. */
static int spread_once(struct scope_place place)
{
	struct dirent *entry;
	int marked = 0;

	rewinddir(place.proc);
	while ((entry = readdir(place.proc))) {
		int result = isdigit((unsigned char)entry->d_name[0])
				     ? inherit(place, entry->d_name)
				     : 0;

		if (result < 0)
			return result;
		marked += result;
	}
	return marked;
}

int scope_spread(struct scope_place place)
{
	int marked = 1;

	for (int pass = 0; pass < PASSES_MAX && marked > 0; pass++)
		marked = spread_once(place);
	return marked < 0 ? marked : 0;
}

int scope_clear(struct scope_place place)
{
	struct walk walk = {.map_fd = place.map_fd};
	struct scope_key keys[WALK_SLICE];
	struct scope scopes[WALK_SLICE];
	size_t count;

	while ((count = walk_next(&walk, keys, scopes)))
		for (size_t i = 0; i < count; i++)
			if (keys[i].filter == place.filter &&
			    bpf_map_delete_elem(place.map_fd, &keys[i]) && errno != ENOENT)
				return -errno;
	return 0;
}
