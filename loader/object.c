// SPDX-License-Identifier: GPL-2.0 OR MIT
#include <errno.h>
#include <stdio.h>
#include <sys/mman.h>

#include "object.h"

/* These want the types above. */
#include "casts.skel.h"
#include "helpers.skel.h"
#include "unseen.skel.h"

#if !defined(LIBBPF_MAJOR_VERSION) || LIBBPF_MAJOR_VERSION < 1
#error "ioscope needs libbpf 1.0 or later (Debian 12, Ubuntu 24.04)"
#endif

static const char *const btf_programs[] = {"birth", "death", "exec", "signal",
					   "exit",  "enter", NULL};
static const char *const classic_programs[] = {
	"tp_birth",
	"tp_death",
	"tp_exec",
	"tp_signal",
	"tp_exit_read",
	"tp_exit_pread64",
	"tp_exit_readv",
	"tp_exit_preadv",
	"tp_exit_preadv2",
	"tp_count_mmap",
	"tp_count_io_uring_enter",
	"tp_count_sendfile64",
	"tp_count_splice",
	"tp_count_copy_file_range",
	"tp_enter_read",
	"tp_enter_pread64",
	"tp_enter_readv",
	"tp_enter_preadv",
	"tp_enter_preadv2",
	NULL,
};
#define LIVES 4 /* how many of either list watch lives */

static const struct {
	const void *(*bytes)(size_t *size);
	const char *const *programs;
} sets[SETS] = {
	[SET_BTF] = {casts__elf_bytes, btf_programs},
	[SET_BTF_HELPERS] = {helpers__elf_bytes, btf_programs},
	[SET_CLASSIC] = {casts__elf_bytes, classic_programs},
	[SET_CLASSIC_HELPERS] = {helpers__elf_bytes, classic_programs},
	[SET_CLASSIC_UNSEEN] = {unseen__elf_bytes, classic_programs},
};

int set_is_classic(enum set set)
{
	return sets[set].programs == classic_programs;
}

int set_has_casts(enum set set)
{
	return sets[set].bytes == casts__elf_bytes;
}

int set_needs_btf(enum set set)
{
	return set != SET_CLASSIC_UNSEEN;
}

int object_open(struct object *object, enum set set)
{
	struct bpf_program *program;
	size_t size;
	const void *bytes = sets[set].bytes(&size);

	*object = (struct object){.lives = LIVES};
	object->bpf = bpf_object__open_mem(bytes, size, NULL);
	if (!object->bpf)
		return -errno;
	bpf_object__for_each_program(program, object->bpf)
		bpf_program__set_autoload(program, false);
	for (const char *const *name = sets[set].programs; *name; name++) {
		char full[64];

		snprintf(full, sizeof(full), "ioscope_%s", *name);
		program = bpf_object__find_program_by_name(object->bpf, full);
		if (!program)
			return -ENOEXEC;
		bpf_program__set_autoload(program, true);
		object->programs[object->count++] = program;
	}
	return 0;
}

struct bpf_map *object_map(const struct object *object, const char *name)
{
	return bpf_object__find_map_by_name(object->bpf, name);
}

int object_map_fd(const struct object *object, const char *name)
{
	return bpf_map__fd(object_map(object, name));
}

static int set_everything(const struct object *object, __u32 everything)
{
	struct bpf_map *map = object_map(object, ".rodata.order");

	return map ? bpf_map__set_initial_value(map, &everything, sizeof(everything)) : -ENOEXEC;
}

int object_load(struct object *object, const struct object_settings *settings)
{
	int error = set_everything(object, settings->everything);
	void *ledger;

	if (error)
		return error;
	bpf_map__set_max_entries(object_map(object, "ioscope_ring"), settings->ring_bytes);
	bpf_map__set_max_entries(object_map(object, "ioscope_join"), settings->slots);
	error = bpf_object__load(object->bpf);
	if (error)
		return error;
	ledger = mmap(NULL, sizeof(*object->ledger), PROT_READ | PROT_WRITE, MAP_SHARED,
		      object_map_fd(object, ".data.ledger"), 0);
	if (ledger == MAP_FAILED)
		return -errno;
	object->ledger = ledger;
	return 0;
}

void object_close(struct object *object)
{
	if (object->ledger)
		munmap(object->ledger, sizeof(*object->ledger));
	bpf_object__close(object->bpf);
	*object = (struct object){0};
}
