import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Intake } from '../../capture/intake.ts';
import { decodeFiles, decodeProcesses } from '../../capture/records.ts';
import { Store } from '../../capture/store.ts';
import { Writes } from '../../capture/writes.ts';
import type { ExportFormat } from '../../contract/capture.ts';
import { NO_FILTER } from '../../contract/filter.ts';
import { COLUMNS } from '../../contract/read.ts';
import { columns, fileRecords, processRecords, records } from './records.ts';
import { temporaryDirectory } from './temporary.ts';

const directory = temporaryDirectory();
const HOSTILE = [
  '=cmd()',
  '+1',
  '-1',
  '@x',
  '\tt',
  'a"b',
  'a,b',
  'a\r\nb',
  '<b>x</b>',
  'rtl\u202e',
  '\x1b[31m',
];
const ROWS = 130_000;
let store: Store;

beforeAll(async () => {
  store = await Store.open(join(directory, 'export.duckdb'));
  const events = Array.from({ length: ROWS }, (_, row) => ({
    start_ns: 1_795_380_296_000_000_000n + BigInt(row),
    comm: HOSTILE[row] ?? (row === HOSTILE.length ? Uint8Array.of(0x61, 0xff) : 'cat'),
    ret: row === 3 ? -512n : row === 4 ? -9n : 4096n,
    ...(row === 0 ? { process: 1, call: 5, offset: 8192n } : {}),
    file: row < HOSTILE.length ? row + 1 : 0,
    count: row === 5 ? 2n ** 64n - 1n : 4096n,
  }));
  const intake = new Intake(store);
  const files = HOSTILE.map((name, index) => ({ id: index + 1, inode: BigInt(index), names: [name] }));
  intake.files(decodeFiles(fileRecords(files)));
  intake.processes(decodeProcesses(processRecords([{ id: 1, comm: HOSTILE[0] ?? '' }])));
  store.append(intake.columns(records(events), 0n));
  await store.flush();
});
afterAll(() => store.close());

async function write(format: ExportFormat, path = join(directory, `out.${format}`)): Promise<string> {
  const { rows } = await new Writes(store).write(
    { path, format, filter: NO_FILTER, follow: false },
    () => {},
  );
  expect(rows).toBe(ROWS);
  return readFileSync(path, 'utf8');
}

/** RFC 4180, as its grammar has it. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/gy;
  for (let match = cell.exec(text); match !== null; match = cell.exec(text)) {
    rows.at(-1)?.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
    if (match[3] === '\r\n') rows.push([]);
    if (cell.lastIndex === text.length) break;
  }
  expect(rows.pop(), 'the last line ends with CR LF').toEqual([]);
  return rows;
}

test('CSV is RFC 4180 with a header, and no cell is a formula', async () => {
  const [header, ...rows] = parseCsv(await write('csv'));
  expect(header).toEqual([...COLUMNS]);
  expect(rows).toHaveLength(ROWS);
  expect(rows[0]).toEqual([
    '2026-11-22T20:44:56.000000000Z',
    '100',
    '101',
    "'=cmd()",
    "'=cmd()",
    'preadv2',
    '3',
    'file',
    '/=cmd()',
    '8192',
    '4096',
    '4096',
    '',
    '1500',
  ]);
  expect(rows[129_999]?.[0]).toBe('2026-11-22T20:44:56.000129999Z');
  expect(rows.slice(0, HOSTILE.length + 1).map((row) => row[3])).toEqual([
    "'=cmd()",
    "'+1",
    "'-1",
    "'@x",
    "'\tt",
    ...HOSTILE.slice(5),
    'a\\xff',
  ]);
  expect(rows.slice(0, HOSTILE.length).map((row) => row[8])).toEqual(HOSTILE.map((name) => `/${name}`));
  expect(rows.at(-1)?.slice(4, 10)).toEqual(['', 'read', '3', 'unknown', '', '-1']);
  expect(rows[3]?.slice(11, 13)).toEqual(['-512', 'ERESTARTSYS']);
  expect(rows[4]?.slice(11, 13)).toEqual(['-9', 'EBADF']);
  expect(rows[5]?.[10]).toBe('18446744073709551615');
});

test('JSON lines have the same words and the names unaltered', async () => {
  const lines = (await write('jsonl')).trimEnd().split('\n');
  expect(lines).toHaveLength(ROWS);
  const parsed = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(Object.keys(parsed[0] ?? {})).toEqual([...COLUMNS]);
  expect(parsed.slice(0, HOSTILE.length).map(({ comm }) => comm)).toEqual(HOSTILE);
  expect(parsed.slice(0, HOSTILE.length).map(({ path }) => path)).toEqual(HOSTILE.map((name) => `/${name}`));
  expect(parsed[0]).toMatchObject({ process: '=cmd()', syscall: 'preadv2', offset: 8192 });
  expect(parsed[4]).toMatchObject({ offset: -1, pid: 100, ret: -9, error: 'EBADF', latency_ns: 1500 });
});

test('text is a line a read, and no name acts on the terminal', async () => {
  const lines = (await write('text')).trimEnd().split('\n');
  expect(lines).toHaveLength(ROWS);
  expect(lines.at(-1)).toBe('comm: cat, pid: 100, fd: 3, count: 4096, ret: 4096');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that there is none is the point.
  expect(lines.filter((line) => /[\x00-\x1f\u202e]/.test(line))).toEqual([]);
});

test('a link stays a link, and a name may be as long as names can be', async () => {
  const target = join(directory, 'target.csv');
  const link = join(directory, 'link.csv');
  writeFileSync(target, 'what was there');
  symlinkSync(target, link);
  const long = join(directory, `${'n'.repeat(251)}.csv`);
  for (const path of [link, long]) {
    await new Writes(store).write({ path, format: 'csv', filter: NO_FILTER, follow: false }, () => {});
  }
  expect(readlinkSync(link)).toBe(target);
  expect(readFileSync(target).equals(readFileSync(long))).toBe(true);
  expect(readFileSync(target, 'latin1').startsWith('time,')).toBe(true);
  expect(readdirSync(directory).filter((name) => name.endsWith('.part'))).toEqual([]);
});

describe('an export that fails leaves no half file and the capture intact', () => {
  async function problemOf(path: string): Promise<unknown> {
    const failed = new Writes(store).write(
      { path, format: 'csv', filter: NO_FILTER, follow: false },
      () => {},
    );
    const problem = await failed.then(
      () => 'no failure',
      (error: { problem?: unknown }) => error.problem,
    );
    expect(await store.queries.rows.page(NO_FILTER, ROWS - 1, 0, 1)).toHaveLength(1);
    return problem;
  }

  test('on a full device', async () => {
    expect(await problemOf('/dev/full')).toMatchObject({
      code: 'export-failed',
      message: 'Could not write /dev/full: no space left on device.',
      remedy: expect.stringContaining('Free some space'),
    });
    expect(statSync('/dev/full').isCharacterDevice()).toBe(true);
  });

  test('on a full disk', async (context) => {
    if (process.getuid?.() !== 0) context.skip('mounting a small file system needs root');
    const small = mkdtempSync(join(directory, 'small-'));
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', small]);
    try {
      writeFileSync(join(small, 'out.csv'), 'what was there');
      expect(await problemOf(join(small, 'out.csv'))).toMatchObject({ code: 'export-failed' });
      expect(readdirSync(small)).toEqual(['out.csv']);
      expect(readFileSync(join(small, 'out.csv'), 'utf8')).toBe('what was there');
    } finally {
      execFileSync('umount', [small]);
    }
  });

  test('in a folder that is not there, or that is a file', async () => {
    expect(await problemOf(join(directory, 'none', 'out.csv'))).toMatchObject({
      message: expect.stringContaining('no such file or directory'),
      remedy: expect.stringContaining('Make the folder'),
    });
    writeFileSync(join(directory, 'file'), '');
    expect(await problemOf(join(directory, 'file', 'out.csv'))).toMatchObject({ code: 'export-failed' });
  });

  test('onto a folder', async () => {
    const folder = join(directory, 'folder.csv');
    mkdirSync(folder);
    expect(await problemOf(folder)).toMatchObject({
      code: 'export-failed',
      remedy: expect.stringContaining('file name'),
    });
  });

  test('when it is cancelled', async () => {
    const writes = new Writes(store);
    const path = join(directory, 'cancelled.csv');
    const run = writes.write({ path, format: 'csv', filter: NO_FILTER, follow: true }, () => {});
    const outcome = run.catch((error: { problem: unknown }) => error.problem);
    await writes.cancel();
    expect(await outcome).toMatchObject({ code: 'cancelled' });
    expect(readdirSync(directory).filter((name) => name.includes('cancelled'))).toEqual([]);
  });
});

test('an export that follows writes the rows that come, to the last', async () => {
  const file = join(directory, 'follow.duckdb');
  const live = await Store.open(file);
  const writes = new Writes(live);
  const path = join(directory, 'follow.csv');
  const run = writes.write({ path, format: 'csv', filter: NO_FILTER, follow: true }, () => {});
  let expected = 0;
  for (let batch = 0; batch < 50; batch++) {
    live.append(
      columns(
        live,
        Array.from({ length: 2000 }, () => ({})),
      ),
    );
    await live.flush();
    expected += 2000;
    writes.rowsCame();
  }
  writes.recordingOver();
  expect(await run).toEqual({ rows: expected });
  expect(readFileSync(path, 'utf8').trimEnd().split('\r\n')).toHaveLength(expected + 1);
  await live.close();
});
