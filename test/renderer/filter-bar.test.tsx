// @vitest-environment jsdom
import { fireEvent, screen, within } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { box, button, cell, chipMenu, counts, recording, rowCount, rows, turnRound } from './on-screen.ts';
import { openWindow, settle, useWindow } from './window.tsx';

useWindow();

const options = () =>
  within(screen.getByRole('listbox'))
    .getAllByRole('option')
    .map((option) => option.getAttribute('aria-label'));
const heading = (name: string) => screen.queryByRole('heading', { name });

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

  it('understands conditions, units and brackets', async () => {
    const { user } = await openWindow((bridge) =>
      bridge.record([
        { latency_ns: 2_000_000 },
        { latency_ns: 500, count: '100' },
        { comm: 'cat', path: '/a/b.ts' },
        { ret: -2, error: 'ENOENT', path: '/a/b.ts' },
      ]),
    );
    for (const [text, shown] of [
      ['latency>1ms', 1],
      ['count<4k', 1],
      ['path:*.ts', 2],
      ['path:*.ts error:*', 1],
      ['(latency>1ms or comm:cat) -error:ENOENT', 2],
    ] as const) {
      await user.clear(box());
      await user.type(box(), text);
      await vi.waitFor(() => expect(counts(), text).toBe(`${shown} of 4 reads`));
    }
  });

  it('finds a part of a path', async () => {
    const { user } = await openWindow((bridge) => bridge.record([{ path: '/srv/Data/x' }, {}]));
    await user.type(box(), 'data/');
    await vi.waitFor(() => expect(counts()).toBe('1 of 2 reads'));
  });

  it('does not hide all while a name is half typed', async () => {
    const { user, bridge } = await openWindow(recording(40));
    await user.type(box(), 'comm:ca');
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(counts()).toBe('40 of 40 reads');
    await user.type(box(), 't');
    await vi.waitFor(() => expect(counts()).toBe('10 of 40 reads'));
    expect(bridge.asked.filter(({ name }) => name === 'page').length).toBeGreaterThan(0);
  });

  it('underlines what is wrong, says why, and keeps the last valid filter', async () => {
    const { user } = await openWindow(recording(40));
    await user.type(box(), 'cat');
    await vi.waitFor(() => expect(counts()).toBe('10 of 40 reads'));
    await user.type(box(), ' pid:x');
    await settle();
    expect(box().getAttribute('aria-invalid')).toBe('true');
    expect(screen.getByText(/“x” does not fit: pid takes a number/)).toBeTruthy();
    expect(document.querySelector('.squiggle')?.textContent).toBe('x');
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(counts()).toBe('10 of 40 reads');
  });

  it('takes what only lacks its end for an error at Enter', async () => {
    const { user } = await openWindow(recording(4));
    await user.type(box(), 'latency>');
    expect(box().getAttribute('aria-invalid')).toBe('false');
    await user.keyboard('{Enter}');
    expect(box().getAttribute('aria-invalid')).toBe('true');
    expect(screen.getByText(/for example latency>1ms/)).toBeTruthy();
  });
});

describe('chips', () => {
  it('turn round, are switched off, and go', async () => {
    const { user } = await openWindow(recording(40));
    await user.type(box(), '-pid:7{Enter}');
    await settle();
    expect(counts()).toBe('30 of 40 reads');
    await turnRound(user, 'not pid: 7');
    await settle();
    expect(counts()).toBe('10 of 40 reads');
    await chipMenu(user, 'pid: 7', 'Switch off');
    await settle();
    expect(counts()).toBe('40 of 40 reads');
    await chipMenu(user, 'off: pid: 7', 'Switch on');
    await settle();
    expect(counts()).toBe('10 of 40 reads');
    await user.click(button('Remove pid: 7'));
    await settle();
    expect(counts()).toBe('40 of 40 reads');
    await user.type(box(), 'pid:7{Enter}{Backspace}');
    await settle();
    expect(screen.queryByRole('button', { name: 'pid: 7' })).toBeNull();
  });

  it('are one for each part, and go back into the box to be edited', async () => {
    const { user } = await openWindow(recording(40));
    await user.type(box(), 'comm:cat,bash latency>1us (fd:1 or fd:3){Enter}');
    await settle();
    expect(button('comm: cat, bash')).toBeTruthy();
    expect(button('latency > 1 µs')).toBeTruthy();
    await chipMenu(user, 'fd: 1, 3', 'Edit');
    expect(box()).toHaveProperty('value', 'fd:1,3');
    expect(document.activeElement).toBe(box());
    await user.keyboard('{Backspace}7');
    await chipMenu(user, 'latency > 1 µs', 'Edit');
    expect(box()).toHaveProperty('value', 'latency>1µs');
    expect(button('fd: 1, 7')).toBeTruthy();
  });

  it('of one field are alternatives', async () => {
    const { user } = await openWindow(recording(40));
    await user.type(box(), 'pid:7{Enter}pid:4242{Enter}');
    await settle();
    expect(counts()).toBe('40 of 40 reads');
    expect(screen.getByText('or')).toBeTruthy();
  });

  it('are worked by keyboard', async () => {
    const { user } = await openWindow(recording(40));
    await user.type(box(), 'pid:7{Enter}');
    button('pid: 7').focus();
    await user.keyboard('-');
    button('not pid: 7').focus();
    await user.keyboard('{F2}');
    expect(box()).toHaveProperty('value', '-pid:7');
    await user.keyboard('{Enter}');
    button('not pid: 7').focus();
    await user.keyboard('{Delete}');
    await settle();
    expect(counts()).toBe('40 of 40 reads');
  });

  it('are undone and redone', async () => {
    const { user } = await openWindow(recording(40));
    await user.type(box(), 'pid:7{Enter}');
    await user.click(button('Remove pid: 7'));
    await user.keyboard('{Control>}z{/Control}');
    expect(button('pid: 7')).toBeTruthy();
    await user.keyboard('{Control>}z{/Control}');
    // As it was before Enter: a text, which takes its own changes back.
    expect(box()).toHaveProperty('value', 'pid:7');
    await user.click(button('Redo filter'));
    expect(box()).toHaveProperty('value', '');
    await user.keyboard('{Control>}{Shift>}z{/Shift}{/Control}');
    await settle();
    expect(screen.queryByRole('button', { name: 'pid: 7' })).toBeNull();
    await user.click(button('Undo filter'));
    await settle();
    expect(counts()).toBe('10 of 40 reads');
  });

  it('show hostile names as text', async () => {
    const { user } = await openWindow((bridge) => bridge.record([{ comm: '<b>x</b>\n\u202e' }, {}]));
    fireEvent.contextMenu(cell(rows()[0], 'Comm'));
    await user.click(screen.getByRole('menuitem', { name: 'Include this' }));
    await settle();
    expect(counts()).toBe('1 of 2 reads');
    const name = 'comm: <b>x</b>\\n⟨U+202E⟩';
    await chipMenu(user, name, 'Edit');
    expect(box()).toHaveProperty('value', 'comm:"<b>x</b>\\n\\u{202e}"');
    await user.keyboard('{Enter}');
    await settle();
    expect(button(name)).toBeTruthy();
    expect(counts()).toBe('1 of 2 reads');
  });
});

describe('completion', () => {
  it('offers names and ids with their reads, by keyboard', async () => {
    const { user } = await openWindow(recording(40));
    await user.type(box(), 'ba');
    await settle();
    expect(options()).toEqual(['process: bash, 30 reads', 'comm: bash, 30 reads', 'pid: 4242, 30 reads']);
    await user.keyboard('{ArrowDown}');
    const [first] = screen.getAllByRole('option');
    expect(box().getAttribute('aria-activedescendant')).toBe(first?.id);
    await user.keyboard('{Enter}');
    await settle();
    expect(button('process: bash')).toBeTruthy();
    expect(counts()).toBe('30 of 40 reads');
  });

  it('offers fields, then their values', async () => {
    const { user } = await openWindow(recording(40));
    await user.click(box());
    await user.keyboard('{ArrowDown}');
    await settle();
    expect(options()[0]).toMatch(/^process:/);
    await user.keyboard('lat');
    await settle();
    expect(options()[0]).toMatch(/^latency>/);
    await user.keyboard('{Tab}');
    expect(box()).toHaveProperty('value', 'latency>');
    await user.clear(box());
    await user.keyboard('path:not');
    await settle();
    await user.keyboard('{Tab}');
    await settle();
    expect(button('path: /home/me/notes.txt')).toBeTruthy();
  });

  it('offers kinds to leave out', async () => {
    const { user } = await openWindow((bridge) => {
      recording(40)(bridge);
      bridge.record([{ kind: 'pipe', path: 'pipe:[4]' }]);
    });
    await user.type(box(), '-kind:');
    await settle();
    expect(options()).toEqual(['not kind: file, 40 reads', 'not kind: pipe, 1 reads']);
    await user.click(screen.getAllByRole('option')[0] as HTMLElement);
    await settle();
    expect(counts()).toBe('1 of 41 reads');
  });

  it('completes the last of several words', async () => {
    const { user } = await openWindow(recording(40));
    await user.type(box(), 'pid:7 or comm:ba');
    await settle();
    await user.keyboard('{Tab}');
    expect(box()).toHaveProperty('value', 'pid:7 or comm:bash ');
    await user.keyboard('{Enter}');
    expect(button('pid:7 or comm:bash')).toBeTruthy();
  });
});

describe('toggles', () => {
  it('show files only, and go with their chip', async () => {
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
    await turnRound(user, 'kind: file');
    await settle();
    expect(files.getAttribute('aria-pressed')).toBe('false');
    expect(counts()).toBe('2 of 42 reads');
    await user.click(button('Remove not kind: file'));
    await user.click(files);
    await user.click(files);
    await settle();
    expect(counts()).toBe('42 of 42 reads');
  });

  it('show files only, whatever kinds were shown', async () => {
    const { user } = await openWindow((bridge) => bridge.record([{}, {}, { kind: 'pipe' }]));
    await user.type(box(), 'kind:pipe -kind:socket{Enter}');
    await user.click(button('Files only'));
    await settle();
    expect(counts()).toBe('2 of 3 reads');
    await user.keyboard('{Control>}z{/Control}');
    await settle();
    expect(counts()).toBe('1 of 3 reads');
  });

  it('show errors, and what is slower than chosen', async () => {
    const { user } = await openWindow((bridge) =>
      bridge.record([{ ret: -11, error: 'EAGAIN' }, { latency_ns: 5e6 }, { latency_ns: 5e7 }]),
    );
    await user.click(button('Errors'));
    await settle();
    expect(counts()).toBe('1 of 3 reads');
    await user.click(button('Errors'));
    await user.click(button('Slow > 1 ms'));
    await settle();
    expect(counts()).toBe('2 of 3 reads');
    await user.click(button('Slower than'));
    await user.click(screen.getByRole('menuitemradio', { name: 'Slower than 10 ms' }));
    await settle();
    expect(counts()).toBe('1 of 3 reads');
    expect(button('latency > 10 ms')).toBeTruthy();
    expect(button('Slow > 10 ms').getAttribute('aria-pressed')).toBe('true');
  });
});

describe('a filter that hides everything', () => {
  it('names the condition that does, and mends it', async () => {
    const { user } = await openWindow(recording(40));
    await user.type(box(), 'pid:7{Enter}comm:BASH{Enter}');
    await settle();
    await settle();
    expect(heading('No read passes the filter')).toBeTruthy();
    expect(document.querySelector('.nothing-passes li span')?.textContent).toBe('No read has comm: BASH. ');
    await user.click(button('Use comm: bash (30)'));
    await settle();
    await settle();
    expect(screen.getByText('pid: 7', { selector: '.suspect-name' })).toBeTruthy();
    await user.click(screen.getAllByRole('button', { name: 'Switch it off (30)' })[0] as HTMLElement);
    await settle();
    expect(counts()).toBe('30 of 40 reads');
  });

  it('knows that the kernel cuts names', async () => {
    const { user } = await openWindow((bridge) => bridge.record([{ comm: 'victoria-metric' }, {}]));
    await user.type(box(), 'comm:victoria-metrics-prod{Enter}');
    await settle();
    await settle();
    expect(screen.getByText(/keeps the first 15 bytes/)).toBeTruthy();
    await user.click(button('Use comm: victoria-metric (1)'));
    await settle();
    expect(counts()).toBe('1 of 2 reads');
  });

  it('can be cleared', async () => {
    const { user } = await openWindow(recording(40));
    await user.type(box(), 'pid:1{Enter}');
    await settle();
    await user.click(button('Clear filter'));
    await settle();
    expect(counts()).toBe('40 of 40 reads');
  });
});

describe('a cell', () => {
  const choose = async (index: number, under: string, item: string) => {
    fireEvent.contextMenu(cell(rows()[index], under));
    fireEvent.click(screen.getByRole('menuitem', { name: item }));
    await settle();
  };

  it('includes, excludes, and shows its value only', async () => {
    await openWindow(recording(40));
    await choose(1, 'FD', 'Include this');
    expect(counts()).toBe('1 of 40 reads');
    await choose(0, 'PID', 'Only this');
    expect(counts()).toBe('1 of 40 reads');
    await choose(0, 'FD', 'Exclude this');
    expect(counts()).toBe('29 of 40 reads');
    await choose(0, 'Time', 'Exclude this');
    expect(counts()).toBe('28 of 40 reads');
  });

  it('colours rows like it', async () => {
    const { user } = await openWindow(recording(40));
    const colored = () => rows().filter((row) => row.className.includes('highlight-blue')).length;
    await choose(0, 'Comm', 'Highlight this');
    expect(counts()).toBe('40 of 40 reads');
    expect(colored()).toBe(rows().filter((row) => cell(row, 'Comm').textContent === 'cat').length);
    await user.click(button('Highlights'));
    await user.click(button('comm:cat: on'));
    expect(colored()).toBe(0);
  });
});
