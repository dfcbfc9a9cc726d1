// @vitest-environment jsdom
import { fireEvent, screen, within } from '@testing-library/react';
import axe from 'axe-core';
import { describe, expect, it, vi } from 'vitest';
import { showRememberedSettings } from '../../renderer/frame/settings.ts';
import { box, button, recording } from './on-screen.ts';
import { openWindow, settle, useWindow } from './window.tsx';

useWindow();

const dialog = (name: string) => screen.getByRole('dialog', { name });
/** That of the toolbar; the empty table has another. */
const traceButton = () => {
  const [first] = screen.getAllByRole('button', { name: 'Trace a program…' });
  if (first === undefined) throw new Error('there is no button to trace with');
  return first;
};
const line = () => screen.getByRole('combobox', { name: 'Command' }) as HTMLInputElement;
const asked = (bridge: { asked: { name: string; args: unknown }[] }, name: string) =>
  bridge.asked.filter((one) => one.name === name).map(({ args }) => args);

async function faults(container: Element): Promise<string[]> {
  // jsdom has no layout and no colours: contrast is looked at in a browser.
  const found = await axe.run(container, { rules: { 'color-contrast': { enabled: false } } });
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
}

describe('dialogs', () => {
  it.each([
    ['{Control>}k{/Control}', 'Commands'],
    ['?', 'Keyboard'],
    ['{Control>},{/Control}', 'Settings'],
    ['{Control>}{Shift>}l{/Shift}{/Control}', 'Trace a program'],
  ])('%s opens one without a fault that axe can find, which closes again', async (keys, name) => {
    const { user, container } = await openWindow();
    await user.keyboard(keys);
    expect(dialog(name)).toBeTruthy();
    expect(await faults(container)).toEqual([]);
    dialog(name).dispatchEvent(new Event('cancel', { cancelable: true }));
    await settle();
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('stay when a text is selected beyond their edge, and close when one presses beside them', async () => {
    const { user } = await openWindow();
    await user.click(traceButton());
    const at = dialog('Trace a program');
    await user.pointer([{ target: line(), keys: '[MouseLeft>]' }, { target: at }, { keys: '[/MouseLeft]' }]);
    fireEvent.click(at);
    expect(dialog('Trace a program')).toBeTruthy();
    await user.click(at);
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('are not opened by what is typed', async () => {
    const { user } = await openWindow();
    await user.type(box(), 'a?');
    expect(screen.queryByRole('dialog')).toBeNull();
  });
});

describe('the palette', () => {
  it('runs what it finds', async () => {
    const { user, bridge } = await openWindow();
    await user.click(button('Commands'));
    await user.keyboard('reco{Enter}');
    await settle();
    expect(asked(bridge, 'record')).toHaveLength(1);
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('does not run what cannot be now', async () => {
    const { user, bridge } = await openWindow();
    await user.click(button('Commands'));
    await user.keyboard('clear{Enter}');
    await settle();
    expect(asked(bridge, 'clear')).toEqual([]);
    expect(dialog('Commands')).toBeTruthy();
  });

  it('moves the focus where it was told to', async () => {
    const { user } = await openWindow(recording(4));
    await user.keyboard('{Control>}k{/Control}table{Enter}');
    await settle();
    expect(document.activeElement?.getAttribute('role')).toBe('grid');
  });
});

describe('tracing a program', () => {
  it('asks for a command line, and remembers it', async () => {
    const { user, bridge, unmount } = await openWindow();
    await user.click(traceButton());
    await user.type(line(), `git log "a b"`);
    await user.click(screen.getByRole('checkbox', { name: /Go on recording/ }));
    await user.click(button('Run and record'));
    await settle();
    expect(asked(bridge, 'trace')).toEqual([{ command: `git log "a b"`, directory: '', keepOn: true }]);
    expect(screen.queryByRole('dialog')).toBeNull();
    unmount();
    const { user: again } = await openWindow();
    await again.click(traceButton());
    expect(line().value).toBe(`git log "a b"`);
  });

  it('is called off while it starts, and does not close what was opened since', async () => {
    const { user, bridge } = await openWindow();
    let start = () => {};
    const { request } = bridge;
    vi.spyOn(bridge, 'request').mockImplementation(async (name, args) => {
      if (name === 'trace') await new Promise<void>((resolve) => (start = resolve));
      return request.call(bridge, name, args) as never;
    });
    await user.click(traceButton());
    await user.type(line(), 'ls{Enter}');
    await user.click(within(dialog('Trace a program')).getByRole('button', { name: 'Cancel' }));
    expect(asked(bridge, 'stop')).toHaveLength(1);
    await user.click(button('Settings'));
    start();
    await settle();
    expect(dialog('Settings')).toBeTruthy();
  });

  it('says what is wrong with it', async () => {
    const { user, bridge } = await openWindow();
    bridge.fail('trace', {
      code: 'no-such-command',
      message: 'There is no program "x".',
      remedy: 'Check it.',
    });
    await user.click(traceButton());
    await user.type(line(), 'x{Enter}');
    await settle();
    expect(within(dialog('Trace a program')).getByRole('alert').textContent).toBe(
      'There is no program "x". Check it.',
    );
    expect(line().getAttribute('aria-invalid')).toBe('true');
  });

  it('is not offered while a recording runs', async () => {
    const { user } = await openWindow(recording(4));
    await user.click(traceButton());
    expect(screen.queryByRole('dialog')).toBeNull();
  });
});

describe('settings', () => {
  it('choose the ring buffer of the next recording', async () => {
    const { user, bridge } = await openWindow((fake) => fake.enter({ ring_bytes: 128 << 20 }));
    await user.click(button('Settings'));
    const size = (name: string) => screen.getByRole<HTMLInputElement>('radio', { name });
    expect(size('128 MiB').checked).toBe(true);
    await user.click(size('512 MiB'));
    await settle();
    expect(bridge.status.next_ring_mib).toBe(512);
    expect(size('512 MiB').checked).toBe(true);
  });

  it('are shown at once and remembered', async () => {
    const { user, unmount } = await openWindow();
    await user.click(button('Settings'));
    await user.click(screen.getByRole('radio', { name: 'Dark' }));
    await user.click(screen.getByRole('radio', { name: '125 %' }));
    const { dataset, style } = document.documentElement;
    expect([dataset.theme, style.fontSize]).toEqual(['dark', '125%']);
    await user.click(screen.getByRole('radio', { name: 'High contrast' }));
    expect(dataset.contrast).toBe('more');
    unmount();
    const { user: again } = await openWindow();
    await again.click(button('Settings'));
    const chosen = screen.getAllByRole('radio').filter((one) => (one as HTMLInputElement).checked);
    expect(chosen.map((one) => one.parentElement?.textContent)).toEqual([
      'High contrast',
      '125 %',
      'By the clock',
    ]);
  });

  it('are not upset by what is no setting', async () => {
    localStorage.setItem('ioscope.settings', '{"theme":"<b>","textSize":9,"commands":[1,"ls"],"sort":null}');
    showRememberedSettings();
    const { user } = await openWindow();
    await user.click(traceButton());
    expect(line().value).toBe('ls');
  });
});

describe('the first screen', () => {
  it('says what will be asked and why, until it is dismissed for good', async () => {
    const { user, unmount, container } = await openWindow();
    expect(screen.getByRole('heading', { name: 'What you are asked for' })).toBeTruthy();
    expect(await faults(container)).toEqual([]);
    await user.click(button('Do not show this again'));
    expect(screen.getByRole('heading', { name: 'Nothing recorded yet' })).toBeTruthy();
    unmount();
    await openWindow();
    expect(screen.queryByRole('heading', { name: 'What you are asked for' })).toBeNull();
  });
});

describe('an empty window', () => {
  it('goes on from a pause', async () => {
    const { user, bridge, after } = await openWindow();
    await user.click(button('Pause view'));
    await after((fake) => fake.enter({ state: 'recording', started: '1' }));
    expect(bridge.rows).toEqual([]);
    await user.click(button('Resume'));
    expect(screen.getByRole('heading', { name: 'Recording' })).toBeTruthy();
  });

  it('calls off the question for permission', async () => {
    const { user, bridge } = await openWindow((fake) => fake.enter({ state: 'preparing' }));
    await user.click(within(screen.getByRole('main')).getByRole('button', { name: 'Cancel' }));
    expect(asked(bridge, 'stop')).toHaveLength(1);
  });
});
