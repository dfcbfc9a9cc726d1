/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Puts a filter in force. The kernel side has room for two: one is written while the
 * other is in force, so that each call is decided by one of them. */
#ifndef IOSCOPE_FORCE_H
#define IOSCOPE_FORCE_H

#include "filter.h"
#include "object.h"

/* The filter to begin with, before anything is attached: 0, or -errno. Then, once
 * births are being watched, force_spread(). */
int force_first(const struct object *object, const struct filter_lists *lists);
int force_spread(const struct object *object);

/* Another in its place, while recording. It is in force for every call that is entered
 * after its return. 0, or -errno. */
int force_next(const struct object *object, const struct filter_lists *lists);

/* Waits until no handler is at work that was so at the call. */
void force_grace(void);

#endif
