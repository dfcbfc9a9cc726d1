/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* An expected failure as data: a code for programs, what happened and what to
 * do about it for people. */
#ifndef IOSCOPE_FAILURE_H
#define IOSCOPE_FAILURE_H

#include "frame.h"

/* The remedy where the two ends did not find together. */
#define START_AGAIN "Start ioscope again: it makes this directory itself."

/* Fills `failure` and returns -1, so that a caller can return it on. `remedy`
 * may be empty. */
int fail(struct failure *failure, const char *code, const char *remedy, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/* "ioscope-loader: message remedy" on stderr. */
void failure_print(const struct failure *failure);

#endif
