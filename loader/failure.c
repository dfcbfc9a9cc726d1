// SPDX-License-Identifier: GPL-2.0 OR MIT
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "failure.h"

int fail(struct failure *failure, const char *code, const char *remedy, const char *format, ...)
{
	va_list arguments;

	memset(failure, 0, sizeof(*failure));
	snprintf(failure->code, sizeof(failure->code), "%s", code);
	snprintf(failure->remedy, sizeof(failure->remedy), "%s", remedy);
	va_start(arguments, format);
	vsnprintf(failure->message, sizeof(failure->message), format, arguments);
	va_end(arguments);
	return -1;
}

void failure_print(const struct failure *failure)
{
	fprintf(stderr, "ioscope-loader: %s%s%s\n", failure->message, failure->remedy[0] ? " " : "",
		failure->remedy);
}
