// A program of the user's choice, held until it is traced: a real program, and capture processes that answer as
// the test has it.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ProblemError, toProblem } from '../../contract/problem.ts';
import { Session } from '../../session/session.ts';
import { temporaryDirectory } from '../capture/temporary.ts';
import { FakeHost } from './fake-capture.ts';

const directory = temporaryDirectory();
const LOADER = join(directory, 'loader');
writeFileSync(LOADER, '#!/bin/sh\nexit 0\n', { mode: 0o755 });

let host: FakeHost;
let session: Session;
let place: string;
let runs = 0;

beforeEach(() => {
  host = new FakeHost();
  place = join(directory, `run ${runs++}`);
  mkdirSync(place);
  host.replies.listen = () => ({ directory: place });
  vi.stubEnv('XDG_CACHE_HOME', join(place, 'cache'));
  session = new Session({
    host: host.host,
    chooseTarget: async () => null,
    ownPids: () => [23],
    loader: LOADER,
  });
});

afterEach(async () => {
  await session.close();
  vi.unstubAllEnvs();
});

const trace = (command: string, { directory: where = place, keepOn = false } = {}) =>
  session.request('trace', { command, directory: where, keepOn });

const codeOf = (call: Promise<unknown>) =>
  call.then(
    () => null,
    (caught) => toProblem(caught).code,
  );

const eventually = (look: () => unknown) => vi.waitFor(look, { interval: 20 });

test('it begins when it is recorded, alone, where and with what was asked for; its end ends the recording', async () => {
  let attached = () => {};
  host.replies.attached = () => new Promise((resolve) => (attached = () => resolve(null)));
  const answered = trace(`sh -c 'echo $$ "$1" > "$2"; pwd >> "$2"' sh "two  words" 'out put'`);
  await eventually(() => expect(host.names()).toContain('attached'));
  expect(existsSync(join(place, 'out put'))).toBe(false);
  attached();
  await answered;
  await eventually(() => expect(session.state).toBe('idle'));
  const [first = '', where] = readFileSync(join(place, 'out put'), 'utf8').trim().split('\n');
  const [pid, ...words] = first.split(' ');
  expect(words).toEqual(['two', '', 'words']);
  expect(where).toBe(place);
  const listened = host.asked.find(({ name }) => name === 'listen');
  expect(listened?.args).toMatchObject({
    filter: { processes: [{ pid: Number(pid), descendants: true, exclude: false }] },
  });
  expect(host.announced).toEqual(['idle', 'preparing', 'recording', 'stopping', 'idle']);
});

test('recording goes on after its end if that was asked for', async () => {
  await trace('touch done', { keepOn: true });
  await eventually(() => expect(existsSync(join(place, 'done'))).toBe(true));
  expect(session.state).toBe('recording');
  await session.stop();
});

test('the end of a program does not end a later recording', async () => {
  writeFileSync(join(place, 'wait'), '#!/bin/sh\nwhile [ ! -e go ]; do sleep 0.05; done\ntouch gone\n', {
    mode: 0o755,
  });
  await trace('./wait');
  await session.stop();
  await session.record();
  writeFileSync(join(place, 'go'), '');
  await eventually(() => expect(existsSync(join(place, 'gone'))).toBe(true));
  expect(session.state).toBe('recording');
  await session.stop();
});

test('a program that is not recorded never begins', async () => {
  host.replies.attached = () => Promise.reject(new ProblemError('refused', 'No.', ''));
  expect(await codeOf(trace('touch begun'))).toBe('refused');
  expect(session.state).toBe('failed');
  expect(existsSync(join(place, 'begun'))).toBe(false);
});

test.each([
  ['no-such-command', 'ioscope-no-such-program --help'],
  ['no-such-command', './missing'],
  ['command-not-executable', './plain'],
  ['command-not-executable', '/etc/passwd'],
  ['bad-command', 'echo "'],
])('%s: %s', async (code, command) => {
  writeFileSync(join(place, 'plain'), 'text', { mode: 0o644 });
  expect(await codeOf(trace(command))).toBe(code);
  expect(session.state).toBe('idle');
  expect(host.names()).toEqual([]);
});

test('a folder that is not there is named', async () => {
  expect(await codeOf(trace('true', { directory: join(place, 'nowhere') }))).toBe('no-such-directory');
});

test('not beside a recording', async () => {
  await session.record();
  expect(await codeOf(trace('touch begun'))).toBe('busy');
  await session.stop();
  expect(existsSync(join(place, 'begun'))).toBe(false);
});
