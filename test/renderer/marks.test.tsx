// @vitest-environment jsdom
import { fireEvent, render, screen, within } from '@testing-library/react';
import axe from 'axe-core';
import { describe, expect, it, vi } from 'vitest';
import { placeLabels } from '../../renderer/charts/mark-labels.ts';
import { MarkLines } from '../../renderer/charts/mark-lines.tsx';
import { within as inside, moved, scaled, widened } from '../../renderer/time/span.ts';
import { type FakeBridge, START_NS } from './fake-bridge.ts';
import { button, grid, recording, rowCount } from './on-screen.ts';
import { openWindow, settle, useWindow } from './window.tsx';

useWindow();

const press = (key: string, shiftKey = false) => fireEvent.keyDown(document.body, { key, shiftKey });
const names = (bridge: FakeBridge) => bridge.marks.all.map(({ name }) => name);
const nameBox = () => screen.getByRole('textbox', { name: 'Name of the mark' });

describe('a mark', () => {
  it('is set by a key without taking the focus, and named if one wants to', async () => {
    const { bridge, user } = await openWindow(recording(8));
    press('m');
    await settle();
    expect(names(bridge)).toEqual(['Mark 1']);
    expect(document.activeElement).not.toBe(nameBox());
    // The next does not wait for a name.
    press('F9');
    await settle();
    expect(names(bridge)).toEqual(['Mark 1', 'Mark 2']);
    press('M', true);
    await settle();
    expect(document.activeElement).toBe(nameBox());
    await user.keyboard('a third');
    press('F9', true);
    await settle();
    await user.keyboard('=cmd() <b>{Enter}');
    await settle();
    expect(names(bridge)).toEqual(['Mark 1', 'Mark 2', 'a third', '=cmd() <b>']);
    expect(screen.queryByRole('textbox', { name: 'Name of the mark' })).toBeNull();
  });

  it('keeps its number where naming it is given up', async () => {
    const { bridge, user } = await openWindow(recording(8));
    await user.click(button('Mark'));
    await settle();
    await user.keyboard('half a na{Escape}');
    await settle();
    expect(names(bridge)).toEqual(['Mark 1']);
    expect(document.activeElement).toBe(button('Mark'));
  });

  it('is not set while nothing is recorded', async () => {
    const { bridge, user } = await openWindow();
    await user.click(button('Mark'));
    press('m');
    await settle();
    expect(names(bridge)).toEqual([]);
  });
});

describe('marks', () => {
  const marked = (bridge: FakeBridge) => {
    recording(8)(bridge);
    for (const [ms, name] of [
      [2n, 'two'],
      [5n, 'five'],
      [90n, 'after all'],
    ] as const) {
      bridge.marks.add(START_NS + ms * 1_000_000n, name);
    }
  };

  it('are renamed, removed, and two of them a range that can be undone', async () => {
    const { bridge, user } = await openWindow(marked);
    await user.click(button('Marks'));
    const list = within(screen.getByRole('dialog', { name: 'Marks' }));
    await user.click(list.getByRole('button', { name: 'Remove after all' }));
    await settle();
    await user.click(list.getByRole('button', { name: 'Rename five' }));
    await user.clear(list.getByRole('textbox', { name: 'New name of five' }));
    await user.type(list.getByRole('textbox', { name: 'New name of five' }), 'end{Enter}');
    await settle();
    expect(names(bridge)).toEqual(['two', 'end']);
    await user.click(list.getByRole('button', { name: 'Filter between' }));
    await settle();
    expect(rowCount()).toBe('3');
    fireEvent.keyDown(document.body, { key: 'z', ctrlKey: true });
    await settle();
    expect(rowCount()).toBe('8');
  });

  it('that no shown read came after say why', async () => {
    const { user } = await openWindow(marked);
    const goTo = async () => {
      await user.click(button('Marks'));
      const list = within(screen.getByRole('dialog', { name: 'Marks' }));
      await user.click(list.getByRole('button', { name: /^after all/ }));
      await settle();
      return screen.getByRole('alert').textContent;
    };
    expect(await goTo()).toContain('No read that is shown came after “after all”.');
    await user.click(button('Pause view'));
    expect(await goTo()).toContain('The view is paused');
  });

  it('have no fault that axe can find', async () => {
    const { user } = await openWindow(marked);
    await user.click(button('Mark'));
    await settle();
    const rules = { 'color-contrast': { enabled: false } };
    const faults = async (where: Element | null) =>
      (await axe.run(where ?? document.body, { rules })).violations.map(
        ({ id, nodes }) => `${id}: ${nodes[0]?.html}`,
      );
    expect(await faults(document.querySelector('.toolbar'))).toEqual([]);
    await user.click(button('Marks'));
    expect(await faults(document.querySelector('.toolbar'))).toEqual([]);
    expect(await faults(document.querySelector('.chart'))).toEqual([]);
  }, 60_000);

  it('stand between the rows of the table, under their present names, but not among sorted ones', async () => {
    const { user, after } = await openWindow(marked);
    const lines = () =>
      [...grid().querySelectorAll('.reads-rows > [role=row]')]
        .toSorted((a, b) => px(a) - px(b))
        .map((row) => row.getAttribute('aria-rowindex') ?? row.querySelector('.name')?.textContent);
    const px = (row: Element) => Number(/-?[\d.]+/.exec((row as HTMLElement).style.transform)?.[0]);
    await vi.waitFor(() =>
      expect(lines()).toEqual(['1', '2', 'two', '3', '4', '5', 'five', '6', '7', '8', 'after all']),
    );
    expect(rowCount()).toBe('8');
    await after((bridge) => void bridge.request('renameMark', { id: 1, name: '<b>\u202E' }));
    await vi.waitFor(() => expect(lines()[2]).toContain('<b>'));
    expect((await axe.run(grid())).violations).toEqual([]);
    const [sort] = within(screen.getByRole('columnheader', { name: 'Count' })).getAllByRole('button');
    await user.click(sort as HTMLElement);
    await settle();
    await vi.waitFor(() => expect(lines()).toHaveLength(8));
  });

  it('lead to the first read after them, or say that there is none', async () => {
    const { bridge, user } = await openWindow(marked);
    await user.click(button('Marks'));
    const [first] = screen.getAllByTitle('Go to the first read after it', { exact: true });
    if (first) await user.click(first);
    await settle();
    const found = bridge.asked.filter(({ name }) => name === 'find').at(-1)?.args;
    expect(found).toMatchObject({ find: { field: 'time', compare: '>=' } });
  });
});

it('lines say where they lead, whatever the name', () => {
  const onGoTo = vi.fn();
  const mark = { id: 1, time: '500', name: '<b>x</b>\u202Ey' };
  const area = { left: 76, top: 10, width: 800, height: 200 };
  render(<MarkLines marks={[mark]} area={area} shareOf={() => 0.5} onGoTo={onGoTo} />);
  const name = screen.getByRole('button', { name: /go to the first read after it$/ });
  expect(name.textContent).toContain('<b>x</b>');
  expect(name.textContent).not.toContain('\u202E');
  expect(name.style.left).toBe('476px');
  fireEvent.click(name);
  expect(onGoTo).toHaveBeenCalledWith(mark);
});

describe('names over a chart', () => {
  it('stand on rows of their own where they would lie on each other', () => {
    const places = placeLabels(
      [0, 10, 20, 30, 500].map((x) => ({ x, length: 10 })),
      800,
      3,
    );
    expect(places.map(({ row }) => row)).toEqual([0, 1, 2, null, 0]);
  });

  it('stand before their line at the end of the chart', () => {
    expect(placeLabels([{ x: 795, length: 10 }], 800, 3)).toMatchObject([{ row: 0, before: true }]);
  });
});

describe('a part of the time', () => {
  const whole = { from: 0n, to: 100_000_000_000n };

  it('grows and shrinks about the pointer, and is all there is in the end', () => {
    const half = scaled(whole, 0.5, 0.25, whole);
    expect(half).toEqual({ from: 12_500_000_000n, to: 62_500_000_000n });
    expect(scaled(half ?? whole, 2, 0.25, whole)).toBeNull();
    expect(scaled({ from: 5n, to: 10n }, 0.5, 0.5, whole)).toEqual({ from: 0n, to: 10_000_000n });
  });

  it('does not leave the time there is', () => {
    const part = { from: 80_000_000_000n, to: 90_000_000_000n };
    expect(moved(part, 5, whole)).toEqual({ from: 90_000_000_000n, to: 100_000_000_000n });
    expect(moved(part, -50, whole)).toEqual({ from: 0n, to: 10_000_000_000n });
    expect(inside({ from: -5n, to: 200_000_000_000n }, whole)).toEqual(whole);
  });

  it('is wide enough to be seen', () => {
    expect(widened({ from: 20_000_000n, to: 20_000_001n })).toEqual({ from: 15_000_001n, to: 25_000_001n });
  });
});
