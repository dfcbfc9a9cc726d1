import { describe, expect, it } from 'vitest';
import { COLUMNS } from '../../contract/read.ts';
import { layOut } from '../../renderer/table/column-layout.ts';
import {
  readColumnSet,
  shownKeys,
  stepped,
  USUAL_COLUMNS,
  withMoved,
  withPinned,
  withShown,
  withWidth,
} from '../../renderer/table/column-set.ts';

const USUAL = shownKeys(USUAL_COLUMNS);
const keysAt = (room: number, set = USUAL_COLUMNS) => layOut(set, room).columns.map(({ key }) => key);

describe('the columns', () => {
  it('are all there but the error, which ret tells', () => {
    expect([...USUAL, 'error'].sort()).toEqual([...COLUMNS].sort());
  });

  it('are hidden and shown, the others staying as they are', () => {
    const without = withShown(USUAL_COLUMNS, USUAL, 'tid', false);
    expect(shownKeys(without)).toEqual(USUAL.filter((key) => key !== 'tid'));
    expect(shownKeys(withShown(without, shownKeys(without), 'tid', true))).toEqual(USUAL);
    // What a narrow window has taken away stays away when another is hidden.
    expect(shownKeys(withShown(USUAL_COLUMNS, ['time', 'path', 'ret'], 'ret', false))).toEqual([
      'time',
      'path',
    ]);
  });

  it('are never all hidden', () => {
    expect(shownKeys(withShown(USUAL_COLUMNS, ['path'], 'path', false))).toEqual(USUAL);
  });

  it('stand first when pinned, in their own order', () => {
    const pinned = withPinned(withPinned(USUAL_COLUMNS, 'path', true), 'pid', true);
    expect(shownKeys(pinned).slice(0, 3)).toEqual(['pid', 'path', 'time']);
    expect(shownKeys(withPinned(withPinned(pinned, 'pid', false), 'path', false))).toEqual(USUAL);
  });

  it('are moved before another and to the end', () => {
    expect(shownKeys(withMoved(USUAL_COLUMNS, 'path', 'process')).slice(0, 3)).toEqual([
      'time',
      'path',
      'process',
    ]);
    expect(shownKeys(withMoved(USUAL_COLUMNS, 'time', null)).at(-1)).toBe('time');
  });

  it('step over what is hidden, and not out of their kind', () => {
    const set = withPinned(withShown(USUAL_COLUMNS, USUAL, 'pid', false), 'time', true);
    const shown = shownKeys(set);
    const next = stepped(set, shown, 'process', 1);
    expect(next && shownKeys(next).slice(0, 3)).toEqual(['time', 'tid', 'process']);
    expect(stepped(set, shown, 'process', -1)).toBeNull();
    expect(stepped(set, shown, 'time', 1)).toBeNull();
    expect(stepped(set, shown, 'latency_ns', 1)).toBeNull();
  });

  it('have widths within bounds', () => {
    const width = (rem: number) => withWidth(USUAL_COLUMNS, USUAL, 'path', rem).widths.path;
    expect([width(20), width(0.1), width(9999)]).toEqual([20, 1.6, 120]);
    expect(withWidth(withWidth(USUAL_COLUMNS, USUAL, 'path', 20), USUAL, 'path', null).widths).toEqual({});
  });
});

describe('what is remembered', () => {
  it('is read as it was written', () => {
    const set = withMoved(withPinned(withWidth(USUAL_COLUMNS, USUAL, 'fd', 4), 'path', true), 'ret', 'time');
    expect(readColumnSet(JSON.parse(JSON.stringify(set)))).toEqual(set);
  });

  it.each([
    undefined,
    null,
    7,
    'time',
    [],
    {},
    { order: 'time', hidden: 7, pinned: {}, widths: null },
    {
      order: ['nothing', 'nothing'],
      pinned: ['__proto__'],
      widths: { path: 'wide', fd: -1, ret: 1e9, x: 5 },
    },
    { hidden: COLUMNS },
  ])('is as they come where it is none: %o', (stored) => {
    const set = readColumnSet(stored);
    expect(set).toEqual(USUAL_COLUMNS);
  });

  it('has columns it did not know at the end, and each once', () => {
    const set = readColumnSet({ order: ['path', 'time', 'path'], hidden: [], pinned: [] });
    expect(set.order.slice(0, 3)).toEqual(['path', 'time', 'process']);
    expect([...set.order].sort()).toEqual([...COLUMNS].sort());
  });
});

describe('the room', () => {
  it('takes away what is least missed, until something was chosen', () => {
    expect(keysAt(0)).toEqual(USUAL);
    expect(keysAt(200)).toEqual(USUAL);
    expect(keysAt(74)).not.toContain('tid');
    expect(keysAt(66)).not.toContain('syscall');
    for (const key of ['time', 'process', 'path', 'ret', 'latency_ns']) {
      expect(keysAt(30)).toContain(key);
    }
    const chosen = { ...USUAL_COLUMNS, hidden: [] };
    expect(keysAt(30, chosen).length).toBe(COLUMNS.length);
    expect(layOut(chosen, 30).wide).toBe(true);
  });

  it('is enough down to a small window', () => {
    for (let room = 29; room < 120; room++) expect(layOut(USUAL_COLUMNS, room).wide, `${room}`).toBe(false);
  });

  it('keeps what was pinned', () => {
    expect(keysAt(45, withPinned(USUAL_COLUMNS, 'tid', true))[0]).toBe('tid');
  });

  it('is filled by the path, unless that was given a width', () => {
    expect(layOut(USUAL_COLUMNS, 100).template).toMatch(/minmax\([\d.]+rem, 1fr\)/);
    expect(layOut(withWidth(USUAL_COLUMNS, USUAL, 'path', 20), 100).template).not.toContain('fr');
  });

  it('puts pinned columns beside each other', () => {
    const set = withPinned(withPinned(USUAL_COLUMNS, 'time', true), 'path', true);
    const [time, path] = layOut(set, 30).columns;
    expect([time?.key, time?.start, path?.key, path?.start]).toEqual(['time', 0, 'path', time?.width]);
  });
});
