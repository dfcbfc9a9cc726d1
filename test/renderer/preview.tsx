// The window over a fake bridge, to look at while working on it: npx vite test/renderer, then /preview.html with
// ?state=empty|waiting|preparing|recording|stopped|failed|notice|disconnected&rows=N&live=ROWS_PER_SECOND,
// &lossy=1 for losses that are drawn where they were,
// &seconds=N for how long it has recorded, &short=N for N short processes of one name, &others=N for N of others.

import { createRoot } from 'react-dom/client';
import type { ProcessInfo } from '../../contract/processes.ts';
import type { Kind, ReadRow } from '../../contract/read.ts';
import { SYSCALLS } from '../../contract/read.ts';
import { App } from '../../renderer/app.tsx';
import '../../renderer/styles/index.css';
import { NO_LOSSES } from '../../capture/losses.ts';
import { showRememberedSettings } from '../../renderer/frame/settings.ts';
import { FakeBridge, START_NS } from './fake-bridge.ts';
import { EACH, found } from './fake-findings.ts';

const APPS = '/user.slice/user-1000.slice/user@1000.service/app.slice/';

const PROGRAMS = [
  { pid: 48213, process: 'code', comm: 'ThreadPoolForeg', weight: 6, size: 65536 },
  { pid: 48102, process: 'code', comm: 'code', weight: 4, size: 16384 },
  { pid: 48177, process: 'code', comm: 'Chrome_IOThread', weight: 3, size: 16384 },
  { pid: 3311, process: 'Isolated Web Co', comm: 'Web Content', weight: 3, size: 32768 },
  { pid: 48160, process: 'code', comm: 'NetworkService', weight: 2, size: 8192 },
  { pid: 48141, process: 'code', comm: 'code', weight: 1, size: 4096 },
  { pid: 3200, process: 'firefox', comm: 'firefox', weight: 1, size: 4096 },
  { pid: 912, process: 'systemd-journal', comm: 'systemd-journal', weight: 1, size: 8192 },
  { pid: 1, process: 'systemd', comm: 'systemd', weight: 1, size: 1024 },
  { pid: 5120, process: 'gnome-shell', comm: 'gnome-shell', weight: 1, size: 4096 },
  { pid: 70001, process: '<b>x</b>\n\u202Egnp.exe', comm: 'x', weight: 1, size: 512 },
  { pid: 4194303, process: '', comm: 'kworker/0:1-ev', weight: 1, size: 262144 },
];

/** Applications of a desktop, as their command lines and control groups tell them. */
const CODE = { exe: '/usr/share/code/code', cgroup: `${APPS}app-gnome-code-48102.scope` };
const FIREFOX = { exe: '/usr/lib/firefox/firefox', cgroup: `${APPS}app-gnome-firefox-3200.scope` };
const SERVICE = { cgroup: '/system.slice/some.service', uid: 0, user: 'root' };
const DESCRIBED = new Map<number, Partial<ProcessInfo>>([
  [
    48213,
    { ...CODE, cmdline: 'code --type=utility --utility-sub-type=node.mojom.NodeService --inspect-port=0' },
  ],
  [48102, { ...CODE, cmdline: 'code' }],
  [48177, { ...CODE, cmdline: 'code --type=renderer --lang=en' }],
  [48160, { ...CODE, cmdline: 'code --type=utility --utility-sub-type=network.mojom.NetworkService' }],
  [48141, { ...CODE, cmdline: 'code --type=gpu-process' }],
  [3311, { ...FIREFOX, cmdline: 'firefox -contentproc -childID 5 -isForBrowser 4 tab' }],
  [3200, { ...FIREFOX, cmdline: 'firefox' }],
  [912, SERVICE],
  [1, { ...SERVICE, cgroup: '/init.scope' }],
  [4194303, { ...SERVICE, cgroup: '/', exe: '', cmdline: '', key: '4194303 ?' }],
]);

const FILES: { kind: Kind; path: string }[] = [
  { kind: 'file', path: '/home/me/app/node_modules/typescript/lib/typescript.js' },
  { kind: 'file', path: '/home/me/app/.git/index' },
  { kind: 'file', path: '/home/me/.config/Code/User/globalStorage/state.vscdb' },
  { kind: 'file', path: '/home/me/app/src/store/appender.ts' },
  { kind: 'file', path: `/home/me/${'a rather long name of a folder/'.repeat(6)}package-lock.json` },
  { kind: 'file', path: `/home/me/${'longer-than-the-cell-'.repeat(8)}.log` },
  { kind: 'file', path: '/home/me/.cache/mozilla/old.sqlite-wal (deleted)' },
  { kind: 'file', path: '/tmp/<b>x</b>\n\u202Egnp.exe' },
  { kind: 'proc', path: '/proc/48102/cmdline' },
  { kind: 'sys', path: '/sys/devices/system/cpu/online' },
  { kind: 'pipe', path: 'pipe:[481516]' },
  { kind: 'socket', path: 'socket:[234211]' },
  { kind: 'eventfd', path: 'anon_inode:[eventfd]' },
  { kind: 'unknown', path: '' },
];

// The same figures in every run.
let seed = 7;
const random = () => {
  seed = (seed * 16807) % 2147483647;
  return seed / 2147483647;
};

const query = new URLSearchParams(location.search);
const given = (name: string, otherwise: number) => Number(query.get(name) ?? otherwise);
for (let index = 0; index < given('short', 0); index++)
  PROGRAMS.push({ pid: 90_000 + index, process: 'python3', comm: 'python3', weight: 1, size: 4096 });
for (let index = 0; index < given('others', 0); index++)
  PROGRAMS.push({ pid: 80_000 + index, process: `tool-${index}`, comm: 'tool', weight: 1, size: 4096 });

const lottery = PROGRAMS.flatMap((program) => Array.from({ length: program.weight }, () => program));

function makeRows(from: number, count: number, stepNs: number): Partial<ReadRow>[] {
  return Array.from({ length: count }, (_, index) => {
    const program = lottery[Math.floor(random() * lottery.length)] ?? PROGRAMS[0];
    if (program === undefined) throw new Error('no programs');
    const { pid, process, comm, size } = program;
    const { kind, path } = FILES[Math.floor(random() * FILES.length)] ?? { kind: 'unknown', path: '' };
    const luck = random();
    const error = luck < 0.03 ? 'EAGAIN' : '';
    const ret = error ? -11 : luck < 0.1 ? 0 : luck < 0.25 ? Math.floor(size * random()) : size;
    return {
      time: String(START_NS + BigInt(from + index) * BigInt(stepNs) + BigInt(Math.floor(random() * 1000))),
      pid,
      tid: pid + Math.floor(random() * 9),
      comm,
      process,
      syscall: SYSCALLS[Math.floor(random() * random() * 5)] ?? 'read',
      kind,
      path,
      offset: kind === 'file' ? Math.floor(random() * random() * 5e6) * 16 : -1,
      fd: 3 + Math.floor(random() * 120),
      count: String(size),
      ret,
      error,
      latency_ns: Math.floor(300 * 10 ** (random() * random() * 6)),
    };
  });
}

const rows = given('rows', 20_000);
const elapsedNs = given('seconds', 83) * 1e9;
const stepNs = elapsedNs / Math.max(1, rows);
const bridge = new FakeBridge();
bridge.described = DESCRIBED;
const recording = {
  state: 'recording',
  started: String(START_NS),
  attach: 'btf',
  rows_per_second: 38_214,
  elapsed_ns: elapsedNs,
  file_bytes: 24_300_000,
} as const;
const problem = {
  code: 'dismissed',
  message: 'Permission was not given, so nothing can be recorded.',
  remedy: 'Press Record again and answer the prompt with the password of an administrator.',
};

const STATES: Record<string, () => void> = {
  empty: () => {},
  waiting: () => bridge.enter({ ...recording, rows_per_second: 0, elapsed_ns: 2e9, file_bytes: 12_288 }),
  preparing: () => bridge.enter({ state: 'preparing' }),
  recording: () => {
    bridge.enter({
      ...recording,
      losses: { ...NO_LOSSES, ring_full: 1204, started_before: 3, in_flight: 2 },
    });
    bridge.record(makeRows(0, rows, Math.floor(stepNs)));
  },
  stopped: () => {
    bridge.enter(recording);
    bridge.record(makeRows(0, rows, Math.floor(stepNs)));
    bridge.enter({ state: 'idle', rows_per_second: 0 });
  },
  failed: () => bridge.enter({ state: 'failed', problem }),
  notice: () =>
    bridge.enter({
      problem: {
        code: 'root',
        message: 'ioscope runs as root.',
        remedy: 'Start it as your own user where you can.',
      },
    }),
  disconnected: () => {
    STATES.stopped?.();
    setTimeout(() => bridge.setLink('lost'), 200);
  },
};
STATES[query.get('state') ?? 'recording']?.();

if (query.has('live')) {
  const perTick = given('live', 0) / 4;
  setInterval(() => bridge.record(makeRows(bridge.rows.length, perTick, Math.floor(stepNs))), 250);
}
bridge.findings = found(
  EACH.map((finding, index) => {
    const { pid = 1, process = '' } = PROGRAMS[index] ?? {};
    const { path } = FILES[finding.fileKind === 'proc' ? 8 : index] ?? finding;
    return { ...finding, pid, process, path, rows: { ...finding.rows, pid, path } };
  }),
);
if (query.has('lossy')) bridge.lostShare = (bucket) => (bucket >= 150 && bucket < 165 ? 0.6 : 0);
Object.assign(window, { bridge });

showRememberedSettings();
const root = document.getElementById('root');
if (root === null) throw new Error('preview.html has no #root');
createRoot(root).render(<App bridge={bridge} />);
