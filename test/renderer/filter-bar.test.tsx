// @vitest-environment jsdom
import { screen, within } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { box, button, counts, openWindow, recording, rowCount, settle, useWindow } from './window.tsx';

useWindow();

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
      'comm: bash, 30 reads',
      'pid: 4242, 30 reads',
    ]);
    await user.keyboard('{ArrowDown}');
    expect(box().getAttribute('aria-activedescendant')).toBe(options[0]?.id);
    await user.keyboard('{Enter}');
    await settle();
    expect(button('comm: bash')).toBeTruthy();
    expect(counts()).toBe('30 of 40 reads');
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
