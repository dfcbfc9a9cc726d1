// @vitest-environment jsdom
import { screen } from '@testing-library/react';
import axe from 'axe-core';
import { describe, expect, it } from 'vitest';
import { NO_LOSSES } from '../../capture/losses.ts';
import { RECORD_ALL } from '../../contract/capture-filter.ts';
import type { FakeBridge } from './fake-bridge.ts';
import { box, button, recording, rowCount, status } from './on-screen.ts';
import { openWindow, settle, useWindow } from './window.tsx';

useWindow();

describe('states', () => {
  it('says what to do first', async () => {
    await openWindow();
    expect(screen.getByText(/Press Record to see the reads of every program on this machine/)).toBeTruthy();
  });

  it('asks how it stands once at the start, and again when the line was lost', async () => {
    const { bridge, after } = await openWindow((fake) => fake.setLink('connecting'));
    const asked = () => bridge.asked.filter(({ name }) => name === 'status').length;
    await after((fake) => fake.setLink('open'));
    expect(asked()).toBe(1);
    await after((fake) => fake.setLink('lost'));
    await after((fake) => fake.setLink('open'));
    expect(asked()).toBe(2);
  });

  it('says that nothing has come yet', async () => {
    await openWindow((bridge) => bridge.enter({ state: 'recording', started: '1' }));
    expect(screen.getByText(/^No program has called read\(\) yet\./)).toBeTruthy();
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

  it('says that nothing chosen has come, and how much was left out', async () => {
    const { user, bridge } = await openWindow((fake) =>
      fake.enter({
        state: 'recording',
        started: '1',
        filtered: 7,
        capture_filter: { ...RECORD_ALL, failures_only: true },
      }),
    );
    expect(
      screen.getByText(/^No read of what was chosen to be recorded yet\. 7 reads were left out/),
    ).toBeTruthy();
    await user.click(button(/lost/));
    expect(status()).toContain('7 left out by kind, latency or outcome');
    await user.click(button('Record everything'));
    await settle();
    expect(bridge.status.capture_filter).toEqual(RECORD_ALL);
  });

  it('says why a recording ended, whatever went wrong before', async () => {
    const { user, bridge, after } = await openWindow(recording(8));
    bridge.fail('clear', { code: 'busy', message: 'An export is being written.', remedy: '' });
    await user.click(button('Clear'));
    await settle();
    const alert = () => screen.queryByRole('alert')?.textContent;
    expect(alert()).toContain('An export is being written.');
    const problem = { code: 'loader-died', message: 'The loader ended.', remedy: 'Press Record.' };
    await after((fake) => fake.enter({ state: 'failed', problem }));
    expect(alert()).toContain('The loader ended. Press Record.');
    // What fails from then on is the news.
    await user.click(button('Clear'));
    await settle();
    expect(alert()).toContain('An export is being written.');
    await user.click(button('Dismiss'));
    expect(alert()).toContain('The loader ended. Press Record.');
    await user.click(button('Dismiss'));
    expect(alert()).toBeUndefined();
  });

  it.each(['cancelled', 'abandoned'])('calls nothing a failure that was called off: %s', async (code) => {
    const { user, bridge } = await openWindow();
    bridge.fail('record', { code, message: 'It was called off.', remedy: '' });
    await user.click(button('Record'));
    await settle();
    expect(screen.queryByRole('alert')).toBeNull();
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
    for (const name of ['Record', 'Stop', 'Clear', 'Export']) {
      for (const one of screen.queryAllByRole('button', { name })) {
        expect(one.getAttribute('aria-disabled'), name).toBe('true');
      }
    }
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
      bridge.enter({ losses, ring_bytes: 128 << 20 });
    });
    const lost = button(/lost/);
    expect(lost.className).toContain('warn');
    await user.click(lost);
    expect(status()).toContain('1 204: the ring buffer was full.');
    expect(status()).toContain('start ioscope with --ring 256: the buffer has 128 MiB now');
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
