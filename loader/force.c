// SPDX-License-Identifier: GPL-2.0 OR MIT
#include <linux/membarrier.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "force.h"
#include "scope.h"

#define COMM_BYTES (IOSCOPE_COMM_LEN - 1)

_Static_assert(sizeof(struct program_words) > IOSCOPE_NAME_LEN, "no room for a NUL");

/* The words for a name of which `bytes` are to agree. */
static void set_words(void *words, void *mask, size_t room, const __u8 *text, size_t bytes)
{
	memset(words, 0, room);
	memset(mask, 0, room);
	memcpy(words, text, bytes < IOSCOPE_NAME_LEN ? bytes : IOSCOPE_NAME_LEN);
	memset(mask, 0xff, bytes);
}

/* Where the whole name is given the NUL behind it has to agree, too: not more, since
 * kernels before 5.17 leave there what was left of a former name. */
static struct name_rule rule_of(const struct filter_name *name)
{
	int prefix = name->flags & NAME_PREFIX ? 1 : 0;
	int is_long = name->bytes > COMM_BYTES;
	__u8 cut[IOSCOPE_COMM_LEN] = {0};
	struct name_rule rule = {
		.list = name->flags & NAME_PROCESS ? LIST_PROCESSES : LIST_THREADS,
		.exclude = name->flags & NAME_EXCLUDE ? 1 : 0,
		.is_long = (__u8)is_long,
	};

	memcpy(cut, name->text, is_long ? COMM_BYTES : name->bytes);
	set_words(&rule.comm, &rule.comm_mask, sizeof(rule.comm), cut,
		  is_long ? IOSCOPE_COMM_LEN : name->bytes + !prefix);
	set_words(&rule.program, &rule.program_mask, sizeof(rule.program), name->text,
		  name->bytes + !prefix);
	return rule;
}

static void write_rules(struct rules *rules, const struct filter_lists *lists)
{
	const struct filter *filter = &lists->filter;

	*rules = (struct rules){.min_latency_ns = filter->min_latency_ns,
				.kinds = filter->kinds,
				.failures_only = filter->failures_only,
				.everything = filter->everything,
				.name_count = filter->name_count,
				.cgroup_count = filter->cgroup_count};
	for (size_t i = 0; i < filter->name_count; i++) {
		rules->names[i] = rule_of(&lists->names[i]);
		rules->has_long_names |= rules->names[i].is_long;
		if (!rules->names[i].exclude)
			rules->required |= rules->names[i].list;
	}
	for (size_t i = 0; i < filter->cgroup_count; i++) {
		rules->cgroups[i] = lists->cgroups[i];
		if (!rules->cgroups[i].exclude)
			rules->required |= LIST_CGROUPS;
	}
}

static struct scope_place place_of(const struct object *object, __u32 filter)
{
	return (struct scope_place){.map_fd = object_map_fd(object, "ioscope_scope"),
				    .proc = object->proc,
				    .filter = filter};
}

static __u32 in_force(const struct object *object)
{
	return object->ledger->generation & 1;
}

/* Never ourselves. */
static int mark(struct scope_place place, const struct filter_lists *lists)
{
	const struct scope_entry self = {.pid = (__u32)getpid(), .mark = SCOPE_LEAVE_OUT};
	int error = scope_mark(place, &self, 1);

	return error ? error : scope_mark(place, lists->scope, lists->filter.scope_count);
}

int force_first(const struct object *object, const struct filter_lists *lists)
{
	write_rules(&object->rules[in_force(object)], lists);
	return mark(place_of(object, in_force(object)), lists);
}

int force_spread(const struct object *object)
{
	return scope_spread(place_of(object, in_force(object)));
}

void force_grace(void)
{
	/* This call waits for an RCU grace period, which no handler outlasts; where it is
	 * not to be had (nohz_full) a pause is far longer than any of them runs. */
	if (syscall(SYS_membarrier, MEMBARRIER_CMD_GLOBAL, 0, 0))
		nanosleep(&(struct timespec){.tv_nsec = 50 * 1000 * 1000}, NULL);
}

/* The epoch goes on once more when no handler can have read it before the generation. */
static void put_in_force(struct ledger *ledger)
{
	__atomic_fetch_add(&ledger->generation, 1, __ATOMIC_SEQ_CST);
	__atomic_fetch_add(&ledger->epoch, 1, __ATOMIC_SEQ_CST);
	force_grace();
	__atomic_fetch_add(&ledger->epoch, 1, __ATOMIC_SEQ_CST);
}

int force_next(const struct object *object, const struct filter_lists *lists)
{
	struct ledger *ledger = object->ledger;
	__u32 last = in_force(object), next = !last;
	int error;

	write_rules(&object->rules[next], lists);
	__atomic_store_n(&ledger->filters, 3, __ATOMIC_SEQ_CST);
	error = mark(place_of(object, next), lists);
	if (!error)
		error = scope_spread(place_of(object, next));
	if (error)
		return error;
	put_in_force(ledger);
	__atomic_store_n(&ledger->filters, 1u << next, __ATOMIC_SEQ_CST);
	force_grace();
	object->rules[last] = (struct rules){0};
	return scope_clear(place_of(object, last));
}
