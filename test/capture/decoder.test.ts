import { describe, expect, test } from 'vitest';
import type { Frame } from '../../capture/decoder.ts';
import { FrameDecoder } from '../../capture/decoder.ts';
import { ABI_VERSION, FRAME, FRAME_MAX } from '../../capture/layout.ts';
import { ProblemError } from '../../contract/problem.ts';
import {
  errorFrame,
  fileRecords,
  filteredFrame,
  frame,
  helloFrame,
  join,
  lostFrame,
  processRecords,
  readyFrame,
  records,
  statsFrame,
} from './records.ts';

const token = Uint8Array.from({ length: 32 }, (_, index) => index + 1);
const stream = join(
  helloFrame(token),
  readyFrame({ clockOffsetNs: -5n, attach: 2 }),
  frame(
    FRAME.FILES,
    fileRecords([
      { id: 3, names: ['b', 'a'] },
      { id: 4, size: 2n ** 63n, names: [] },
    ]),
  ),
  frame(
    FRAME.PROCESSES,
    processRecords([
      { id: 9, comm: 'bash', exe: ['bash'] },
      { exe: [], cmdline: [] },
    ]),
  ),
  frame(FRAME.EVENTS, records([{ pid: 7 }, { pid: 8, ret: -11n }])),
  statsFrame({ ring_full: 3, compat: 4, copy_file_range: 6 }, 5),
  lostFrame({
    pid: 42,
    reads: 6,
    slotless: 2,
    bytes: 7,
    errors: 1,
    latency_ns: 8,
    first_ns: 3,
    last_ns: 2n ** 60n,
  }),
  filteredFrame(5n),
  errorFrame('no-btf', 'No BTF.', 'Build a kernel with it.'),
  frame(FRAME.BYE),
);

/** Frames in a form that compares by content, whatever buffers they share. */
function plain(frames: Frame[]): unknown {
  return JSON.parse(
    JSON.stringify(frames, (_, value: unknown) => {
      if (typeof value === 'bigint') return `${value}n`;
      return value instanceof Uint8Array ? [...value] : value;
    }),
  );
}

const bytes = (text: string) => [...new TextEncoder().encode(text)];

const whole = plain([...new FrameDecoder().push(stream)]);

function decodeInPieces(pieces: Uint8Array[]): unknown {
  const decoder = new FrameDecoder();
  return plain(pieces.flatMap((piece) => [...decoder.push(piece)]));
}

/** A generator of its own, so that a failure can be repeated by its seed. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}

describe('frames', () => {
  test('are decoded with every field', () => {
    expect(whole).toMatchObject([
      {
        type: 'hello',
        hello: { magic: 0x50435349, abiVersion: ABI_VERSION, eventSize: 80, token: [...token] },
      },
      {
        type: 'ready',
        ready: { clockOffsetNs: '-5n', attach: 'tracepoint', loaderPid: 4711, ringBytes: 64 << 20 },
      },
      {
        type: 'files',
        files: [
          {
            id: 3,
            device: 0x800001,
            inode: '12n',
            size: '4096n',
            magic: 0xef53,
            mode: 0o100644,
            special: 0,
            flags: 0,
            names: bytes('b\0a\0'),
          },
          { id: 4, size: `${2n ** 63n}n`, names: [] },
        ],
      },
      {
        type: 'processes',
        processes: [
          {
            id: 9,
            pid: 100,
            parent: 1,
            uid: 1000,
            startNs: '5000000000n',
            cgroup: '77n',
            comm: bytes('bash'),
            exe: bytes('bash\0'),
            cmdline: bytes('cat\0/etc/passwd\0'),
          },
          { id: 1, comm: bytes('cat'), exe: [], cmdline: [] },
        ],
      },
      { type: 'events' },
      {
        type: 'stats',
        stats: { counters: { ring_full: 3, compat: 4, join_full: 0, copy_file_range: 6 }, inFlight: 5 },
      },
      {
        type: 'lost',
        lost: [
          {
            pid: 42,
            reads: 6,
            slotless: 2,
            bytes: 7,
            errors: 1,
            latencyNs: 8,
            firstNs: '3n',
            lastNs: `${2n ** 60n}n`,
          },
        ],
      },
      { type: 'filtered' },
      { type: 'error', code: 'no-btf', message: 'No BTF.', remedy: 'Build a kernel with it.' },
      { type: 'bye' },
    ]);
  });

  test('are the same split at every byte', () => {
    for (let at = 0; at <= stream.length; at++) {
      expect(decodeInPieces([stream.subarray(0, at), stream.subarray(at)])).toEqual(whole);
    }
  });

  test('are the same byte by byte and merged', () => {
    expect(decodeInPieces([...stream].map((byte) => Uint8Array.of(byte)))).toEqual(whole);
    expect(decodeInPieces([join(stream, stream)])).toEqual([
      ...(whole as unknown[]),
      ...(whole as unknown[]),
    ]);
  });

  test('are the same at random sizes', () => {
    for (let seed = 1; seed <= 50; seed++) {
      const next = random(seed);
      const pieces: Uint8Array[] = [];
      for (let at = 0; at < stream.length; ) {
        const size = 1 + Math.floor(next() * 200);
        pieces.push(stream.subarray(at, at + size));
        at += size;
      }
      expect(decodeInPieces(pieces), `seed ${seed}`).toEqual(whole);
    }
  });

  test('that are cut short are not handed out', () => {
    for (let at = 0; at < stream.length; at++) {
      const frames = [...new FrameDecoder().push(stream.subarray(0, at))];
      expect(frames.length).toBeLessThan((whole as unknown[]).length);
      expect(plain(frames)).toEqual((whole as unknown[]).slice(0, frames.length));
    }
  });

  test('of random bytes end in frames or in a ProblemError, never in another error or a large allocation', () => {
    for (let seed = 1; seed <= 500; seed++) {
      const next = random(seed);
      const garbage = Uint8Array.from({ length: 1 + Math.floor(next() * 300) }, () =>
        Math.floor(next() * 256),
      );
      // Half of them with a header that could be right, so that payloads are reached.
      if (seed % 2 === 0)
        garbage.set(
          [Math.floor(next() * 11), 0, 0, 0, Math.floor(next() * 100), 0, 0, 0].slice(0, garbage.length),
        );
      try {
        Array.from(new FrameDecoder().push(garbage));
      } catch (caught) {
        expect(caught, `seed ${seed}`).toBeInstanceOf(ProblemError);
      }
    }
  });

  test.each([
    [
      'a length above the limit',
      Uint8Array.of(3, 0, 0, 0, ...new Uint8Array(Uint32Array.of(FRAME_MAX + 1).buffer)),
    ],
    ['an unknown type', frame(99)],
    ['events that are not whole', frame(FRAME.EVENTS, new Uint8Array(81))],
    ['a file cut in its fixed part', frame(FRAME.FILES, fileRecords([{}]).subarray(0, 47))],
    ['a file cut in its names', frame(FRAME.FILES, fileRecords([{}, {}]).subarray(0, -8))],
    ['a file without its padding', frame(FRAME.FILES, fileRecords([{}]).subarray(0, -1))],
    ['a path above the limit', frame(FRAME.FILES, fileRecords([{ names: ['x'.repeat(4096)] }]))],
    ['a process cut in its fixed part', frame(FRAME.PROCESSES, processRecords([{}]).subarray(0, 55))],
    ['a process cut in its words', frame(FRAME.PROCESSES, processRecords([{}]).subarray(0, -8))],
    ['arguments above the limit', frame(FRAME.PROCESSES, processRecords([{ cmdline: ['x'.repeat(2048)] }]))],
    ['losses that are not whole', frame(FRAME.LOST, new Uint8Array(55))],
    ['a hello of another size', frame(FRAME.HELLO, new Uint8Array(39))],
    ['an attach mode there is none of', readyFrame({ attach: 3 })],
    ['a goodbye with a payload', frame(FRAME.BYE, new Uint8Array(1))],
  ])('with %s are refused with what to do', (_, bytes) => {
    let problem: unknown;
    try {
      Array.from(new FrameDecoder().push(bytes));
    } catch (caught) {
      problem = caught instanceof ProblemError ? caught.problem : caught;
    }
    expect(problem).toMatchObject({ code: 'protocol', remedy: expect.stringContaining('npm run build') });
  });
});
