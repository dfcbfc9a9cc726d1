// @vitest-environment jsdom
import { act, screen, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { findingText } from '../../renderer/findings/finding-text.ts';
import type { FakeBridge } from './fake-bridge.ts';
import { EACH, found, makeFinding } from './fake-findings.ts';
import { recording, rows } from './on-screen.ts';
import { openWindow, settle, useWindow } from './window.tsx';

useWindow();

const tab = () => screen.getByRole('tab', { name: /^Findings/ });
const panel = () => screen.getByRole('tabpanel');
const asked = (bridge: FakeBridge) => bridge.asked.filter(({ name }) => name === 'findings').length;
const chips = () => [...document.querySelectorAll('.chip-text')].map(({ textContent }) => textContent);
const foot = () => document.querySelector('.chart-foot')?.textContent?.replaceAll('\u2005', ' ');

async function openFindings(prepare: (bridge: FakeBridge) => void) {
  const opened = await openWindow((bridge) => {
    recording(20)(bridge);
    bridge.enter({ state: 'idle' });
    prepare(bridge);
  });
  await opened.user.click(tab());
  await settle();
  return opened;
}

test('each is in words, with its figures and what to do', () => {
  const texts = EACH.map((finding) => findingText(finding)).map(({ title, figures }) => [title, figures]);
  expect(texts.flat().map((line) => line.replaceAll('\u2005', ' '))).toEqual([
    '3 slow reads',
    '9.0 s of waiting, 8.1 s the longest',
    'Read 7 times over',
    '28.7 MB read of a file of 4.1 MB, in 3.0 s',
    'Read 6 times its size',
    '6.5 MB read of a file of 1.0 MB, here and there, in 3.0 s',
    '1 182 tiny reads',
    '1 B each, one after the other, in 3.0 s',
    'Looked at every 200 ms',
    '60 times in 3.0 s, with 60 reads, for what had been there before',
    '20 times EISDIR',
    'the descriptor is a directory, in 3.0 s',
  ]);
  expect(new Set(EACH.map((finding) => findingText(finding).advice)).size).toBe(EACH.length);
});

test('the tab says how many there are, and lists them as they come, the worst first', async () => {
  await openFindings((bridge) => {
    bridge.findings = found();
  });
  expect(tab().textContent).toBe('Findings 6');
  expect(
    within(panel())
      .getAllByRole('article')
      .map((card) => card.getAttribute('aria-label'))[0],
  ).toBe('3 slow reads');
  expect(within(panel()).getAllByText('could be spared', { exact: false })).toHaveLength(6);
});

test('where there are none it says what is looked for', async () => {
  await openFindings(() => {});
  expect(tab().textContent).toBe('Findings');
  expect(panel().textContent).toContain('No waste found');
  expect(within(panel()).getAllByRole('listitem')).toHaveLength(6);
});

test('its reads are shown by chips that one step takes back', async () => {
  const { user } = await openFindings((bridge) => {
    bridge.findings = found([makeFinding({ kind: 'failing', error: 'EBADF' })]);
  });
  await user.click(within(panel()).getByRole('button', { name: 'Its reads' }));
  expect(chips()).toEqual(['pid: 4242', 'path: /home/me/notes.txt', 'error: EBADF']);
  await user.keyboard('{Control>}z{/Control}');
  expect(chips()).toEqual([]);
});

test('the reads of one take the place of those of another', async () => {
  const { user } = await openFindings((bridge) => {
    const other = { pid: 20, path: '/b' };
    bridge.findings = found([
      makeFinding({ kind: 'failing', error: 'EBADF' }),
      makeFinding({ ...other, rows: other }),
    ]);
  });
  const [first, second] = within(panel()).getAllByRole('button', { name: 'Its reads' });
  if (!first || !second) throw new Error('a finding is missing');
  await user.click(first);
  await user.click(second);
  expect(chips()).toEqual(['error: EBADF', 'pid: 20', 'path: /b']);
});

test('many files alike are one, and their reads those below a folder', async () => {
  const files = { count: 38, folder: '/proc', paths: ['/proc/1/stat'] };
  const { user } = await openFindings((bridge) => {
    bridge.findings = found([makeFinding({ files, rows: { pid: 7, folder: '/proc' } })]);
  });
  expect(panel().textContent).toContain('Read up to 7 times over');
  expect(panel().textContent).toContain('38 files below /proc');
  await user.click(within(panel()).getByRole('button', { name: 'Its reads' }));
  expect(chips()).toEqual(['pid: 7', 'path: /proc/*']);
});

test('the first of its reads is gone to', async () => {
  const { user } = await openFindings((bridge) => {
    bridge.findings = found([makeFinding({ first: { row: 3, time: bridge.rows[3]?.time ?? '' } })]);
  });
  await user.click(within(panel()).getByRole('button', { name: 'First read' }));
  await settle();
  expect(rows()[3]?.getAttribute('aria-selected')).toBe('true');
  expect(screen.getByRole('complementary', { name: 'Details' })).toBeTruthy();
});

test('what was left out, forgotten or lost is said', async () => {
  await openFindings((bridge) => {
    bridge.findings = { ...found(), left_out: 5, forgotten: 1234 };
    bridge.enter({ losses: { ...bridge.status.losses, ring_full: 3 } });
  });
  for (const said of ['whatever the filter', '5 that waste less', '1 234 pairs', 'the 3 lost reads'])
    expect(foot()).toContain(said);
});

test('a capture too large for one answer is asked about until all of it was looked at', async () => {
  const { bridge } = await openFindings((fake) => {
    fake.enter({ rows: 1_000_000 });
    fake.findings = { ...found(), rows: 400_000 };
  });
  expect(foot()).toContain('400 000 of 1 000 000 reads looked at so far');
  bridge.findings = { ...found(), rows: 1_000_000 };
  await vi.waitFor(() => expect(foot()).toContain('In all reads'));
  const before = asked(bridge);
  await settle();
  expect(asked(bridge)).toBe(before);
});

describe('over time', () => {
  beforeEach(() => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test('they are asked for twice a second at most, and never while nobody looks', async () => {
    const { bridge, after } = await openWindow(recording(20));
    const stream = async () => {
      for (let tick = 0; tick < 20; tick++) {
        await after((fake) => fake.record([{}]));
        await act(() => vi.advanceTimersByTimeAsync(80));
      }
    };
    const first = asked(bridge);
    await stream();
    const seen = asked(bridge);
    expect(seen).toBeGreaterThan(first + 1);
    expect(seen).toBeLessThanOrEqual(first + 6);
    vi.spyOn(document, 'hidden', 'get').mockReturnValue(true);
    act(() => void document.dispatchEvent(new Event('visibilitychange')));
    await stream();
    expect(asked(bridge)).toBe(seen);
  });
});
