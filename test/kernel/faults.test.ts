// What can be missing or go wrong ends in a message with a remedy, and leaves nothing in the kernel.

import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { getPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { goneFromKernel, heldBpfIds } from './bpftool.ts';
import { failing, LOADER, NOBODY, Peer, within } from './peer.ts';
import { comparable, Workload, whyNot } from './workload.ts';

const reason = whyNot();
if (reason) console.warn(`test/kernel/faults.test.ts not run: ${reason}`);

const setcap = ['/usr/sbin/setcap', '/sbin/setcap'].find(existsSync) ?? null;
if (setcap === null) console.warn('file capabilities not tested: there is no setcap (libcap2-bin)');

/** Runs the loader after these commands, whose mounts nobody else sees. */
function after(...commands: string[]): string[] {
  return ['unshare', '-m', 'sh', '-c', [...commands, 'exec "$0" "$@"'].join(' && ')];
}

/** Runs the loader where these places are empty. */
function without(...places: string[]): string[] {
  return after(...places.filter((place) => existsSync(place)).map((place) => `mount -t tmpfs none ${place}`));
}

const NO_BTF = ['/sys/kernel/btf'];
const NO_TRACEFS = ['/sys/kernel/tracing', '/sys/kernel/debug'];

describe.skipIf(reason !== null)('faults', () => {
  let publicLoader = '';
  beforeAll(() => {
    publicLoader = mkdtempSync(join(tmpdir(), 'ioscope-loader-'));
    chmodSync(publicLoader, 0o755);
    copyFileSync(LOADER, join(publicLoader, 'ioscope-loader'));
  }, 120_000);
  afterAll(() => {
    rmSync(publicLoader, { recursive: true });
  });

  /** Runs the loader as a plain user, who may not be able to reach the build's folder. */
  const asNobody = (...capabilities: string[]) => [
    'setpriv',
    `--reuid=${NOBODY}`,
    `--regid=${NOBODY}`,
    '--clear-groups',
    ...(capabilities.length > 0
      ? [`--inh-caps=${capabilities.join()}`, `--ambient-caps=${capabilities.join()}`]
      : []),
    'sh',
    '-c',
    `shift; exec ${join(publicLoader, 'ioscope-loader')} "$@"`,
    'sh',
  ];

  test.each([
    {
      what: 'no BTF',
      wrap: without(...NO_BTF),
      attach: 'btf',
      code: 'no-btf',
      remedy: /--attach tracepoint/,
    },
    {
      what: 'no tracefs',
      wrap: without(...NO_TRACEFS),
      attach: 'tracepoint',
      code: 'no-tracefs',
      remedy: /sudo mount -t tracefs nodev \/sys\/kernel\/tracing/,
    },
    {
      what: 'neither',
      wrap: without(...NO_BTF, ...NO_TRACEFS),
      attach: 'auto',
      code: 'no-tracefs',
      remedy: /sudo mount -t tracefs nodev \/sys\/kernel\/tracing/,
    },
  ])('$what: says so and how to help', async ({ wrap, attach, code, remedy }) => {
    const peer = await failing({ wrap, args: ['--attach', attach] });
    expect(peer.error?.code).toBe(code);
    expect(peer.error?.remedy).toMatch(remedy);
    expect(peer.stderr).toBe(`ioscope-loader: ${peer.error?.message} ${peer.error?.remedy}\n`);
  });

  test.each([
    { hidden: NO_BTF, attach: 'tracepoint' },
    { hidden: NO_TRACEFS, attach: 'btf' },
    { hidden: [], attach: 'btf' },
  ])('auto takes what is there: $attach without $hidden', async ({ hidden, attach }) => {
    const workload = new Workload(['family']);
    const peer = await Peer.recording({
      wrap: without(...hidden),
      scope: [{ pid: workload.pid, mark: 'TREE' }],
    });
    expect(peer.ready?.attach).toBe(attach);
    const done = await workload.run();
    expect(await peer.stop()).toBe(0);
    const seen = hidden === NO_BTF ? done.map((read) => ({ ...read, place: null })) : done;
    expect(comparable(peer.rows)).toEqual(comparable(seen));
  });

  test('a kernel without the tracepoints of system calls', async () => {
    const peer = await failing({
      wrap: without('/sys/kernel/tracing/events/syscalls'),
      args: ['--attach', 'tracepoint'],
    });
    expect(peer.error?.code).toBe('no-tracepoints');
    expect(peer.stderr).toContain('libbpf: ');
  });

  test('a kernel that is locked down', async () => {
    const security = '/sys/kernel/security';
    const peer = await failing({
      wrap: after(
        `mount -t tmpfs none ${security}`,
        `echo "none integrity [confidentiality]" > ${security}/lockdown`,
        'mount -t tmpfs none /sys/kernel/tracing/events/syscalls',
      ),
      args: ['--attach', 'tracepoint'],
    });
    expect(peer.error?.code).toBe('lockdown');
    expect(peer.error?.remedy).toContain('lockdown=integrity');
  });

  test.each(['btf', 'tracepoint'])('too little memory for the ring, by %s', async (mode) => {
    const peer = await failing({
      wrap: ['sh', '-c', 'ulimit -v 1040000 && exec "$0" "$@"'],
      args: ['--attach', mode, '--ring', '1024'],
    });
    expect(peer.error?.code).toBe('memory');
    expect(peer.error?.message).toContain('a ring buffer of 64 MiB');
    expect(peer.error?.remedy).toContain('smaller --ring');
  });

  test('a container with process ids of its own', async () => {
    const peer = await failing({ wrap: ['unshare', '--pid', '--fork'] });
    expect(peer.error?.code).toBe('pid-namespace');
  });

  test('tracefs that may not be read', async () => {
    const peer = await failing({
      wrap: asNobody('+bpf', '+perfmon'),
      owner: NOBODY,
      args: ['--attach', 'tracepoint'],
    });
    expect(peer.error?.code).toBe('no-privilege');
    expect(peer.error?.remedy).toContain('CAP_DAC_READ_SEARCH');
  });

  test('no privilege', async () => {
    const peer = await failing({ wrap: asNobody(), owner: NOBODY });
    expect(peer.error?.code).toBe('no-privilege');
    expect(peer.error?.remedy).toMatch(/CAP_BPF/);
    expect(peer.stderr).toMatch(/^ioscope-loader: .*\. .*\.\n$/);
  });

  test.each([
    { attach: 'btf', capabilities: ['+bpf', '+perfmon'] },
    { attach: 'tracepoint', capabilities: ['+bpf', '+perfmon', '+dac_read_search'] },
  ])('$capabilities are enough for $attach, and are given up', async ({ attach, capabilities }) => {
    const workload = new Workload(['family']);
    const peer = await Peer.recording({
      wrap: asNobody(...capabilities),
      args: ['--attach', attach],
      owner: NOBODY,
      scope: [{ pid: workload.pid, mark: 'TREE' }],
    });
    expect(peer.ready?.attach).toBe(attach);
    const status = readFileSync(`/proc/${peer.pid}/status`, 'utf8');
    for (const line of [
      /CapEff:\t0+\n/,
      /CapPrm:\t0+\n/,
      /CapAmb:\t0+\n/,
      /NoNewPrivs:\t1\n/,
      /Seccomp:\t2\n/,
    ])
      expect(status).toMatch(line);
    const done = await workload.run();
    expect(await peer.stop()).toBe(0);
    expect(comparable(peer.rows)).toEqual(comparable(done));
  });

  test.skipIf(setcap === null)('file capabilities are enough', async () => {
    const loader = join(publicLoader, 'with-capabilities');
    copyFileSync(LOADER, loader);
    execFileSync(setcap ?? '', ['cap_bpf,cap_perfmon,cap_dac_read_search+ep', loader]);
    for (const attach of ['btf', 'tracepoint']) {
      const workload = new Workload(['family']);
      const peer = await Peer.recording({
        wrap: [...asNobody().slice(0, -2), `shift; exec ${loader} "$@"`, 'sh'],
        args: ['--attach', attach],
        owner: NOBODY,
        scope: [{ pid: workload.pid, mark: 'TREE' }],
      });
      expect(readFileSync(`/proc/${peer.pid}/status`, 'utf8')).toMatch(/CapPrm:\t0+\nCapEff:\t0+\n/);
      const done = await workload.run();
      expect(await peer.stop()).toBe(0);
      expect(comparable(peer.rows)).toEqual(comparable(done));
    }
  });

  test('goes before those it traces, as does who takes their reads in, unless somebody chose otherwise', async () => {
    for (const { wrap, priority } of [
      { wrap: [], priority: -3 },
      { wrap: ['nice', '-n', '7'], priority: 7 },
    ]) {
      const before = getPriority();
      const peer = await Peer.recording({ wrap, scope: [{ pid: process.pid, mark: 'ONE' }] });
      expect([getPriority(peer.pid), getPriority()]).toEqual([priority, before === 0 ? -3 : before]);
      expect(await peer.stop()).toBe(0);
    }
  });

  test.each([
    { caller: 'root', owner: 0, env: {} },
    { caller: 'the user sudo names', owner: NOBODY, env: { SUDO_UID: String(NOBODY) } },
    { caller: 'the user pkexec names', owner: NOBODY, env: { PKEXEC_UID: String(NOBODY) } },
  ])('after attaching it is $caller, without privileges', async ({ owner, env }) => {
    const workload = new Workload(['crowd', 5]);
    const peer = await Peer.recording({
      owner,
      env: { ...process.env, SUDO_UID: '', ...env },
      args: ['--slots', '2'],
      scope: [{ pid: workload.pid, mark: 'TREE' }],
    });
    const status = readFileSync(`/proc/${peer.pid}/status`, 'utf8');
    const held = heldBpfIds(peer.pid);
    const ids = `\t${owner}\t${owner}\t${owner}\t${owner}\n`;
    expect(status).toContain(`Uid:${ids}`);
    expect(status).toContain(`Gid:${ids}`);
    for (const line of [/Groups:\t ?\n/, /CapInh:\t0+\n/, /CapPrm:\t0+\n/, /CapEff:\t0+\n/, /CapBnd:\t0+\n/])
      expect(status).toMatch(line);
    expect(status).toContain('NoNewPrivs:\t1\n');
    expect(status).toContain('Seccomp:\t2\n');
    workload.go();
    await workload.end();
    expect(await peer.stop()).toBe(0);
    expect([peer.rowCount, peer.lost.size]).toEqual([2, 3]);
    expect(held.programs.length).toBe(8);
    expect(await goneFromKernel(held)).toEqual([]);
  });

  /** `told`: of all that was read until then. */
  test.each<{ what: string; act: (peer: Peer) => void; code: number | null; told: boolean }>([
    { what: 'the peer hangs up', act: (peer) => peer.hangUp(), code: 1, told: false },
    { what: 'the peer talks nonsense', act: (peer) => peer.send(Buffer.alloc(8, 1)), code: 1, told: true },
    { what: 'SIGKILL', act: (peer) => peer.kill('SIGKILL'), code: null, told: false },
    { what: 'SIGTERM', act: (peer) => peer.kill('SIGTERM'), code: 0, told: true },
    { what: 'SIGINT', act: (peer) => peer.kill('SIGINT'), code: 0, told: true },
  ])('$what: the loader ends, and nothing stays in the kernel', async ({ act, code, told }) => {
    for (const mode of ['btf', 'tracepoint']) {
      const workload = new Workload(['flat-out', 20_000_000]);
      const peer = await Peer.recording({
        args: ['--attach', mode],
        scope: [{ pid: workload.pid, mark: 'TREE' }],
      });
      const held = heldBpfIds(peer.pid);
      expect(held.programs.length).toBe(mode === 'btf' ? 8 : 13);
      workload.go();
      await within(
        'rows',
        peer.until(() => peer.rowCount > 0),
      );
      act(peer);
      expect(await within('end of the loader', peer.exited, 15_000)).toBe(code);
      workload.kill();
      expect(await goneFromKernel(held)).toEqual([]);
      expect(peer.saidBye).toBe(code === 0);
      if (told) expect(peer.stats?.sent).toBe(peer.rowCount);
    }
  });

  test('a peer that does not read cannot hold up a loader that is told to end', async () => {
    const workload = new Workload(['flat-out', 500_000]);
    const peer = await Peer.recording({ scope: [{ pid: workload.pid, mark: 'TREE' }] });
    const held = heldBpfIds(peer.pid);
    peer.pause();
    workload.go();
    await workload.end();
    peer.kill('SIGTERM');
    expect(await within('end of the loader', peer.exited, 15_000)).toBe(null);
    expect(await goneFromKernel(held)).toEqual([]);
  });
});
