import { expect, test } from 'vitest';
import type { ProcessInfo } from '../../contract/processes.ts';
import { targetsOf } from '../../renderer/processes/capture-target.ts';
import { NOTHING } from '../../renderer/processes/process-book.ts';
import { treeOf } from '../../renderer/processes/process-tree.ts';
import { makeProcess } from './fake-processes.ts';

/** What can be recorded of the first line, by label: the rules that are not empty. */
function targets(...parts: Partial<ProcessInfo>[]) {
  const processes = parts.map((part, index) =>
    makeProcess({ pid: 100 + index, parent: 99 + index, ...part }),
  );
  const known = { ...NOTHING, processes, byPid: new Map(processes.map((one) => [one.pid, one])) };
  const [node] = treeOf(known, 'name', '').nodes;
  return (
    node &&
    targetsOf(node).map(({ label, filter: { processes: pids, names, cgroups } }) => [
      label,
      ...pids,
      ...names,
      ...cgroups,
    ])
  );
}

const APP = '/user.slice/app.slice/app-gnome-code-7.scope';

test('a process, alone or with what it starts', () => {
  expect(targets({ name: 'cat' })).toEqual([
    ['Record only this', { pid: 100, descendants: false, exclude: false }],
    ['Record only this and what it starts', { pid: 100, descendants: true, exclude: false }],
  ]);
});

test('many of one name by it', () => {
  const many = Array.from({ length: 9 }, () => ({ name: 'cc1' }));
  expect(targets(...many)).toEqual([['Record only these', { of: 'process', name: 'cc1', exclude: false }]]);
});

test('an application by its control group, whole', () => {
  expect(targets({ name: 'code', cgroup: APP }, { name: 'git', cgroup: `${APP}/inner` })).toEqual([
    ['Record only this application', { path: APP, exclude: false }],
  ]);
  expect(
    targets({ cgroup: '/system.slice/a.service' }, { name: 'b', cgroup: '/system.slice/b.service' }),
  ).toEqual([['Record only this application', { path: '/system.slice', exclude: false }]]);
});

test('an application without one by the process that has started the others', () => {
  expect(targets({ name: 'make' }, { name: 'cc1' })).toEqual([
    ['Record only this application', { pid: 100, descendants: true, exclude: false }],
  ]);
});
