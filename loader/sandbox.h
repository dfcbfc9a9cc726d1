/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The system calls left to the loader once it has attached. */
#ifndef IOSCOPE_SANDBOX_H
#define IOSCOPE_SANDBOX_H

/* Needs no_new_privs. 0, or -1 with errno. Calls not listed fail with EPERM. */
int sandbox_enter(void);

#endif
