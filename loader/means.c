// SPDX-License-Identifier: GPL-2.0 OR MIT
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "means.h"

int means_btf(void)
{
	return access("/sys/kernel/btf/vmlinux", R_OK) == 0;
}

/* Mounted but closed to us is another failure, which attaching will tell. */
static int is_there(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 || errno == EACCES;
}

int means_tracefs(void)
{
	return is_there("/sys/kernel/tracing/events") ||
	       is_there("/sys/kernel/debug/tracing/events");
}

/* The kernel names processes by their ids on the host, START by those it sees: in
 * a container nothing would be left out, and ioscope would trace itself. */
static int sees_host_pids(void)
{
	static const char host[] = "pid:[4026531836]"; /* PROC_PID_INIT_INO */
	char own[sizeof(host)] = "";

	return readlink("/proc/self/ns/pid", own, sizeof(own) - 1) < 0 || strcmp(own, host) == 0;
}

int means_check(__u32 attach, struct failure *failure)
{
	static const char mount[] = "Run: sudo mount -t tracefs nodev /sys/kernel/tracing";

	if (!sees_host_pids())
		return fail(failure, "pid-namespace",
			    "Run it on the host, or start the container with --pid=host.",
			    "In a container process ids are not those that the kernel traces by.");
	if (attach == ATTACH_BTF && !means_btf())
		return fail(
			failure, "no-btf",
			"Use --attach tracepoint, or a kernel built with CONFIG_DEBUG_INFO_BTF.",
			"This kernel has no type information (/sys/kernel/btf/vmlinux).");
	if (attach == ATTACH_TRACEPOINT && !means_tracefs())
		return fail(failure, "no-tracefs", mount, "tracefs is not mounted.");
	if (attach == 0 && !means_btf() && !means_tracefs())
		return fail(
			failure, "no-tracefs", mount,
			"This kernel has no type information (BTF), and tracefs is not mounted.");
	return 0;
}

static int locked_down(void)
{
	char text[128] = "";
	FILE *file = fopen("/sys/kernel/security/lockdown", "re");

	if (!file)
		return 0;
	if (!fgets(text, sizeof(text), file))
		text[0] = 0;
	fclose(file);
	return strstr(text, "[confidentiality]") != NULL;
}

/* What a failed step means, once what can be checked beforehand has been. */
int means_explain(struct failure *failure, const char *step, int error, __u32 ring_bytes,
		  __u32 slots)
{
	if (locked_down())
		return fail(failure, "lockdown",
			    "Start the kernel with lockdown=integrity, or without lockdown.",
			    "The kernel is locked down (confidentiality) and lets nobody trace.");
	if (error == -ENOMEM || error == -E2BIG)
		return fail(failure, "memory", "Choose a smaller --ring or fewer --slots.",
			    "Not enough kernel memory for a ring buffer of %u MiB and %u slots.",
			    ring_bytes >> 20, slots);
	if (error == -EPERM || error == -EACCES)
		return fail(failure, "no-privilege",
			    "Run as root outside of containers, or with CAP_BPF, CAP_PERFMON and "
			    "CAP_DAC_READ_SEARCH.",
			    "The kernel denies tracing: it could not %s (%s).", step,
			    strerror(-error));
	if (error == -ENOENT)
		return fail(failure, "no-tracepoints",
			    "Use a kernel built with CONFIG_FTRACE_SYSCALLS.",
			    "This kernel does not have the tracepoints that ioscope needs.");
	return fail(failure, "refused", "Report this, with the lines above it.",
		    "The kernel refused ioscope's program: it could not %s (%s).", step,
		    strerror(-error));
}
