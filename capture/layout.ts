// The structs of bpf/event.h and loader/frame.h as offsets. test/rules/layout.test.ts compares every
// one with what the C compiler says. Host byte order: little-endian on all machines ioscope runs on.

export const ABI_VERSION = 4;
export const MAGIC = 0x50435349;
export const TOKEN_LEN = 32;
export const FRAME_MAX = 1 << 20;
/** Entries of a filter, and bytes of a name in it. */
export const SCOPE_MAX = 4096;
export const NAMES_MAX = 32;
export const CGROUPS_MAX = 16;
export const NAME_LEN = 62;
export const COMM_LEN = 16;
/** Bytes of a path and of a command line, the NULs among them. */
export const PATH_MAX = 4096;
export const CMDLINE_MAX = 2048;

export const FRAME = {
  HELLO: 1,
  READY: 2,
  EVENTS: 3,
  STATS: 4,
  LOST: 5,
  ERROR: 6,
  BYE: 7,
  FILES: 8,
  PROCESSES: 9,
  BLOCKED: 10,
  FILTERED: 11,
  START: 16,
  STOP: 17,
  ASK_BLOCKED: 18,
  FILTER: 19,
} as const;

export const ATTACH = { BTF: 1, TRACEPOINT: 2 } as const;
/** Contract's SYSCALLS has their names, in this order. */
export const CALL = { READ: 1, PREAD64: 2, READV: 3, PREADV: 4, PREADV2: 5 } as const;
export const FILE = { DELETED: 1, CUT: 2, UNREACHABLE: 4 } as const;
export const SCOPE = { LEAVE_OUT: 1, TREE: 2, ONE: 3, NOT_ONE: 4 } as const;
export const NAME = { EXCLUDE: 1, PREFIX: 2, PROCESS: 4 } as const;
/** Contract's KINDS has their names, in this order. */
export const KIND = {
  UNKNOWN: 0,
  FILE: 1,
  DIR: 2,
  PIPE: 3,
  SOCKET: 4,
  TTY: 5,
  DEVICE: 6,
  PROC: 7,
  SYS: 8,
  MEMFD: 9,
  EVENTFD: 10,
  TIMERFD: 11,
  SIGNALFD: 12,
  INOTIFY: 13,
  EPOLL: 14,
  ANON: 15,
} as const;

/** Field name to [offset, size in bytes]; `size` is the struct's. */
export const LAYOUT = {
  event: {
    size: 80,
    fields: {
      start_ns: [0, 8],
      latency_ns: [8, 8],
      count: [16, 8],
      ret: [24, 8],
      offset: [32, 8],
      pid: [40, 4],
      tid: [44, 4],
      fd: [48, 4],
      file: [52, 4],
      process: [56, 4],
      call: [60, 1],
      reserved: [61, 3],
      comm: [64, 16],
    },
  },
  file_record: {
    size: 48,
    fields: {
      id: [0, 4],
      device: [4, 4],
      inode: [8, 8],
      size: [16, 8],
      magic: [24, 8],
      mode: [32, 4],
      special: [36, 4],
      flags: [40, 2],
      path_bytes: [42, 2],
      kind: [44, 1],
      reserved: [45, 3],
    },
  },
  process_record: {
    size: 56,
    fields: {
      id: [0, 4],
      pid: [4, 4],
      parent: [8, 4],
      uid: [12, 4],
      start_ns: [16, 8],
      cgroup: [24, 8],
      comm: [32, 16],
      exe_bytes: [48, 2],
      cmdline_bytes: [50, 2],
      reserved: [52, 4],
    },
  },
  counters: {
    size: 104,
    fields: {
      ring_full: [0, 8],
      join_full: [8, 8],
      lost_unnamed: [16, 8],
      started_before: [24, 8],
      died: [32, 8],
      overwritten: [40, 8],
      compat: [48, 8],
      filtered: [56, 8],
      mmap: [64, 8],
      io_uring: [72, 8],
      sendfile: [80, 8],
      splice: [88, 8],
      copy_file_range: [96, 8],
    },
  },
  lost: {
    size: 64,
    fields: {
      pid: [0, 4],
      reserved: [4, 4],
      reads: [8, 8],
      slotless: [16, 8],
      bytes: [24, 8],
      errors: [32, 8],
      latency_ns: [40, 8],
      first_ns: [48, 8],
      last_ns: [56, 8],
    },
  },
  frame_header: { size: 8, fields: { type: [0, 4], length: [4, 4] } },
  hello: {
    size: 40,
    fields: { magic: [0, 4], abi_version: [4, 2], event_size: [6, 2], token: [8, 32] },
  },
  ready: {
    size: 24,
    fields: {
      clock_offset_ns: [0, 8],
      attach: [8, 4],
      loader_pid: [12, 4],
      ring_bytes: [16, 4],
      reserved: [20, 4],
    },
  },
  stats: {
    size: 168,
    fields: {
      counters: [0, 104],
      now_ns: [104, 8],
      sent: [112, 8],
      in_flight: [120, 8],
      ring_used: [128, 8],
      sampled_ns: [136, 8],
      samples: [144, 8],
      loader_cpu_ns: [152, 8],
      loader_rss: [160, 8],
    },
  },
  blocked: {
    size: 40,
    fields: {
      start_ns: [0, 8],
      count: [8, 8],
      tid: [16, 4],
      process: [20, 4],
      file: [24, 4],
      fd: [28, 4],
      call: [32, 1],
      reserved: [33, 7],
    },
  },
  failure: { size: 544, fields: { code: [0, 32], message: [32, 256], remedy: [288, 256] } },
  scope_entry: { size: 8, fields: { pid: [0, 4], mark: [4, 4] } },
  filter_name: { size: 64, fields: { text: [0, 62], bytes: [62, 1], flags: [63, 1] } },
  filter_cgroup: { size: 16, fields: { id: [0, 8], exclude: [8, 4], reserved: [12, 4] } },
  filter: {
    size: 32,
    fields: {
      min_latency_ns: [0, 8],
      kinds: [8, 4],
      failures_only: [12, 4],
      everything: [16, 4],
      scope_count: [20, 4],
      name_count: [24, 4],
      cgroup_count: [28, 4],
    },
  },
  filtered: { size: 8, fields: { now_ns: [0, 8] } },
  start: { size: 40, fields: { ring_mib: [0, 4], reserved: [4, 4], filter: [8, 32] } },
} as const satisfies Record<string, { size: number; fields: Record<string, readonly [number, number]> }>;
