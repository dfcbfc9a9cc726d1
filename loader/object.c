// SPDX-License-Identifier: GPL-2.0 OR MIT
#include <errno.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "object.h"

/* These want the types above. */
#include "casts.skel.h"
#include "helpers.skel.h"
#include "unseen.skel.h"

#if !defined(LIBBPF_MAJOR_VERSION) || LIBBPF_MAJOR_VERSION < 1
#error "ioscope needs libbpf 1.0 or later (Debian 12, Ubuntu 24.04)"
#endif

/* A program and the tracepoint it is attached to, where the program does not say. */
struct hook {
	const char *program;
	const char *event; /* of "syscalls" */
	int optional;      /* not on every machine and kernel */
	const char *sign;  /* a file that is there if what it traces is, where that has to be known
			      to load it */
};

/* There with CONFIG_CGROUPS, as the tracepoint cgroup_attach_task (fs/proc/base.c). The kernel's
 * BTF says it, too, and takes a tenth of the loader's start to be read. */
#define CGROUPS "/proc/self/cgroup"

#define LIVES 6 /* how many hooks at the beginning of each list watch lives */

static const struct hook btf_hooks[] = {
	{.program = "ioscope_birth"},
	{.program = "ioscope_death"},
	{.program = "ioscope_exec"},
	{.program = "ioscope_rename"},
	{.program = "ioscope_cgroup", .optional = 1, .sign = CGROUPS},
	{.program = "ioscope_signal"},
	{.program = "ioscope_exit"},
	{.program = "ioscope_enter"},
	{0},
};

static const struct hook classic_hooks[] = {
	{.program = "ioscope_tp_birth"},
	{.program = "ioscope_tp_death"},
	{.program = "ioscope_tp_exec"},
	{.program = "ioscope_tp_rename"},
	{.program = "ioscope_tp_cgroup", .optional = 1},
	{.program = "ioscope_tp_signal"},
	{"ioscope_tp_moved", "sys_exit_rename", 1, NULL},
	{"ioscope_tp_moved", "sys_exit_renameat", 1, NULL},
	{"ioscope_tp_moved", "sys_exit_renameat2", 1, NULL},
	{"ioscope_tp_moved", "sys_exit_mount", 1, NULL},
	{"ioscope_tp_moved", "sys_exit_umount", 1, NULL},
	{"ioscope_tp_moved", "sys_exit_move_mount", 1, NULL},
	{"ioscope_tp_moved", "sys_exit_pivot_root", 1, NULL},
	{"ioscope_tp_mmap", "sys_enter_mmap", 0, NULL},
	{"ioscope_tp_other", "sys_enter_sendfile64", 0, NULL},
	{"ioscope_tp_other", "sys_enter_splice", 0, NULL},
	{"ioscope_tp_other", "sys_enter_copy_file_range", 0, NULL},
	{"ioscope_tp_other", "sys_enter_io_uring_enter", 1, NULL},
	{.program = "ioscope_tp_compat"},
	{"ioscope_tp_exit", "sys_exit_read", 0, NULL},
	{"ioscope_tp_exit", "sys_exit_pread64", 0, NULL},
	{"ioscope_tp_exit", "sys_exit_readv", 0, NULL},
	{"ioscope_tp_exit", "sys_exit_preadv", 0, NULL},
	{"ioscope_tp_exit", "sys_exit_preadv2", 0, NULL},
	{"ioscope_tp_enter", "sys_enter_read", 0, NULL},
	{"ioscope_tp_enter", "sys_enter_readv", 0, NULL},
	{"ioscope_tp_enter_at", "sys_enter_pread64", 0, NULL},
	{"ioscope_tp_enter_at", "sys_enter_preadv", 0, NULL},
	{"ioscope_tp_enter_at", "sys_enter_preadv2", 0, NULL},
	{0},
};

_Static_assert(sizeof(classic_hooks) / sizeof(classic_hooks[0]) <= HOOKS_MAX + 1, "too few links");

static const struct {
	const void *(*bytes)(size_t *size);
	const struct hook *hooks;
} sets[SETS] = {
	[SET_BTF] = {casts__elf_bytes, btf_hooks},
	[SET_BTF_HELPERS] = {helpers__elf_bytes, btf_hooks},
	[SET_CLASSIC] = {casts__elf_bytes, classic_hooks},
	[SET_CLASSIC_HELPERS] = {helpers__elf_bytes, classic_hooks},
	[SET_CLASSIC_UNSEEN] = {unseen__elf_bytes, classic_hooks},
};

int set_is_classic(enum set set)
{
	return sets[set].hooks == classic_hooks;
}

int set_has_casts(enum set set)
{
	return sets[set].bytes == casts__elf_bytes;
}

int set_needs_btf(enum set set)
{
	return set != SET_CLASSIC_UNSEEN;
}

static int is_there(const struct hook *hook)
{
	return !hook->sign || access(hook->sign, F_OK) == 0;
}

static struct bpf_program *program_of(const struct object *object, const struct hook *hook)
{
	return bpf_object__find_program_by_name(object->bpf, hook->program);
}

int object_open(struct object *object, enum set set)
{
	struct bpf_program *program;
	size_t size;
	const void *bytes = sets[set].bytes(&size);

	*object = (struct object){.set = set};
	object->bpf = bpf_object__open_mem(bytes, size, NULL);
	if (!object->bpf)
		return -errno;
	bpf_object__for_each_program(program, object->bpf)
		bpf_program__set_autoload(program, false);
	for (const struct hook *hook = sets[set].hooks; hook->program; hook++) {
		program = program_of(object, hook);
		if (!program)
			return -ENOEXEC;
		bpf_program__set_autoload(program, is_there(hook));
	}
	return 0;
}

int object_attach(struct object *object, int (*between)(const struct object *object))
{
	const struct hook *hooks = sets[object->set].hooks;

	for (size_t i = 0; hooks[i].program; i++) {
		struct bpf_program *program = program_of(object, &hooks[i]);
		int error = i == LIVES ? between(object) : 0;

		if (error)
			return error;
		if (!bpf_program__autoload(program))
			continue;
		object->links[i] = hooks[i].event ? bpf_program__attach_tracepoint(
							    program, "syscalls", hooks[i].event)
						  : bpf_program__attach(program);
		if (!object->links[i] && !(hooks[i].optional && errno == ENOENT))
			return -errno;
	}
	return 0;
}

void object_detach(struct object *object)
{
	for (size_t i = HOOKS_MAX; i-- > 0;) {
		bpf_link__destroy(object->links[i]);
		object->links[i] = NULL;
	}
}

struct bpf_map *object_map(const struct object *object, const char *name)
{
	return bpf_object__find_map_by_name(object->bpf, name);
}

int object_map_fd(const struct object *object, const char *name)
{
	return bpf_map__fd(object_map(object, name));
}

/* Maps a section that the kernel side shares. NULL if that fails. */
static void *share(const struct object *object, const char *section, size_t bytes)
{
	void *shared = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED,
			    object_map_fd(object, section), 0);

	return shared == MAP_FAILED ? NULL : shared;
}

static int set_sizes(const struct object *object, const struct object_settings *settings)
{
	const __u32 lane_rows = settings->lane_rows;

	bpf_map__set_max_entries(object_map(object, "ioscope_ring"), settings->ring_bytes);
	bpf_map__set_max_entries(object_map(object, "ioscope_join"), settings->slots);
	bpf_map__set_max_entries(object_map(object, "ioscope_lanes"), settings->lanes);
	bpf_map__set_max_entries(object_map(object, "ioscope_rows"), settings->lanes * lane_rows);
	return bpf_map__set_initial_value(object_map(object, ".rodata.lanes"), &lane_rows,
					  sizeof(lane_rows));
}

int object_load(struct object *object, const struct object_settings *settings)
{
	int error = set_sizes(object, settings);

	if (!error)
		error = bpf_object__load(object->bpf);
	if (error)
		return error;
	object->ledger = share(object, ".data.ledger", sizeof(*object->ledger));
	object->rules = share(object, ".data.rules", 2 * sizeof(*object->rules));
	object->proc = opendir("/proc");
	return object->ledger && object->rules && object->proc ? 0 : -errno;
}

void object_close(struct object *object)
{
	if (object->ledger)
		munmap(object->ledger, sizeof(*object->ledger));
	if (object->rules)
		munmap(object->rules, 2 * sizeof(*object->rules));
	if (object->proc)
		closedir(object->proc);
	bpf_object__close(object->bpf);
	*object = (struct object){0};
}
