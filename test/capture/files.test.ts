import { describe, expect, test } from 'vitest';
import { Files, Processes } from '../../capture/dictionary.ts';
import { describeFile } from '../../capture/files.ts';
import { FILE } from '../../capture/layout.ts';
import { decodeFiles, decodeProcesses } from '../../capture/records.ts';
import type { FileFields, ProcessFields } from './records.ts';
import { fileRecords, processRecords } from './records.ts';

const fileOf = (fields: Partial<FileFields>) => {
  const [record] = decodeFiles(fileRecords([fields]));
  if (record === undefined) throw new Error('there is no record');
  return record;
};
const described = (fields: Partial<FileFields>) => {
  const { kind, path } = describeFile(fileOf(fields));
  return `${kind} ${path}`;
};
const device = (major: number, minor: number) => (major << 20) | minor;

const CHAR = 0o020600;
const BLOCK = 0o060600;
const REGULAR = 0o100644;
const TMPFS = 0x01021994;
const DEVTMPFS = TMPFS;

describe('an open file is', () => {
  test.each<[string, Partial<FileFields>]>([
    ['file /etc/passwd', {}],
    ['file /a/b/c/d', { names: ['d', 'c', 'b', 'a'] }],
    ['dir /', { mode: 0o040755, names: [] }],
    ['dir /home/me', { mode: 0o040755, names: ['me', 'home'] }],
    ['dir /proc/1/task', { mode: 0o040555, magic: 0x9fa0, names: ['task', '1', 'proc'] }],
    ['pipe pipe:[4711]', { mode: 0o010600, magic: 0x50495045, inode: 4711n, names: [''] }],
    ['pipe /run/initctl', { mode: 0o010600, magic: TMPFS, names: ['initctl', 'run'] }],
    ['socket socket:[9]', { mode: 0o140777, magic: 0x534f434b, inode: 9n, names: ['TCP'] }],
    ['anon ns:[4026531832]', { mode: 0o100444, magic: 0x6e736673, inode: 4026531832n, names: ['/'] }],
    ['tty /dev/pts/0', { mode: CHAR, special: device(136, 0), names: ['0', 'pts', 'dev'] }],
    ['tty /dev/pts/2047', { mode: CHAR, special: device(143, 255), names: ['2047', 'pts', 'dev'] }],
    ['tty /dev/tty1', { mode: CHAR, special: device(4, 1), magic: DEVTMPFS, names: ['tty1', 'dev'] }],
    ['tty /dev/tty', { mode: CHAR, special: device(5, 0), magic: DEVTMPFS, names: ['tty', 'dev'] }],
    ['device /dev/zero', { mode: CHAR, special: device(1, 5), magic: DEVTMPFS, names: ['zero', 'dev'] }],
    ['device /dev/x', { mode: CHAR, special: device(144, 0), names: ['x', 'dev'] }],
    ['device /dev/ram4', { mode: BLOCK, special: device(4, 0), names: ['ram4', 'dev'] }],
    ['proc /proc/stat', { magic: 0x9fa0, names: ['stat', 'proc'] }],
    ['sys /sys/power/state', { magic: 0x62656572, names: ['state', 'power', 'sys'] }],
    ['sys /sys/fs/cgroup/cpu.max', { magic: 0x63677270, names: ['cpu.max', 'cgroup', 'fs', 'sys'] }],
    ['sys /sys/kernel/tracing/trace', { magic: 0x74726163, names: ['trace', 'tracing', 'kernel', 'sys'] }],
    ['sys /sys/fs/bpf/x', { magic: 0xcafe4a11, names: ['x', 'bpf', 'fs', 'sys'] }],
    ['memfd /memfd:shared', { magic: TMPFS, names: ['memfd:shared'] }],
    ['file /memfd:shared', { names: ['memfd:shared'] }],
    ['file /tmp/memfd:shared', { magic: TMPFS, names: ['memfd:shared', 'tmp'] }],
    ['eventfd anon_inode:[eventfd]', { mode: 0o600, magic: 0x09041934, names: ['[eventfd]'] }],
    ['timerfd anon_inode:[timerfd]', { mode: 0o600, names: ['[timerfd]'] }],
    ['signalfd anon_inode:[signalfd]', { mode: 0o600, names: ['[signalfd]'] }],
    ['inotify anon_inode:inotify', { mode: 0o600, names: ['inotify'] }],
    ['inotify anon_inode:[inotify]', { mode: 0o600, names: ['[inotify]'] }],
    ['epoll anon_inode:[eventpoll]', { mode: 0o600, names: ['[eventpoll]'] }],
    ['anon anon_inode:[userfaultfd]', { mode: 0o600, names: ['[userfaultfd]'] }],
    ['anon anon_inode:', { mode: 0, names: [] }],
    ['eventfd anon_inode:[eventfd]', { mode: REGULAR, magic: 0x09041934, names: ['[eventfd]'] }],
    ['file /inotify', { names: ['inotify'] }],
    ['unknown /x', { mode: 0o120777, names: ['x'] }],
  ])('%s', (text, fields) => expect(described(fields)).toBe(text));

  test.each<[string, Partial<FileFields>]>([
    ['file /etc/passwd (deleted)', { flags: FILE.DELETED }],
    ['file …/etc/passwd', { flags: FILE.CUT }],
    ['file (unreachable)/etc/passwd', { flags: FILE.UNREACHABLE }],
    ['file (unreachable)/etc/passwd (deleted)', { flags: FILE.UNREACHABLE | FILE.DELETED }],
    ['file …/etc/passwd (deleted)', { flags: FILE.CUT | FILE.UNREACHABLE | FILE.DELETED }],
  ])('marked: %s', (text, fields) => expect(described(fields)).toBe(text));

  test('its path with every byte: what is not UTF-8 is written out, a backslash doubled', () => {
    const { path, raw } = describeFile(fileOf({ names: [Uint8Array.of(0x61, 0xff), 'back\\slash', 'x\n'] }));
    expect(path).toBe('/x\n/back\\\\slash/a\\xff');
    expect([...raw]).toEqual([...new TextEncoder().encode('/x\n/back\\slash/a'), 0xff]);
    expect(described({ names: ['ключ'] })).toBe('file /ключ');
  });

  test('what it is, also with the last name cut short', () => {
    expect(describeFile({ ...fileOf({}), names: new TextEncoder().encode('b\0a') }).path).toBe('/a/b');
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
        { id: 7, mode: 0o040755 },
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
    files.restore('file', (8 << 20) | 1, 12n, '/etc/passwd');
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
