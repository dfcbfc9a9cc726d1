// @vitest-environment jsdom
import { cleanup, fireEvent, screen, within } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { nextOrder, orderWords, readOrder } from '../../renderer/table/row-order.ts';
import { button, cell, grid, recording, rows } from './on-screen.ts';
import { openWindow, settle, useWindow } from './window.tsx';

useWindow();

const header = (name: string) => screen.getByRole('columnheader', { name });
const press = async (name: string) => {
  fireEvent.click(within(header(name)).getAllByRole('button')[0] as HTMLElement);
  await settle();
};
const sorted = () =>
  within(grid())
    .getAllByRole('columnheader')
    .filter((one) => one.getAttribute('aria-sort') !== 'none')
    .map((one) => `${one.getAttribute('aria-label')} ${one.getAttribute('aria-sort')}`);
const latencies = () => rows().map((row) => Number(cell(row, 'Latency').title.replace(/\D/g, '')));

async function openWith(count: number) {
  return openWindow((bridge) => {
    recording(0)(bridge);
    bridge.record(
      Array.from({ length: count }, (_, index) => ({ latency_ns: ((index * 37) % 101) + 1, fd: index })),
    );
  });
}

describe('an order', () => {
  it('is a column, the other way round, then none', () => {
    const first = nextOrder(null, 'path');
    const second = nextOrder(first, 'path');
    expect([first, second, nextOrder(second, 'path')]).toEqual([
      { field: 'path', descending: false },
      { field: 'path', descending: true },
      null,
    ]);
    expect(nextOrder(second, 'ret')).toEqual({ field: 'ret', descending: true });
  });

  it('is said in words', () => {
    expect(orderWords({ field: 'latency_ns', descending: true })).toBe('Sorted by latency, longest first');
    expect(orderWords({ field: 'pid', descending: false })).toBe('Sorted by PID, smallest first');
    expect(orderWords({ field: 'path', descending: true })).toBe('Sorted by path, Z to A');
  });

  it.each([undefined, 7, {}, { field: 'rows', descending: true }, { field: 'fd', descending: 'yes' }])(
    'is none where something else was stored: %o',
    (stored) => expect(readOrder(stored)).toBeNull(),
  );
});

describe('sorting', () => {
  it('goes by a click, the other way by another, and back to the order of arrival', async () => {
    await openWith(300);
    await press('Latency');
    expect(sorted()).toEqual(['Latency descending']);
    expect(latencies().slice(0, 3)).toEqual([101, 101, 101]);
    expect(rows()[0]?.dataset.index).toBe('0');
    await press('Latency');
    expect(sorted()).toEqual(['Latency ascending']);
    expect(latencies().slice(0, 3)).toEqual([1, 1, 1]);
    await press('Latency');
    expect(sorted()).toEqual([]);
    // At the tail again.
    expect(rows().at(-1)?.dataset.index).toBe('299');
  });

  it('goes by keyboard, menu and palette, says so, and is remembered', async () => {
    const { user } = await openWith(30);
    within(header('FD')).getAllByRole('button')[0]?.focus();
    await user.keyboard('{Enter}');
    await settle();
    expect(sorted()).toEqual(['FD ascending']);
    fireEvent.contextMenu(header('FD'));
    expect(
      screen.getByRole('menuitemradio', { name: 'Sort smallest first' }).getAttribute('aria-checked'),
    ).toBe('true');
    fireEvent.click(screen.getByRole('menuitemradio', { name: 'Sort largest first' }));
    await settle();
    expect(cell(rows()[0], 'FD').textContent).toBe('29');
    await user.keyboard('{Control>}k{/Control}');
    await user.keyboard('slowest{Enter}');
    await settle();
    expect(button('Sorted by latency, longest first')).toBeTruthy();
    cleanup();
    await openWith(30);
    expect(sorted()).toEqual(['Latency descending']);
    await screen.getByRole('button', { name: 'Sorted by latency, longest first' }).click();
    await settle();
    expect(sorted()).toEqual([]);
  });

  it('follows no tail, and stands still for what is selected', async () => {
    const { after, user } = await openWith(300);
    await press('Latency');
    await after((bridge) => bridge.record([{ latency_ns: 500 }]));
    await new Promise((resolve) => setTimeout(resolve, 300));
    await settle();
    expect(latencies()[0]).toBe(500);
    expect(rows()[0]?.dataset.index).toBe('0');
    expect(screen.queryByRole('button', { name: /new read/ })).toBeNull();

    fireEvent.click(cell(rows()[2], 'PID'));
    await settle();
    const before = latencies();
    await after((bridge) => bridge.record([{ latency_ns: 600 }, { latency_ns: 700 }]));
    await settle();
    expect(latencies()).toEqual(before);
    expect(rows()[2]?.getAttribute('aria-selected')).toBe('true');
    await user.click(button('2 new reads'));
    await new Promise((resolve) => setTimeout(resolve, 300));
    await settle();
    expect(latencies().slice(0, 3)).toEqual([700, 600, 500]);
    expect(rows()[2]?.getAttribute('aria-selected')).toBe('false');
  });
});

describe('sorting that takes long', () => {
  const note = () => screen.findByText(/^Sorting… 40 %/, undefined, { timeout: 5000 });

  it('says how far it is, shows the rows as they were, and goes back', async () => {
    const { bridge, user } = await openWith(100);
    const before = latencies();
    bridge.lookedAt = 40;
    await press('Latency');
    await note();
    expect(screen.getByRole('progressbar', { name: 'Sorting' }).getAttribute('value')).toBe('0.4');
    expect(latencies()).toEqual(before);
    await user.click(button('Stop sorting'));
    await vi.waitFor(() => expect(screen.queryByText(/^Sorting/)).toBeNull());
    expect(sorted()).toEqual([]);
    expect(latencies()).toEqual(before);
  });

  it('ends by showing the rows', async () => {
    const { bridge } = await openWith(100);
    bridge.lookedAt = 40;
    await press('Latency');
    await note();
    bridge.lookedAt = null;
    await vi.waitFor(() => expect(latencies()[0]).toBe(101), { timeout: 5000 });
    expect(screen.queryByText(/^Sorting/)).toBeNull();
  });
});
