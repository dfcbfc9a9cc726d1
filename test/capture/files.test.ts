import { describe, expect, test } from 'vitest';
import { Files, Processes } from '../../capture/dictionary.ts';
import { placeOf } from '../../capture/files.ts';
import { FILE, KIND } from '../../capture/layout.ts';
import { decodeFiles, decodeProcesses } from '../../capture/records.ts';
import type { FileFields, ProcessFields } from './records.ts';
import { fileRecords, processRecords } from './records.ts';

const fileOf = (fields: Partial<FileFields>) => {
  const [record] = decodeFiles(fileRecords([fields]));
  if (record === undefined) throw new Error('there is no record');
  return record;
};
const described = (fields: Partial<FileFields>) => placeOf(fileOf(fields)).path;

const REGULAR = 0o100644;
const TMPFS = 0x01021994;

describe('an open file has as path', () => {
  test.each<[string, Partial<FileFields>]>([
    ['/etc/passwd', {}],
    ['/a/b/c/d', { names: ['d', 'c', 'b', 'a'] }],
    ['/', { mode: 0o040755, names: [] }],
    ['/home/me', { mode: 0o040755, names: ['me', 'home'] }],
    ['pipe:[4711]', { mode: 0o010600, magic: 0x50495045, inode: 4711n, names: [''] }],
    ['/run/initctl', { mode: 0o010600, magic: TMPFS, names: ['initctl', 'run'] }],
    ['socket:[9]', { mode: 0o140777, magic: 0x534f434b, inode: 9n, names: ['TCP'] }],
    ['ns:[4026531832]', { mode: 0o100444, magic: 0x6e736673, inode: 4026531832n, names: ['/'] }],
    ['/memfd:shared', { magic: TMPFS, names: ['memfd:shared'] }],
    ['anon_inode:[eventfd]', { mode: 0o600, magic: 0x09041934, names: ['[eventfd]'] }],
    ['anon_inode:inotify', { mode: 0o600, names: ['inotify'] }],
    ['anon_inode:[eventpoll]', { mode: 0o600, names: ['[eventpoll]'] }],
    ['anon_inode:[pidfd]', { mode: REGULAR, magic: 0x50494446, names: ['x'] }],
    ['anon_inode:', { mode: 0, names: [] }],
    ['anon_inode:[eventfd]', { mode: REGULAR, magic: 0x09041934, names: ['[eventfd]'] }],
    ['/inotify', { names: ['inotify'] }],
  ])('%s', (text, fields) => expect(described(fields)).toBe(text));

  test.each<[string, Partial<FileFields>]>([
    ['/etc/passwd (deleted)', { flags: FILE.DELETED }],
    ['…/etc/passwd', { flags: FILE.CUT }],
    ['(unreachable)/etc/passwd', { flags: FILE.UNREACHABLE }],
    ['(unreachable)/etc/passwd (deleted)', { flags: FILE.UNREACHABLE | FILE.DELETED }],
    ['…/etc/passwd (deleted)', { flags: FILE.CUT | FILE.UNREACHABLE | FILE.DELETED }],
  ])('marked: %s', (text, fields) => expect(described(fields)).toBe(text));

  test('its path with every byte: what is not UTF-8 is written out, a backslash doubled', () => {
    const { path, raw } = placeOf(fileOf({ names: [Uint8Array.of(0x61, 0xff), 'back\\slash', 'x\n'] }));
    expect(path).toBe('/x\n/back\\\\slash/a\\xff');
    expect([...raw]).toEqual([...new TextEncoder().encode('/x\n/back\\slash/a'), 0xff]);
    expect(described({ names: ['ключ'] })).toBe('/ключ');
  });

  test('its path, also with the last name cut short', () => {
    expect(placeOf({ ...fileOf({}), names: new TextEncoder().encode('b\0a') }).path).toBe('/a/b');
  });
});

describe('files of a capture', () => {
  const ids = (files: Files, fields: Partial<FileFields>[]) =>
    decodeFiles(fileRecords(fields)).map((record) => files.id(record));

  test('share an id when described again, and only then', () => {
    const files = new Files();
    expect(
      ids(files, [
        { id: 1 },
        { id: 2 },
        { id: 3, inode: 13n },
        { id: 4, names: ['shadow', 'etc'] },
        { id: 5, device: 1 },
        { id: 6, flags: FILE.DELETED },
        { id: 7, kind: KIND.DIR },
        { id: 8, size: 9n },
      ]),
    ).toEqual([1, 1, 2, 3, 4, 5, 6, 1]);
    expect(files.texts.slice(0, 4)).toEqual(['', '/etc/passwd', '/etc/passwd', '/etc/shadow']);
    expect(files.kinds.slice(5)).toEqual(['file', 'dir']);
    expect(files.takeFresh().map(({ id }) => id)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(files.takeFresh()).toEqual([]);
  });

  test('taken back keep their ids', () => {
    const files = new Files();
    files.restore(`file ${(8 << 20) | 1} 12 /etc/passwd`, 5);
    expect([files.kinds[1], files.texts[1], files.sizes[1]]).toEqual(['file', '/etc/passwd', 5]);
    expect(ids(files, [{}, { inode: 13n }])).toEqual([1, 2]);
    expect(files.takeFresh().map(({ id }) => id)).toEqual([2]);
  });
});

test('processes of a capture have an id each time they are announced, and their words as text', () => {
  const processes = new Processes();
  const announced: Partial<ProcessFields>[] = [
    { id: 1 },
    { id: 2, comm: Uint8Array.of(0x61, 0xff), exe: [], cmdline: [] },
    { id: 3, cmdline: ['a b', '', '\\'] },
  ];
  const records = decodeProcesses(processRecords(announced));
  expect(records.map((record) => processes.id(record))).toEqual([1, 2, 3]);
  expect(processes.texts).toEqual(['', 'cat', 'a\\xff', 'cat']);
  expect(processes.takeFresh()).toMatchObject([
    { id: 1, pid: 100, exe: '/usr/bin/cat', cmdline: 'cat /etc/passwd' },
    { id: 2, exe: '', cmdline: '' },
    { id: 3, cmdline: 'a b  \\\\' },
  ]);
});

test('the kinds of files are the contract’s, and no others', () => {
  for (const [name, kind] of Object.entries(KIND)) expect(fileOf({ kind }).kind).toBe(name.toLowerCase());
  expect(() => fileOf({ kind: 16 })).toThrow('a file of kind 16');
});
