// Files that the kernel side did not describe, as /proc has them when their reads arrive.

import { closeSync, mkdirSync, openSync, renameSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { toColumns } from '../../capture/columns.ts';
import { Files } from '../../capture/dictionary.ts';
import { IdMap } from '../../capture/id-map.ts';
import { LaterFiles, ownerOf } from '../../capture/later-files.ts';
import { Names } from '../../capture/names.ts';
import { type EventFields, records } from './records.ts';
import { temporaryDirectory } from './temporary.ts';

const directory = temporaryDirectory();
const open: number[] = [];
afterEach(() => {
  vi.useRealTimers();
  for (const fd of open.splice(0)) closeSync(fd);
});

function opened(path: string): number {
  const fd = openSync(path, 'r');
  open.push(fd);
  return fd;
}

function made(name: string): string {
  const path = join(directory, name);
  writeFileSync(path, '');
  return path;
}

function filled(later: LaterFiles, ...events: Partial<EventFields>[]): number[] {
  const columns = toColumns(records(events), 0n, {
    names: new Names(),
    files: new IdMap(),
    processes: new IdMap(),
  });
  later.fill(columns);
  return [...columns.file];
}

const own = { pid: process.pid };

describe('looking up files', () => {
  test('marks what it finds, and knows again what it found', () => {
    const files = new Files();
    const later = new LaterFiles(files);
    const path = made('a file, "quoted"');
    const fd = opened(path);
    expect(filled(later, { ...own, fd }, { ...own, fd, ret: 0n })).toEqual([1, 1]);
    expect([files.texts[1], files.kinds[1]]).toEqual([`${path} (by /proc)`, 'unknown']);
    const [stored] = files.takeFresh();
    expect(stored).toMatchObject({ id: 1, text: `${path} (by /proc)`, flags: 0x8000 });
    expect(Buffer.from(stored?.raw ?? []).toString()).toBe(path);
    expect(filled(new LaterFiles(files), { ...own, fd })).toEqual([1]);
  });

  test.each([
    ['/proc/self/stat', 'proc'],
    ['/dev/ptmx', 'tty'],
    ['/sys/kernel/uevent_seqnum', 'sys'],
  ])('knows kinds by their places: %s', (path, kind) => {
    const files = new Files();
    filled(new LaterFiles(files), { ...own, fd: opened(path) });
    expect(files.kinds[1]).toBe(kind);
  });

  test('leaves alone what is no file, is not there, or is described', () => {
    const files = new Files();
    const later = new LaterFiles(files);
    const fd = opened(made('open'));
    expect(
      filled(
        later,
        { ...own, fd: -1 },
        { ...own, fd, ret: -9n },
        { ...own, fd: 999_999 },
        { pid: 2 ** 31, fd },
      ),
    ).toEqual([0, 0, 0, 0]);
    const known = new IdMap();
    known.set(7, 3);
    const columns = toColumns(records([{ ...own, fd, file: 7 }]), 0n, {
      names: new Names(),
      files: known,
      processes: new IdMap(),
    });
    later.fill(columns);
    expect([...columns.file]).toEqual([3]);
    expect(files.texts).toEqual(['']);
  });

  test('looks again after a while, and not before', () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    const files = new Files();
    const later = new LaterFiles(files);
    const path = made('before');
    const fd = opened(path);
    expect(filled(later, { ...own, fd })).toEqual([1]);
    renameSync(path, join(directory, 'after'));
    expect(filled(later, { ...own, fd })).toEqual([1]);
    vi.advanceTimersByTime(300);
    expect(filled(later, { ...own, fd })).toEqual([2]);
    expect(files.texts[2]).toBe(`${join(directory, 'after')} (by /proc)`);
  });

  test('of very many descriptors in one batch some wait', () => {
    const later = new LaterFiles(new Files());
    const fds = Array.from({ length: 100 }, (_, index) => opened(made(`many ${index}`)));
    const reads = fds.map((fd) => ({ ...own, fd }));
    const first = filled(later, ...reads);
    expect(first.slice(0, 64)).not.toContain(0);
    expect(new Set(first.slice(64))).toEqual(new Set([0]));
    expect(filled(later, ...reads)).not.toContain(0);
  });

  test('a name that is no UTF-8, of a file that is gone', () => {
    const folder = join(directory, 'odd');
    mkdirSync(folder);
    const path = Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0xff, 0x0a])]);
    writeFileSync(path, '');
    const fd = openSync(path, 'r');
    open.push(fd);
    unlinkSync(path);
    const files = new Files();
    filled(new LaterFiles(files), { ...own, fd });
    expect(files.texts[1]).toBe(`${folder}/\\xff\n (deleted) (by /proc)`);
  });
});

test('whose a thread is', () => {
  expect(ownerOf(process.pid)).toMatchObject({ pid: process.pid });
  expect(ownerOf(2 ** 31)).toBeNull();
});
