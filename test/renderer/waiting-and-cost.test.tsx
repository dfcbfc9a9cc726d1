// @vitest-environment jsdom
import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { BlockedCall } from '../../contract/capture.ts';
import { button, counts, recording, status } from './on-screen.ts';
import { openWindow, settle, useWindow } from './window.tsx';

useWindow();

const call = (part: Partial<BlockedCall>): BlockedCall => ({
  pid: 7,
  tid: 8,
  process: 'cat',
  syscall: 'read',
  fd: 3,
  kind: 'pipe',
  path: 'pipe:[42]',
  count: '4096',
  waited_ns: 12.3e9,
  ...part,
});

const list = () => screen.getByRole('region', { name: /^Blocked now/ });

describe('blocked now', () => {
  it('lists what waits and takes its process into the filter', async () => {
    const { user } = await openWindow((bridge) => {
      recording(40)(bridge);
      bridge.blockedCalls = [
        call({}),
        call({ tid: 9, process: 'short', waited_ns: 5e6 }),
        call({
          tid: 10,
          pid: 4242,
          process: '<b>x</b>\n',
          kind: 'file',
          path: '/srv/a/notes',
          waited_ns: 0.4e9,
        }),
      ];
    });
    const items = within(list()).getAllByRole('listitem');
    expect(items.map(({ textContent }) => textContent)).toEqual([
      'cat12.3 sfd 3 ·pipe:[42]',
      '<b>x</b>\\n400 msfd 3 ·/srv/a/notes',
    ]);
    await user.click(within(list()).getByText('cat'));
    await settle();
    expect(button('pid: 7')).toBeTruthy();
    expect(counts()).toBe('10 of 40 reads');
  });

  it('is not asked for while nothing is recorded', async () => {
    const { bridge, after } = await openWindow();
    await after(() => bridge.enter({ rows: 0 }));
    expect(list().textContent).toContain('listed while recording');
    expect(bridge.asked.filter(({ name }) => name === 'blocked').length).toBeLessThanOrEqual(1);
  });
});

describe('what is not shown and what it costs', () => {
  it('stand in the status bar once there is any', async () => {
    const { after } = await openWindow(recording(40));
    expect(status()).not.toContain('not shown');
    await after((bridge) =>
      bridge.enter({
        not_shown: { mmap: 1904, io_uring: 3412, sendfile: 0, splice: 0, copy_file_range: 0 },
        cost: { ns_per_call: 212.4, cpu: 0.031, memory: 180e6 },
      }),
    );
    const text = status()?.replaceAll('\u202f', ' ');
    expect(text).toContain('not shown: 1 904 mmap, 3 412 io_uring');
    expect(text).toContain('tracing costs 212 ns a read');
    expect(text).toContain('ioscope 3.1 % CPU, 180 MB');
  });
});
