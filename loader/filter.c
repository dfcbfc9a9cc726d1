// SPDX-License-Identifier: GPL-2.0 OR MIT
#include <string.h>

#include "filter.h"

#define KINDS_ALL ((1u << (KIND_ANON + 1)) - 1)
#define NAME_FLAGS_ALL (NAME_EXCLUDE | NAME_PREFIX | NAME_PROCESS)
#define PID_MAX (1u << 22) /* PID_MAX_LIMIT of a 64-bit kernel */

static int is_flag(__u32 value)
{
	return value <= 1;
}

static int is_filter(const struct filter *filter)
{
	return (filter->kinds & ~KINDS_ALL) == 0 && is_flag(filter->failures_only) &&
	       is_flag(filter->everything) && filter->scope_count <= IOSCOPE_SCOPE_MAX &&
	       filter->name_count <= IOSCOPE_NAMES_MAX &&
	       filter->cgroup_count <= IOSCOPE_CGROUPS_MAX;
}

static int is_entry(const struct scope_entry *entry)
{
	return entry->pid >= 1 && entry->pid <= PID_MAX && entry->mark >= SCOPE_LEAVE_OUT &&
	       entry->mark <= SCOPE_NOT_ONE;
}

/* A text without a NUL, then nothing but. */
static int is_name(const struct filter_name *name)
{
	if (name->flags & ~NAME_FLAGS_ALL || name->bytes > IOSCOPE_NAME_LEN ||
	    (name->bytes == 0 && !(name->flags & NAME_PREFIX)))
		return 0;
	for (size_t i = 0; i < IOSCOPE_NAME_LEN; i++)
		if ((name->text[i] != 0) != (i < name->bytes))
			return 0;
	return 1;
}

static int is_cgroup(const struct filter_cgroup *cgroup)
{
	return cgroup->id != 0 && is_flag(cgroup->exclude) && cgroup->reserved == 0;
}

static const void *take(void *to, const void *from, size_t length)
{
	memcpy(to, from, length);
	return (const char *)from + length;
}

int filter_read(struct filter_lists *lists, const void *payload, size_t length)
{
	struct filter *filter = &lists->filter;
	size_t scope, names, cgroups;

	if (length < sizeof(*filter))
		return -1;
	payload = take(filter, payload, sizeof(*filter));
	if (!is_filter(filter))
		return -1;
	scope = filter->scope_count * sizeof(*lists->scope);
	names = filter->name_count * sizeof(*lists->names);
	cgroups = filter->cgroup_count * sizeof(*lists->cgroups);
	if (length != sizeof(*filter) + scope + names + cgroups)
		return -1;
	payload = take(lists->scope, payload, scope);
	payload = take(lists->names, payload, names);
	take(lists->cgroups, payload, cgroups);
	for (size_t i = 0; i < filter->scope_count; i++)
		if (!is_entry(&lists->scope[i]))
			return -1;
	for (size_t i = 0; i < filter->name_count; i++)
		if (!is_name(&lists->names[i]))
			return -1;
	for (size_t i = 0; i < filter->cgroup_count; i++)
		if (!is_cgroup(&lists->cgroups[i]))
			return -1;
	return 0;
}

int filter_read_start(struct filter_lists *lists, __u32 *ring_mib, const void *payload,
		      size_t length)
{
	const size_t before = offsetof(struct start, filter);
	struct start start;

	if (length < before)
		return -1;
	take(&start, payload, before);
	if (start.ring_mib > RING_MIB_MAX || start.reserved)
		return -1;
	*ring_mib = start.ring_mib;
	return filter_read(lists, (const char *)payload + before, length - before);
}
