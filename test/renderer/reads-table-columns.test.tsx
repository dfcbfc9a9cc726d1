// @vitest-environment jsdom
import { cleanup, fireEvent, screen, within } from '@testing-library/react';
import axe from 'axe-core';
import { describe, expect, it } from 'vitest';
import { button, cell, cells, grid, recording, rows } from './on-screen.ts';
import { narrowTable, openWindow, settle, useWindow } from './window.tsx';

useWindow();

const headings = () =>
  within(grid())
    .getAllByRole('columnheader')
    .map((heading) => heading.getAttribute('aria-label'));
const heading = (name: string) =>
  within(screen.getByRole('columnheader', { name })).getAllByRole('button')[0] as HTMLElement;
const menu = async (name: string, item: string) => {
  fireEvent.contextMenu(screen.getByRole('columnheader', { name }));
  fireEvent.click(screen.getByRole('menuitem', { name: item }));
  await settle();
};
const template = () =>
  document.querySelector<HTMLElement>('.reads')?.style.getPropertyValue('--columns') ?? '';

describe('columns', () => {
  it('are hidden, moved and pinned from their menus, and remembered', async () => {
    await openWindow(recording(30));
    await menu('TID', 'Hide');
    await menu('Path', 'Move left');
    await menu('FD', 'Pin at the left');
    const chosen = ['FD', 'Time', 'Process', 'PID', 'Comm', 'Call', 'Path', 'Kind'];
    expect(headings().slice(0, 8)).toEqual(chosen);
    expect(cells(rows()[0] as HTMLElement).length).toBe(headings().length);
    expect(cell(rows()[1], 'FD').textContent).toMatch(/^\d+$/);
    cleanup();
    await openWindow(recording(3));
    expect(headings().slice(0, 8)).toEqual(chosen);
    await menu('FD', 'Reset columns');
    expect(headings()).toContain('TID');
    expect(headings()[0]).toBe('Time');
  });

  it('are worked by keyboard from the headings', async () => {
    const { user } = await openWindow(recording(30));
    grid().focus();
    await user.keyboard('{Home}{ArrowUp}');
    expect(document.activeElement).toBe(heading('Process'));
    await user.keyboard('{ArrowRight}');
    expect(document.activeElement).toBe(heading('PID'));
    await user.keyboard('{Control>}{ArrowRight}{/Control}');
    await settle();
    expect(headings().slice(1, 4)).toEqual(['Process', 'TID', 'PID']);
    expect(document.activeElement).toBe(heading('PID'));
    expect(screen.getByText('PID moved right')).toBeTruthy();

    const before = template();
    await user.keyboard('{Shift>}{ArrowRight}{/Shift}');
    expect(template()).not.toBe(before);
    await user.keyboard('{Alt>}{ArrowDown}{/Alt}');
    fireEvent.click(screen.getByRole('menuitem', { name: 'Usual width' }));
    expect(template()).toBe(before);

    heading('PID').focus();
    await user.keyboard('{ArrowDown}');
    expect(document.activeElement).toBe(grid());
    expect(grid().getAttribute('aria-activedescendant')).toBe('read-0-3');
    // One stop for Tab, wherever it was.
    const stops = within(grid())
      .getAllByRole('button')
      .filter(({ tabIndex }) => tabIndex === 0);
    expect(stops).toEqual([heading('PID')]);
  });

  it('are resized by their edge, and fit by a double click', async () => {
    await openWindow(recording(3));
    const edge = screen.getByRole('columnheader', { name: 'Comm' }).querySelector('.heading-edge') as Element;
    const before = template();
    fireEvent.pointerDown(edge, { button: 0, clientX: 100 });
    fireEvent.pointerMove(edge, { clientX: 180 });
    const dragged = template();
    expect(dragged).not.toBe(before);
    expect(localStorage.getItem('ioscope.settings') ?? '').not.toContain('"comm":');
    fireEvent.pointerUp(edge, { clientX: 180 });
    expect(template()).toBe(dragged);
    expect(localStorage.getItem('ioscope.settings')).toContain('"comm":');
  });

  it('come and go with the room until one is chosen', async () => {
    narrowTable(700);
    await openWindow(recording(3));
    expect(headings()).not.toContain('TID');
    expect(headings()).toContain('Latency');
    await menu('Count', 'Columns…');
    const dialog = screen.getByRole('dialog', { name: 'Columns' });
    fireEvent.click(within(dialog).getByRole('checkbox', { name: /^TID/ }));
    fireEvent.click(within(dialog).getByRole('checkbox', { name: /^Error/ }));
    fireEvent.click(within(dialog).getByRole('button', { name: 'Move Error up' }));
    fireEvent.click(within(dialog).getByRole('button', { name: 'Pin Time at the left' }));
    fireEvent.click(within(dialog).getByRole('button', { name: 'Close' }));
    await settle();
    expect(headings()).toContain('TID');
    expect(headings().slice(-3)).toEqual(['Error', 'Ret', 'Latency']);
    expect(document.querySelector('.reads.wide')).not.toBeNull();
    expect(rows()[0]?.querySelector('.pinned')?.className).toContain('c-time');
  });

  it('show the time as it is wanted', async () => {
    const { user } = await openWindow((bridge) => {
      recording(0)(bridge);
      bridge.enter({ started: '1795356187000000000' });
      bridge.record([{}, {}]);
    });
    fireEvent.contextMenu(screen.getByRole('columnheader', { name: 'Time' }));
    fireEvent.click(screen.getByRole('menuitemradio', { name: 'Since recording began' }));
    await settle();
    expect(rows().map((row) => cell(row, 'Time').textContent)).toEqual(['+0.231309', '+0.232309']);
    expect(cell(rows()[0], 'Time').title).toBe('2026-11-22T14:03:07.231309123Z');
    await user.keyboard('{Control>}k{/Control}');
    await user.keyboard('time above{Enter}');
    await settle();
    expect(rows().map((row) => cell(row, 'Time').textContent)).toEqual(['—', '+1.0 ms']);
    cleanup();
    await openWindow(recording(3));
    expect(cell(rows()[2], 'Time').textContent).toBe('+1.0 ms');
  });

  it('say errors by their names, and have no accessibility violations', async () => {
    const { container } = await openWindow((bridge) => {
      bridge.record([{ ret: -11, error: 'EAGAIN' }, { ret: 5 }]);
    });
    await menu('Ret', 'Columns…');
    fireEvent.click(screen.getByRole('checkbox', { name: /^Error/ }));
    const inDialog = await axe.run(container, { rules: { 'color-contrast': { enabled: false } } });
    expect(inDialog.violations.map(({ id }) => id)).toEqual([]);
    fireEvent.click(button('Close'));
    expect(cell(rows()[0], 'Error').textContent).toBe('EAGAIN');
    expect(cell(rows()[1], 'Error').textContent).toBe('');
    expect(cell(rows()[1], 'Ret').className).toContain('short');
    fireEvent.contextMenu(screen.getByRole('columnheader', { name: 'Ret' }));
    const { violations } = await axe.run(container, { rules: { 'color-contrast': { enabled: false } } });
    expect(violations.map(({ id, nodes }) => `${id} ${nodes[0]?.html}`)).toEqual([]);
  });
});
