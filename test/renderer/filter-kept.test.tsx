// @vitest-environment jsdom
import { cleanup, screen } from '@testing-library/react';
import type { UserEvent } from '@testing-library/user-event';
import axe from 'axe-core';
import { describe, expect, it, vi } from 'vitest';
import { box, button, counts, grid, recording, rows } from './on-screen.ts';
import { openWindow, settle, useWindow } from './window.tsx';

useWindow();

describe('saved filters', () => {
  it('are kept under a name, applied, renamed and removed', async () => {
    const first = await openWindow(recording(40));
    await first.user.type(box(), '-pid:7 latency>1us{Enter}');
    await first.user.click(button('Saved filters'));
    await first.user.type(screen.getByRole('textbox', { name: 'Name of the present filter' }), 'mine{Enter}');
    cleanup();

    const { user } = await openWindow(recording(40));
    expect(counts()).toBe('40 of 40 reads');
    await user.click(button('Saved filters'));
    await user.click(button(/^mine/));
    await settle();
    expect(counts()).toBe('30 of 40 reads');
    expect(button('not pid: 7')).toBeTruthy();
    await user.keyboard('{Control>}z{/Control}');
    await settle();
    expect(counts()).toBe('40 of 40 reads');

    await user.click(button('Saved filters'));
    await user.click(button('Rename mine'));
    const name = screen.getByRole('textbox', { name: 'New name of mine' });
    await user.clear(name);
    await user.type(name, 'ours{Enter}');
    expect(document.activeElement).toBe(screen.getByRole('dialog', { name: 'Saved filters' }));
    await user.click(button('Remove ours'));
    expect(document.activeElement).toBe(screen.getByRole('dialog', { name: 'Saved filters' }));
    expect(screen.queryByRole('button', { name: /^ours/ })).toBeNull();
    await user.keyboard('{Escape}');
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(document.activeElement).toBe(button('Saved filters'));
  });

  it('survive what else may stand in the storage', async () => {
    localStorage.setItem('ioscope.filters', '{"x":');
    localStorage.setItem('ioscope.highlights', '[1,{"text":"a","color":"url(x)","off":false}]');
    const { user } = await openWindow(recording(4));
    await user.click(button('Highlights'));
    expect(screen.getByRole('dialog').querySelectorAll('li').length).toBe(0);
  });
});

describe('highlights', () => {
  it('colour rows by the first rule that fits, hide none, and are kept', async () => {
    const { user } = await openWindow(recording(8));
    await user.click(button('Highlights'));
    const field = screen.getByRole('textbox', { name: 'New highlight' });
    await user.type(field, 'comm:cat{Enter}');
    await user.type(field, 'fd>0{Enter}');
    const colors = () => rows().map((row) => /highlight-\w+/.exec(row.className)?.[0] ?? '');
    expect(colors()).toEqual(
      [0, 1, 2, 3, 4, 5, 6, 7].map((index) => (index % 4 ? 'highlight-orange' : 'highlight-blue')),
    );
    expect(counts()).toBe('8 of 8 reads');
    await user.click(button(/^comm:cat: blue/));
    expect(colors()[0]).toBe('highlight-orange');
    await user.click(button('Remove comm:cat'));
    cleanup();
    await openWindow(recording(8));
    expect(colors()).toEqual(Array(8).fill('highlight-orange'));
  });

  it('say what is wrong with a rule', async () => {
    const { user } = await openWindow(recording(4));
    await user.click(button('Highlights'));
    await user.type(screen.getByRole('textbox', { name: 'New highlight' }), 'pid:x{Enter}');
    expect(screen.getByText(/“x” does not fit/)).toBeTruthy();
  });
});

describe('find', () => {
  const outcome = () => document.querySelector('.find-bar [aria-live]')?.textContent;
  async function search(user: UserEvent, text: string): Promise<void> {
    await user.click(button('Find in the table'));
    await user.type(screen.getByRole('textbox', { name: 'Find' }), text);
    await new Promise((resolve) => setTimeout(resolve, 250));
    await settle();
  }
  const active = () => rows().findIndex((row) => row.getAttribute('aria-selected') === 'true');

  it('leads through the rows shown, forth and back and round', async () => {
    const { user } = await openWindow(recording(12));
    await user.keyboard('{Control>}f{/Control}');
    await new Promise((resolve) => setTimeout(resolve, 10));
    const find = screen.getByRole('textbox', { name: 'Find' });
    expect(document.activeElement).toBe(find);
    await user.type(find, 'comm:cat');
    await new Promise((resolve) => setTimeout(resolve, 250));
    await settle();
    expect(outcome()).toBe('1 of 3');
    expect(active()).toBe(0);
    await user.keyboard('{Enter}');
    await settle();
    expect(active()).toBe(4);
    await user.keyboard('{F3}');
    await settle();
    expect([active(), outcome()]).toEqual([8, '3 of 3']);
    await user.keyboard('{F3}');
    await settle();
    expect([active(), outcome()]).toEqual([0, '1 of 3, went on at the other end']);
    await user.keyboard('{Shift>}{Enter}{/Shift}');
    await settle();
    expect(active()).toBe(8);
    expect(counts()).toBe('12 of 12 reads');
    await user.keyboard('{Escape}');
    expect(screen.queryByRole('textbox', { name: 'Find' })).toBeNull();
    // From the row that was chosen since.
    rows()[5]?.querySelector<HTMLElement>('[role=gridcell]')?.click();
    expect(document.activeElement).toBe(grid());
    await user.keyboard('{F3}');
    await settle();
    expect(active()).toBe(8);
  });

  it('goes on from what it told of, however soon it is asked', async () => {
    const { user } = await openWindow(recording(12));
    await search(user, 'comm:cat');
    // Not through act(), which would wait for all that follows from a key.
    vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', false);
    const find = async () => {
      const told = new Promise((resolve) => {
        const observer = new MutationObserver(resolve);
        observer.observe(document.querySelector('.find-bar') as Node, { characterData: true, subtree: true });
      });
      document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'F3', bubbles: true }));
      await told;
      return outcome();
    };
    expect([await find(), await find()]).toEqual(['2 of 3', '3 of 3']);
  });

  it('looks among the rows that are shown while the view is paused', async () => {
    const { user, after } = await openWindow(recording(12));
    await user.click(button('Pause view'));
    await after(recording(8));
    await search(user, 'comm:cat');
    expect(outcome()).toBe('1 of 3');
  });

  it('says when there is nothing', async () => {
    const { user } = await openWindow(recording(4));
    await search(user, 'nowhere');
    expect(outcome()).toBe('No row shown matches');
  });
});

it('has no accessibility violations with all of it open', async () => {
  const { user, container } = await openWindow(recording(8));
  await user.type(box(), 'comm:cat -pid:3{Enter}comm:x or');
  await user.keyboard('{Control>}f{/Control}');
  await user.click(button('Highlights'));
  await user.type(screen.getByRole('textbox', { name: 'New highlight' }), 'comm:cat{Enter}');
  const { violations } = await axe.run(container, { rules: { 'color-contrast': { enabled: false } } });
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
  await user.click(button('Saved filters'));
  await user.click(box());
  await user.keyboard('{Control>}a{/Control}pa');
  await settle();
  const again = await axe.run(container, { rules: { 'color-contrast': { enabled: false } } });
  expect(
    again.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`),
  ).toEqual([]);
});
