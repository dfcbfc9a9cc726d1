// Starting the loader: as root, with file capabilities, through the prompt with each of its answers, and each way
// it cannot be started.

import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { toProblem } from '../../contract/problem.ts';
import { launchLoader, promptProblem } from '../../session/launch.ts';
import { temporaryDirectory } from '../capture/temporary.ts';
import { ioscope, lastLine } from '../cli/ioscope.ts';
import { within } from '../kernel/peer.ts';
import { whyNot } from '../kernel/workload.ts';
import { type Answer, Stage } from './stage.ts';

const reason = whyNot();
if (reason) console.warn(`test/session/launch.test.ts: prompts not run: ${reason}`);

const directory = temporaryDirectory();
const launch = { directory, attach: 'auto' } as const;

/** The problem a call ends in. */
async function problemOf(call: Promise<unknown>) {
  return call.then(
    () => null,
    (caught) => toProblem(caught),
  );
}

describe('a loader that cannot be started', () => {
  test('it is not there', async () => {
    const problem = await problemOf(launchLoader({ ...launch, loader: join(directory, 'none') }));
    expect(problem?.code).toBe('loader-missing');
    expect(problem?.message).toContain(join(directory, 'none'));
    expect(problem?.remedy).toContain('npm run build');
  });

  test('it may not be executed', async () => {
    const loader = join(directory, 'plain');
    writeFileSync(loader, '#!/bin/sh\n', { mode: 0o644 });
    const problem = await problemOf(launchLoader({ ...launch, loader }));
    expect(problem?.code).toBe('loader-not-executable');
    expect(problem?.remedy).toContain('noexec');
  });
});

describe.skipIf(reason !== null)('a loader started directly', () => {
  test.each([
    {
      what: 'no program',
      script: '#!/no/interpreter\n',
      code: 'loader-not-started',
      says: /could not be started/,
    },
    {
      what: 'ends at once',
      script: '#!/bin/sh\necho first >&2\necho last words >&2\nexit 7\n',
      code: 'loader-died',
      says: /code 7: last words\.$/,
    },
    { what: 'killed', script: '#!/bin/sh\nkill -KILL $$\n', code: 'loader-died', says: /signal SIGKILL\.$/ },
    { what: 'ends well', script: '#!/bin/sh\nexit 0\n', code: undefined, says: /^$/ },
  ])('$what', async ({ what, script, code, says }) => {
    const loader = join(directory, what.replaceAll(' ', '-'));
    writeFileSync(loader, script, { mode: 0o755 });
    const { prompts, ended } = await launchLoader({ ...launch, loader });
    expect(prompts).toBe(false);
    const problem = await within('end', ended);
    expect(problem?.code).toBe(code);
    expect(problem?.message ?? '').toMatch(says);
    if (problem !== null) expect(problem.remedy).not.toBe('');
  });

  test('it is not told of another caller than us', async () => {
    const loader = join(directory, 'env');
    const out = join(directory, 'env-out');
    writeFileSync(loader, `#!/bin/sh\nenv > ${out}\n`, { mode: 0o755 });
    process.env.SUDO_UID = '1000';
    process.env.PKEXEC_UID = '1000';
    try {
      await within('end', (await launchLoader({ ...launch, loader })).ended);
    } finally {
      delete process.env.SUDO_UID;
      delete process.env.PKEXEC_UID;
    }
    expect(readFileSync(out, 'utf8')).not.toMatch(/^(SUDO|PKEXEC)_UID=/m);
  });
});

describe.skipIf(reason !== null)('a plain user', () => {
  let stage: Stage;
  let bare: Stage;
  beforeAll(() => {
    const [asking, without] = [join(directory, 'asking'), join(directory, 'without')];
    for (const path of [directory, asking, without]) {
      mkdirSync(path, { recursive: true });
      chmodSync(path, 0o755);
    }
    stage = new Stage(asking, { pkexec: true });
    bare = new Stage(without, { pkexec: false });
  });
  beforeEach(() => rmSync(stage.asked, { force: true }));

  function drive(on: Stage, answer?: Answer, loader?: string) {
    const [program = '', ...args] = [...on.wrap, on.script('test/session/driver.mjs')];
    const said = execFileSync(program, loader === undefined ? args : [...args, loader], {
      env: { ...process.env, ...on.env(answer) },
      encoding: 'utf8',
      timeout: 50_000,
    });
    return JSON.parse(said);
  }

  test.each<{ answer: Answer; remedy: RegExp; otherWays: boolean }>([
    { answer: 'dismissed', remedy: /Press Record again/, otherWays: false },
    { answer: 'not-authorised', remedy: /password/, otherWays: true },
    { answer: 'no-agent', remedy: /desktop session/, otherWays: true },
    { answer: 'no-polkit', remedy: /polkit runs/, otherWays: true },
  ])('$answer', ({ answer, remedy, otherWays }) => {
    const { problem, state } = drive(stage, answer);
    expect(problem.code).toBe(answer);
    expect(problem.message).not.toBe('');
    expect(problem.remedy).toMatch(remedy);
    expect(/sudo setcap/.test(problem.remedy)).toBe(otherWays);
    expect(state).toBe('failed');
  });

  test('no pkexec', () => {
    const { problem, state } = drive(bare);
    expect(problem.code).toBe('no-pkexec');
    expect(problem.remedy).toMatch(/apt install pkexec.*sudo setcap/);
    expect(state).toBe('failed');
  });

  test('the privileged command is the loader, a mode and a directory of ours, and nothing else', () => {
    drive(stage, 'dismissed');
    const [, flag, shell, dash, command, ...more] = readFileSync(stage.asked, 'utf8').trim().split('\n');
    expect([flag, shell, dash, more]).toEqual(['--disable-internal-agent', '/bin/bash', '-c', []]);
    const [echo, run = ''] = (command ?? '').split('; ');
    expect(echo).toBe('echo SUDOPROMPT');
    const [loader, option, mode, where = ''] = run.split(' ');
    expect([loader, option, mode]).toEqual([stage.loader, '--attach', 'auto']);
    expect(where.startsWith(`${stage.directory}/run/ioscope-`)).toBe(true);
  });

  test('a path that two shells would not pass on is refused before anyone is asked', () => {
    const { problem } = drive(stage, 'granted', stage.oddLoader);
    expect(problem.code).toBe('unsafe-path');
    expect(problem.message).toContain('bare loader');
    expect(existsSync(stage.asked)).toBe(false);
  });

  test('file capabilities: no prompt, and it records', () => {
    expect(drive(bare, undefined, bare.capableLoader)).toEqual({
      problem: null,
      state: 'idle',
      attach: 'btf',
    });
  });

  test('granted: the reads of a command come, each once', async () => {
    const { code, stdout, stderr } = await ioscope(
      ['record', '--', 'dd', 'if=/dev/zero', 'of=/dev/null', 'bs=777', 'count=23', 'status=none'],
      { directory: stage.directory, wrap: stage.wrap, program: stage.program, env: stage.env('granted') },
    );
    expect(stderr).toMatch(/^ioscope: \d+ reads written, 0 lost\n$/m);
    expect(code).toBe(0);
    expect(stdout.match(/^comm: dd, .* count: 777, ret: 777$/gm)).toHaveLength(23);
    expect(lastLine(stderr).written).toBe(stdout.trimEnd().split('\n').length);
    expect(existsSync(stage.asked)).toBe(true);
  });
});

test('a loader that root cannot execute was not dismissed', () => {
  // What bash says when pkexec has granted it all and the program cannot be run.
  const error = Object.assign(new Error('Command failed: …'), { code: 126 });
  const problem = promptProblem(error, '/bin/bash: line 1: /mnt/ioscope-loader: Permission denied\n');
  expect(problem.code).toBe('loader-died');
  expect(problem.message).toContain('Permission denied');
});
