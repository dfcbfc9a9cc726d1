// The one state machine, with capture processes that answer as the test has it.

import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { NO_LOSSES, NONE_UNSEEN } from '../../capture/losses.ts';
import type { Status } from '../../contract/capture.ts';
import { type CaptureFilter, RECORD_ALL } from '../../contract/capture-filter.ts';
import { NO_FILTER } from '../../contract/filter.ts';
import type { Announced } from '../../contract/internal.ts';
import { type Problem, ProblemError, toProblem } from '../../contract/problem.ts';
import type { Push } from '../../contract/requests.ts';
import { Session, type SessionOptions } from '../../session/session.ts';
import { temporaryDirectory } from '../capture/temporary.ts';
import { within } from '../kernel/peer.ts';
import { treeOf } from './chosen.ts';
import { FakeHost } from './fake-capture.ts';

const directory = temporaryDirectory();

/** A loader that ends at once and well, and one that stays until it is killed and tells its PID. */
const QUICK = script('quick', 'exit 0');
const STAYING = script('staying', 'echo $$ > "$3/pid"; exec sleep 60');

function script(name: string, body: string): string {
  const path = join(directory, name);
  writeFileSync(path, `#!/bin/sh\n${body}\n`, { mode: 0o755 });
  return path;
}

async function codeOf(call: Promise<unknown>): Promise<string | null> {
  return within(
    'answer',
    call.then(
      () => null,
      (caught) => toProblem(caught).code,
    ),
  );
}

function problem(code: string): Problem {
  return { code, message: 'What happened.', remedy: 'What to do.' };
}

function rejecting(code: string): () => Promise<never> {
  return () => Promise.reject(new ProblemError(code, 'What happened.', 'What to do.'));
}

const STATUS: Status = {
  state: 'recording',
  problem: null,
  rows: 7,
  rows_per_second: 9,
  losses: NO_LOSSES,
  not_shown: NONE_UNSEEN,
  filtered: 0,
  capture_filter: RECORD_ALL,
  ring_bytes: null,
  next_ring_mib: null,
  cost: null,
  attach: 'btf',
  started: '1',
  elapsed_ns: 2,
  file_bytes: 3,
};

let host: FakeHost;
let place: string;
let count = 0;

beforeEach(() => {
  host = new FakeHost();
  place = join(directory, `run-${count++}`);
  mkdirSync(place);
  host.replies.listen = () => ({ directory: place });
  vi.stubEnv('XDG_CACHE_HOME', join(place, 'cache'));
});

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

function session(options: Partial<SessionOptions> = {}): Session {
  return new Session({
    host: host.host,
    chooseTarget: async () => null,
    ownPids: () => [23],
    loader: QUICK,
    ...options,
  });
}

/** What recordings were begun with. */
function listens(): unknown[] {
  return host.asked.filter(({ name }) => name === 'listen').map(({ args }) => args);
}

/** Kills the loader that stays, once it has said its PID. */
async function killStaying(): Promise<void> {
  const file = join(place, 'pid');
  await vi.waitFor(() => expect(readFileSync(file, 'utf8')).toMatch(/\n$/));
  process.kill(Number(readFileSync(file, 'utf8')), 'SIGKILL');
}

describe('recording', () => {
  test('from idle to idle', async () => {
    const one = session();
    expect(one.state).toBe('idle');
    await vi.waitFor(() => expect(host.announced).toEqual(['idle']));
    await one.request('record', {});
    expect(one.state).toBe('recording');
    await one.request('stop', {});
    expect(one.state).toBe('idle');
    expect(host.announced).toEqual(['idle', 'preparing', 'recording', 'stopping', 'idle']);
    expect(host.names()).toEqual(['listen', 'attached', 'finish']);
    await one.close();
  });

  test('everything but ioscope itself, with the ring that a shell asks for', async () => {
    const one = session({ ringMib: 128 });
    await one.record();
    expect(listens()).toEqual([{ filter: RECORD_ALL, leaveOut: [23], ringMib: 128 }]);
    await one.close();
  });

  test('with the ring that was chosen since, from the next recording on', async () => {
    const one = session({ ringMib: 128 });
    await one.record();
    await one.request('chooseRing', { mib: 256 });
    expect(host.asked.at(-1)).toMatchObject({ name: 'announce', args: { state: 'recording', ringMib: 256 } });
    await one.stop();
    await one.record();
    expect(listens()).toMatchObject([{ ringMib: 128 }, { ringMib: 256 }]);
    await one.close();
  });

  test('not twice at a time', async () => {
    const one = session();
    const first = one.record();
    expect(await codeOf(one.record())).toBe('busy');
    await first;
    expect(await codeOf(one.record())).toBe('busy');
    expect(one.state).toBe('recording');
    let finish = () => {};
    host.replies.finish = () => new Promise((resolve) => (finish = () => resolve(null)));
    const stopped = one.stop();
    await vi.waitFor(() => expect(host.names()).toContain('finish'));
    expect(await codeOf(one.record())).toBe('busy');
    expect(await one.stop()).toBe(null);
    finish();
    await stopped;
    expect(host.names().filter((name) => name === 'finish')).toHaveLength(1);
    await one.close();
  });

  test('stopped while it is prepared: idle, and no failure', async () => {
    let giveUp = () => {};
    host.replies.attached = () =>
      new Promise((_, reject) => {
        giveUp = () => reject(new ProblemError('abandoned', '', ''));
      });
    host.replies.abandon = () => {
      giveUp();
      return null;
    };
    const one = session({ loader: STAYING });
    const recording = codeOf(one.record());
    await vi.waitFor(() => expect(host.names()).toContain('attached'));
    await one.stop();
    expect(await recording).toBe('abandoned');
    expect(one.state).toBe('idle');
    expect(host.announced.at(-1)).toBe('idle');
    await killStaying();
    await one.close();
  });

  test('a stop with nothing to stop is no error', async () => {
    const one = session();
    expect(await one.stop()).toBe(null);
    expect(host.names()).toEqual([]);
    await one.close();
  });
});

describe('what to record', () => {
  const SLOW: CaptureFilter = { ...RECORD_ALL, min_latency_ns: 7 };
  const announcedFilter = () =>
    (host.asked.filter(({ name }) => name === 'announce').at(-1)?.args as Announced | undefined)?.filter;

  test('chosen while idle is for the next recording, and windows are told', async () => {
    const one = session();
    expect(await one.request('chooseReads', { filter: SLOW })).toBe(null);
    expect(announcedFilter()).toEqual(SLOW);
    expect(one.state).toBe('idle');
    await one.record();
    expect(listens()).toMatchObject([{ filter: SLOW }]);
    await one.close();
  });

  test('chosen while recording is in force when the capture process says so', async () => {
    const one = session();
    await one.record();
    let inForce = () => {};
    host.replies.choose = () => new Promise((resolve) => (inForce = () => resolve(null)));
    const chosen = one.request('chooseReads', { filter: SLOW });
    await vi.waitFor(() => expect(host.names()).toContain('choose'));
    expect(announcedFilter()).toEqual(RECORD_ALL);
    inForce();
    await chosen;
    expect(announcedFilter()).toEqual(SLOW);
    expect(one.state).toBe('recording');
    await one.close();
  });

  test('is what it was where that cannot be', async () => {
    const one = session();
    await one.chooseReads(SLOW);
    host.replies.choose = rejecting('no-cgroup');
    expect(await codeOf(one.chooseReads(RECORD_ALL))).toBe('no-cgroup');
    expect(announcedFilter()).toEqual(SLOW);
    host.replies.choose = () => null;
    const gone = spawnSync('true').pid;
    const processes = [{ pid: gone, descendants: true, exclude: false }];
    const problem = await one.chooseReads({ ...RECORD_ALL, processes }).catch(toProblem);
    expect(problem).toMatchObject({ code: 'no-such-process', message: `There is no process ${gone}.` });
    await one.record();
    expect(listens()).toMatchObject([{ filter: SLOW }]);
    await one.close();
  });

  test('of processes that are gone by then is not recorded in vain', async () => {
    const one = session();
    const child = spawn('sleep', ['60']);
    await one.chooseReads(treeOf(child.pid));
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(await codeOf(one.record())).toBe('no-such-process');
    expect(one.state).toBe('failed');
    expect(listens()).toEqual([]);
    await one.chooseReads(RECORD_ALL);
    await one.record();
    await one.close();
  });

  test('chosen as Record is pressed counts for that recording', async () => {
    const one = session();
    const recording = one.record();
    const chosen = one.chooseReads(SLOW);
    await Promise.all([recording, chosen]);
    // Either it was there in time, or the recording was told of it.
    const told = host.asked.filter(({ name }) => name === 'choose' || name === 'listen');
    expect(told.at(-1)?.args).toMatchObject({ filter: SLOW });
    await one.close();
  });

  test('is known to a capture process that takes the place of one that died', async () => {
    const one = session();
    await one.chooseReads(SLOW);
    host.last.exit('SIGKILL');
    await vi.waitFor(() => expect(host.started).toHaveLength(2));
    await vi.waitFor(() => expect(one.state).toBe('failed'));
    await vi.waitFor(() => expect(host.announced.at(-1)).toBe('failed: capture-died'));
    expect(announcedFilter()).toEqual(SLOW);
    await one.close();
  });
});

describe('what goes wrong', () => {
  test.each([
    { what: 'the loader says why', attached: 'no-privilege', loader: QUICK, code: 'no-privilege' },
    { what: 'the loader is not there', attached: null, loader: '/no/loader', code: 'loader-missing' },
  ])('$what', async ({ attached, loader, code }) => {
    if (attached !== null) host.replies.attached = rejecting(attached);
    const one = session({ loader });
    expect(await codeOf(one.record())).toBe(code);
    expect(one.state).toBe('failed');
    expect(host.announced.at(-1)).toBe(`failed: ${code}`);
    expect(host.names().at(-1)).toBe('abandon');
    await one.close();
  });

  test.each([
    { what: 'silently', body: 'exit 0', says: /did not say why/ },
    { what: 'with last words', body: 'echo gone >&2; exit 3', says: /code 3: gone/ },
  ])('the loader ends $what before it attaches', async ({ what, body, says }) => {
    host.replies.attached = () => new Promise(() => {});
    const one = session({ loader: script(what.replaceAll(' ', '-'), body) });
    const caught = await within('answer', one.record().catch(toProblem));
    expect(caught).toMatchObject({ code: 'loader-died', message: expect.stringMatching(says) });
    expect(one.state).toBe('failed');
    await one.close();
  });

  test('a failed attempt can be tried again', async () => {
    host.replies.attached = rejecting('dismissed');
    const one = session();
    await codeOf(one.record());
    host.replies.attached = () => null;
    await one.record();
    expect(one.state).toBe('recording');
    await one.close();
  });

  test('the recording ends unasked', async () => {
    const one = session();
    await one.record();
    host.last.push({ push: 'ended', problem: problem('loader-died') });
    expect(one.state).toBe('failed');
    await vi.waitFor(() => expect(host.announced.at(-1)).toBe('failed: loader-died'));
    await one.record();
    expect(one.state).toBe('recording');
    await one.close();
  });

  test('the recording does not end well', async () => {
    host.replies.finish = rejecting('stop-timeout');
    const one = session();
    await one.record();
    expect(await codeOf(one.stop())).toBe('stop-timeout');
    expect(one.state).toBe('failed');
    expect(host.announced.at(-1)).toBe('failed: stop-timeout');
    await one.close();
  });
});

describe('the capture process ends unasked', () => {
  let clock = 0;
  beforeEach(() => {
    clock = 0;
    vi.spyOn(performance, 'now').mockImplementation(() => clock);
  });

  test('a successor opens the same file, and windows learn why', async () => {
    const started = vi.fn();
    const one = session({ onCaptureStarted: started });
    await one.record();
    host.replies.page = () => new Promise(() => {});
    const waiting = codeOf(
      one.request('page', { filter: NO_FILTER, order: null, offset: 0, limit: 1, of: null }),
    );
    await vi.waitFor(() => expect(host.names()).toContain('page'));
    clock = 2000;
    host.last.exit('SIGKILL');
    expect(await waiting).toBe('capture-died');
    expect(one.state).toBe('failed');
    await vi.waitFor(() => expect(host.announced.at(-1)).toBe('failed: capture-died'));
    expect(host.started.map(({ file }) => file)).toEqual([one.file, one.file]);
    expect(started).toHaveBeenCalledTimes(2);
    await one.record();
    expect(one.state).toBe('recording');
    await one.close();
  });

  test('while a recording is prepared: that fails, and can be tried again', async () => {
    host.replies.attached = () => new Promise(() => {});
    const one = session({ loader: STAYING });
    const recording = codeOf(one.record());
    await vi.waitFor(() => expect(host.names()).toContain('attached'));
    clock = 2000;
    host.last.exit('SIGSEGV');
    expect(await recording).toBe('capture-died');
    expect(one.state).toBe('failed');
    await killStaying();
    host.replies.attached = () => null;
    await one.record();
    expect(one.state).toBe('recording');
    await one.close();
  });

  test('three in a row that die at once are enough, and the windows are told', async () => {
    const one = session();
    const told: Push[] = [];
    one.onPush((push) => told.push(push));
    await one.record();
    host.last.push({ push: 'status', status: STATUS });
    clock = 1999;
    for (const started of [2, 3, 3]) {
      host.last.exit('code 1');
      expect(host.started).toHaveLength(started);
    }
    expect(one.state).toBe('failed');
    await vi.waitFor(() => {
      expect(told.at(-1)).toMatchObject({ status: { state: 'failed', rows: 7, rows_per_second: 0 } });
    });
    expect(await one.request('status', {})).toMatchObject({ problem: { code: 'capture-died' } });
    expect(await codeOf(one.record())).toBe('capture-closed');
    await one.close();
  });

  test('one that never opens its file answers nobody, and nobody waits', async () => {
    host.opens = false;
    const one = session();
    const asked = codeOf(one.request('seen', {}));
    host.last.exit('code 1');
    expect(await asked).toBe('capture-closed');
    await one.close();
  });

  test('as asked is no failure', async () => {
    const one = session();
    await one.record();
    clock = 2000;
    await one.close();
    expect(host.started).toHaveLength(1);
    expect(host.announced.at(-1)).toBe('recording');
  });
});

describe('pushes', () => {
  test('reach whoever listens, but not what is the session’s own', async () => {
    const one = session();
    const heard = vi.fn();
    const deaf = vi.fn();
    one.onPush(heard);
    one.onPush(deaf)();
    host.last.push({ push: 'cleared' });
    host.last.push({ push: 'ended', problem: problem('loader-died') });
    expect(heard.mock.calls).toEqual([[{ push: 'cleared' }]]);
    expect(deaf).not.toHaveBeenCalled();
    await one.close();
  });
});

describe('an export', () => {
  test.each([
    { target: null, result: null },
    { target: { path: '/tmp/a.csv' }, result: { rows: 5, target: '/tmp/a.csv' } },
    { target: { path: '/spool/1', shown: '/download/1' }, result: { rows: 5, target: '/download/1' } },
  ])('$target', async ({ target, result }) => {
    host.replies.write = () => ({ rows: 5 });
    const one = session({ chooseTarget: async () => target });
    expect(await one.request('export', { filter: NO_FILTER, format: 'csv' })).toEqual(result);
    const written = host.asked.filter(({ name }) => name === 'write').map(({ args }) => args);
    expect(written).toEqual(
      target === null ? [] : [{ path: target.path, filter: NO_FILTER, format: 'csv', follow: false }],
    );
    await one.close();
  });

  test('can be cancelled', async () => {
    const one = session();
    await one.request('cancelExport', {});
    expect(host.names()).toEqual(['cancelWrite']);
    await one.close();
  });
});

describe('the capture file', () => {
  test.each([
    { what: 'its own goes', keep: false, own: true, there: false },
    { what: 'its own stays if asked', keep: true, own: true, there: true },
    { what: 'a given one stays', keep: false, own: false, there: true },
  ])('$what', async ({ keep, own, there }) => {
    const one = session(own ? {} : { file: join(place, 'given.duckdb') });
    for (const path of [one.file, `${one.file}.wal`]) writeFileSync(path, 'rows');
    await one.close({ keep });
    expect([existsSync(one.file), existsSync(`${one.file}.wal`)]).toEqual([there, there]);
  });
});
