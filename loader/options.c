// SPDX-License-Identifier: GPL-2.0 OR MIT
#include <argp.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "filter.h"
#include "options.h"

#define SLOTS_MAX (1 << 22) /* the most threads a 64-bit kernel has */

static const char help[] =
	"Traces read() and sends what it sees to the capture process that listens on "
	"DIRECTORY/loader.sock. ioscope starts it by itself; it is of no use alone.\v"
	"Examples:\n"
	"  ioscope-loader /run/user/1000/ioscope-x7Kq\n"
	"  ioscope-loader --attach tracepoint /run/user/1000/ioscope-x7Kq\n"
	"  ioscope-loader --ring 256 --slots 100000 /run/user/1000/ioscope-x7Kq\n\n"
	"Needs root, or CAP_BPF and CAP_PERFMON (with --attach tracepoint also "
	"CAP_DAC_READ_SEARCH), until it has attached; then it drops them all.";

static const struct argp_option table[] = {
	{"attach", 'a', "MODE", 0,
	 "btf: raw tracepoints, needs BTF. tracepoint: classic ones, needs tracefs. "
	 "auto: btf, else tracepoint (default)",
	 0},
	{"ring", 'r', "MIB", 0,
	 "Size of the ring buffer, rounded up to a power of two (default 256)", 0},
	{"slots", 's', "N", 0, "Threads to follow at a time (default 32768)", 0},
	{"old-kernel", 'o', NULL, 0, "Do with what kernels before Linux 6.2 have (slower)", 0},
	{0},
};

static __u32 number(struct argp_state *state, const char *name, const char *text, long max)
{
	char *end;
	long value;

	errno = 0;
	value = strtol(text, &end, 10);
	if (errno || end == text || *end || value < 1 || value > max)
		argp_error(state, "--%s must be a whole number from 1 to %ld, not '%s'", name, max,
			   text);
	return (__u32)value;
}

static __u32 attach_mode(struct argp_state *state, const char *text)
{
	if (strcmp(text, "btf") == 0)
		return ATTACH_BTF;
	if (strcmp(text, "tracepoint") == 0)
		return ATTACH_TRACEPOINT;
	if (strcmp(text, "auto") != 0)
		argp_error(state, "--attach must be auto, btf or tracepoint, not '%s'", text);
	return 0;
}

__u32 options_ring_bytes(__u32 mib)
{
	__u32 size = 1;

	while (size < mib)
		size *= 2;
	return size << 20;
}

static error_t parse(int key, char *argument, struct argp_state *state)
{
	struct options *options = state->input;

	switch (key) {
	case 'a':
		options->attach = attach_mode(state, argument);
		break;
	case 'r':
		options->ring_bytes =
			options_ring_bytes(number(state, "ring", argument, RING_MIB_MAX));
		break;
	case 's':
		options->slots = number(state, "slots", argument, SLOTS_MAX);
		break;
	case 'o':
		options->without_casts = 1;
		break;
	case ARGP_KEY_ARG:
		if (options->directory)
			argp_error(state, "one directory, not also '%s'", argument);
		options->directory = argument;
		break;
	case ARGP_KEY_END:
		if (!options->directory)
			argp_error(state, "the directory with loader.sock is missing");
		break;
	default:
		return ARGP_ERR_UNKNOWN;
	}
	return 0;
}

void options_parse(struct options *options, int argc, char **argv)
{
	static const struct argp argp = {table, parse, "DIRECTORY", help, NULL, NULL, NULL};

	*options = (struct options){.ring_bytes = 256u << 20, .slots = 32768};
	argp_err_exit_status = 1;
	argp_parse(&argp, argc, argv, 0, NULL, options);
}
