/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The numbers of the system calls that are shown or counted, and how many bytes a
 * vector asks for. */
#ifndef IOSCOPE_CALLS_BPF_H
#define IOSCOPE_CALLS_BPF_H

#include "tables.h"

/* What sys_enter does with a call: enum read_call, or one of these. */
enum other_call {
	CALL_IGNORED = 0,
	CALL_MMAP = 16,
	CALL_IO_URING,
	CALL_SENDFILE,
	CALL_SPLICE,
	CALL_COPY_RANGE,
	CALL_MOVE, /* files may have another path after it */
};

#define CALLS 512

/* By system call number: arch/x86/entry/syscalls/syscall_64.tbl and, for arm64,
 * include/uapi/asm-generic/unistd.h. One load decides for every call of the machine.
 * CALL_MOVE: the renames, pivot_root, mount, umount2, move_mount. */
const volatile __u8 call_kinds[CALLS] = {
#if defined(__TARGET_ARCH_x86)
	[0] = CALL_READ,         [17] = CALL_PREAD64,   [19] = CALL_READV,    [295] = CALL_PREADV,
	[327] = CALL_PREADV2,    [9] = CALL_MMAP,       [40] = CALL_SENDFILE, [275] = CALL_SPLICE,
	[326] = CALL_COPY_RANGE, [426] = CALL_IO_URING, [82] = CALL_MOVE,     [264] = CALL_MOVE,
	[316] = CALL_MOVE,       [155] = CALL_MOVE,     [165] = CALL_MOVE,    [166] = CALL_MOVE,
	[429] = CALL_MOVE,
#elif defined(__TARGET_ARCH_arm64)
	[63] = CALL_READ,        [67] = CALL_PREAD64,   [65] = CALL_READV,    [69] = CALL_PREADV,
	[286] = CALL_PREADV2,    [222] = CALL_MMAP,     [71] = CALL_SENDFILE, [76] = CALL_SPLICE,
	[285] = CALL_COPY_RANGE, [426] = CALL_IO_URING, [38] = CALL_MOVE,     [276] = CALL_MOVE,
	[41] = CALL_MOVE,        [40] = CALL_MOVE,      [39] = CALL_MOVE,     [429] = CALL_MOVE,
#else
#error "ioscope knows the system calls of x86-64 and arm64 only"
#endif
};

/* The same five calls as 32-bit programs number them: syscall_32.tbl; arm numbers
 * them otherwise from preadv on (arch/arm/tools/syscall.tbl). */
static __always_inline int is_compat_read(long nr)
{
#if defined(__TARGET_ARCH_x86)
	return nr == 3 || nr == 180 || nr == 145 || nr == 333 || nr == 378;
#else
	return nr == 3 || nr == 180 || nr == 145 || nr == 361 || nr == 392;
#endif
}

/* What a 32-bit program has in the registers it comes with: on x86 the code segment
 * __USER32_CS (<asm/segment.h> of the kernel), on arm64 PSR_MODE32_BIT. */
#if defined(__TARGET_ARCH_x86)
#define COMPAT_REGISTER 136 /* cs */
#define COMPAT_MASK 0xffff
#define COMPAT_VALUE 0x23
#else
#define COMPAT_REGISTER 264 /* pstate */
#define COMPAT_MASK 0x10
#define COMPAT_VALUE 0x10
#endif

static __always_inline __u8 call_kind(__u64 nr)
{
	if (nr >= CALLS)
		return CALL_IGNORED;
	/* The compiler knows now that the mask does nothing; the verifier does not. */
	asm volatile("" : "+r"(nr));
	return call_kinds[nr & (CALLS - 1)];
}

static __always_inline int is_vector(__u8 call)
{
	return call == CALL_READV || call == CALL_PREADV || call == CALL_PREADV2;
}

struct vector {
	__u64 base;
	__u64 length;
};

#define VECTOR_MAX 1024 /* UIO_MAXIOV: the kernel refuses more */

struct vectors {
	struct vector entries[VECTOR_MAX];
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct vectors);
} ioscope_vector_scratch SEC(".maps");

/* Bytes that a vector of a program asks for. Not static: it is verified once. */
__noinline __u64 ioscope_vector_bytes(__u64 address, __u64 entries)
{
	struct vectors *copy;
	__u64 sum = 0;
	__u32 zero = 0;

	if (entries > VECTOR_MAX)
		return 0; /* EINVAL */
	copy = bpf_map_lookup_elem(&ioscope_vector_scratch, &zero);
	if (!copy || bpf_probe_read_user(copy, entries * sizeof(struct vector), (void *)address))
		return COUNT_UNKNOWN;
	for (int i = 0; i < VECTOR_MAX && i < (__s64)entries; i++)
		sum += *(volatile __u64 *)&copy->entries[i].length;
	return sum;
}

#endif
