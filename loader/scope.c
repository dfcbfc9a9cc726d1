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

/* Each pass goes one generation deeper at least; /proc lists parents first, so
 * two are enough but for forks in between. */
#define PASSES_MAX 64

int scope_mark(int map_fd, const struct scope_entry *entries, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct scope scope = {.mark = entries[i].mark, .threads = THREADS_UNKNOWN};

		if (bpf_map_update_elem(map_fd, &entries[i].pid, &scope, BPF_ANY))
			return -errno;
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

/* How many processes got the mark of their parent; or -errno. */
static int spread_once(int map_fd, DIR *directory)
{
	struct dirent *entry;
	int marked = 0;

	rewinddir(directory);
	while ((entry = readdir(directory))) {
		struct scope scope;
		__u32 pid, parent;

		if (!isdigit((unsigned char)entry->d_name[0]))
			continue;
		pid = (__u32)strtoul(entry->d_name, NULL, 10);
		parent = parent_of(dirfd(directory), entry->d_name);
		if (bpf_map_lookup_elem(map_fd, &parent, &scope) || scope.mark == SCOPE_ONE)
			continue;
		scope.threads = THREADS_UNKNOWN;
		if (bpf_map_update_elem(map_fd, &pid, &scope, BPF_NOEXIST) == 0)
			marked++;
		else if (errno != EEXIST)
			return -errno;
	}
	return marked;
}

int scope_spread(int map_fd)
{
	DIR *directory = opendir("/proc");
	int marked = 1;

	if (!directory)
		return -errno;
	for (int pass = 0; pass < PASSES_MAX && marked > 0; pass++)
		marked = spread_once(map_fd, directory);
	closedir(directory);
	return marked < 0 ? marked : 0;
}
