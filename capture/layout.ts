// The structs of bpf/event.h and loader/frame.h as offsets. test/rules/layout.test.ts compares every
// one with what the C compiler says. Host byte order: little-endian on all machines ioscope runs on.

export const ABI_VERSION = 1;
export const MAGIC = 0x50435349;
export const TOKEN_LEN = 32;
export const FRAME_MAX = 1 << 20;
export const SCOPE_MAX = 4096;
export const COMM_LEN = 16;

export const FRAME = {
  HELLO: 1,
  READY: 2,
  EVENTS: 3,
  STATS: 4,
  LOST: 5,
  ERROR: 6,
  BYE: 7,
  START: 16,
  STOP: 17,
} as const;

export const ATTACH = { BTF: 1, TRACEPOINT: 2 } as const;
export const SCOPE = { LEAVE_OUT: 1, TREE: 2, ONE: 3 } as const;

/** Field name to [offset, size in bytes]; `size` is the struct's. */
export const LAYOUT = {
  event: {
    size: 64,
    fields: {
      start_ns: [0, 8],
      latency_ns: [8, 8],
      count: [16, 8],
      ret: [24, 8],
      pid: [32, 4],
      tid: [36, 4],
      fd: [40, 4],
      reserved: [44, 4],
      comm: [48, 16],
    },
  },
  counters: {
    size: 56,
    fields: {
      ring_full: [0, 8],
      join_full: [8, 8],
      lost_unnamed: [16, 8],
      started_before: [24, 8],
      died: [32, 8],
      overwritten: [40, 8],
      compat: [48, 8],
    },
  },
  lost: {
    size: 56,
    fields: {
      pid: [0, 4],
      reserved: [4, 4],
      reads: [8, 8],
      bytes: [16, 8],
      errors: [24, 8],
      latency_ns: [32, 8],
      first_ns: [40, 8],
      last_ns: [48, 8],
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
    size: 88,
    fields: {
      counters: [0, 56],
      now_ns: [56, 8],
      sent: [64, 8],
      in_flight: [72, 8],
      ring_used: [80, 8],
    },
  },
  failure: { size: 544, fields: { code: [0, 32], message: [32, 256], remedy: [288, 256] } },
  scope_entry: { size: 8, fields: { pid: [0, 4], mark: [4, 4] } },
  start: { size: 8, fields: { everything: [0, 4], entry_count: [4, 4] } },
} as const satisfies Record<string, { size: number; fields: Record<string, readonly [number, number]> }>;
