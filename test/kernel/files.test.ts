// What is read has the path, device and inode that the kernel gives it at that moment.

import { describe, expect, test } from 'vitest';
import { FILE } from '../../capture/layout.ts';
import { Peer } from './peer.ts';
import { MODES, trace } from './trace.ts';
import { comparable, line, parseAll, Workload, whyNot } from './workload.ts';

const reason = whyNot();
if (reason) console.warn(`test/kernel/files.test.ts not run: ${reason}`);

const WAYS = MODES.flatMap((mode) => [
  { mode, options: [] },
  { mode, options: ['--old-kernel'] },
]);

describe.skipIf(reason !== null)('files', () => {
  describe.each(WAYS)('by $mode $options', ({ mode, options }) => {
    test.each([
      { args: ['kinds'] },
      { args: ['places'] },
      { args: ['mounts'] },
      { args: ['open-before'] },
      { args: ['deep', 60] },
    ])('$args: as /proc/self/fd says', async ({ args }) => {
      const { peer, done } = await trace(mode, args, options);
      expect(done.length).toBeGreaterThan(0);
      expect(peer.rows.map(line)).toEqual(done.map(line));
    });

    test.each([70, 200])('below %d directories: the end of the path, marked as cut', async (depth) => {
      const { peer, done } = await trace(mode, ['deep', depth], options);
      const [row] = peer.rows;
      const [was] = done;
      const file = peer.files.get(row?.file ?? 0);
      expect(file?.flags).toBe(FILE.CUT);
      const path = (row?.place?.path ?? '').slice(1);
      expect(path.split('/').length).toBeGreaterThanOrEqual(60);
      expect(was?.place?.path.endsWith(`/${path}`)).toBe(true);
      expect([row?.place?.inode, row?.place?.device, row?.ret]).toEqual([
        was?.place?.inode,
        was?.place?.device,
        4,
      ]);
    });

    test('a file is described once for all its reads', async () => {
      const { peer, done } = await trace(mode, ['threads', 50], options);
      expect(comparable(peer.rows)).toEqual(comparable(done));
      const zeros = [...peer.files.keys()].filter((id) => peer.placeOf(id)?.path === '/dev/zero');
      expect(zeros.length).toBeLessThanOrEqual(64);
    });
  });

  test('more files than are remembered', async () => {
    const { peer, done } = await trace('btf', ['many-files', 20_000]);
    expect(comparable(peer.rows)).toEqual(comparable(done));
  });

  test('a directory that is renamed all the time: each read has one of its names', async () => {
    const { peer, done } = await trace('btf', ['crossing']);
    const names = new Map<string, number>();
    for (const { place } of peer.rows) {
      const name = place === null ? 'not known' : (place.path.split('/')[3] ?? '');
      names.set(name, (names.get(name) ?? 0) + 1);
    }
    const known = ['here', 'a name that is far too long to lie in the dentry itself'];
    expect([...names.keys()].filter((name) => ![...known, 'not known'].includes(name))).toEqual([]);
    for (const name of known) expect(names.get(name)).toBeGreaterThan(0);
    expect(names.get('not known') ?? 0).toBeLessThan(peer.rows.length / 10);
    const last = peer.rows.at(-1);
    expect(last && line(last)).toEqual(done[0] && line(done[0]));
  });

  test('files first read while the ring is full are described when it has room', async () => {
    const files = 50;
    const workload = new Workload(['flood', files]);
    const peer = await Peer.recording({
      args: ['--ring', '1'],
      scope: [{ pid: workload.pid, mark: 'TREE' }],
    });
    peer.pause();
    workload.go();
    await workload.stopped();
    peer.resume();
    await peer.settled();
    workload.resume();
    const done = parseAll(await workload.end());
    expect(await peer.stop()).toBe(0);
    const lost = peer.lost.get(workload.pid)?.reads ?? 0;
    expect(lost).toBeGreaterThan(files);
    expect(peer.rowCount + lost).toBe(200_000 + 2 * files);
    expect(peer.rows.filter(({ count }) => count === 5).map(line)).toEqual(done.map(line));
  });
});
