// @vitest-environment jsdom
import { screen, within } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { box, button, counts, recording, rowCount } from './on-screen.ts';
import { openWindow, settle, useWindow } from './window.tsx';

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
});
