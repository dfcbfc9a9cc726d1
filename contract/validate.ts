// What a window sends, checked where it enters: a page that was taken over may send anything at all.

import { FILE_ORDERS, type TimeRange } from './analysis.ts';
import { type ExportFormat, RING_MIB, type RowOrder, VALUE_FIELDS } from './capture.ts';
import type { CaptureFilter, CgroupRule, KindRule, NameRule, ProcessRule } from './capture-filter.ts';
import { isName, RULES_MAX } from './capture-filter.ts';
import { isExpression } from './filter-check.ts';
import { MARK_NAME_MAX } from './marks.ts';
import { ProblemError } from './problem.ts';
import { COLUMNS, KINDS } from './read.ts';
import type { Args, RequestName } from './requests.ts';

const MAX_COMMAND = 10_000;
const MAX_PATH = 4096;
/** A path of that length, each byte written as \xNN, and its marks. */
const MAX_PATH_TEXT = 4 * MAX_PATH + 100;
const MAX_ROWS = 1000;
/** A pid and a time, in decimal. */
const MAX_KEY = 40;
const MAX_BUCKETS = 3000;
const MAX_SERIES = 100;
/** PID_MAX_LIMIT, include/linux/threads.h. */
const MAX_PID = 2 ** 22;
const MAX_CGROUP = 4096;
const MAX_PART = 1000;
const MAX_VALUES = 100;

type Check = (value: unknown) => boolean;

const flag: Check = (value) => typeof value === 'boolean';
const string =
  (most: number): Check =>
  (value) =>
    typeof value === 'string' && value.length <= most;
const oneOf =
  (...allowed: readonly string[]): Check =>
  (value) =>
    typeof value === 'string' && allowed.includes(value);
const integer =
  (least: number, most: number): Check =>
  (value) =>
    Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= most;

const oneOfNumbers =
  (allowed: readonly number[]): Check =>
  (value) =>
    typeof value === 'number' && allowed.includes(value);

const list =
  (item: Check, most: number): Check =>
  (value) =>
    Array.isArray(value) && value.length <= most && value.every(item);

/** A plain object with exactly these keys. */
function shape(checks: Record<string, Check>): Check {
  const wanted = Object.entries(checks);
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
    const given = new Map<string, unknown>(Object.entries(value));
    return (
      given.size === wanted.length && wanted.every(([key, check]) => given.has(key) && check(given.get(key)))
    );
  };
}

const shapeOf = <T>(checks: { [K in keyof T]: Check }): Check => shape(checks);

const orNull =
  (check: Check): Check =>
  (value) =>
    value === null || check(value);

const filter: Check = isExpression;
const order = orNull(shapeOf<RowOrder>({ field: oneOf(...COLUMNS), descending: flag }));
const rowsOf = orNull(integer(0, Number.MAX_SAFE_INTEGER));
/** Nanoseconds since 1970 until 2096: a range of them leaves room for a bucket in 64 bits. */
const moment: Check = (value) => typeof value === 'string' && /^\d{1,18}$|^[1-3]\d{18}$/.test(value);
const range = orNull((value) => {
  if (!shapeOf<TimeRange>({ from: moment, to: moment })(value)) return false;
  const { from, to } = value as TimeRange;
  return BigInt(from) < BigInt(to);
});
const captureFilter = shapeOf<CaptureFilter>({
  processes: list(
    shapeOf<ProcessRule>({ pid: integer(1, MAX_PID), descendants: flag, exclude: flag }),
    RULES_MAX.processes,
  ),
  names: list(
    shapeOf<NameRule>({
      of: oneOf('comm', 'process'),
      name: (value) => typeof value === 'string' && isName(value),
      exclude: flag,
    }),
    RULES_MAX.names,
  ),
  cgroups: list(
    shapeOf<CgroupRule>({
      path: (value) => string(MAX_CGROUP)(value) && /^\/[^\0]*$/.test(String(value)),
      exclude: flag,
    }),
    RULES_MAX.cgroups,
  ),
  kinds: list(shapeOf<KindRule>({ kind: oneOf(...KINDS), exclude: flag }), RULES_MAX.kinds),
  min_latency_ns: integer(0, Number.MAX_SAFE_INTEGER),
  failures_only: flag,
});
const format = oneOf(...(['csv', 'jsonl', 'text'] satisfies ExportFormat[]));
const nothing = shape({});
const positive = integer(1, Number.MAX_SAFE_INTEGER);

const ARGS: { [N in RequestName]: Check } = {
  record: nothing,
  trace: shapeOf<Args<'trace'>>({ command: string(MAX_COMMAND), directory: string(MAX_PATH), keepOn: flag }),
  stop: nothing,
  chooseReads: shapeOf<Args<'chooseReads'>>({ filter: captureFilter }),
  export: shapeOf<Args<'export'>>({ filter, format }),
  chooseRing: shapeOf<Args<'chooseRing'>>({ mib: oneOfNumbers(RING_MIB) }),
  cancelExport: nothing,
  page: shapeOf<Args<'page'>>({
    filter,
    order,
    offset: orNull(integer(0, Number.MAX_SAFE_INTEGER)),
    limit: integer(0, MAX_ROWS),
    of: rowsOf,
  }),
  throughput: shapeOf<Args<'throughput'>>({
    filter,
    buckets: integer(1, MAX_BUCKETS),
    series: integer(0, MAX_SERIES),
    range,
  }),
  find: shapeOf<Args<'find'>>({
    filter,
    order,
    find: filter,
    from: integer(0, Number.MAX_SAFE_INTEGER),
    backward: flag,
    of: rowsOf,
  }),
  values: shapeOf<Args<'values'>>({
    field: oneOf(...VALUE_FIELDS),
    part: string(MAX_PART),
    limit: integer(0, MAX_VALUES),
  }),
  latencies: shapeOf<Args<'latencies'>>({ filter }),
  sizes: shapeOf<Args<'sizes'>>({ filter }),
  heatMap: shapeOf<Args<'heatMap'>>({ filter, columns: integer(1, MAX_BUCKETS), range }),
  topFiles: shapeOf<Args<'topFiles'>>({
    filter,
    order: oneOf(...FILE_ORDERS),
    limit: integer(0, MAX_ROWS),
    folder: string(MAX_PATH_TEXT),
  }),
  folder: shapeOf<Args<'folder'>>({ filter, folder: string(MAX_PATH_TEXT) }),
  details: shapeOf<Args<'details'>>({ row: integer(0, Number.MAX_SAFE_INTEGER) }),
  findings: nothing,
  seen: nothing,
  lost: nothing,
  lostLines: shapeOf<Args<'lostLines'>>({ filter }),
  processes: shapeOf<Args<'processes'>>({ since: integer(0, Number.MAX_SAFE_INTEGER) }),
  threads: shapeOf<Args<'threads'>>({ process: string(MAX_KEY) }),
  blocked: nothing,
  mark: shapeOf<Args<'mark'>>({ name: string(MARK_NAME_MAX) }),
  marks: nothing,
  markLines: shapeOf<Args<'markLines'>>({ filter }),
  renameMark: shapeOf<Args<'renameMark'>>({ id: positive, name: string(MARK_NAME_MAX) }),
  removeMark: shapeOf<Args<'removeMark'>>({ id: positive }),
  clear: nothing,
  status: nothing,
};

export type CheckedRequest = { [N in RequestName]: { name: N; args: Args<N> } }[RequestName];

/** A request as a window sent it. Throws ProblemError `bad-request` for a name or args that are none. */
export function checkRequest(name: unknown, args: unknown): CheckedRequest {
  if (typeof name !== 'string' || !Object.hasOwn(ARGS, name)) throw badRequest('there is no such request');
  if (!ARGS[name as RequestName](args)) throw badRequest(`the arguments of ${name} are not what it takes`);
  return { name, args } as CheckedRequest;
}

/** A numbered request as it came through a channel. Throws ProblemError `bad-request`. */
export function checkCall(message: unknown): CheckedRequest & { id: number } {
  if (typeof message !== 'object' || message === null) throw badRequest('it is not an object');
  const { id, name, args } = message as Record<string, unknown>;
  if (!Number.isSafeInteger(id)) throw badRequest('it has no number');
  return { ...checkRequest(name, args), id: id as number };
}

function badRequest(why: string): ProblemError {
  return new ProblemError(
    'bad-request',
    `The window sent a request that cannot be used: ${why}.`,
    'Reload the window.',
  );
}
