// SPDX-License-Identifier: GPL-2.0 OR MIT
#include <bpf/libbpf.h>
#include <stdio.h>
#include <string.h>

#include "log.h"

#define LINES_SHOWN 20

static char kept[64 << 10];
static size_t length;

static int keep(enum libbpf_print_level level, const char *format, va_list arguments)
{
	int written;

	if (level == LIBBPF_DEBUG)
		return 0;
	if (length > sizeof(kept) / 2) {
		memmove(kept, kept + length / 2, length - length / 2);
		length -= length / 2;
	}
	written = vsnprintf(kept + length, sizeof(kept) - length, format, arguments);
	if (written > 0)
		length += strlen(kept + length);
	return written;
}

void log_keep(void)
{
	length = 0;
	libbpf_set_print(keep);
}

void log_print(void)
{
	size_t start = length;
	int lines = 0;

	while (start > 0 && lines <= LINES_SHOWN)
		if (kept[--start] == '\n')
			lines++;
	if (start > 0)
		start++;
	fwrite(kept + start, 1, length - start, stderr);
}
