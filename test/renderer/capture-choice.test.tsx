// Choosing what to record, as a person does.
// @vitest-environment jsdom

import { cleanup, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import type { CaptureFilter } from '../../contract/capture-filter.ts';
import { ProblemError } from '../../contract/problem.ts';
import { CaptureChoice } from '../../renderer/capture/capture-choice.tsx';
import { EVERYTHING } from '../../renderer/capture/rules.ts';
import { letDialogsOpen } from './window.tsx';

beforeAll(letDialogsOpen);
afterEach(cleanup);

function open(filter: CaptureFilter = EVERYTHING) {
  const onChoose = vi.fn<(chosen: CaptureFilter) => Promise<unknown>>(async () => null);
  render(<CaptureChoice filter={filter} recording onChoose={onChoose} />);
  const user = userEvent.setup();
  return { onChoose, user, press: () => user.click(screen.getByRole('button', { name: /^Capture:/ })) };
}

test('rules, kinds, time and failures become one filter, in force when applied', async () => {
  const { onChoose, user, press } = open();
  expect(screen.getByRole('button', { name: 'Capture: Everything' })).toBeTruthy();
  await press();
  await user.type(screen.getByRole('textbox', { name: 'Process name' }), 'chrom*{Enter}');
  await user.selectOptions(screen.getByRole('combobox', { name: 'By what' }), 'PID and children');
  await user.selectOptions(screen.getByRole('combobox', { name: 'Record or leave out' }), 'Not');
  // What was typed counts, also if it was not added to the list.
  await user.type(screen.getByRole('textbox', { name: 'PID and children' }), '4711');
  await user.click(screen.getByRole('checkbox', { name: 'socket' }));
  await user.type(screen.getByRole('spinbutton', { name: /Slower than/ }), '2');
  await user.click(screen.getByRole('checkbox', { name: 'Failures only' }));
  await user.click(screen.getByRole('button', { name: 'Apply now' }));
  expect(onChoose.mock.calls).toEqual([
    [
      {
        processes: [{ pid: 4711, descendants: true, exclude: true }],
        names: [{ of: 'process', name: 'chrom*', exclude: false }],
        cgroups: [],
        kinds: [{ kind: 'socket', exclude: true }],
        min_latency_ns: 2_000_000,
        failures_only: true,
      },
    ],
  ]);
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
});

test.each([
  ['0.05', 'ms', 50_000],
  ['1.2345', 'µs', 1235],
  ['12', 's', 12_000_000_000],
])('the least time is what was typed: %s %s', async (text, unit, ns) => {
  const { onChoose, user, press } = open();
  await press();
  const field = screen.getByRole('spinbutton', { name: /Slower than/ });
  for (const key of text) await user.type(field, key);
  await user.selectOptions(screen.getByRole('combobox', { name: 'Unit of time' }), unit);
  expect(field).toHaveProperty('value', text);
  await user.click(screen.getByRole('button', { name: 'Record everything' }));
  expect(field).toHaveProperty('value', '');
  await user.type(field, text);
  await user.click(screen.getByRole('button', { name: 'Apply now' }));
  expect(onChoose.mock.calls).toMatchObject([[{ min_latency_ns: ns }]]);
});

test('what cannot be used is not applied, and says why', async () => {
  const { onChoose, user, press } = open();
  await press();
  await user.selectOptions(screen.getByRole('combobox', { name: 'By what' }), 'PID alone');
  await user.type(screen.getByRole('textbox', { name: 'PID alone' }), 'git');
  expect(screen.getByText(/whole number from 1/)).toBeTruthy();
  await user.click(screen.getByRole('button', { name: 'Apply now' }));
  expect(onChoose).not.toHaveBeenCalled();
});

test('a refusal is shown, and the draft stays', async () => {
  const { onChoose, user, press } = open();
  onChoose.mockRejectedValueOnce(new ProblemError('no-cgroup', 'There is no such group.', 'Choose another.'));
  await press();
  await user.click(screen.getByRole('button', { name: 'Files only' }));
  await user.click(screen.getByRole('button', { name: 'Apply now' }));
  await screen.findByText('There is no such group. Choose another.');
  expect(screen.getByRole<HTMLInputElement>('checkbox', { name: 'socket' }).checked).toBe(false);
  await user.click(screen.getByRole('button', { name: 'Apply now' }));
  await waitFor(() => expect(onChoose).toHaveBeenCalledTimes(2));
});

test('rules can be turned round and removed, and all of it undone at once', async () => {
  const names = ['git', 'make'].map((name) => ({ of: 'process' as const, name, exclude: false }));
  const { onChoose, user, press } = open({ ...EVERYTHING, names, failures_only: true });
  await press();
  await user.selectOptions(screen.getByRole('combobox', { name: 'Process name git' }), 'Not');
  await user.click(screen.getByRole('button', { name: 'Remove Process name make' }));
  await user.click(screen.getByRole('button', { name: 'Apply now' }));
  expect(onChoose.mock.lastCall?.[0].names).toEqual([{ of: 'process', name: 'git', exclude: true }]);
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  await press();
  await user.click(screen.getByRole('button', { name: 'Record everything' }));
  await user.click(screen.getByRole('button', { name: 'Apply now' }));
  expect(onChoose.mock.lastCall?.[0]).toEqual(EVERYTHING);
});
