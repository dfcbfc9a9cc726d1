// What tracing costs the traced program, what is lost, and how soon a read can be seen: the real loader into the
// real capture process.

import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { lostReads, type Status } from '../../contract/capture.ts';
import { NO_FILTER } from '../../contract/filter.ts';
import { forkCapture } from '../../session/capture-host.ts';
import { Session } from '../../session/session.ts';
import { temporaryDirectory } from '../capture/temporary.ts';
import { childrenOf } from '../cli/ioscope.ts';
import { whyNot } from '../kernel/workload.ts';
import { treeOf } from '../session/chosen.ts';
import { Figures, quantile } from './figures.ts';
import {
  buildTools,
  costOfMeasuring,
  type Mode,
  nanosecondsPerRead,
  paced,
  pinned,
  pinReader,
  residentBytes,
  withEmptyPair,
} from './tools.ts';

const ROUNDS = 5;
const READS = 2_000_000;
const MODES: Mode[] = ['btf', 'tracepoint'];

/** Of reads, in turns with and without it: it is little, and a processor is never quite still. */
const BURSTS = 2000;

const PACED_READS = 30_000;
const PACED_NS = 100_000;
const SAMPLE_MS = 3;

const reason = whyNot();
if (reason) console.warn(`Benchmarks of tracing not run: ${reason}`);

const directory = temporaryDirectory();

beforeAll(() => {
  if (reason) return;
  process.env.XDG_CACHE_HOME = directory;
  process.env.XDG_RUNTIME_DIR = directory;
  buildTools();
  pinReader();
});

function newSession(attach: Mode): Session {
  return new Session({
    host: forkCapture,
    chooseTarget: async () => null,
    ownPids: () => [process.pid],
    attach,
    file: join(directory, `${attach}.duckdb`),
  });
}

async function close(session: Session): Promise<void> {
  await session.close();
  rmSync(session.file);
}

function loaderPid(): number {
  const isLoader = (pid: number) => readFileSync(`/proc/${pid}/comm`, 'latin1') === 'ioscope-loader\n';
  const loader = childrenOf(process.pid).find(isLoader);
  if (loader === undefined) throw new Error('no loader runs');
  return loader;
}

/** Until of so many reads it is known what became of them. */
function rowsSeen(session: Session, reads = 1): Promise<void> {
  return new Promise((resolve) => {
    session.onPush((push) => {
      if (push.push === 'status' && push.status.rows + lostReads(push.status.losses) >= reads) resolve();
    });
  });
}

async function traced(mode: Mode, figures: Figures): Promise<void> {
  const session = newSession(mode);
  // Opening its file is not part of it.
  await session.ask('status', {});
  const workload = pinned('flat-out', READS);
  await session.chooseReads(treeOf(workload.pid));
  await session.record();
  // The buffer has been given back by then.
  const stored = rowsSeen(session, READS);
  figures.add(`a read, traced, ${mode}`, await nanosecondsPerRead(workload), 'ns');
  await stored;
  figures.add(`loader's memory beside its maps, ${mode}`, residentBytes(loaderPid()) / 1024, 'KiB');
  await session.stop();
  const status: Status = await session.ask('status', {});
  const lost = lostReads(status.losses);
  expect(status.rows + lost).toBe(READS);
  figures.add(`reads lost of ${READS / 1e6} million flat out, ${mode}`, lost, 'reads');
  await close(session);
}

test.skipIf(reason !== null)('cost of tracing', async () => {
  const figures = new Figures();
  for (let round = 0; round < ROUNDS; round++) {
    const plain = () => nanosecondsPerRead(pinned('flat-out', READS));
    figures.add('a read, untraced', await plain(), 'ns');
    for (const mode of MODES) {
      figures.add(`a read, empty pair, ${mode}`, await withEmptyPair(mode, plain), 'ns');
    }
    for (const mode of MODES) await traced(mode, figures);
    figures.add('of this, measuring what a read costs', costOfMeasuring(BURSTS), 'ns');
  }
  figures.print(`Tracing (medians of ${ROUNDS} rounds, least to most)`);
});

/** While a program reads already, ten thousand times a second. */
async function firstRow(mode: Mode, figures: Figures): Promise<void> {
  const session = newSession(mode);
  // Opening its file is not part of it.
  await session.ask('status', {});
  const program = paced({ reads: PACED_READS, nanoseconds: PACED_NS });
  const ended = once(program, 'close');
  await session.chooseReads(treeOf(program.pid));
  program.stdin?.end();
  const pressed = performance.now();
  const first = rowsSeen(session);
  await session.record();
  figures.add(`Record to tracing, ${mode}`, performance.now() - pressed, 'ms');
  await first;
  figures.add(`Record to first row, ${mode}`, performance.now() - pressed, 'ms');
  program.kill();
  await ended;
  await session.stop();
  await close(session);
}

test.skipIf(reason !== null)('how soon a read can be seen', async () => {
  const figures = new Figures();
  for (let round = 0; round < ROUNDS; round++) for (const mode of MODES) await firstRow(mode, figures);
  const session = newSession('btf');
  const program = paced({ reads: PACED_READS, nanoseconds: PACED_NS });
  const ended = once(program, 'close');
  const { pid } = program;
  await session.chooseReads(treeOf(pid));
  await session.record();
  program.stdin?.end();
  await rowsSeen(session);
  // The age of the newest row that can be seen, in milliseconds since its read returned.
  const ages: number[] = [];
  while (program.exitCode === null) {
    const { rows: total } = await session.ask('status', {});
    const { rows } = await session.ask('page', {
      filter: NO_FILTER,
      order: null,
      offset: total - 1,
      limit: 1,
      of: null,
    });
    const now = performance.timeOrigin + performance.now();
    const last = rows[0];
    if (last !== undefined && program.exitCode === null) {
      ages.push(now - Number(BigInt(last.time) + BigInt(last.latency_ns)) / 1e6);
    }
    await new Promise((resolve) => setTimeout(resolve, SAMPLE_MS));
  }
  expect(await ended).toEqual([0, null]);
  await session.stop();
  const { rows, losses } = await session.ask('status', {});
  expect(rows + lostReads(losses)).toBe(PACED_READS);
  await close(session);
  figures.add('age of the newest row in the store, half of the time below', quantile(ages, 0.5), 'ms');
  figures.add('age of the newest row in the store, 99 % of the time below', quantile(ages, 0.99), 'ms');
  figures.add('age of the newest row in the store, at most', Math.max(...ages), 'ms');
  figures.print(`How soon a read can be seen, of a program that makes ${1e9 / PACED_NS} a second`);
});
