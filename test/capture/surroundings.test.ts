import { readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { expect, test } from 'vitest';
import { cgroupMounts, Surroundings, usersIn } from '../../capture/surroundings.ts';

test('users by number, the first of several', () => {
  const users = usersIn(
    'root:x:0:0:root:/root:/bin/bash\ntoor:x:0:0::/:\n\n+nis\nme:x:1000:1000:,,,:/home/me:/bin/sh\n',
  );
  expect([...users]).toEqual([
    [0, 'root'],
    [1000, 'me'],
  ]);
});

test('this user has his name, and nobody one that is not there', () => {
  const surroundings = new Surroundings();
  expect(surroundings.user(userInfo().uid)).toBe(userInfo().username);
  expect(surroundings.user(4_123_456_789)).toBe('');
});

test('where control groups of version 2 are mounted', () => {
  const mountinfo = [
    '30 20 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate',
    '31 20 0:27 / /sys/fs/cgroup/cpu rw shared:5 - cgroup cgroup rw,cpu',
    '32 20 0:26 /a\\040b /mnt/x\\040y rw - cgroup2 none rw',
    '',
  ].join('\n');
  expect(cgroupMounts(mountinfo)).toEqual([
    { root: '/', point: '/sys/fs/cgroup' },
    { root: '/a b', point: '/mnt/x y' },
  ]);
});

test('a group that is not there has no path, and no process stands for another', () => {
  const surroundings = new Surroundings();
  expect(surroundings.cgroup(2n ** 60n, process.pid)).toBe('');
});

test('a command line is that of the process that is meant, and of no other with its pid', () => {
  const surroundings = new Surroundings();
  const stat = readFileSync('/proc/self/stat', 'utf8');
  const ticks = BigInt(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? 0);
  const said = surroundings.cmdline(process.pid, ticks * 10_000_000n + 7n);
  const words = readFileSync('/proc/self/cmdline', 'utf8').split('\0');
  expect(said).toContain(words[0]);
  expect(said).not.toContain('\0');
  expect(surroundings.cmdline(process.pid, 1n)).toBeNull();
  expect(surroundings.cmdline(2 ** 22, 1n)).toBeNull();
});

test('a start is told by the calendar', () => {
  const bootNs = BigInt(Math.round(Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0]) * 1e9));
  const now = Number(new Surroundings().time(bootNs)) / 1e6;
  expect(Math.abs(now - Date.now())).toBeLessThan(5000);
});
