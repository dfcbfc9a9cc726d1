// What other tools cost the traced program and what they lose, beside ioscope in one run: the same reads, attached
// to the same process, output into a file.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { beforeAll, expect, test } from 'vitest';
import { temporaryDirectory } from '../capture/temporary.ts';
import { Ioscope } from '../cli/ioscope.ts';
import { type Workload, whyNot } from '../kernel/workload.ts';
import { Figures } from './figures.ts';
import { buildTools, pinned, pinReader, withEmptyPair } from './tools.ts';

const ROUNDS = 5;
const READS = 1_000_000;
const UNTRACED = 'a read, untraced';
const IOSCOPE_RECORD = 'ioscope record into a CSV file';

interface Tool {
  name: string;
  program: string;
  /** As many as take it about a second. */
  reads: number;
  /** How it is told to watch a process and write a line for each read to a file. */
  args(pid: number, output: string): string[];
  /** Whether it has begun, from what it has said on standard error, what it has written, and its process. */
  ready(run: { said: string; output: string; pid: number }): boolean;
  isRow(line: string): boolean;
}

/**
 * What a row of ioscope has but for the file, joined by thread from both ends of the call. Once both of its clocks
 * tick, what stands between them is attached, too.
 */
const script = (pid: number) => `
  interval:ms:100 { printf("first\\n"); }
  tracepoint:syscalls:sys_enter_read /pid == ${pid}/ {
    @fd[tid] = args->fd; @count[tid] = args->count; @start[tid] = nsecs;
  }
  tracepoint:syscalls:sys_exit_read /@start[tid]/ {
    printf("read %d %d %s %d %d %d %d\\n", pid, tid, comm, @fd[tid], @count[tid], args->ret, nsecs - @start[tid]);
    delete(@fd[tid]); delete(@count[tid]); delete(@start[tid]);
  }
  interval:ms:100 { printf("last\\n"); }`;

const TOOLS: Tool[] = [
  {
    name: 'bpftrace, a line a read',
    program: 'bpftrace',
    reads: 100_000,
    args: (pid, output) => ['-o', output, '-e', script(pid)],
    ready: ({ output }) => ['first', 'last'].every((word) => textOf(output).includes(word)),
    isRow: (line) => line.startsWith('read '),
  },
  {
    name: 'perf trace -e read',
    program: 'perf',
    reads: 30_000,
    args: (pid, output) => ['trace', '-e', 'read', '-o', output, '-p', String(pid)],
    ready: ({ pid }) => textOf(`/proc/${pid}/maps`).includes('perf_event'),
    isRow: (line) => line.includes('read(fd: '),
  },
  {
    name: 'strace -f -e trace=read',
    program: 'strace',
    reads: 10_000,
    args: (pid, output) => ['-f', '-e', 'trace=read', '-o', output, '-p', String(pid)],
    ready: ({ said }) => said.includes('attached'),
    isRow: (line) => / read\(/.test(line),
  },
];

const reason = whyNot();
if (reason) console.warn(`Benchmarks of other tools not run: ${reason}`);
const directory = temporaryDirectory();

beforeAll(() => {
  if (reason) return;
  buildTools();
  pinReader();
});

/** The version that it tells, or null where it is not installed. */
async function version({ program }: Tool): Promise<string | null> {
  const child = spawn(program, ['--version'], { stdio: ['ignore', 'pipe', 'ignore'] });
  let text = '';
  child.stdout.on('data', (bytes) => {
    text += bytes;
  });
  const [code] = await once(child, 'close').catch(() => [1]);
  return code === 0 ? (text.split('\n')[0] ?? '') : null;
}

/** Lets it go; nanoseconds per read by the clock on the wall: some tools stop the program for each. */
async function wallPerRead(workload: Workload, reads: number): Promise<number> {
  const from = performance.now();
  workload.go();
  await workload.end();
  return ((performance.now() - from) * 1e6) / reads;
}

async function rowsIn(file: string, isRow: (line: string) => boolean): Promise<number> {
  let rows = 0;
  for await (const line of createInterface({ input: createReadStream(file, 'latin1') })) {
    if (isRow(line)) rows++;
  }
  return rows;
}

async function withTool(tool: Tool, figures: Figures): Promise<void> {
  const workload = pinned('flat-out', tool.reads);
  const output = join(directory, tool.program);
  rmSync(output, { force: true });
  const child = spawn(tool.program, tool.args(workload.pid, output), {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const closed = once(child, 'close');
  let said = '';
  child.stderr.setEncoding('latin1').on('data', (text) => {
    said += text;
  });
  const { pid = 0 } = child;
  await expect
    .poll(() => tool.ready({ said, output, pid }), { timeout: 30_000, message: tool.name })
    .toBe(true);
  figures.add(`a read under ${tool.name}`, await wallPerRead(workload, tool.reads), 'ns');
  // It may still be writing: strace ends with the process, the others do when they are asked to.
  child.kill('SIGINT');
  await closed;
  const lost = tool.reads - (await rowsIn(output, tool.isRow));
  figures.add(`lost by ${tool.name}`, (lost / tool.reads) * 100, '%');
}

async function withIoscope(figures: Figures): Promise<void> {
  const workload = pinned('flat-out', READS);
  const output = join(directory, 'ioscope.csv');
  const run = new Ioscope(['record', '--pid', String(workload.pid), '--output', output], { directory });
  await run.tracing();
  figures.add(`a read under ${IOSCOPE_RECORD}`, await wallPerRead(workload, READS), 'ns');
  run.kill('SIGINT');
  await run.ended;
  const lost = READS - (await rowsIn(output, (line) => /^\d/.test(line)));
  figures.add(`lost by ${IOSCOPE_RECORD}`, (lost / READS) * 100, '%');
}

function textOf(file: string): string {
  return existsSync(file) ? readFileSync(file, 'latin1') : '';
}

test.skipIf(reason !== null)('beside other tools', async () => {
  const figures = new Figures();
  const found: Tool[] = [];
  for (const tool of TOOLS) {
    const said = await version(tool);
    console.log(`${tool.program}: ${said ?? 'not installed, left out'}`);
    if (said !== null) found.push(tool);
  }
  for (let round = 0; round < ROUNDS; round++) {
    const plain = () => wallPerRead(pinned('flat-out', READS), READS);
    figures.add(UNTRACED, await plain(), 'ns');
    figures.add('a read under an empty pair of handlers', await withEmptyPair('btf', plain), 'ns');
    await withIoscope(figures);
    for (const tool of found) await withTool(tool, figures);
  }
  figures.print(`Beside other tools (medians of ${ROUNDS} rounds, least to most)`);
  const added = (what: string) => figures.median(what) - figures.median(UNTRACED);
  for (const { name } of found) {
    const times = added(`a read under ${name}`) / added(`a read under ${IOSCOPE_RECORD}`);
    console.log(`  ${name} adds ${times.toFixed(0)} times what ioscope adds`);
  }
});
