// Finding what the window shows, as someone would who looks at it or has it read out.

import { screen, within } from '@testing-library/react';
import type { UserEvent } from '@testing-library/user-event';
import type { FakeBridge } from './fake-bridge.ts';

export const grid = () => screen.getByRole('grid', { name: 'Reads' });
export const rowCount = () => grid().getAttribute('aria-rowcount');
export const rows = () => within(grid()).getAllByRole('row').slice(1);
export const cells = (row: HTMLElement) =>
  within(row)
    .getAllByRole('gridcell')
    .map((cell) => cell.textContent);
/** The cell of a row under a heading. */
export const cell = (row: HTMLElement | undefined, heading: string): HTMLElement => {
  const headings = screen.getAllByRole('columnheader').map(({ textContent }) => textContent);
  const found = row && within(row).getAllByRole('gridcell')[headings.indexOf(heading)];
  if (!found) throw new Error(`there is no cell under ${heading}`);
  return found;
};
export const button = (name: string | RegExp) => screen.getByRole('button', { name });
/** Chooses from a chip's menu. */
export async function chipMenu(user: UserEvent, chip: string, item: string | RegExp): Promise<void> {
  await user.click(button(chip));
  await user.click(screen.getByRole('menuitem', { name: item }));
}
export const turnRound = (user: UserEvent, chip: string) => chipMenu(user, chip, /instead$/);
export const box = () => screen.getByRole('searchbox', { name: 'Filter' });
export const status = (): string | undefined =>
  screen.getByRole('status').textContent?.replaceAll('\u2005', ' ');
export const counts = () => document.querySelector('.filter-count')?.textContent?.replaceAll('\u2005', ' ');

export const recording =
  (count: number) =>
  (bridge: FakeBridge): void => {
    bridge.enter({ state: 'recording', started: '1', attach: 'btf' });
    bridge.record(
      Array.from({ length: count }, (_, index) => (index % 4 ? { fd: index } : { comm: 'cat', pid: 7 })),
    );
  };
