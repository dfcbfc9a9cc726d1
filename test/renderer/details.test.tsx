// @vitest-environment jsdom
import { act, fireEvent, screen, within } from '@testing-library/react';
import axe from 'axe-core';
import { expect, test, vi } from 'vitest';
import type { FakeBridge } from './fake-bridge.ts';
import { found, makeFinding } from './fake-findings.ts';
import { button, cell, grid, rows } from './on-screen.ts';
import { openWindow, settle, useWindow } from './window.tsx';

useWindow();

const HOSTILE = '/tmp/<b>x<b>\n\u202Egnp.exe';

/** Two threads of two processes, three files; the last row is a failure. */
function someReads(bridge: FakeBridge): void {
  bridge.enter({ state: 'recording', started: '1', attach: 'btf' });
  bridge.record([
    { path: '/home/me/a.txt', offset: 0, latency_ns: 10_000 },
    { path: '/home/me/a.txt', offset: 4096, latency_ns: 20_000 },
    { path: HOSTILE, pid: 7, tid: 8, comm: 'cat', latency_ns: 30_000 },
    { path: '/home/me/a.txt', offset: 8192, ret: 100, latency_ns: 5_000_000 },
    { path: 'pipe:[7]', kind: 'pipe', offset: -1, ret: -11, error: 'EAGAIN', latency_ns: 400 },
  ]);
  bridge.enter({ state: 'idle' });
}

const panel = () => screen.getByRole('complementary', { name: 'Details' });
const none = () => expect(screen.queryByRole('complementary', { name: 'Details' })).toBeNull();
const text = () => panel().textContent?.replaceAll('\u2005', ' ');
const asked = (bridge: FakeBridge, name: string) => bridge.asked.filter((one) => one.name === name);
const chips = () => [...document.querySelectorAll('.chip-text')].map(({ textContent }) => textContent);

async function choose(index: number, prepare = someReads) {
  const opened = await openWindow(prepare);
  await opened.user.click(cell(rows()[index], 'Path'));
  await settle();
  return opened;
}

test('open when a read is chosen, and say what is known of it', async () => {
  await openWindow(someReads);
  none();
  fireEvent.click(cell(rows()[3], 'Path'));
  await settle();
  for (const said of [
    'a.txt',
    '100 / 4 096 bytes',
    'Short',
    '8 192, sequential',
    '5.0 ms, the slowest of all',
  ])
    expect(text()).toContain(said);
  expect(text()).toContain('3 times by this process');
  expect(within(panel()).getByRole('img').getAttribute('aria-label')).toContain('Sequential');
});

test('say what a failure means', async () => {
  await choose(4);
  expect(text()).toContain('There was nothing yet');
  expect(text()).toContain('no read was faster');
});

test('are closed with Escape, and stay closed until they are asked for', async () => {
  const { user, unmount } = await choose(0);
  await user.keyboard('{Alt>}3{/Alt}');
  expect(panel().contains(document.activeElement)).toBe(true);
  await user.keyboard('{Escape}');
  none();
  expect(document.activeElement).toBe(grid());
  unmount();
  await choose(1);
  none();
  fireEvent.click(button('Details'));
  await settle();
  expect(text()).toContain('4 096, sequential');
  fireEvent.click(button('Close the details'));
  none();
});

test('go to the reads before and after', async () => {
  const { user } = await choose(3);
  const side = within(within(panel()).getByRole('group', { name: 'Of this file' }));
  expect(side.getAllByRole('button').map(({ textContent }) => textContent)).toHaveLength(1);
  await user.click(side.getByRole('button', { name: /before/ }));
  await settle();
  expect(rows()[1]?.getAttribute('aria-selected')).toBe('true');
  expect(text()).toContain('4 096, sequential');
});

test('stay with their read when the filter changes, and say when it hides it', async () => {
  const { user } = await choose(3);
  const by = (name: string) => within(panel()).getByRole('button', { name });
  await user.click(by('This file'));
  await settle();
  expect(chips()).toEqual(['path: /home/me/a.txt']);
  expect(text()).toContain('8 192, sequential');
  expect(rows()).toHaveLength(3);
  expect(rows()[2]?.getAttribute('aria-selected')).toBe('true');
  await user.click(by('Not this file'));
  await settle();
  expect(chips()).toEqual(['not path: /home/me/a.txt']);
  expect(text()).toContain('8 192, sequential');
  expect(text()).toContain('not among the rows of the table');
  await user.keyboard('{Control>}z{/Control}');
  await settle();
  expect(text()).not.toContain('not among the rows of the table');
  expect(rows()[2]?.getAttribute('aria-selected')).toBe('true');
});

test('filter by what slower reads, the time around and its process are', async () => {
  const { user } = await choose(3);
  for (const name of ['As slow or slower', 'This process', 'Around this time', 'This folder'])
    await user.click(within(panel()).getByRole('button', { name }));
  await settle();
  expect(chips()).toEqual([
    'latency >= 5 ms',
    'pid: 4242',
    expect.stringMatching(/^time: /),
    'path: /home/me/*',
  ]);
});

test('show names as text', async () => {
  await choose(2);
  expect(panel().querySelector('b')).toBeNull();
  expect(text()).toContain('<b>x<b>\\n⟨U+202E⟩gnp.exe');
});

test('go when the capture is cleared', async () => {
  const { after } = await choose(2);
  await after((bridge) => void bridge.request('clear', {}));
  none();
});

test('are asked for the read that is chosen alone, and no faster than one can look', async () => {
  const { bridge } = await choose(0);
  const before = asked(bridge, 'details').length;
  for (let press = 0; press < 4; press++) fireEvent.keyDown(grid(), { key: 'ArrowDown' });
  await vi.waitFor(() => expect(text()).toContain('There was nothing yet'));
  const rowsAsked = asked(bridge, 'details')
    .slice(before)
    .map(({ args }) => args);
  expect(rowsAsked.at(-1)).toEqual({ row: 4 });
  expect(rowsAsked.length).toBeLessThan(4);
});

test('are not asked for while they are closed', async () => {
  const { bridge, user } = await choose(0);
  await user.click(button('Details'));
  const before = asked(bridge, 'details').length;
  fireEvent.click(cell(rows()[2], 'Path'));
  await settle();
  expect(asked(bridge, 'details')).toHaveLength(before);
});

test('keep what they show when an answer fails', async () => {
  const { bridge } = await choose(0);
  bridge.fail('details', { code: 'no-answer', message: 'Late.', remedy: '' });
  fireEvent.click(cell(rows()[2], 'Path'));
  await settle();
  expect(text()).toContain('0, from the beginning');
  expect(panel().getAttribute('aria-busy')).toBe('true');
});

test('are as wide as they are made', async () => {
  const { user } = await choose(0);
  const edge = () => screen.getByRole('separator', { name: 'Width of the details' });
  act(() => edge().focus());
  await user.keyboard('{Home}{ArrowRight}');
  expect(edge().getAttribute('aria-valuenow')).toBe('624');
  expect(localStorage.getItem('ioscope.details')).toContain('"width":624');
});

test('hold what was found in the file, by its process', async () => {
  const { user } = await choose(3, (bridge) => {
    someReads(bridge);
    bridge.findings = found([
      makeFinding({ path: '/home/me/a.txt', first: { row: 0, time: bridge.rows[0]?.time ?? '' } }),
      makeFinding({ path: '/home/me/a.txt', pid: 9 }),
      makeFinding({ path: HOSTILE }),
    ]);
  });
  const cards = within(panel()).getAllByRole('article');
  expect(cards.map((card) => card.getAttribute('aria-label'))).toEqual(['Read 7 times over']);
  await user.click(within(panel()).getByRole('button', { name: 'First read' }));
  await settle();
  expect(rows()[0]?.getAttribute('aria-selected')).toBe('true');
  await vi.waitFor(() => expect(text()).toContain('0, from the beginning'));
});

test('have no fault that axe can find, with their figures too', async () => {
  const { user } = await choose(1);
  await user.click(within(panel()).getByRole('button', { name: 'Figures as a table' }));
  expect(within(panel()).getAllByRole('row')).toHaveLength(4);
  const result: axe.AxeResults = await axe.run(panel(), {
    rules: { 'color-contrast': { enabled: false } },
  });
  expect(result.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
});
