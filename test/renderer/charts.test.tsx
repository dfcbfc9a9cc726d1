// @vitest-environment jsdom
import { act, fireEvent, screen, within } from '@testing-library/react';
import axe from 'axe-core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RequestName } from '../../contract/requests.ts';
import type { FakeBridge } from './fake-bridge.ts';
import { button, recording } from './on-screen.ts';
import { openWindow, settle, useWindow } from './window.tsx';

useWindow();

const TITLES = ['Throughput', 'Latency', 'Heat map', 'Sizes', 'Files', 'Folders', 'Findings'];
const HOSTILE = '/tmp/<b>x</b>\n\u202Egnp.exe';

const tab = (name: string) => screen.getByRole('tab', { name });
const panel = () => screen.getByRole('tabpanel');
const foot = () => document.querySelector('.chart-foot')?.textContent?.replaceAll('\u2005', ' ');
const chips = () => [...document.querySelectorAll('.chip-text')].map(({ textContent }) => textContent);
const asked = (bridge: FakeBridge, name: RequestName) => bridge.asked.filter((one) => one.name === name);

/** Reads of two files in two folders. */
function someReads(bridge: FakeBridge): void {
  bridge.enter({ state: 'recording', started: '1', attach: 'btf' });
  bridge.record(
    Array.from({ length: 300 }, (_, index) =>
      index % 3 === 0
        ? { path: HOSTILE, ret: 512, latency_ns: 900 }
        : { path: '/home/me/a.txt', latency_ns: 20_000 + index },
    ),
  );
  bridge.enter({ state: 'idle' });
}

async function openTab(name: string, prepare = someReads) {
  const opened = await openWindow(prepare);
  await opened.user.click(tab(name));
  await settle();
  return opened;
}

function setHidden(hidden: boolean): void {
  vi.spyOn(document, 'hidden', 'get').mockReturnValue(hidden);
  act(() => {
    document.dispatchEvent(new Event('visibilitychange'));
  });
}

describe('tabs', () => {
  it('are reached with the arrow keys, and the chosen one is remembered', async () => {
    const { user, unmount } = await openWindow(someReads);
    expect(screen.getAllByRole('tab').map(({ textContent }) => textContent)).toEqual(TITLES);
    await user.click(tab('Throughput'));
    await user.keyboard('{ArrowRight}{ArrowRight}');
    expect(tab('Heat map').getAttribute('aria-selected')).toBe('true');
    expect(document.activeElement).toBe(tab('Heat map'));
    await user.keyboard('{Home}{ArrowLeft}');
    expect(document.activeElement).toBe(tab('Findings'));
    unmount();
    await openWindow(someReads);
    expect(tab('Findings').getAttribute('aria-selected')).toBe('true');
  });

  it.each(TITLES)('say what they are for while there is nothing: %s', async (title) => {
    await openTab(title, () => undefined);
    expect(panel().textContent).not.toBe('');
    expect(panel().textContent).not.toContain('filter');
  });

  // Findings are of all reads.
  it.each(TITLES.slice(0, -1))('say that the filter hides everything: %s', async (title) => {
    const { user } = await openTab(title);
    await user.type(screen.getByRole('searchbox', { name: 'Filter' }), 'nobody');
    await vi.waitFor(() => expect(panel().textContent).toContain('No read passes the filter.'));
  });

  it.each(TITLES)('have no fault that axe can find: %s', async (title) => {
    const { user } = await openTab(title);
    const charts = panel().closest('section') ?? panel();
    const check = async () => {
      // jsdom has no layout and no colours: contrast is looked at in a browser.
      const found: axe.AxeResults = await axe.run(charts, {
        rules: { 'color-contrast': { enabled: false } },
      });
      return found.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
    };
    expect(await check()).toEqual([]);
    const figures = screen.queryByRole('button', { name: 'Figures as a table' });
    if (figures === null) return;
    await user.click(figures);
    expect(await check()).toEqual([]);
  });
});

describe('questions', () => {
  it('are asked of the tab that is shown alone', async () => {
    const { bridge } = await openTab('Latency');
    expect(asked(bridge, 'latencies')).not.toEqual([]);
    expect([
      ...asked(bridge, 'sizes'),
      ...asked(bridge, 'heatMap'),
      ...asked(bridge, 'topFiles'),
      ...asked(bridge, 'folder'),
    ]).toEqual([]);
  });

  it('are not asked by a panel that is put away', async () => {
    const { bridge, user, after } = await openTab('Latency');
    await user.click(button('Hide the charts'));
    const before = asked(bridge, 'latencies').length;
    await after((fake) => fake.record([{}]));
    expect(screen.queryByRole('tabpanel')).toBeNull();
    expect(asked(bridge, 'latencies')).toHaveLength(before);
    await user.click(tab('Sizes'));
    await settle();
    expect(asked(bridge, 'sizes')).toHaveLength(1);
  });

  describe('over time', () => {
    beforeEach(() => {
      vi.useFakeTimers({ shouldAdvanceTime: true });
    });
    afterEach(() => {
      vi.useRealTimers();
    });

    /** Two seconds of a recording that tells of new rows all the time. */
    async function stream(after: (change: (bridge: FakeBridge) => void) => Promise<void>) {
      for (let tick = 0; tick < 20; tick++) {
        await after((bridge) => bridge.record([{}]));
        await act(() => vi.advanceTimersByTimeAsync(80));
      }
    }

    it('are asked twice a second at most, and never while nobody looks', async () => {
      const { bridge, after } = await openTab('Heat map', recording(20));
      const first = asked(bridge, 'heatMap').length;
      await stream(after);
      const seen = asked(bridge, 'heatMap').length;
      expect(seen).toBeGreaterThan(first + 1);
      expect(seen).toBeLessThanOrEqual(first + 6);
      setHidden(true);
      const throughput = asked(bridge, 'throughput').length;
      await stream(after);
      expect(asked(bridge, 'heatMap')).toHaveLength(seen);
      expect(asked(bridge, 'throughput')).toHaveLength(throughput);
      setHidden(false);
      await act(() => vi.advanceTimersByTimeAsync(1000));
      expect(asked(bridge, 'heatMap').length).toBeGreaterThan(seen);
    });

    it('are asked seldom while another is looked at, and at once when they are', async () => {
      const { bridge, user, after } = await openTab('Throughput', recording(20));
      const first = asked(bridge, 'throughput').length;
      await stream(after);
      const seen = asked(bridge, 'throughput').length - first;
      expect(seen).toBeGreaterThan(3);
      await user.click(tab('Sizes'));
      await act(() => vi.advanceTimersByTimeAsync(10));
      const behind = asked(bridge, 'throughput').length;
      await stream(after);
      const before = asked(bridge, 'throughput').length;
      expect(before - behind).toBeLessThanOrEqual(seen / 2);
      await user.click(tab('Throughput'));
      await act(() => vi.advanceTimersByTimeAsync(10));
      expect(asked(bridge, 'throughput')).toHaveLength(before + 1);
    });
  });
});

describe('figures as a table', () => {
  it('hold what the picture shows', async () => {
    const { user } = await openTab('Sizes');
    await user.click(button('Figures as a table'));
    const rows = within(panel()).getAllByRole('row').slice(1);
    expect(rows.map(({ textContent }) => textContent?.replaceAll('\u2005', ' '))).toEqual([
      '512 to 1 023 bytes0100',
      '1 024 to 2 047 bytes00',
      '2 048 to 4 095 bytes00',
      '4 096 to 8 191 bytes300200',
    ]);
    expect(foot()).toBe('300 reads, 870 kB');
  });

  it('count the same reads whatever the chart', async () => {
    const { user } = await openTab('Latency');
    await user.click(button('Figures as a table'));
    for (const title of ['Latency', 'Heat map']) {
      await user.click(tab(title));
      await settle();
      const figures = within(panel())
        .getAllByRole('row')
        .slice(1)
        .map(
          (row) =>
            within(row)
              .getAllByRole('cell')
              .at(title === 'Latency' ? 0 : 1)?.textContent ?? '',
        );
      const sum = figures.reduce((total, figure) => total + Number(figure.replace(/\D/g, '')), 0);
      expect(sum, title).toBe(300);
    }
  });

  it('say how many were lost and are not among them', async () => {
    await openTab('Latency', (bridge) => {
      someReads(bridge);
      bridge.enter({ losses: { ...bridge.status.losses, ring_full: 3 } });
    });
    expect(foot()).toContain('the 3 lost reads of this capture are not among them');
  });
});

describe('throughput', () => {
  it('shows bytes or reads, and remembers which', async () => {
    const { user } = await openWindow(someReads);
    expect(within(panel()).getByRole('img').getAttribute('aria-label')).toMatch(/^Bytes read per second/);
    await user.click(button('Reads/s'));
    expect(within(panel()).getByRole('img').getAttribute('aria-label')).toMatch(/^Reads per second/);
    expect(localStorage.getItem('ioscope.charts')).toContain('"measure":"reads"');
  });

  it('tells lost reads from the others', async () => {
    const { user } = await openWindow((bridge) => {
      bridge.lostShare = (bucket) => (bucket === 3 ? 0.5 : 0);
      someReads(bridge);
    });
    expect(foot()).toMatch(/^With \d+ lost reads?, hatched/);
    await user.click(button('Figures as a table'));
    const headings = within(panel()).getAllByRole('columnheader');
    expect(headings.at(-1)?.textContent).toBe('Of these lost');
  });

  it('narrows to the process of a legend entry', async () => {
    const { user } = await openWindow(someReads);
    await user.click(screen.getByTitle('Show only process 4242'));
    await settle();
    expect(chips().join()).toContain('4242');
  });
});

describe('files and folders', () => {
  it('names files safely and narrows to the one that is clicked', async () => {
    const { user, bridge } = await openTab('Files');
    expect(panel().querySelector('b')).toBeNull();
    expect(panel().textContent).toContain('<b>x</b>\\n⟨U+202E⟩gnp.exe');
    await user.click(within(panel()).getByTitle(/^Show only the reads of \/tmp/));
    await settle();
    expect(asked(bridge, 'page').at(-1)?.args).toMatchObject({
      filter: { op: 'is', field: 'path', compare: '=', value: HOSTILE },
    });
  });

  it('sorts files by what is asked for', async () => {
    const { user, bridge } = await openTab('Files');
    for (const [name, order] of [
      ['Reads', 'reads'],
      ['Time', 'latency_ns'],
      ['Errors', 'errors'],
      ['Of its size', 'factor'],
    ] as const) {
      await user.click(within(panel()).getByRole('button', { name: new RegExp(`^${name}`) }));
      await settle();
      expect(asked(bridge, 'topFiles').at(-1)?.args).toMatchObject({ order });
      expect(panel().querySelector('[aria-sort]')?.textContent).toContain(name);
    }
  });

  it('goes down into folders and up again', async () => {
    const { user, bridge } = await openTab('Folders');
    await user.click(screen.getByTitle('Open /home'));
    await settle();
    await user.click(screen.getByTitle('Open /home/me'));
    await settle();
    expect(screen.getByTitle('Show only the reads of /home/me/a.txt')).toBeTruthy();
    const crumbs = within(screen.getByRole('navigation', { name: 'Folder' }));
    expect(crumbs.getAllByRole('button').map(({ textContent }) => textContent)).toEqual([
      'All',
      'home',
      'me',
    ]);
    await user.click(crumbs.getByRole('button', { name: 'home' }));
    await settle();
    await user.click(button('Show only what was read in /home/me'));
    await settle();
    expect(asked(bridge, 'page').at(-1)?.args).toMatchObject({
      filter: { op: 'is', field: 'path', compare: 'like', value: '/home/me/*' },
    });
  });
});

describe('height', () => {
  const edge = () => screen.getByRole('separator', { name: 'Height of the charts' });

  it('is changed with the keyboard, kept within bounds, and remembered', async () => {
    const { user } = await openWindow(someReads);
    act(() => edge().focus());
    await user.keyboard('{Home}');
    expect(edge().getAttribute('aria-valuenow')).toBe('130');
    await user.keyboard('{End}');
    const most = Number(edge().getAttribute('aria-valuemax'));
    expect(Number(edge().getAttribute('aria-valuenow'))).toBe(most);
    expect(localStorage.getItem('ioscope.charts')).toContain(`"height":${most}`);
    fireEvent.doubleClick(edge());
    expect(localStorage.getItem('ioscope.charts')).toContain('"height":null');
  });
});
