// @vitest-environment jsdom
import { screen, within } from '@testing-library/react';
import axe from 'axe-core';
import { describe, expect, it, vi } from 'vitest';
import { type FakeBridge, NO_LOSSES } from './fake-bridge.ts';
import { box, button, counts, recording, rowCount, status } from './on-screen.ts';
import { openWindow, settle, useWindow } from './window.tsx';

useWindow();

describe('toolbar', () => {
  it('is named Record when idle and Stop while recording', async () => {
    const { user, bridge } = await openWindow();
    expect(screen.queryByRole('button', { name: 'Stop' })).toBeNull();
    await user.click(button('Record'));
    await settle();
    expect(screen.queryByRole('button', { name: 'Record' })).toBeNull();
    expect(status()).toContain('Recording');
    await user.click(button('Stop'));
    await settle();
    expect(button('Record')).toBeTruthy();
    expect(bridge.asked.map(({ name }) => name)).toEqual(expect.arrayContaining(['record', 'stop']));
  });

  it('asks for nothing while permission is being asked for', async () => {
    const { user, bridge } = await openWindow((fake) => fake.enter({ state: 'preparing' }));
    expect(button('Record').getAttribute('aria-disabled')).toBe('true');
    await user.click(button('Record'));
    expect(bridge.asked.some(({ name }) => name === 'record')).toBe(false);
    expect(screen.getByRole('heading', { name: 'Asking for permission' })).toBeTruthy();
  });

  it('clears', async () => {
    const { user } = await openWindow(recording(50));
    expect(rowCount()).toBe('50');
    await user.click(button('Clear'));
    await settle();
    expect(rowCount()).toBe('0');
    expect(within(screen.getByRole('complementary')).queryAllByRole('listitem')).toEqual([]);
  });

  it.each([
    ['CSV', 'csv'],
    ['JSON lines', 'jsonl'],
    ['Text', 'text'],
  ])('exports what is filtered as %s', async (label, format) => {
    const { user, bridge } = await openWindow(recording(40));
    await user.type(box(), 'comm:cat{Enter}');
    await settle();
    await user.click(button('Export'));
    await user.click(screen.getByRole('menuitem', { name: label }));
    await settle();
    expect(bridge.asked).toContainEqual({
      name: 'export',
      args: { filter: { terms: [{ field: 'comm', value: 'cat', exclude: false }], text: '' }, format },
    });
    expect(bridge.delivered).toEqual([`download/abc/ioscope.${format}`]);
    expect(status()).toContain(`Exported 10 reads to ioscope.${format}`);
  });

  it('remembers the theme', async () => {
    const { user, unmount } = await openWindow();
    await user.click(button('Theme'));
    await user.click(screen.getByRole('menuitemradio', { name: 'Dark' }));
    expect(document.documentElement.dataset.theme).toBe('dark');
    unmount();
    await openWindow();
    expect(button('Theme').title).toBe('Theme: dark');
  });
});

describe('filter', () => {
  it('counts what passes of all', async () => {
    const { user, after } = await openWindow(recording(40));
    expect(counts()).toBe('40 of 40 reads');
    await user.type(box(), 'ca');
    await vi.waitFor(() => expect(counts()).toBe('10 of 40 reads'));
    expect(rowCount()).toBe('10');
    await after((bridge) => bridge.record([{ comm: 'cat' }, { comm: 'ls' }]));
    expect(counts()).toBe('11 of 42 reads');
  });

  it('has chips that turn round and go', async () => {
    const { user } = await openWindow(recording(40));
    await user.type(box(), '-pid:7{Enter}');
    await settle();
    expect(counts()).toBe('30 of 40 reads');
    await user.click(button('not pid: 7'));
    await settle();
    expect(counts()).toBe('10 of 40 reads');
    await user.click(button('Remove pid: 7'));
    await settle();
    expect(counts()).toBe('40 of 40 reads');
    await user.type(box(), 'pid:7{Enter}{Backspace}');
    await settle();
    expect(screen.queryByRole('button', { name: 'pid: 7' })).toBeNull();
  });

  it('completes names and ids with the keyboard', async () => {
    const { user } = await openWindow(recording(40));
    await user.type(box(), 'ba');
    const options = within(screen.getByRole('listbox')).getAllByRole('option');
    expect(options.map((option) => option.getAttribute('aria-label'))).toEqual([
      'process: bash, 30 reads',
      'comm: bash, 30 reads',
      'pid: 4242, 30 reads',
    ]);
    await user.keyboard('{ArrowDown}');
    expect(box().getAttribute('aria-activedescendant')).toBe(options[0]?.id);
    await user.keyboard('{Enter}');
    await settle();
    expect(button('process: bash')).toBeTruthy();
    expect(counts()).toBe('30 of 40 reads');
  });

  it('completes kinds', async () => {
    const { user } = await openWindow((bridge) => {
      recording(40)(bridge);
      bridge.record([{ kind: 'pipe', path: 'pipe:[4]' }]);
    });
    await user.type(box(), '-kind:');
    const options = () => within(screen.getByRole('listbox')).getAllByRole('option');
    expect(options().map((option) => option.getAttribute('aria-label'))).toEqual([
      'not kind: file, 40 reads',
      'not kind: pipe, 1 reads',
    ]);
    await user.click(options()[0] as HTMLElement);
    await settle();
    expect(counts()).toBe('1 of 41 reads');
  });

  it('shows files only at the press of a button', async () => {
    const { user } = await openWindow((bridge) => {
      recording(40)(bridge);
      bridge.record([{ kind: 'pipe' }, { kind: 'socket' }]);
    });
    const files = button('Files only');
    expect(files.getAttribute('aria-pressed')).toBe('false');
    await user.click(files);
    await settle();
    expect(files.getAttribute('aria-pressed')).toBe('true');
    expect(counts()).toBe('40 of 42 reads');
    await user.click(button('kind: file'));
    await settle();
    expect(files.getAttribute('aria-pressed')).toBe('false');
    expect(counts()).toBe('2 of 42 reads');
    await user.click(files);
    await user.click(files);
    await settle();
    expect(counts()).toBe('42 of 42 reads');
  });

  it('finds a part of a path', async () => {
    const { user } = await openWindow((bridge) => bridge.record([{ path: '/srv/Data/x' }, {}]));
    await user.type(box(), 'data/');
    await vi.waitFor(() => expect(counts()).toBe('1 of 2 reads'));
  });

  it('explains malformed text and keeps the last valid filter', async () => {
    const { user } = await openWindow(recording(40));
    await user.type(box(), 'cat');
    await vi.waitFor(() => expect(counts()).toBe('10 of 40 reads'));
    await user.type(box(), ' pid:x');
    await settle();
    expect(box().getAttribute('aria-invalid')).toBe('true');
    expect(screen.getByText(/is no process id/)).toBeTruthy();
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(counts()).toBe('10 of 40 reads');
  });

  it('says when it hides everything, and undoes that', async () => {
    const { user } = await openWindow(recording(40));
    await user.type(box(), 'pid:1{Enter}');
    await settle();
    expect(screen.getByRole('heading', { name: 'No read passes the filter' })).toBeTruthy();
    await user.click(button('Clear filter'));
    await settle();
    expect(counts()).toBe('40 of 40 reads');
  });

  it('takes a process from the list', async () => {
    const { user } = await openWindow(recording(40));
    await user.click(button(/^cat 7 10$|^cat710$/));
    await settle();
    expect(counts()).toBe('10 of 40 reads');
    await user.click(button('Exclude cat 7'));
    await settle();
    expect(counts()).toBe('30 of 40 reads');
  });
});

describe('states', () => {
  it('says what to do first', async () => {
    await openWindow();
    expect(screen.getByText(/Press Record to see the reads of every program on this machine/)).toBeTruthy();
  });

  it('says that nothing has come yet', async () => {
    await openWindow((bridge) => bridge.enter({ state: 'recording', started: '1' }));
    expect(screen.getByText('No program has called read() yet.')).toBeTruthy();
  });

  it('shows a failure with its remedy, and tries again', async () => {
    const problem = { code: 'dismissed', message: 'Permission was not given.', remedy: 'Answer the prompt.' };
    const { user, bridge, after } = await openWindow();
    bridge.fail('record', problem);
    await user.click(button('Record'));
    await after((fake) => fake.enter({ state: 'failed', problem }));
    expect(screen.getByRole('alert').textContent).toContain('Permission was not given. Answer the prompt.');
    bridge.fail('record', null);
    await user.click(button('Try again'));
    await settle();
    expect(button('Stop')).toBeTruthy();
  });

  it('lets a failure be dismissed for good', async () => {
    const problem = { code: 'dismissed', message: 'No.', remedy: 'Yes.' };
    const { user, after } = await openWindow((bridge) => bridge.enter({ state: 'failed', problem }));
    await user.click(button('Dismiss'));
    await after((bridge) => bridge.enter({ rows_per_second: 0 }));
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('shows a notice without alarm', async () => {
    await openWindow((bridge) =>
      bridge.enter({ problem: { code: 'root', message: 'As root.', remedy: '' } }),
    );
    expect(screen.queryByRole('alert')).toBeNull();
    expect(screen.getByRole('note').textContent).toContain('As root.');
  });

  it('says that the line is down, and is true again when it is up', async () => {
    const { user, bridge, after } = await openWindow(recording(10));
    await after((fake) => fake.setLink('lost'));
    expect(screen.getByRole('alert').textContent).toContain('connection to ioscope is lost');
    expect(status()).toContain('Disconnected');
    bridge.rows = bridge.rows.slice(0, 4);
    bridge.status = { ...bridge.status, rows: 4 };
    await user.click(button('Try again'));
    await settle();
    expect(screen.queryByRole('alert')).toBeNull();
    expect(rowCount()).toBe('4');
  });

  it('says what was lost and why', async () => {
    const losses = { ...NO_LOSSES, ring_full: 1204, join_full: 1, started_before: 3 };
    const { user } = await openWindow((bridge) => {
      recording(20)(bridge);
      bridge.enter({ losses });
    });
    const lost = button(/lost/);
    expect(lost.className).toContain('warn');
    await user.click(lost);
    expect(status()).toContain('1 204: the ring buffer was full.');
    expect(status()).toContain('3 had begun before recording did.');
  });

  const failing = (bridge: FakeBridge): void => {
    bridge.enter({ state: 'failed', problem: { code: 'x', message: 'X', remedy: 'Y' } });
  };

  it.each<[string, (bridge: FakeBridge) => void]>([
    ['empty', () => undefined],
    ['recording', recording(60)],
    ['failed', failing],
  ])('has no fault that axe can find: %s', async (_, prepare) => {
    const { user, container } = await openWindow(prepare);
    await user.type(box(), 'c');
    // jsdom has no layout and no colours: contrast is looked at in a browser.
    const found: axe.AxeResults = await axe.run(container, {
      rules: { 'color-contrast': { enabled: false } },
    });
    expect(found.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
  });
});
