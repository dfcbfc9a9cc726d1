// @vitest-environment jsdom
import { fireEvent, screen, within } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import {
  box,
  button,
  cells,
  counts,
  grid,
  openWindow,
  recording,
  rowCount,
  rows,
  settle,
  status,
  useWindow,
} from './window.tsx';

useWindow();

describe('table', () => {
  it('shows a read as it was', async () => {
    await openWindow((bridge) => {
      bridge.record([
        { pid: 1, tid: 2, comm: 'a', fd: 5, count: '18446744073709551615', ret: 581, latency_ns: 8_120_000 },
        { ret: 0 },
        { ret: -11, error: 'EAGAIN' },
        { count: '0', ret: 0 },
      ]);
    });
    const [short, eof, failed, none] = rows();
    if (!short || !eof || !failed || !none) throw new Error('rows are missing');
    expect(cells(short).slice(1)).toEqual([
      '1',
      '2',
      'a',
      '5',
      '18 446 744 073 709 551 615'.replaceAll(' ', '\u2009'),
      '581',
      '8.1 ms',
    ]);
    const ret = (row: HTMLElement) => within(row).getAllByRole('gridcell')[6];
    expect(ret(short)?.className).toContain('warn');
    expect(ret(eof)?.className).toContain('eof');
    expect(ret(failed)?.className).toContain('bad');
    expect(ret(failed)?.title).toMatch(/^-11 EAGAIN: /);
    expect(ret(none)?.className).not.toMatch(/warn|eof|bad/);
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
    expect(cells(rows()[0] as HTMLElement)[4]).toBe('3');
    expect(rowCount()).toBe('505');

    await user.click(button('3 new reads'));
    await settle();
    expect(rows().at(-1)?.getAttribute('aria-rowindex')).toBe('505');
    expect(screen.queryByRole('button', { name: /new read/ })).toBeNull();
  });

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

  it('is worked by keyboard', async () => {
    const { user } = await openWindow(recording(300));
    grid().focus();
    const active = () => document.getElementById(grid().getAttribute('aria-activedescendant') ?? '');
    await user.keyboard('{ArrowUp}{ArrowUp}');
    expect(active()?.id).toBe('read-298-3');
    await user.keyboard('{Home}');
    await settle();
    expect(active()?.id).toBe('read-0-3');
    await user.keyboard('{PageDown}{ArrowLeft}{ArrowLeft}');
    await settle();
    expect(active()?.id).toBe('read-20-1');
    await user.keyboard('{Shift>}{F10}{/Shift}');
    await user.keyboard('{ArrowDown}{Enter}');
    await settle();
    expect(button('not pid: 7')).toBeTruthy();
    expect(document.activeElement).toBe(grid());
  });

  it('filters by a cell from its menu', async () => {
    await openWindow(recording(40));
    const cell = within(rows()[1] as HTMLElement).getAllByRole('gridcell')[3] as HTMLElement;
    fireEvent.contextMenu(cell);
    fireEvent.click(screen.getByRole('menuitem', { name: 'Exclude this' }));
    await settle();
    expect(button('not comm: bash')).toBeTruthy();
    expect(counts()).toBe('10 of 40 reads');
  });

  it('copies a row as tab-separated text', async () => {
    await openWindow((bridge) => bridge.record([{ comm: 'a\tb' }]));
    fireEvent.click(within(rows()[0] as HTMLElement).getAllByRole('gridcell')[0] as HTMLElement);
    const setData = vi.fn();
    fireEvent.copy(grid(), { clipboardData: { setData } });
    const text = '2026-11-22T14:03:07.231309123Z\t4242\t4242\ta\\tb\t3\t4096\t4096\t12000';
    expect(setData).toHaveBeenCalledWith('text/plain', text);
  });

  it('shows hostile names as text, everywhere', async () => {
    const hostile = '<img src=x>\n\u202Egnp';
    const { user } = await openWindow((bridge) => bridge.record([{ comm: hostile, pid: 9 }]));
    await user.type(box(), 'img');
    expect(document.querySelector('img[src=x]')).toBeNull();
    expect(document.body.textContent).not.toMatch(/\u202E|\n/);
    const visible = '<img src=x>\\n⟨U+202E⟩gnp';
    expect(screen.getAllByText(visible).length).toBeGreaterThanOrEqual(3);
    await user.click(screen.getByRole('option', { name: /comm:/ }));
    await settle();
    expect(button(`Remove comm: ${visible}`)).toBeTruthy();
    expect(counts()).toBe('1 of 1 reads');
  });
});
