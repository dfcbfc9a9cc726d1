// @vitest-environment jsdom
import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { FakeBridge } from './fake-bridge.ts';
import { button, counts, recording } from './on-screen.ts';
import { openWindow, settle, useWindow } from './window.tsx';

useWindow();

const tree = () => screen.getByRole('tree', { name: 'Applications and processes' });
const item = (name: string | RegExp) => within(tree()).getByRole('treeitem', { name });
const items = () =>
  within(tree())
    .queryAllByRole('treeitem')
    .map((one) => one.textContent?.replace(/\u2005/g, ' '));
/** The line the keyboard's mark stands on. */
const marked = () => document.getElementById(tree().getAttribute('aria-activedescendant') ?? '')?.textContent;

const CODE = { exe: '/opt/code', cgroup: '/app.slice/app-gnome-code-1.scope' };

/** An application of three processes, two of which have roles, and a cat. */
function desktop(bridge: FakeBridge): void {
  bridge.described = new Map([
    [21, { ...CODE, cmdline: 'code' }],
    [22, { ...CODE, cmdline: 'code --type=renderer', user: 'someone' }],
    [23, { ...CODE, cmdline: 'code --type=gpu-process' }],
  ]);
  bridge.enter({ state: 'recording', started: '1', attach: 'btf' });
  bridge.record([
    { pid: 21, process: 'code', comm: 'code' },
    { pid: 22, tid: 22, process: 'code', comm: 'code', ret: -11, error: 'EAGAIN' },
    { pid: 22, tid: 25, process: 'code', comm: 'worker' },
    { pid: 23, process: 'code', comm: 'code' },
    { pid: 7, process: 'cat', comm: 'cat' },
  ]);
}

describe('applications and processes', () => {
  it('appear as soon as there are any, by application and role', async () => {
    const { after } = await openWindow();
    expect(screen.getByText('Those that read appear here.')).toBeTruthy();
    await after(desktop);
    expect(items()).toEqual([
      'code, application, 3 processes · 1 failed, 0 B/s',
      'GPU, process, 23, 0 B/s',
      'main, process, 21, 0 B/s',
      'renderer, process, 22 · 1 failed, 0 B/s',
      'cat, process, 7, 0 B/s',
    ]);
  });

  it('are one stop of the Tab key, and worked by the arrows', async () => {
    const { user } = await openWindow(desktop);
    expect(tree().querySelectorAll('[tabindex="0"], button, a, input')).toHaveLength(0);
    tree().focus();
    expect(marked()).toMatch(/^code/);
    await user.keyboard('{ArrowDown}{ArrowDown}');
    expect(marked()).toMatch(/^main/);
    await user.keyboard('{ArrowLeft}');
    expect(marked()).toMatch(/^code/);
    await user.keyboard('{ArrowLeft}');
    expect(items()).toHaveLength(2);
    await user.keyboard('{End}');
    expect(marked()).toMatch(/^cat/);
    await user.keyboard('{Home}{ArrowRight}{ArrowRight}');
    expect(marked()).toMatch(/^GPU/);
    await user.keyboard('ren');
    expect(marked()).toMatch(/^renderer/);
  });

  it('have their threads below them', async () => {
    const { user } = await openWindow(desktop);
    tree().focus();
    await user.keyboard('ren{ArrowRight}');
    await settle();
    expect(item(/^worker ?, ?thread, ?25/).getAttribute('aria-level')).toBe('3');
    expect(item(/^renderer/).getAttribute('aria-expanded')).toBe('true');
  });

  it('are shown alone, hidden and shown again by keyboard and pointer', async () => {
    const { user } = await openWindow(desktop);
    await user.click(item(/^cat/));
    await settle();
    expect(counts()).toBe('1 of 5 reads');
    expect(item(/^cat.*shown alone$/).getAttribute('aria-selected')).toBe('true');
    await user.click(item(/^cat/));
    await settle();
    expect(counts()).toBe('5 of 5 reads');
    tree().focus();
    await user.keyboard('{Home}{Alt>}{Enter}{/Alt}');
    await settle();
    expect(counts()).toBe('1 of 5 reads');
    expect(item(/^code, application.*hidden$/)).toBeTruthy();
    await user.keyboard('{Enter}');
    await settle();
    expect(counts()).toBe('4 of 5 reads');
  });

  it('are shown alone by one step, however many names they have', async () => {
    const { user, bridge } = await openWindow((bridge) => {
      desktop(bridge);
      bridge.described = new Map([...bridge.described, [24, { ...CODE, cmdline: 'code-gpu' }]]);
      bridge.record([{ pid: 24, process: 'code-gpu', comm: 'code' }]);
    });
    await user.click(item(/^code, application/));
    await settle();
    expect(counts()).toBe('5 of 6 reads');
    await user.keyboard('{Control>}z{/Control}');
    await settle();
    expect(counts()).toBe('6 of 6 reads');
    const asked = bridge.asked.filter(({ name }) => name === 'page').map(({ args }) => JSON.stringify(args));
    expect(asked.filter((args) => args.includes('code') && !args.includes('code-gpu'))).toEqual([]);
  });

  it('have a menu', async () => {
    const { user } = await openWindow(desktop);
    await user.pointer({ target: item(/^renderer/), keys: '[MouseRight]' });
    await user.click(screen.getByRole('menuitem', { name: 'Hide' }));
    await settle();
    expect(counts()).toBe('3 of 5 reads');
    tree().focus();
    await user.keyboard('{Shift>}{F10}{/Shift}');
    await user.click(screen.getByRole('menuitem', { name: 'Close all' }));
    expect(items()).toHaveLength(2);
  });

  it('can be all that is recorded', async () => {
    const { user, bridge } = await openWindow((fake) => {
      desktop(fake);
      fake.enter({ state: 'idle' });
    });
    await user.pointer({ target: item(/^renderer/), keys: '[MouseRight]' });
    await user.click(screen.getByRole('menuitem', { name: 'Record only this and what it starts' }));
    await settle();
    expect(bridge.status.capture_filter.processes).toEqual([{ pid: 22, descendants: true, exclude: false }]);
    expect(bridge.status.state).toBe('recording');
    await user.pointer({ target: item(/^code/), keys: '[MouseRight]' });
    await user.click(screen.getByRole('menuitem', { name: 'Record only this application' }));
    await settle();
    expect(bridge.status.capture_filter.cgroups).toEqual([{ path: CODE.cgroup, exclude: false }]);
    expect(bridge.asked.filter(({ name }) => name === 'record')).toHaveLength(1);
  });

  it('tell all there is to know, and give the focus back', async () => {
    const { user } = await openWindow(desktop);
    tree().focus();
    await user.keyboard('ren{F2}');
    const dialog = screen.getByRole('dialog', { name: 'renderer' });
    for (const text of [
      '/opt/code',
      'code --type=renderer',
      'someone',
      CODE.cgroup,
      '4.1 kB in 2 reads',
      '1 reads',
    ]) {
      expect(dialog.textContent).toContain(text);
    }
    await user.click(within(dialog).getByRole('button', { name: 'Close' }));
    expect(document.activeElement).toBe(tree());
  });

  it('are found by name', async () => {
    const { user } = await openWindow(desktop);
    await user.type(screen.getByRole('searchbox', { name: 'Find a process' }), 'gpu');
    expect(items()).toEqual(['GPU, process, 23, 0 B/s']);
    await user.keyboard('x');
    expect(screen.getByText(/None of 4 processes has “gpux”/)).toBeTruthy();
    await user.keyboard('{Escape}');
    expect(items()).toHaveLength(5);
  });

  it('are sorted as chosen, which is remembered', async () => {
    const { user, unmount } = await openWindow(desktop);
    await user.click(button(/^Sorted by/));
    await user.click(screen.getByRole('menuitemradio', { name: 'Name' }));
    expect(items()[0]).toMatch(/^cat/);
    unmount();
    await openWindow(desktop);
    expect(items()[0]).toMatch(/^cat/);
  });

  it('do not move while the pointer is on them', async () => {
    const { user, after } = await openWindow((bridge) => {
      recording(8)(bridge);
    });
    const before = items().map((label) => label?.split(',')[0]);
    await user.hover(tree());
    await after((bridge) =>
      bridge.record(Array.from({ length: 50 }, () => ({ pid: 7, process: 'cat', ret: 1e6 }))),
    );
    await after((bridge) => bridge.enter({ state: 'idle' }));
    expect(items().map((label) => label?.split(',')[0])).toEqual(before);
    await user.unhover(tree());
    expect(items()[0]).toMatch(/^cat/);
  });

  it('of one program are one line, which opens', async () => {
    const { user } = await openWindow((bridge) => {
      bridge.enter({ state: 'recording', started: '1' });
      bridge.record(
        Array.from({ length: 9 }, (_, index) => ({ pid: 50 + index, process: 'cc1', comm: 'cc1' })),
      );
    });
    expect(items()).toHaveLength(1);
    expect(item(/^cc1.*processes/).textContent).toContain('× 9');
    tree().focus();
    await user.keyboard('{ArrowRight}');
    expect(items()).toHaveLength(10);
  });

  it('with hostile names are text and nothing else', async () => {
    const name = '<img src=x onerror=alert(1)>\n\u202egnp.exe';
    await openWindow((bridge) => {
      bridge.described = new Map([
        [66, { cmdline: `${name} --type=renderer`, cgroup: `/app-${name}-1.scope` }],
      ]);
      bridge.enter({ state: 'recording', started: '1' });
      bridge.record([
        { pid: 66, process: name, comm: name },
        { pid: 67, process: name, comm: name },
      ]);
    });
    expect(document.querySelector('img[src=x]')).toBeNull();
    expect(tree().textContent).toContain('<img src=x onerror=alert(1)>\\n⟨U+202E⟩gnp.exe');
    for (const one of within(tree()).getAllByRole('treeitem')) {
      expect(`${one.title}${one.textContent}`).not.toContain('\u202e');
    }
  });
});
