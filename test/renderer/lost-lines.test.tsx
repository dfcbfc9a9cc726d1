// @vitest-environment jsdom
// Lines of lost reads among the rows: where they stand, what they say, and that no read changes its place for them.

import { fireEvent, screen, within } from '@testing-library/react';
import axe from 'axe-core';
import { describe, expect, it, vi } from 'vitest';
import { NO_LOSSES } from '../../capture/losses.ts';
import type { LostLine } from '../../contract/capture.ts';
import { LinesAmong, tableLines } from '../../renderer/table/lines-among.ts';
import { lineText, ringSize } from '../../renderer/table/lost-lines.ts';
import type { FakeBridge } from './fake-bridge.ts';
import { button, grid, recording, rowCount } from './on-screen.ts';
import { openWindow, settle, useWindow } from './window.tsx';

useWindow();

const line = (part: Partial<LostLine> = {}): LostLine => ({
  place: 0,
  from: '1000000000',
  to: '1700000000',
  reads: 1204,
  perhaps: 0,
  slotless: 0,
  most: { pid: 7, process: 'Extension host', reads: 1000 },
  ...part,
});

describe('rows and lines', () => {
  it('fill every height once, whatever their number', () => {
    for (const places of [[], [0], [3], [0, 1, 2], [0, 5, 5_000_000]]) {
      const count = 10;
      const among = new LinesAmong(
        places.map((place) => line({ place })),
        count,
      );
      const lines = among.between(0, among.height).map(({ height }) => height);
      const rows = Array.from({ length: count }, (_, place) => among.above(place));
      const heights = [...lines, ...rows].sort((a, b) => a - b);
      expect(heights).toEqual(Array.from({ length: among.height }, (_, height) => height));
      for (const [place, height] of rows.entries()) expect(among.placeAt(height)).toBe(place);
      expect(among.placeAt(among.height)).toBe(count);
    }
  });

  it('are told for a part of the table', () => {
    const among = new LinesAmong([line({ place: 3 }), line({ place: 6 })], 10);
    expect(among.between(0, 3)).toEqual([]);
    expect(among.between(3, 4).map(({ height }) => height)).toEqual([3]);
    expect(among.between(4, 12).map(({ height }) => height)).toEqual([7]);
  });
});

describe('lines of both sorts', () => {
  it('stand by their places, what was lost before a mark', () => {
    const mark = (id: number) => ({ id, time: '1', name: `${id}` });
    const lines = tableLines(
      [line({ place: 3 }), line({ place: 6 })],
      [
        { place: 1, mark: mark(1) },
        { place: 6, mark: mark(2) },
      ],
    );
    expect(lines.map(({ kind, place }) => `${kind} ${place}`)).toEqual([
      'mark 1',
      'lost 3',
      'lost 6',
      'mark 6',
    ]);
  });
});

describe('a line says', () => {
  it.each<[Partial<LostLine>, string, string]>([
    [{}, '1 204 reads were lost here', 'ring buffer full for 700 ms'],
    [{ reads: 1, to: '1000000000' }, '1 read was lost here', 'ring buffer full'],
    [
      { reads: 0, perhaps: 2 },
      '2 reads were lost here that may pass the filter',
      'ring buffer full for 700 ms',
    ],
    [
      { reads: 3, perhaps: 2 },
      '3 reads were lost here, and 2 that may pass the filter',
      'ring buffer full for 700 ms',
    ],
    [{ reads: 4, slotless: 4 }, '4 reads were lost here', 'too many threads were inside a read'],
  ])('%j', (part, what, cause) => {
    const text = lineText(line(part));
    expect([text.what.replaceAll('\u2005', ' '), text.cause]).toEqual([what, cause]);
  });

  it('whose reads they were, where most are of one', () => {
    expect(lineText(line()).whose).toEqual({ all: false, name: 'Extension host' });
    expect(lineText(line({ reads: 1000 })).whose).toEqual({ all: true, name: 'Extension host' });
    expect(lineText(line({ reads: 2000 })).whose).toBeNull();
    expect(lineText(line({ most: { pid: 7, process: '', reads: 1204 } })).whose?.name).toBe('process 7');
    expect(lineText(line({ most: { pid: 0, process: '', reads: 1204 } })).whose).toBeNull();
  });
});

describe('the buffer', () => {
  it.each([
    [null, null, null, null],
    [128, null, null, 256],
    [128, 256, 256, 256],
    [128, 64, 64, 256],
    [null, 64, 64, null],
    [256, 256, null, 512],
    [1024, null, null, null],
  ])('has %s MiB, then %s', (now, chosen, next, double) => {
    const status = { ring_bytes: now === null ? null : now * 2 ** 20, next_ring_mib: chosen };
    expect(ringSize(status)).toEqual({ now, next, double });
  });
});

describe('the table', () => {
  const losing = (lines: LostLine[]) => (bridge: FakeBridge) => {
    recording(100)(bridge);
    bridge.lostLines = lines;
    bridge.enter({ losses: { ...NO_LOSSES, ring_full: 1204 }, ring_bytes: 128 << 20 });
  };
  const shown = () => [...grid().querySelectorAll<HTMLElement>('.reads-rows > [role=row]')];
  const heightOf = (row: Element | undefined) => (row as HTMLElement | undefined)?.style.transform;
  const lostLine = () => screen.getByRole('row', { name: /lost here/ });

  it('has the line at its place, and counts reads alone', async () => {
    await openWindow(losing([line({ place: 90 })]));
    expect(rowCount()).toBe('100');
    const text = lostLine().textContent?.replaceAll('\u2005', ' ');
    expect(text).toContain(
      '1 204 reads were lost here · ring buffer full for 700 ms · mostly Extension host',
    );
    expect(text).toContain('totals and charts still count them');
    const above = shown().find((row) => row.getAttribute('aria-rowindex') === '90');
    const below = shown().find((row) => row.getAttribute('aria-rowindex') === '91');
    const px = [above, lostLine(), below].map((row) => Number(/-?[\d.]+/.exec(heightOf(row) ?? '')?.[0]));
    expect(px[1]).toBe((px[0] ?? 0) + 24);
    expect(px[2]).toBe((px[1] ?? 0) + 24);
    // The last read stands at the bottom, as ever.
    expect(shown().some((row) => row.getAttribute('aria-rowindex') === '100')).toBe(true);
    expect((await axe.run(document.body)).violations).toEqual([]);
  });

  it('passes over it by keyboard', async () => {
    const { user } = await openWindow(losing([line({ place: 90 })]));
    const below = shown().find((row) => row.getAttribute('aria-rowindex') === '91');
    fireEvent.click(within(below as HTMLElement).getAllByRole('gridcell')[0] as HTMLElement);
    grid().focus();
    await user.keyboard('{ArrowUp}');
    expect(grid().querySelector('.read.active')?.getAttribute('aria-rowindex')).toBe('90');
  });

  it('holds the rows in view where they are when a line comes above them', async () => {
    const { after } = await openWindow(losing([]));
    grid().scrollTop = 50 * 24;
    fireEvent.scroll(grid());
    await settle();
    const places = () => shown().map((row) => [row.getAttribute('aria-rowindex'), heightOf(row)]);
    const before = places();
    expect(before[0]?.[0]).toBe('51');
    await after((bridge) => {
      bridge.lostLines = [line({ place: 10 })];
      bridge.enter({ losses: { ...NO_LOSSES, ring_full: 2000 } });
    });
    await vi.waitFor(() => expect(grid().scrollTop).toBe(51 * 24), { timeout: 5000 });
    expect(places()).toEqual(before);
  });

  it('doubles the buffer, and says from when on', async () => {
    const { user, bridge } = await openWindow(losing([line({ place: 90 })]));
    await user.click(within(lostLine()).getByRole('button', { name: 'Double the buffer' }));
    await settle();
    expect(bridge.asked.filter(({ name }) => name === 'chooseRing')).toEqual([
      { name: 'chooseRing', args: { mib: 256 } },
    ]);
    expect(lostLine().textContent).toContain('256 MiB buffer from the next Record on');
    await user.click(button(/lost/));
    expect(document.querySelector('.lost-details')?.textContent).toContain('256 MiB buffer from the next');
  });

  it('offers that beside the figure of the status bar', async () => {
    const { user, bridge } = await openWindow(losing([]));
    await user.click(button(/lost/));
    await user.click(button('Double the buffer'));
    await settle();
    expect(bridge.status.next_ring_mib).toBe(256);
    await user.keyboard('{Escape}');
    expect(document.querySelector('.lost-details')).toBeNull();
  });

  it('asks for no lines while nothing is lost', async () => {
    const { bridge } = await openWindow(recording(100));
    expect(bridge.asked.some(({ name }) => name === 'lostLines')).toBe(false);
  });
});
