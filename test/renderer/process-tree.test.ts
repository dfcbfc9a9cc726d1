import { describe, expect, it } from 'vitest';
import type { Term } from '../../contract/filter.ts';
import type { ProcessInfo } from '../../contract/processes.ts';
import { conditionsOf, stateOf, termsOf } from '../../renderer/processes/node-filter.ts';
import { type Known, NOTHING, ProcessBook } from '../../renderer/processes/process-book.ts';
import { FOLDED_FROM, type Sort, type TreeNode, treeOf } from '../../renderer/processes/process-tree.ts';
import { rateOf, SPARK_BARS, sparkOf, sparkPoints } from '../../renderer/processes/rates.ts';
import { findLine, isOpen, linesOf, moveFor } from '../../renderer/processes/tree-lines.ts';
import { makeProcess } from './fake-processes.ts';

const NOW = 1_000_000;
const APP = '/app.slice/app-code-1.scope';

function known(...parts: Partial<ProcessInfo>[]): Known {
  const processes = parts.map((part, index) => makeProcess({ pid: 100 + index, ...part }));
  return { ...NOTHING, processes, byPid: new Map(processes.map((one) => [one.pid, one])), now: NOW };
}

/** The names of the lines, two blanks a level. */
function outline(nodes: readonly TreeNode[], level = 0): string[] {
  return nodes.flatMap(({ kind, name, role, processes, children }) => [
    `${'  '.repeat(level)}${role || name}${kind === 'group' ? ` × ${processes.length}` : ''}`,
    ...outline(children, level + 1),
  ]);
}

const draw = (of: Known, sort: Sort = 'bytes', search = '') => outline(treeOf(of, sort, search).nodes);

const CODE = { name: 'code', exe: '/opt/code', cgroup: APP };

describe('the tree', () => {
  it('has applications, and in them processes by their roles', () => {
    const one = known(
      { ...CODE, cmdline: 'code', bytes: 5 },
      { ...CODE, cmdline: 'code --type=renderer', bytes: 9 },
      { name: 'git', cgroup: APP, bytes: 1 },
      { name: 'cat', bytes: 99, exe: '/bin/cat' },
    );
    expect(draw(one)).toEqual(['cat', 'code', '  renderer', '  main', '  git']);
    expect(treeOf(one, 'bytes', '').nodes[1]).toMatchObject({ kind: 'application', totals: { bytes: 15 } });
  });

  it('folds many processes of one program', () => {
    const compiler = { name: 'cc1', cgroup: APP };
    const few = known(...Array.from({ length: FOLDED_FROM - 1 }, () => compiler), CODE);
    expect(draw(few).filter((line) => line.includes('cc1'))).toHaveLength(FOLDED_FROM - 1);
    const many = known(...Array.from({ length: 212 }, () => ({ ...compiler, reads: 2, bytes: 3 })), CODE);
    expect(draw(many).slice(0, 2)).toEqual(['code', '  cc1 × 212']);
    expect(treeOf(many, 'bytes', '').nodes[0]?.children[0]?.totals).toEqual({
      reads: 424,
      bytes: 636,
      errors: 0,
    });
  });

  it('keeps the key of a line while processes come', () => {
    const keys = (count: number) =>
      treeOf(known(...Array.from({ length: count }, () => ({ name: 'cc1' }))), 'bytes', '').nodes.map(
        ({ key }) => key,
      );
    expect(keys(5)).toEqual(keys(50));
  });

  it.each<[Sort, string[]]>([
    ['rate', ['fast', 'big', 'many']],
    ['bytes', ['big', 'many', 'fast']],
    ['reads', ['many', 'fast', 'big']],
    ['errors', ['fast', 'big', 'many']],
    ['name', ['big', 'fast', 'many']],
  ])('is sorted by %s', (sort, expected) => {
    const one = known(
      { name: 'big', bytes: 900, reads: 1 },
      { name: 'many', bytes: 30, reads: 90 },
      { name: 'fast', bytes: 20, reads: 5, errors: 3, recent: [{ at: NOW - 1, reads: 5, bytes: 20 }] },
    );
    expect(draw(one, sort)).toEqual(expected);
  });

  it.each([
    ['CODE', ['code', '  renderer', '  git']],
    ['renderer', ['renderer']],
    ['--log', ['git']],
    ['101', ['git']],
    ['10', []],
    ['  ', ['cat', 'code', '  git', '  renderer']],
  ])('finds %j', (search, expected) => {
    const one = known(
      { ...CODE, cmdline: 'code --type=renderer' },
      { name: 'git', exe: '/bin/git', cgroup: APP, cmdline: 'git --log' },
      { name: 'cat' },
    );
    expect(draw(one, 'name', search).sort()).toEqual([...expected].sort());
  });

  it('is made of ten thousand processes', () => {
    const many = known(
      ...Array.from({ length: 10_000 }, (_, index) => ({
        name: `p${index % 100}`,
        key: `${index} 1`,
        parent: 99,
      })),
    );
    expect(treeOf(many, 'rate', '').nodes).toHaveLength(100);
  });
});

describe('lines', () => {
  const { nodes } = treeOf(known(CODE, { name: 'git', cgroup: APP }, { name: 'cat' }), 'name', '');
  const git = nodes.flatMap(({ children }) => children).find(({ name }) => name === 'git');
  const gitKey = git?.key ?? '';
  const threads = new Map([[gitKey, [{ tid: 7, comm: 'worker', reads: 1, bytes: 1, errors: 0 }]]]);
  const opened = new Map([[gitKey, true]]);
  const lines = linesOf(nodes, opened, threads);

  it('are those that are open, with their place among their siblings', () => {
    expect(
      lines.map(({ node, thread, level, place, siblings, open, parent }) => [
        thread?.comm ?? node.name,
        ...[level, place, siblings, open, parent],
      ]),
    ).toEqual([
      ['cat', 1, 1, 2, false, -1],
      ['code', 1, 2, 2, true, -1],
      ['code', 2, 1, 2, false, 1],
      ['git', 2, 2, 2, true, 1],
      ['worker', 3, 1, 1, null, 3],
    ]);
  });

  it('of the machine’s own are closed at first', () => {
    const [system] = treeOf(
      known({ name: 'a', cgroup: '/init.scope' }, { name: 'b', cgroup: '/init.scope' }),
      'name',
      '',
    ).nodes;
    expect(system && isOpen(system, new Map())).toBe(false);
  });

  it.each([
    ['ArrowDown', 0, { to: 1 }],
    ['ArrowDown', 4, { to: 4 }],
    ['ArrowUp', 0, { to: 0 }],
    ['PageDown', 0, { to: 3 }],
    ['PageUp', 4, { to: 1 }],
    ['Home', 4, { to: 0 }],
    ['End', 0, { to: 4 }],
    ['ArrowRight', 1, { to: 2 }],
    ['ArrowRight', 4, null],
    ['ArrowLeft', 4, { to: 3 }],
    ['ArrowLeft', 0, null],
    ['x', 0, null],
  ])('%s at line %i', (key, at, move) => {
    expect(moveFor(key, lines, at, 3)).toEqual(move);
  });

  it('open and close', () => {
    expect(moveFor('ArrowRight', lines, 0, 3)).toEqual({ open: lines[0]?.key, value: true });
    expect(moveFor('ArrowLeft', lines, 1, 3)).toEqual({ open: 'app code', value: false });
    expect(moveFor('ArrowDown', [], 0, 3)).toBeNull();
  });

  it('are found by their first letters, round the end', () => {
    const text = ({ node, thread }: (typeof lines)[number]) => thread?.comm ?? node.name;
    expect(findLine(lines, 2, 'ca', text)).toBe(0);
    expect(findLine(lines, 2, 'c', text)).toBe(2);
    expect(findLine(lines, 0, 'zz', text)).toBe(-1);
  });
});

describe('the filter of a line', () => {
  const tree = treeOf(known(CODE, { name: 'sh', cgroup: APP }, { name: 'sh', exe: '/bin/sh' }), 'name', '');
  const lineOf = (key: string) => {
    const line = linesOf(tree.nodes, new Map(), new Map()).find((one) => one.key === key);
    if (line === undefined) throw new Error(`no line ${key}`);
    return line;
  };

  it('is the pid of a process', () => {
    expect(conditionsOf(lineOf('100 1'), tree)).toEqual([{ field: 'pid', value: '100' }]);
  });

  it('is the pids of an application that shares a name with another', () => {
    expect(conditionsOf(lineOf('app code'), tree)).toEqual([
      { field: 'pid', value: '100' },
      { field: 'pid', value: '101' },
    ]);
  });

  it('is the names of one that shares none: they hold for processes to come', () => {
    const alone = treeOf(known(CODE, { name: 'git', cgroup: APP }), 'name', '');
    const [line] = linesOf(alone.nodes, new Map(), new Map());
    expect(line && conditionsOf(line, alone)).toEqual([
      { field: 'process', value: 'code' },
      { field: 'process', value: 'git' },
    ]);
  });

  it('is met by all of its conditions, the same way round', () => {
    const conditions = conditionsOf(lineOf('app code'), tree);
    const chips: Term[] = termsOf(conditions, false);
    expect(stateOf(conditions, chips)).toBe('included');
    expect(stateOf(conditions, chips.slice(1))).toBe('');
    expect(stateOf(conditions, termsOf(conditions, true))).toBe('excluded');
    expect(stateOf([], [])).toBe('');
  });
});

describe('rates', () => {
  const recent = [
    { at: NOW - 70, reads: 1, bytes: 7 },
    { at: NOW - 4, reads: 9, bytes: 900 },
    { at: NOW - 3, reads: 1, bytes: 30 },
    { at: NOW - 1, reads: 2, bytes: 60 },
    { at: NOW, reads: 50, bytes: 5000 },
  ];

  it('are those of the last three whole seconds', () => {
    expect(rateOf({ recent }, NOW)).toEqual({ reads: 1, bytes: 30 });
    expect(rateOf({ recent }, NOW + 60)).toEqual({ reads: 0, bytes: 0 });
  });

  it('are drawn over the last minute', () => {
    const bars = sparkOf([{ recent }, { recent }], NOW);
    expect(bars).toHaveLength(SPARK_BARS);
    expect(bars.slice(-2)).toEqual([1860, 120]);
    expect(bars.reduce((sum, bar) => sum + bar)).toBe(1980);
    expect(sparkPoints(bars)?.split(' ').slice(-2)).toEqual(['0.966,0.000', '1.000,0.935']);
    expect(sparkPoints(bars.map(() => 0))).toBeNull();
  });
});

it('news are added to what is known, and what was dropped is forgotten', () => {
  const book = new ProcessBook();
  const { others } = NOTHING;
  const a = makeProcess({ key: 'a' });
  const b = makeProcess({ key: 'b', pid: 7 });
  const told = { whole: false, now: NOW, dropped: [], others };
  expect(book.take({ ...told, version: 5, whole: true, processes: [a, b] }).processes).toEqual([a, b]);
  expect(book.since).toBe(5);
  const later = book.take({ ...told, version: 6, processes: [{ ...b, reads: 3 }], dropped: ['a'] });
  expect(later.processes).toEqual([{ ...b, reads: 3 }]);
  expect(later.byPid.get(7)?.reads).toBe(3);
  expect(book.take({ ...told, version: 9, whole: true, processes: [] }).processes).toEqual([]);
});
