/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The kernel side as it was compiled, and the parts of it by their names. */
#ifndef IOSCOPE_OBJECT_H
#define IOSCOPE_OBJECT_H

#include <bpf/libbpf.h>
#include <stddef.h>

#include "../bpf/tables.h"

#define PROGRAMS_MAX 20

/* What can be loaded: one way to attach, with one way of looking into the kernel's
 * memory (read.bpf.c). In the order in which they are to be tried. */
enum set { SET_BTF, SET_BTF_HELPERS, SET_CLASSIC, SET_CLASSIC_HELPERS, SET_CLASSIC_UNSEEN, SETS };

struct object {
	struct bpf_object *bpf;
	struct ledger *ledger; /* shared with the kernel, once loaded */
	/* In the order of attaching: lives are watched before the scope is spread, and
	 * exits before entries, so that an exit without an entry began before tracing. */
	struct bpf_program *programs[PROGRAMS_MAX];
	size_t lives; /* how many at the beginning watch lives */
	size_t count;
};

struct object_settings {
	__u32 everything;
	__u32 ring_bytes;
	__u32 slots;
};

int set_is_classic(enum set set);
int set_has_casts(enum set set);
int set_needs_btf(enum set set);

/* Each returns 0, or -errno. */
int object_open(struct object *object, enum set set);
int object_load(struct object *object, const struct object_settings *settings);

struct bpf_map *object_map(const struct object *object, const char *name);
int object_map_fd(const struct object *object, const char *name);
void object_close(struct object *object);

#endif
