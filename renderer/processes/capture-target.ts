// A line of the tree as what to record: nothing else is. Pure.

import { type CaptureFilter, RECORD_ALL, RULES_MAX } from '../../contract/capture-filter.ts';
import { applicationOfCgroup } from './application.ts';
import type { TreeNode } from './process-tree.ts';

export interface Target {
  label: string;
  filter: CaptureFilter;
}

const tree = (pid: number, descendants: boolean): CaptureFilter => ({
  ...RECORD_ALL,
  processes: [{ pid, descendants, exclude: false }],
});

/** None where the kernel could not tell its reads from others. */
export function targetsOf(node: TreeNode): Target[] {
  const { kind, processes } = node;
  const [first] = processes;
  if (first === undefined) return [];
  if (kind === 'process') {
    return [
      { label: 'Record only this', filter: tree(first.pid, false) },
      { label: 'Record only this and what it starts', filter: tree(first.pid, true) },
    ];
  }
  // Those of one name come and go: the name holds for the next, too.
  if (kind === 'group') {
    const names = [{ of: 'process' as const, name: first.name, exclude: false }];
    return first.name === '' ? [] : [{ label: 'Record only these', filter: { ...RECORD_ALL, names } }];
  }
  const filter = ofApplication(node);
  return filter === null ? [] : [{ label: 'Record only this application', filter }];
}

/** By its control groups where it has some, else by the process that has started the others. */
function ofApplication({ application, name, processes }: TreeNode): CaptureFilter | null {
  if (application.by === 'ancestor') {
    const root = processes.findLast((process) => process.name === name) ?? processes[0];
    return root === undefined ? null : tree(root.pid, true);
  }
  const paths = new Set(processes.flatMap(({ cgroup }) => unitOf(cgroup, application.key) ?? []));
  if (paths.size === 0 || paths.size > RULES_MAX.cgroups) return null;
  return { ...RECORD_ALL, cgroups: [...paths].map((path) => ({ path, exclude: false })) };
}

/** The path as far as the group that is the application's; null where none is. */
function unitOf(cgroup: string, key: string): string | null {
  const parts = cgroup.split('/');
  for (let length = 2; length <= parts.length; length++) {
    const path = parts.slice(0, length).join('/');
    if (applicationOfCgroup(path)?.key === key) return path;
  }
  return null;
}
