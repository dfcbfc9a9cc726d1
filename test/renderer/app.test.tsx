// @vitest-environment jsdom
import { fireEvent, screen, within } from '@testing-library/react';
import axe from 'axe-core';
import { describe, expect, it, vi } from 'vitest';
import { type FakeBridge, NO_LOSSES } from './fake-bridge.ts';
import { openWindow, settle, useWindow } from './window.tsx';

useWindow();

const grid = () => screen.getByRole('grid', { name: 'Reads' });
const rowCount = () => grid().getAttribute('aria-rowcount');
const rows = () => within(grid()).getAllByRole('row').slice(1);
const cells = (row: HTMLElement) =>
  within(row)
    .getAllByRole('gridcell')
    .map((cell) => cell.textContent);
/** The cell of a row under a heading. */
const cell = (row: HTMLElement | undefined, heading: string): HTMLElement => {
  const headings = screen.getAllByRole('columnheader').map(({ textContent }) => textContent);
  const found = row && within(row).getAllByRole('gridcell')[headings.indexOf(heading)];
  if (!found) throw new Error(`there is no cell under ${heading}`);
  return found;
};
const button = (name: string | RegExp) => screen.getByRole('button', { name });
const box = () => screen.getByRole('searchbox', { name: 'Filter' });
const status = (): string | undefined => screen.getByRole('status').textContent?.replaceAll('\u2009', ' ');
const counts = () => document.querySelector('.filter-count')?.textContent?.replaceAll('\u2009', ' ');

const recording =
  (count: number) =>
  (bridge: FakeBridge): void => {
    bridge.enter({ state: 'recording', started: '1', attach: 'btf' });
    bridge.record(
      Array.from({ length: count }, (_, index) => (index % 4 ? { fd: index } : { comm: 'cat', pid: 7 })),
    );
  };

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
      '8\u2009192',
      '18 446 744 073 709 551 615'.replaceAll(' ', '\u2009'),
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
    await user.click(button(`not ${chip}`));
    await settle();
    expect(counts()).toBe(`${reads} of 40 reads`);
  });

  it('copies a row as tab-separated text', async () => {
    await openWindow((bridge) => bridge.record([{ comm: 'a\tb', path: '/x\n' }]));
    fireEvent.click(within(rows()[0] as HTMLElement).getAllByRole('gridcell')[0] as HTMLElement);
    const setData = vi.fn();
    fireEvent.copy(grid(), { clipboardData: { setData } });
    const text =
      '2026-11-22T14:03:07.231309123Z\ta\\tb\t4242\t4242\ta\\tb\tread\t3\tfile\t/x\\n\t0\t4096\t4096\t12000';
    expect(setData).toHaveBeenCalledWith('text/plain', text);
  });

  it('shows hostile names as text, everywhere', async () => {
    const hostile = '<img src=x>\n\u202Egnp';
    const { user } = await openWindow((bridge) =>
      bridge.record([{ comm: hostile, pid: 9, path: `/${hostile}` }]),
    );
    await user.type(box(), 'img');
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
