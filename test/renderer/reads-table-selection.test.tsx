// @vitest-environment jsdom
import { fireEvent, screen } from '@testing-library/react';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Args } from '../../contract/requests.ts';
import { makeRow } from './fake-bridge.ts';
import { box, cell, grid, recording, rows } from './on-screen.ts';
import { openWindow, settle, useWindow } from './window.tsx';

useWindow();

const written: string[] = [];
const writeText = vi.fn(async (text: string) => {
  written.push(text);
});

beforeEach(() => {
  written.length = 0;
});

/** Opens the window; what it copies by itself is in `written`. */
async function open(count: number) {
  const opened = await openWindow(recording(count));
  Object.defineProperty(navigator, 'clipboard', { configurable: true, value: { writeText } });
  return opened;
}

const selected = () =>
  rows()
    .filter((row) => row.getAttribute('aria-selected') === 'true')
    .map((row) => Number(row.dataset.index));
const note = () => screen.getByRole('group', { name: 'Selection' }).textContent?.replaceAll('\u2005', ' ');
const press = (index: number, held: { shiftKey?: boolean; ctrlKey?: boolean } = {}) => {
  const row = rows().find(({ dataset }) => dataset.index === String(index));
  fireEvent.click(cell(row, 'Path'), held);
};
/** What Ctrl+C gives at once; undefined where it has to be fetched. */
const copyNow = (): string | undefined => {
  const setData = vi.fn();
  fireEvent.copy(grid(), { clipboardData: { setData } });
  return setData.mock.calls[0]?.[1];
};

describe('a selection', () => {
  it('is made with the mouse', async () => {
    await open(20);
    expect(grid().getAttribute('aria-multiselectable')).toBe('true');
    press(3);
    expect(selected()).toEqual([3]);
    expect(note()).toBe('');
    press(6, { shiftKey: true });
    expect(selected()).toEqual([3, 4, 5, 6]);
    press(5, { ctrlKey: true });
    press(9, { ctrlKey: true });
    expect(selected()).toEqual([3, 4, 6, 9]);
    expect(note()).toMatch(/^4 reads selected/);
    press(0);
    expect(selected()).toEqual([0]);
  });

  it('is made with the keyboard, over any number of rows', async () => {
    const { user } = await open(5000);
    grid().focus();
    await user.keyboard('{Home}{Shift>}{ArrowDown}{PageDown}{/Shift}');
    await settle();
    expect(note()).toMatch(/^22 reads selected/);
    await user.keyboard('{Shift>}{End}{/Shift}');
    await settle();
    expect(note()).toMatch(/^5 000 reads selected/);
    // To the side only the cell moves.
    await user.keyboard('{ArrowRight}');
    expect(note()).toMatch(/^5 000 reads selected/);
    await user.keyboard('{Control>}{ArrowUp} {/Control}');
    expect(note()).toMatch(/^4 999 reads selected/);
    await user.keyboard('{Escape}');
    expect(note()).toBe('');
    await user.keyboard('{Control>}a{/Control}');
    expect(note()).toMatch(/^5 000 reads selected/);
    await user.click(screen.getByRole('button', { name: 'Select nothing' }));
    expect(selected()).toEqual([]);
  });

  it('stays where it is while rows come, and ends with the filter', async () => {
    const { user, after } = await open(20);
    press(3);
    press(5, { shiftKey: true });
    await after((bridge) => bridge.record([{}, {}]));
    expect(selected()).toEqual([3, 4, 5]);
    await user.type(box(), 'comm:cat{Enter}');
    await settle();
    expect(selected()).toEqual([]);
    expect(note()).toBe('');
  });

  it('ends when all is cleared', async () => {
    const { after } = await open(20);
    press(3);
    press(5, { shiftKey: true });
    await after((bridge) => void bridge.request('clear', {}));
    expect(note()).toBe('');
  });
});

describe('a copy', () => {
  it('is the columns shown, at once where the rows are at hand', async () => {
    await openWindow((bridge) => bridge.record([{ comm: 'a\tb', path: '/x\n' }, { fd: 4 }]));
    press(0);
    const text =
      '2026-11-22T14:03:07.231309123Z\ta\\tb\t4242\t4242\ta\\tb\tread\t3\tfile\t/x\\n\t0\t4096\t4096\t12000';
    expect(copyNow()).toBe(text);
    press(1, { shiftKey: true });
    expect(copyNow()?.split('\n').length).toBe(2);
    await settle();
    expect(note()).toMatch(/^Copied 2 reads as text\./);
  });

  it('fetches what is not at hand', async () => {
    const { user } = await open(5000);
    grid().focus();
    await user.keyboard('{Control>}a{/Control}');
    expect(copyNow()).toBeUndefined();
    await settle();
    const lines = written[0]?.split('\n') ?? [];
    expect(lines.length).toBe(5000);
    expect(lines.map((line) => line.split('\t')[6]).slice(1, 4)).toEqual(['1', '2', '3']);
    expect(note()).toMatch(/^Copied 5 000 reads as text\./);
  });

  it('is CSV or JSON from the menus', async () => {
    const { user } = await open(20);
    press(3);
    press(5, { shiftKey: true });
    fireEvent.contextMenu(cell(rows()[4], 'PID'));
    expect(selected()).toEqual([3, 4, 5]);
    fireEvent.click(screen.getByRole('menuitem', { name: /^Copy 3 reads as CSV/ }));
    await settle();
    expect(written[0]?.split('\r\n').length).toBe(5);
    await user.click(screen.getByRole('button', { name: 'Copy the selected reads' }));
    fireEvent.click(screen.getByRole('menuitem', { name: /^Copy 3 reads as JSON/ }));
    await settle();
    expect(JSON.parse(written[1] ?? '').map(({ fd }: { fd: number }) => fd)).toEqual([3, 3, 5]);
    // Beside the selection, that row is meant.
    fireEvent.contextMenu(cell(rows()[10], 'PID'));
    expect(selected()).toEqual([10]);
    fireEvent.click(screen.getByRole('menuitem', { name: 'Copy read as JSON' }));
    await settle();
    expect(JSON.parse(written[2] ?? '').length).toBe(1);
  });

  it('says that it is not all, and where all is', async () => {
    const { user, after, bridge } = await open(10);
    const request = bridge.request.bind(bridge);
    const many = 100_010;
    // As many rows as no test should hold.
    bridge.request = async (name, args) => {
      const reply = await request(name, args);
      if (name !== 'page') return reply;
      const { offset: asked, limit } = args as Args<'page'>;
      const offset = asked ?? many - limit;
      const length = Math.max(0, Math.min(limit, many - offset));
      const rows = Array.from({ length }, (_, index) => makeRow({ row: offset + index }));
      return { ...reply, matched: many, counted: many, total: many, offset, rows };
    };
    await after((fake) => fake.record([{}]));
    grid().focus();
    await user.keyboard('{Control>}a{/Control}');
    expect(note()).toMatch(/^100 010 reads selected/);
    copyNow();
    await vi.waitFor(
      () => expect(note()).toMatch(/^Copied the first 100 000 of 100 010 reads.*Export/),
      40_000,
    );
    expect(written[0]?.split('\n').length).toBe(100_000);
  }, 60_000);

  it('says how far it is when it takes long, and can be called off', async () => {
    const { user, bridge } = await open(5000);
    const request = bridge.request.bind(bridge);
    bridge.request = async (name, args) => {
      if (name === 'page') await new Promise((resolve) => setTimeout(resolve, 400));
      return request(name, args);
    };
    grid().focus();
    await user.keyboard('{Control>}a{/Control}');
    copyNow();
    const progress = () =>
      screen.queryByRole('progressbar', { name: 'Copied so far' }) as HTMLProgressElement | null;
    await vi.waitFor(() => expect(progress()?.value).toBeGreaterThan(0), 10_000);
    expect(progress()?.max).toBe(5000);
    await user.click(screen.getByRole('button', { name: 'Cancel' }));
    expect(note()).toMatch(/^5 000 reads selected/);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(written).toEqual([]);
  });

  it('says when it could not', async () => {
    const { user, bridge } = await open(5000);
    bridge.fail('page', { code: 'x', message: 'It broke.', remedy: 'Mend it.' });
    grid().focus();
    await user.keyboard('{Control>}a{/Control}');
    copyNow();
    await settle();
    expect(note()).toMatch(/^It broke\. Mend it\./);
    expect(written).toEqual([]);
  });
});
