// @vitest-environment jsdom
import { fireEvent, screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { box, button, recording, rowCount, status } from './on-screen.ts';
import { openWindow, settle, useWindow } from './window.tsx';

useWindow();

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

  it.each([
    ['rows', recording(8)],
    ['none', () => undefined],
  ])('calls off the question for permission, with %s in the table', async (_, prepare) => {
    const { user, bridge } = await openWindow((fake) => {
      prepare(fake);
      fake.enter({ state: 'preparing' });
    });
    await user.click(
      within(document.querySelector('.toolbar') as HTMLElement).getByRole('button', { name: 'Cancel' }),
    );
    expect(bridge.asked.flatMap(({ name }) => (/^(record|stop)$/.test(name) ? [name] : []))).toContain(
      'stop',
    );
    expect(bridge.asked.some(({ name }) => name === 'record')).toBe(false);
  });

  it('clears', async () => {
    const { user } = await openWindow(recording(50));
    expect(rowCount()).toBe('50');
    expect(within(screen.getByRole('complementary')).getAllByRole('treeitem')).toHaveLength(2);
    await user.click(button('Clear'));
    await settle();
    expect(rowCount()).toBe('0');
    expect(within(screen.getByRole('complementary')).queryAllByRole('treeitem')).toEqual([]);
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
      args: { filter: { op: 'is', field: 'comm', compare: '=', value: 'cat' }, format },
    });
    expect(bridge.delivered).toEqual([`download/abc/ioscope.${format}`]);
    expect(status()).toContain(`Exported 10 reads to ioscope.${format}`);
  });

  it('closes a menu when the window changes its size', async () => {
    const { user } = await openWindow(recording(4));
    await user.click(button('Export'));
    expect(screen.getByRole('menu')).toBeTruthy();
    fireEvent(window, new Event('resize'));
    expect(screen.queryByRole('menu')).toBeNull();
  });
});
