/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* What libbpf says, kept silent until something fails. */
#ifndef IOSCOPE_LOG_H
#define IOSCOPE_LOG_H

/* From now on libbpf's messages are kept; forgets what was kept before. */
void log_keep(void);

/* The last lines kept, on stderr. */
void log_print(void);

#endif
