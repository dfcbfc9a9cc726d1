/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The filter in force: whom it lets through, asked once for each thread and again when
 * the answer may be another. The loader writes it (loader/force.c). */
#ifndef IOSCOPE_FILTER_BPF_H
#define IOSCOPE_FILTER_BPF_H

#include "names.bpf.h"
#include "shared.bpf.h"

#define CGROUP_LEVELS 64
/* A name is announced before it is there, on some kernels by one who may be held up
 * in between. */
#define RENAMING_NS 10000000

/* The last bit of the generation says which is in force. */
struct rules rules[2] SEC(".data.rules") = {};

/* By cpu: calls that the filter left out by what they were. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} ioscope_filtered SEC(".maps");

static __always_inline void count_filtered(void)
{
	__u32 zero = 0;
	__u64 *count = bpf_map_lookup_elem(&ioscope_filtered, &zero);

	if (count)
		++*count;
}

static __always_inline struct rules *rules_of(__u64 generation)
{
	return &rules[generation & 1];
}

static __always_inline int fits_comm(const struct name_rule *rule, struct name_words comm)
{
	return (((comm.words[0] ^ rule->comm.words[0]) & rule->comm_mask.words[0]) |
		((comm.words[1] ^ rule->comm.words[1]) & rule->comm_mask.words[1])) == 0;
}

static __always_inline int fits_program(const struct name_rule *rule,
					const struct program_words *program)
{
	__u64 differs = 0;

	for (int i = 0; i < PROGRAM_WORDS; i++)
		differs |=
			(program->words[i] ^ rule->program.words[i]) & rule->program_mask.words[i];
	return rule->is_long && differs == 0;
}

/* The lists that the current thread meets by its names, or -1 if one excludes it. */
__noinline int ioscope_names(__u64 id, __u64 generation)
{
	struct name_words thread = thread_name(), process;
	struct rules *set = rules_of(generation);
	struct program_words program = {};
	int told = process_name(id, &process);
	int met = told ? 0 : LIST_PROCESSES; /* what cannot be told passes */

	if (set->has_long_names)
		program_name(&program);
	for (int i = 0; i < IOSCOPE_NAMES_MAX && i < set->name_count; i++) {
		const struct name_rule *rule = &set->names[i];
		int of_process = rule->list == LIST_PROCESSES;

		if (of_process && !told)
			continue;
		if (!fits_comm(rule, of_process ? process : thread) &&
		    !fits_program(rule, &program))
			continue;
		if (rule->exclude)
			return -1;
		met |= rule->list;
	}
	return met;
}

/* Likewise by its cgroup and those above it. */
__noinline int ioscope_cgroups(__u64 generation)
{
	struct rules *set = rules_of(generation);
	int met = 0;

	for (int level = 0; level < CGROUP_LEVELS; level++) {
		__u64 cgroup = bpf_get_current_ancestor_cgroup_id(level);

		if (!cgroup)
			break;
		for (int i = 0; i < IOSCOPE_CGROUPS_MAX && i < set->cgroup_count; i++) {
			if (set->cgroups[i].id != cgroup)
				continue;
			if (set->cgroups[i].exclude)
				return -1;
			met = LIST_CGROUPS;
		}
	}
	return met;
}

/* Whether the filter lets the current thread through. Not static, as the two above:
 * they are verified once. */
__noinline int ioscope_who(__u64 id, __u64 generation)
{
	struct rules *set = rules_of(generation);
	struct scope *scope = scope_of(id >> 32, generation);
	int names = 0, cgroups = 0;

	if (scope ? scope->self != STANDS_IN : !set->everything)
		return 0;
	if (set->name_count)
		names = ioscope_names(id, generation);
	if (set->cgroup_count)
		cgroups = ioscope_cgroups(generation);
	if (names < 0 || cgroups < 0)
		return 0;
	return (set->required & ~(names | cgroups)) == 0;
}

/* The answer holds from now on; not while a name is being changed. */
static __always_inline int is_settled(__u64 generation)
{
	__u64 renamed_ns = ledger.renamed_ns;

	return !renamed_ns || !rules_of(generation)->name_count ||
	       bpf_ktime_get_ns() - renamed_ns > RENAMING_NS;
}

static __always_inline void ask_again(void)
{
	ADD(ledger.generation, 2);
	ADD(ledger.epoch, 1);
}

/* Comes before the name is changed: in the midst of it other threads may look. */
static __always_inline int task_renamed(__u32 tid)
{
	if (!rules[0].name_count && !rules[1].name_count)
		return 0;
	if (tid != (__u32)bpf_get_current_pid_tgid() || shares_its_name())
		ledger.renamed_ns = bpf_ktime_get_ns();
	ask_again();
	return 0;
}

static __always_inline int cgroup_changed(void)
{
	if (rules[0].cgroup_count || rules[1].cgroup_count)
		ask_again();
	return 0;
}

#endif
