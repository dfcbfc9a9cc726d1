// SPDX-License-Identifier: GPL-2.0 OR MIT
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/bpf.h>
#include <linux/filter.h>
#include <linux/perf_event.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include "sandbox.h"

#if defined(__x86_64__)
#define OUR_ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define OUR_ARCH AUDIT_ARCH_AARCH64
#else
#error "the seccomp list is written for x86-64 and arm64 only"
#endif

#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
/* The low half of an argument; both machines are little-endian. */
#define LOAD_ARGUMENT(n) LOAD(args[n])
#define RETURN(action) BPF_STMT(BPF_RET | BPF_K, action)
#define SKIP_UNLESS(value, count) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, count)
#define ALLOW(call) SKIP_UNLESS(SYS_##call, 1), RETURN(SECCOMP_RET_ALLOW)
#define REFUSE RETURN(SECCOMP_RET_ERRNO | EPERM)
/* `call` only with one of two values of argument `n`; bpf() only with these commands. */
#define ALLOW_ARGUMENT(call, n, one, other)                                                        \
	SKIP_UNLESS(SYS_##call, 5), LOAD_ARGUMENT(n),                                              \
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, one, 1, 0), SKIP_UNLESS(other, 1),             \
		RETURN(SECCOMP_RET_ALLOW), REFUSE
#define ALLOW_MAP_CALLS                                                                            \
	SKIP_UNLESS(SYS_bpf, 7), LOAD_ARGUMENT(0),                                                 \
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, BPF_MAP_LOOKUP_BATCH, 3, 0),                   \
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, BPF_MAP_LOOKUP_ELEM, 2, 0),                    \
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, BPF_MAP_UPDATE_ELEM, 1, 0),                    \
		SKIP_UNLESS(BPF_MAP_DELETE_ELEM, 1), RETURN(SECCOMP_RET_ALLOW), REFUSE

static struct sock_filter filter[] = {
	LOAD(arch),
	SKIP_UNLESS(OUR_ARCH, 1),
	BPF_JUMP(BPF_JMP | BPF_JA, 1, 0, 0),
	RETURN(SECCOMP_RET_KILL_PROCESS),
	LOAD(nr),
	/* pumping */
	ALLOW(sendmsg),
	ALLOW(recvfrom),
#ifdef SYS_poll
	ALLOW(poll),
#endif
	ALLOW(ppoll),
	ALLOW(write),
	ALLOW(clock_gettime),
	ALLOW(clock_nanosleep),
	ALLOW_ARGUMENT(madvise, 2, MADV_DONTNEED, MADV_DONTNEED),
	ALLOW_MAP_CALLS,
	ALLOW(pread64),
	/* another filter: who descends from whom by now, from /proc, which is open */
	ALLOW_ARGUMENT(openat, 2, O_RDONLY | O_CLOEXEC, O_RDONLY | O_CLOEXEC),
	ALLOW(read),
	ALLOW(getdents64),
	ALLOW(lseek),
	ALLOW(getpid),
	/* detaching and ending */
	ALLOW_ARGUMENT(ioctl, 1, PERF_EVENT_IOC_DISABLE, PERF_EVENT_IOC_DISABLE),
	ALLOW(membarrier),
	ALLOW(close),
	ALLOW(munmap),
	ALLOW(exit_group),
	/* memory of the C library; never to be executed */
	ALLOW(brk),
	ALLOW_ARGUMENT(mmap, 2, PROT_READ | PROT_WRITE, PROT_READ),
	ALLOW(futex),
	/* signals that ask for the end, and the deadline they set */
	ALLOW(setitimer),
#ifdef SYS_alarm
	ALLOW(alarm),
#endif
	ALLOW(rt_sigreturn),
	ALLOW(restart_syscall),
	REFUSE,
};

int sandbox_enter(void)
{
	struct sock_fprog program = {.len = sizeof(filter) / sizeof(filter[0]), .filter = filter};

	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0);
}
