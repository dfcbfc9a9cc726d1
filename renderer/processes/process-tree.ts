// Applications, their processes, and what they read: the tree as it is shown, before anything is folded in. Pure.

import type { ProcessInfo, Totals } from '../../contract/processes.ts';
import { type Application, applicationOf, programName } from './application.ts';
import type { Known } from './process-book.ts';
import { type Rate, rateOf, sumRates, sumTotals } from './rates.ts';
import { mainRole, roleOf } from './role.ts';

/** So many processes of one name and role in an application are one line, which opens. */
export const FOLDED_FROM = 4;

export const SORTS = ['rate', 'bytes', 'reads', 'errors', 'name'] as const;
export type Sort = (typeof SORTS)[number];

export interface TreeNode {
  /** Unlike that of every other, the same from one answer to the next. */
  key: string;
  /** `group`: several processes of one name and role. */
  kind: 'application' | 'group' | 'process';
  application: Application;
  /** Hostile. */
  name: string;
  /** Stands in place of the name where there is one. */
  role: string;
  /** Those it stands for, one at least. */
  processes: readonly ProcessInfo[];
  totals: Totals;
  rate: Rate;
  /** Processes and groups; of a process none: its threads are asked for when it opens. */
  children: readonly TreeNode[];
}

export interface Tree {
  /** An application of one line is that line. */
  nodes: readonly TreeNode[];
  processes: number;
  /** How many processes have a name. */
  named: ReadonlyMap<string, number>;
}

/** `search`: part of the name, role, command line or application, case aside, or the pid; empty for all. */
export function treeOf(known: Known, sort: Sort, search: string): Tree {
  const named = new Map<string, number>();
  const members = new Map<string, { application: Application; processes: ProcessInfo[] }>();
  const wanted = search.trim().toLowerCase();
  let count = 0;
  for (const process of known.processes) {
    named.set(process.name, (named.get(process.name) ?? 0) + 1);
    const application = applicationOf(process, known.byPid);
    if (wanted !== '' && !matches(process, application, wanted)) continue;
    count++;
    const there = members.get(application.key);
    if (there) there.processes.push(process);
    else members.set(application.key, { application, processes: [process] });
  }
  const nodes = [...members.values()].map((one) => applicationNode(one, known.now, sort));
  return { nodes: nodes.sort(inOrder(sort)), processes: count, named };
}

function matches(process: ProcessInfo, { name }: Application, wanted: string): boolean {
  const texts = [process.name, process.cmdline, process.exe, name, roleOf(process)];
  return String(process.pid) === wanted || texts.some((text) => text.toLowerCase().includes(wanted));
}

interface Members {
  application: Application;
  processes: readonly ProcessInfo[];
}

function applicationNode({ application, processes }: Members, now: number, sort: Sort): TreeNode {
  const roles = processes.map(roleOf);
  const files = new Set(processes.filter((_, index) => roles[index] !== '').map(({ exe }) => exe));
  const labels = new Map<string, { role: string; processes: ProcessInfo[] }>();
  processes.forEach((process, index) => {
    // Whoever runs the same file as those with a role, and has none, has started them.
    const role = roles[index] || (process.exe !== '' && files.has(process.exe) ? mainRole(process) : '');
    const label = `${role} ${programName(process)}`;
    const there = labels.get(label);
    if (there) there.processes.push(process);
    else labels.set(label, { role, processes: [process] });
  });
  const children = [...labels].flatMap(([label, one]) => linesOf(application, label, one, now, sort));
  const [only] = children;
  if (children.length === 1 && only !== undefined) return only;
  return {
    ...{ key: application.key, kind: 'application', application, name: application.name, role: '' },
    ...sums(children),
    children: children.sort(inOrder(sort)),
  };
}

/** All processes of a label: each by itself, or as one line. */
function linesOf(
  application: Application,
  label: string,
  { role, processes }: { role: string; processes: readonly ProcessInfo[] },
  now: number,
  sort: Sort,
): TreeNode[] {
  const lines = processes.map((process): TreeNode => {
    const { key, reads, bytes, errors } = process;
    const figures = { totals: { reads, bytes, errors }, rate: rateOf(process, now) };
    const name = programName(process);
    return { key, kind: 'process', application, name, role, processes: [process], ...figures, children: [] };
  });
  const [first] = lines;
  if (lines.length < FOLDED_FROM || first === undefined) return lines;
  return [
    {
      ...{ key: `${application.key} ${label}`, kind: 'group', application, name: first.name, role },
      ...sums(lines),
      children: lines.sort(inOrder(sort)),
    },
  ];
}

function sums(children: readonly TreeNode[]): Pick<TreeNode, 'processes' | 'totals' | 'rate'> {
  return {
    processes: children.flatMap(({ processes }) => processes),
    totals: sumTotals(children.map(({ totals }) => totals)),
    rate: sumRates(children.map(({ rate }) => rate)),
  };
}

/** A rate that wavers does not change the order: only one twice as high is higher. */
const magnitude = ({ rate }: TreeNode) => Math.round(Math.log2(rate.bytes + rate.reads + 1));

const FIGURES: Readonly<Record<Exclude<Sort, 'name'>, (node: TreeNode) => number>> = {
  rate: magnitude,
  bytes: ({ totals }) => totals.bytes,
  reads: ({ totals }) => totals.reads,
  errors: ({ totals }) => totals.errors,
};

function inOrder(sort: Sort): (a: TreeNode, b: TreeNode) => number {
  const pid = ({ processes }: TreeNode) => processes[0]?.pid ?? 0;
  const byName = (a: TreeNode, b: TreeNode) =>
    (a.role || a.name).localeCompare(b.role || b.name) || pid(a) - pid(b);
  if (sort === 'name') return byName;
  const figure = FIGURES[sort];
  return (a, b) => figure(b) - figure(a) || b.totals.bytes - a.totals.bytes || byName(a, b);
}
