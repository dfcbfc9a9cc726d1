// @vitest-environment jsdom
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import {
  box,
  button,
  cell,
  cells,
  counts,
  grid,
  recording,
  rowCount,
  rows,
  status,
  turnRound,
} from './on-screen.ts';
import { openWindow, settle, useWindow } from './window.tsx';

useWindow();

describe('table', () => {
  it('shows a read as it was', async () => {
    await openWindow((bridge) => {
      bridge.record([
        {
          pid: 1,
          tid: 2,
          comm: 'a',
          process: 'b',
          syscall: 'pread64',
          fd: 5,
          path: '/etc/passwd',
          offset: 8192,
          count: '18446744073709551615',
          ret: 581,
          latency_ns: 8_120_000,
        },
        { ret: 0, kind: 'pipe', path: 'pipe:[7]', offset: -1 },
        { ret: -11, error: 'EAGAIN', kind: 'unknown', path: '', process: '' },
        { count: '0', ret: 0 },
      ]);
    });
    const [short, eof, failed, none] = rows();
    if (!short || !eof || !failed || !none) throw new Error('rows are missing');
    expect(cells(short).slice(1)).toEqual([
      'b',
      '1',
      '2',
      'a',
      'pread64',
      '5',
      'file',
      '/etc/passwd',
      '8\u2005192',
      '18 446 744 073 709 551 615'.replaceAll(' ', '\u2005'),
      '581',
      '8.1 ms',
    ]);
    expect(cell(eof, 'Offset').textContent).toBe('—');
    expect(cell(eof, 'Path').textContent).toBe('pipe:[7]');
    expect(cell(failed, 'Path').textContent).toBe('⟨not known⟩');
    expect(cell(failed, 'Process').textContent).toBe('⟨not known⟩');
    expect(cell(short, 'Ret').className).toContain('warn');
    expect(cell(eof, 'Ret').className).toContain('eof');
    expect(cell(failed, 'Ret').className).toContain('bad');
    expect(cell(failed, 'Ret').title).toMatch(/^-11 EAGAIN: /);
    expect(cell(none, 'Ret').className).not.toMatch(/warn|eof|bad/);
  });

  it('follows the tail until scrolled up, then says how many came', async () => {
    const { user, after } = await openWindow(recording(500));
    expect(rows().at(-1)?.getAttribute('aria-rowindex')).toBe('500');
    await after((bridge) => bridge.record([{}, {}]));
    expect(rows().at(-1)?.getAttribute('aria-rowindex')).toBe('502');

    grid().scrollTop = 100 * 24;
    fireEvent.scroll(grid());
    await settle();
    expect(rows()[0]?.getAttribute('aria-rowindex')).toBe('101');
    await after((bridge) => bridge.record([{}, {}, {}]));
    expect(rows()[0]?.getAttribute('aria-rowindex')).toBe('101');
    expect(cell(rows()[0], 'FD').textContent).toBe('3');
    expect(rowCount()).toBe('505');

    await user.click(button('3 new reads'));
    await settle();
    expect(rows().at(-1)?.getAttribute('aria-rowindex')).toBe('505');
    expect(screen.queryByRole('button', { name: /new read/ })).toBeNull();
  });

  it('calls no read new that a filter had hidden, or that was not counted yet', async () => {
    const { user, after, bridge } = await openWindow(recording(500));
    const pill = () => screen.queryByRole('button', { name: /new read/ });
    grid().scrollTop = 50 * 24;
    fireEvent.scroll(grid());
    await user.type(box(), 'comm:cat{Enter}');
    await settle();
    expect([counts(), pill()]).toEqual(['125 of 500 reads', null]);
    bridge.lookedAt = 300;
    await user.click(button('Remove comm: cat'));
    await settle();
    bridge.lookedAt = null;
    await after((fake) => fake.enter({}));
    await waitFor(() => expect(counts()).toBe('500 of 500 reads'));
    expect(pill()).toBeNull();
    await after((fake) => fake.record([{}, {}]));
    expect(button('2 new reads')).toBeTruthy();
  });

  it.each([
    ['from the tail', 500],
    ['elsewhere', 200],
  ])(
    'goes where it was scrolled %s, though it was drawn before the browser told of that',
    async (_, count) => {
      const { after } = await openWindow(recording(count));
      if (count === 200) {
        grid().scrollTop = 24;
        fireEvent.scroll(grid());
        await settle();
      }
      const wanted = 100 * 24;
      grid().scrollTop = wanted;
      await after((bridge) => bridge.record([{}, {}]));
      expect(grid().scrollTop).toBe(wanted);
      fireEvent.scroll(grid());
      await settle();
      const first = Number(rows()[0]?.getAttribute('aria-rowindex'));
      expect(first).toBeGreaterThan(100);
      expect(first).toBeLessThan(count - 50);
    },
  );

  it('asks for pages of what is in view only', async () => {
    const { bridge } = await openWindow(recording(5000));
    const pages = bridge.asked
      .filter(({ name }) => name === 'page')
      .map(({ args }) => args as { limit: number });
    expect(pages.length).toBeLessThan(8);
    expect(Math.max(...pages.map(({ limit }) => limit))).toBeLessThanOrEqual(200);
  });

  it('stands still while paused, and catches up', async () => {
    const { user, after } = await openWindow(recording(30));
    await user.click(button('Pause view'));
    expect(button('Pause view').getAttribute('aria-pressed')).toBe('true');
    await after((bridge) => bridge.record([{}, {}]));
    expect(rowCount()).toBe('30');
    expect(counts()).toBe('30 of 30 reads');
    expect(status()).toMatch(/view paused.*32 reads/);
    expect(button('Resume · 2 new reads')).toBeTruthy();
    await user.click(button('Pause view'));
    await settle();
    expect(rowCount()).toBe('32');
  });

  it('counts what passes the filter while paused', async () => {
    const { user, after } = await openWindow(recording(40));
    await user.type(box(), 'comm:cat{Enter}');
    await user.click(button('Pause view'));
    await settle();
    await after((bridge) => bridge.record([{ comm: 'cat' }, {}, {}]));
    expect(button('Resume · 1 new read')).toBeTruthy();
    expect(counts()).toBe('10 of 40 reads');
    await user.click(button('Resume · 1 new read'));
    await settle();
    expect(counts()).toBe('11 of 43 reads');
  });

  it('has one number of reads, whichever answer is the newer', async () => {
    const { bridge, after } = await openWindow(recording(30));
    await after((fake) => fake.enter({ rows: 35 }));
    expect(counts()).toBe('35 of 35 reads');
    expect(status()).toContain('35 reads');
    bridge.rows.push(...bridge.rows.slice(0, 10));
    await after((fake) => fake.enter({ rows_per_second: 1, rows: 36 }));
    expect(counts()).toBe('40 of 40 reads');
    expect(status()).toContain('40 reads');
  });

  it('is worked by keyboard', async () => {
    const { user } = await openWindow(recording(300));
    grid().focus();
    const active = () => document.getElementById(grid().getAttribute('aria-activedescendant') ?? '');
    await user.keyboard('{ArrowUp}{ArrowUp}');
    expect(active()?.id).toBe('read-298-1');
    await user.keyboard('{Home}');
    await settle();
    expect(active()?.id).toBe('read-0-1');
    await user.keyboard('{PageDown}{ArrowRight}{ArrowRight}{ArrowLeft}');
    await settle();
    expect(active()?.id).toBe('read-20-2');
    await user.keyboard('{Shift>}{F10}{/Shift}');
    await user.keyboard('{ArrowDown}{Enter}');
    await settle();
    expect(button('not pid: 7')).toBeTruthy();
    expect(document.activeElement).toBe(grid());
  });

  it.each([
    ['Process', 'process: bash', 30],
    ['PID', 'pid: 4242', 30],
    ['Comm', 'comm: bash', 30],
    ['Call', 'syscall: readv', 10],
    ['Kind', 'kind: pipe', 10],
    ['Path', 'path: pipe:[3]', 10],
  ])('filters by a cell under %s from its menu', async (heading, chip, reads) => {
    const { user } = await openWindow((bridge) => {
      recording(40)(bridge);
      const pipe = { syscall: 'readv', kind: 'pipe', path: 'pipe:[3]' } as const;
      bridge.rows = bridge.rows.map((row, index) => (index % 4 === 1 ? { ...row, ...pipe } : row));
    });
    fireEvent.contextMenu(cell(rows()[1], heading));
    fireEvent.click(screen.getByRole('menuitem', { name: 'Exclude this' }));
    await settle();
    expect(counts()).toBe(`${40 - reads} of 40 reads`);
    await turnRound(user, `not ${chip}`);
    await settle();
    expect(counts()).toBe(`${reads} of 40 reads`);
  });

  it('shows hostile names as text, everywhere', async () => {
    const hostile = '<img src=x>\n\u202Egnp';
    const { user } = await openWindow((bridge) =>
      bridge.record([{ comm: hostile, pid: 9, path: `/${hostile}` }]),
    );
    await user.type(box(), 'img');
    await settle();
    expect(document.querySelector('img[src=x]')).toBeNull();
    expect(document.body.textContent).not.toMatch(/\u202E|\n/);
    const visible = '<img src=x>\\n⟨U+202E⟩gnp';
    expect(screen.getAllByText(visible).length).toBeGreaterThanOrEqual(5);
    await user.click(screen.getByRole('option', { name: /comm:/ }));
    await settle();
    expect(button(`Remove comm: ${visible}`)).toBeTruthy();
    expect(counts()).toBe('1 of 1 reads');
  });
});
