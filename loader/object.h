/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The kernel side as it was compiled, and the parts of it by their names. */
#ifndef IOSCOPE_OBJECT_H
#define IOSCOPE_OBJECT_H

#include <bpf/libbpf.h>
#include <dirent.h>
#include <stddef.h>

#include "../bpf/tables.h"

#define HOOKS_MAX 32

/* What can be loaded: one way to attach, with one way of looking into the kernel's
 * memory (read.bpf.c). In the order in which they are to be tried. */
enum set { SET_BTF, SET_BTF_HELPERS, SET_CLASSIC, SET_CLASSIC_HELPERS, SET_CLASSIC_UNSEEN, SETS };

struct object {
	struct bpf_object *bpf;
	/* Shared with the kernel, once loaded. */
	struct ledger *ledger;
	struct rules *rules; /* two of them */
	DIR *proc;           /* opened while we may */
	struct bpf_link *links[HOOKS_MAX];
	enum set set;
};

struct object_settings {
	__u32 ring_bytes; /* a power of two */
	__u32 slots;
	__u32 lanes;
	__u32 lane_rows;
};

int set_is_classic(enum set set);
int set_has_casts(enum set set);
int set_needs_btf(enum set set);

/* Each returns 0, or -errno. */
int object_open(struct object *object, enum set set);
int object_load(struct object *object, const struct object_settings *settings);

/* First watches lives, then, when `between` has returned 0, everything else: exits
 * before entries, so that an exit without an entry began before tracing. */
int object_attach(struct object *object, int (*between)(const struct object *object));
void object_detach(struct object *object);

struct bpf_map *object_map(const struct object *object, const char *name);
int object_map_fd(const struct object *object, const char *name);
void object_close(struct object *object);

#endif
