// SPDX-License-Identifier: GPL-2.0 OR MIT
#include <errno.h>
#include <grp.h>
#include <linux/capability.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "privileges.h"
#include "sandbox.h"

/* Twice the weight of others: with two processors and four threads that make 36 million reads as
 * fast as they can none is lost, of which else a third was. With -5 a window answers later. */
#define PRECEDENCE (-3)

/* The environment is to be trusted only if pkexec or sudo could have written it,
 * that is, if we are root through and through. */
uid_t privileges_caller(void)
{
	static const char *const names[] = {"PKEXEC_UID", "SUDO_UID"};

	for (size_t i = 0; getuid() == 0 && geteuid() == 0 && i < 2; i++) {
		const char *text = getenv(names[i]);
		char *end;
		unsigned long value;

		if (!text || !*text)
			continue;
		errno = 0;
		value = strtoul(text, &end, 10);
		if (!errno && !*end && value < (uid_t)-1)
			return (uid_t)value;
	}
	return getuid();
}

static int get_capabilities(struct __user_cap_data_struct sets[2])
{
	struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};

	return (int)syscall(SYS_capget, &header, sets);
}

static int set_capabilities(const struct __user_cap_data_struct sets[2])
{
	struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};

	return (int)syscall(SYS_capset, &header, sets);
}

static int has(const struct __user_cap_data_struct sets[2], unsigned int capability)
{
	return sets[CAP_TO_INDEX(capability)].effective & CAP_TO_MASK(capability) ? 1 : 0;
}

int privileges_check(struct failure *failure)
{
	struct __user_cap_data_struct sets[2] = {0};

	if (get_capabilities(sets) == 0 &&
	    (has(sets, CAP_SYS_ADMIN) || (has(sets, CAP_BPF) && has(sets, CAP_PERFMON))))
		return 0;
	return fail(failure, "no-privilege",
		    "Run it as root, or give it CAP_BPF, CAP_PERFMON and CAP_DAC_READ_SEARCH.",
		    "Tracing needs privileges that this process does not have.");
}

void privileges_suspend(int suspended)
{
	struct __user_cap_data_struct sets[2];

	if (get_capabilities(sets))
		return;
	for (int i = 0; i < 2; i++)
		sets[i].effective = suspended ? 0 : sets[i].permitted;
	set_capabilities(sets);
}

/* Without CAP_SETPCAP (file capabilities) the bounding set stays; no_new_privs
 * makes it meaningless. */
static void empty_bounding_set(void)
{
	for (unsigned long capability = 0; prctl(PR_CAPBSET_READ, capability) >= 0; capability++)
		prctl(PR_CAPBSET_DROP, capability);
}

/* With file capabilities we are the caller already. */
static int become(uid_t user, gid_t group)
{
	if (geteuid() != 0)
		return 0;
	return setgroups(0, NULL) || setresgid(group, group, group) || setresuid(user, user, user);
}

void privileges_precede(pid_t capture)
{
	const pid_t both[] = {0, capture};

	for (size_t i = 0; i < 2; i++) {
		errno = 0;
		if (getpriority(PRIO_PROCESS, (id_t)both[i]) == 0 && !errno)
			setpriority(PRIO_PROCESS, (id_t)both[i], PRECEDENCE);
	}
}

int privileges_drop(uid_t user, gid_t group, int keep_cap_bpf, struct failure *failure)
{
	struct __user_cap_data_struct sets[2] = {0};
	__u32 mask = keep_cap_bpf ? CAP_TO_MASK(CAP_BPF) : 0;

	sets[CAP_TO_INDEX(CAP_BPF)].effective = mask;
	sets[CAP_TO_INDEX(CAP_BPF)].permitted = mask;
	empty_bounding_set();
	if (prctl(PR_SET_KEEPCAPS, keep_cap_bpf) || become(user, group) ||
	    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) || set_capabilities(sets) ||
	    prctl(PR_SET_DUMPABLE, 0) || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || sandbox_enter())
		return fail(failure, "no-drop", "Report this.",
			    "Could not give up privileges after attaching: %s.", strerror(errno));
	return 0;
}
