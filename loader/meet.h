/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Finding the capture process, and proving who both ends are. */
#ifndef IOSCOPE_MEET_H
#define IOSCOPE_MEET_H

#include "stream.h"

/* Connects to the loader.sock of `directory`, which must be private to `caller`,
 * and says HELLO with the token that lies beside it. 0, or -1 with `failure`. */
int meet(struct stream *stream, const char *directory, uid_t caller, struct failure *failure);

#endif
