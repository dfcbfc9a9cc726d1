// Which reads `ioscope record` records: its options, and what they come to as a filter.

import { type Command, Option } from 'commander';
import type { CaptureFilter } from '../contract/capture-filter.ts';
import type { Kind } from '../contract/read.ts';
import { cgroup, each, kind, latency, name, pid } from './values.ts';

export interface ChosenOptions {
  pid?: number[];
  notPid?: number[];
  tree?: number[];
  notTree?: number[];
  comm?: string[];
  notComm?: string[];
  process?: string[];
  notProcess?: string[];
  cgroup?: string[];
  notCgroup?: string[];
  kind?: Kind[];
  notKind?: Kind[];
  /** Nanoseconds. */
  minLatency?: number;
  failures?: boolean;
}

/** An option that may be repeated, and its contrary. */
function pair<T>(flag: string, value: string, what: string, parse: (text: string) => T): Option[] {
  return [
    new Option(`--${flag} <${value}>`, `only ${what}`).argParser(each(parse)),
    new Option(`--not-${flag} <${value}>`, 'all but these').argParser(each(parse)),
  ];
}

const OPTIONS = [
  ...pair('pid', 'number', 'this process, without its children', pid),
  ...pair('tree', 'number', 'this process and its descendants, also those to come', pid),
  ...pair('comm', 'name', 'threads of this name; * at its end: any that begins so', name),
  ...pair('process', 'name', 'processes of this name; * likewise', name),
  ...pair('cgroup', 'path', 'processes in this control group or below it', cgroup),
  ...pair('kind', 'kind', 'what is this: file, pipe, socket, tty, device, …', kind),
  new Option('--min-latency <time>', 'only reads that took this long or longer: 50us, 1ms').argParser(
    latency,
  ),
  new Option('--failures', 'only reads that failed'),
];

export const CHOOSING = `What is left out is not recorded and costs next to nothing. All of these but the last two may be repeated: of one
option any will do, of different ones each must (--pid and --tree count as one), and what a --not- names never passes.`;

export function addChoosing(command: Command): Command {
  for (const option of OPTIONS) command.addOption(option);
  return command;
}

/** `command`: the process that is recorded with its descendants; null for none. */
export function filterOf(options: ChosenOptions, command: number | null): CaptureFilter {
  const rules = <V, R>(list: V[] = [], not: V[] = [], rule: (value: V, exclude: boolean) => R): R[] => [
    ...list.map((value) => rule(value, false)),
    ...not.map((value) => rule(value, true)),
  ];
  const trees = command === null ? options.tree : [...(options.tree ?? []), command];
  return {
    processes: [
      ...rules(options.pid, options.notPid, (id, exclude) => ({ pid: id, descendants: false, exclude })),
      ...rules(trees, options.notTree, (id, exclude) => ({ pid: id, descendants: true, exclude })),
    ],
    names: [
      ...rules(options.comm, options.notComm, (text, exclude) => ({
        of: 'comm' as const,
        name: text,
        exclude,
      })),
      ...rules(options.process, options.notProcess, (text, exclude) => ({
        of: 'process' as const,
        name: text,
        exclude,
      })),
    ],
    cgroups: rules(options.cgroup, options.notCgroup, (path, exclude) => ({ path, exclude })),
    kinds: rules(options.kind, options.notKind, (one, exclude) => ({ kind: one, exclude })),
    min_latency_ns: options.minLatency ?? 0,
    failures_only: options.failures ?? false,
  };
}
