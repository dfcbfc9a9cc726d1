// A recording that is hindered: each ends in a message with what to do, exit code 1, and no captured read lost.

import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { temporaryDirectory } from '../capture/temporary.ts';
import { goneFromKernel, heldBpfIds } from '../kernel/bpftool.ts';
import { Workload, whyNot } from '../kernel/workload.ts';
import { Stage } from '../session/stage.ts';
import { childrenOf, Ioscope, ioscope, keptCapture, leftIn, ROOT, readsIn } from './ioscope.ts';

const reason = whyNot();
if (reason) console.warn(`test/cli/faults.test.ts not run: ${reason}`);

const WORKLOAD = join(ROOT, '.output/workload');

describe.skipIf(reason !== null)('ioscope record', () => {
  const base = temporaryDirectory();
  let directory = '';
  let count = 0;
  beforeEach(() => {
    directory = join(base, String(count++));
    mkdirSync(directory);
  });

  const rowsIn = (path: string) => readFileSync(path, 'latin1').split('\r\n').length - 2;

  const gone = (pid: number) =>
    vi.waitFor(() => expect(existsSync(`/proc/${pid}`)).toBe(false), { timeout: 20_000, interval: 20 });

  /** Records an endless workload into a CSV until there are rows in the capture. */
  async function underWay() {
    const output = join(directory, 'reads.csv');
    const workload = new Workload(['flat-out', 1_000_000_000]);
    // A test that fails must not leave it to all that come after.
    onTestFinished(() => workload.kill());
    const run = new Ioscope(['record', '--pid', String(workload.pid), '--output', output], { directory });
    const loader = await run.tracing();
    const capture = childrenOf(run.pid).find((pid) => pid !== loader) ?? 0;
    const held = heldBpfIds(loader);
    workload.go();
    const part = () => readdirSync(directory).find((name) => name.endsWith('.part')) ?? '';
    for (let size = 0; size < 1000; size = readFileSync(join(directory, part())).length) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return { run, loader, capture, held, workload, output };
  }

  test('the loader is killed: the reads up to then are written and kept', async () => {
    const { run, loader, held, workload, output } = await underWay();
    process.kill(loader, 'SIGKILL');
    const { code, stderr } = await run.ended;
    workload.kill();
    expect(stderr).toMatch(/^ioscope: the reads recorded are kept in .*\nioscope: The loader ended .*\n$/);
    expect(code).toBe(1);
    const reads = await readsIn(keptCapture(stderr));
    expect(reads).toBeGreaterThan(0);
    // DuckDB may give up the whole capture until it is opened again: then there is no output at all. Or its log
    // got rows whose commit failed after that: the output, which ends before them, has fewer than what is kept.
    if (existsSync(output)) {
      expect(rowsIn(output)).toBeGreaterThan(0);
      expect(rowsIn(output)).toBeLessThanOrEqual(reads);
    }
    expect(readdirSync(directory).filter((name) => name.endsWith('.part'))).toEqual([]);
    expect(await goneFromKernel(held)).toEqual([]);
  });

  test('the capture process is killed: the loader goes, the rows stored are kept', async () => {
    const { run, capture, held, workload, output } = await underWay();
    process.kill(capture, 'SIGKILL');
    expect(await goneFromKernel(held)).toEqual([]);
    const { code, stderr } = await run.ended;
    workload.kill();
    expect(stderr).toMatch(/ioscope: The capture process ended unexpectedly \(SIGKILL\)/);
    expect(code).toBe(1);
    expect(await readsIn(keptCapture(stderr))).toBeGreaterThan(0);
    expect(existsSync(output)).toBe(false);
  });

  test('ioscope itself is killed: nothing of it stays', async () => {
    const { run, loader, capture, held, workload } = await underWay();
    run.kill('SIGKILL');
    expect(await goneFromKernel(held)).toEqual([]);
    await gone(loader);
    await gone(capture);
    workload.kill();
    expect(leftIn(join(directory, 'run'))).toEqual([]);
  });

  test('the command is ended with a recording that fails', async () => {
    const run = new Ioscope(['record', '--output', join(directory, 'x.csv'), '--', 'sleep', '600'], {
      directory,
    });
    const loader = await run.tracing();
    // Between a process's birth and its program it has no words.
    const command = await vi.waitFor(() => {
      const words = (pid: number) => readFileSync(`/proc/${pid}/cmdline`, 'latin1');
      const found = childrenOf(run.pid).find((pid) => words(pid).includes('600'));
      if (found === undefined) throw new Error('the command has not been started');
      return found;
    });
    process.kill(loader, 'SIGKILL');
    expect((await run.ended).code).toBe(1);
    await gone(command);
  });

  test('called off at the second signal, though no one takes the output', async () => {
    const workload = new Workload(['flat-out', 1_000_000]);
    const run = new Ioscope(['record', '--pid', String(workload.pid)], { directory });
    const loader = await run.tracing();
    run.pauseOutput();
    workload.go();
    await workload.end();
    run.kill('SIGINT');
    // It heeds the first signal: the loader says goodbye, and only the write is left.
    await gone(loader);
    run.kill('SIGINT');
    await run.until('its last words', () => run.stderr.endsWith('\n'));
    run.closeOutput();
    const { code, stderr } = await run.ended;
    expect(stderr).toBe('ioscope: The recording was called off.\n');
    expect(code).toBe(1);
    expect(leftIn(directory)).toEqual([]);
  });

  test('a full disk: no half file, the capture is whole and kept', async () => {
    const disk = join(directory, 'disk');
    const listing = join(directory, 'listing');
    mkdirSync(disk);
    const inside = `mount -t tmpfs -o size=256k none ${disk} && { "$@"; code=$?; ls -A ${disk} > ${listing}; exit $code; }`;
    const { code, stderr } = await ioscope(
      ['record', '--output', join(disk, 'reads.csv'), '--', WORKLOAD, 'flat-out', '50000'],
      { directory, wrap: ['unshare', '--mount', 'sh', '-c', inside, 'sh'] },
    );
    expect(stderr).toMatch(/Could not write .*\/disk\/reads\.csv: no space left on device\. Free some space/);
    expect(code).toBe(1);
    expect(readFileSync(listing, 'utf8')).toBe('');
    expect(await readsIn(keptCapture(stderr))).toBeGreaterThan(0);
  });

  test('a full disk under the capture: what it has is written and kept, and it says so', async () => {
    const cache = join(directory, 'cache');
    const kept = join(directory, 'kept');
    const output = join(directory, 'reads.csv');
    for (const path of [cache, kept]) mkdirSync(path, { mode: 0o700 });
    // Below 4 MB, at which DuckDB would make room by a checkpoint.
    const inside = `mount -t tmpfs -o size=3500k none ${cache} && { "$@"; code=$?; cp ${cache}/ioscope/* ${kept}; exit $code; }`;
    // Some reads are stored before those come of which the first lot may be too large already.
    const work = `cat /proc/self/status > /dev/null; sleep 0.5; exec ${WORKLOAD} flat-out 1000000`;
    const { code, stderr } = await ioscope(['record', '--output', output, '--', 'sh', '-c', work], {
      directory,
      wrap: ['unshare', '--mount', 'sh', '-c', inside, 'sh'],
    });
    expect(stderr).toMatch(/no space left on device/i);
    expect(code).toBe(1);
    const reads = await readsIn(join(kept, basename(keptCapture(stderr))));
    expect(reads).toBeGreaterThan(0);
    // DuckDB may give up the whole capture until it is opened again: then there is no output at all. Or its log
    // got rows whose commit failed after that: the output, which ends before them, has fewer than what is kept.
    if (existsSync(output)) {
      expect(rowsIn(output)).toBeGreaterThan(0);
      expect(rowsIn(output)).toBeLessThanOrEqual(reads);
    }
    expect(readdirSync(directory).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  test('nowhere to keep the capture', async () => {
    const cache = join(directory, 'cache');
    mkdirSync(cache, { mode: 0o700 });
    const marker = join(directory, 'ran');
    const inside = `mount -t tmpfs -o ro none ${cache} && exec "$@"`;
    const { code, stderr } = await ioscope(['record', '--', 'touch', marker], {
      directory,
      wrap: ['unshare', '--mount', 'sh', '-c', inside, 'sh'],
    });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^ioscope: There is no place for a capture: .*XDG_CACHE_HOME.*\n$/);
    expect(stderr).toContain(cache);
    expect(existsSync(marker)).toBe(false);
  });
});

describe.skipIf(reason !== null)('ioscope record as a plain user', () => {
  const base = temporaryDirectory();
  let bare: Stage;
  let asking: Stage;
  beforeAll(() => {
    chmodSync(base, 0o755);
    const places = ['bare', 'asking'].map((name) => join(base, name));
    for (const place of places) mkdirSync(place);
    bare = new Stage(places[0] ?? '', { pkexec: false });
    asking = new Stage(places[1] ?? '', { pkexec: true });
  });

  test('without privilege and without a way to ask for it', async () => {
    const marker = join(bare.directory, 'ran');
    const { code, stdout, stderr } = await ioscope(['record', '--', 'touch', marker], {
      directory: bare.directory,
      wrap: bare.wrap,
      program: bare.program,
      env: bare.env(),
    });
    expect(stderr).toMatch(
      /^ioscope: Permission cannot be asked for: pkexec is not installed\. Install polkit .*\n$/,
    );
    expect([code, stdout]).toEqual([1, '']);
    expect(existsSync(marker)).toBe(false);
    expect(leftIn(bare.directory)).toEqual([]);
  });

  test('a bad output is told before anyone is asked for permission', async () => {
    const { code, stderr } = await ioscope(
      ['record', '--output', '/no/such/folder/reads.csv', '--', 'true'],
      {
        directory: asking.directory,
        wrap: asking.wrap,
        program: asking.program,
        env: asking.env('dismissed'),
      },
    );
    expect(stderr).toMatch(/^ioscope: Could not write \/no\/such\/folder\/reads\.csv: /);
    expect(code).toBe(1);
    expect(existsSync(asking.asked)).toBe(false);
  });

  test('called off while permission is asked for: it ends, whatever the prompt does', async () => {
    const run = new Ioscope(['record', '--', 'true'], {
      directory: asking.directory,
      wrap: asking.wrap,
      program: asking.program,
      env: asking.env('waits'),
    });
    const asked = () => readFileSync(asking.asked, 'utf8').split('\n');
    await vi.waitFor(() => expect(asked().length).toBeGreaterThan(4), { timeout: 20_000 });
    onTestFinished(() => void process.kill(Number(asked()[0]), 'SIGKILL'));
    run.kill('SIGINT');
    await run.until('its last words', () => run.stderr.endsWith('\n'));
    expect(run.stderr).toBe('ioscope: The recording was called off.\n');
    await run.exited;
  });
});
