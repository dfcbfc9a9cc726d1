// A kernel without BTF: calls are recorded, and what the kernel side does not see is looked up in /proc and marked.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryDirectory } from '../capture/temporary.ts';
import { Obedient } from '../kernel/obedient.ts';
import { WITHOUT_BTF } from '../kernel/ways.ts';
import { whyNot } from '../kernel/workload.ts';
import { Ioscope, ioscope, lastLine, linesOf } from './ioscope.ts';

const reason = whyNot();
if (reason) console.warn(`test/cli/without-btf.test.ts not run: ${reason}`);

describe.skipIf(reason !== null)('without BTF', () => {
  const directory = temporaryDirectory();
  const wrap = WITHOUT_BTF;

  test('ioscope record: a file that is still open when its reads arrive has a path', async () => {
    const file = join(directory, 'a file');
    writeFileSync(file, 'a line\n');
    const script = `exec < '${file}'; read -r line; read -r none; kill -STOP $$`;
    const args = ['record', '--format', 'jsonl', '--', 'sh', '-c', script];
    const run = new Ioscope(args, { directory, wrap });
    const of = () => linesOf(run.stdout).filter(({ comm, fd }) => comm === 'sh' && fd === 0);
    await run.until('its rows', () => /"fd":0,.*"ret":0,/.test(run.stdout));
    const [one] = of();
    process.kill(one?.pid ?? 0, 'SIGCONT');
    const { code, stderr, stdout } = await run.ended;
    expect(of().map(({ path, ret }) => [path, ret])).toEqual(
      [1, 1, 1, 1, 1, 1, 1, 0].map((ret) => [`${file} (by /proc)`, ret]),
    );
    expect(code).toBe(0);
    expect(lastLine(stderr)).toEqual({ written: linesOf(stdout).length, lost: 0 });
  });

  test('ioscope blocked: whose the read is, and of what', async () => {
    const program = new Obedient();
    const run = new Ioscope(['blocked', '--pid', String(program.pid), '--watch', '2'], { directory, wrap });
    await run.tracing();
    await program.read('begin');
    await program.tell('await');
    const { code, stdout } = await run.ended;
    expect(stdout).toMatch(
      new RegExp(
        `\\n\\d\\.\\d{3} s +${program.pid} +\\d+ +read +\\d+ +workload +pipe +pipe:\\[\\d+] \\(by /proc\\)\\n$`,
      ),
    );
    expect(code).toBe(0);
    await program.tell('end');
    await program.dismiss();
  });

  test('the two ways of attaching: btf says what is lacking', async () => {
    const { code, stderr } = await ioscope(['record', '--attach', 'btf', '--', 'true'], { directory, wrap });
    expect(stderr).toMatch(/no type information.*--attach tracepoint/);
    expect(code).toBe(1);
  });
});
