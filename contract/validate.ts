// What a window sends, checked where it enters: a page that was taken over may send anything at all.

import { FILE_ORDERS } from './analysis.ts';
import type { Args, ExportFormat, RequestName } from './capture.ts';
import { ProblemError } from './problem.ts';
import type { Filter, Term } from './read.ts';
import { FILTER_FIELDS } from './read.ts';

const MAX_TERMS = 1000;
const MAX_TEXT = 1000;
/** A path of 4096 bytes, each written as \xNN, and its marks. */
const MAX_VALUE = 4 * 4096 + 100;
const MAX_ROWS = 1000;
const MAX_BUCKETS = 3000;
const MAX_SERIES = 100;

type Check = (value: unknown) => boolean;

const string =
  (most: number): Check =>
  (value) =>
    typeof value === 'string' && value.length <= most;
const flag: Check = (value) => typeof value === 'boolean';
const oneOf =
  (...allowed: readonly string[]): Check =>
  (value) =>
    typeof value === 'string' && allowed.includes(value);
const integer =
  (least: number, most: number): Check =>
  (value) =>
    Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= most;
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

const filter = shapeOf<Filter>({
  terms: list(
    shapeOf<Term>({ field: oneOf(...FILTER_FIELDS), value: string(MAX_VALUE), exclude: flag }),
    MAX_TERMS,
  ),
  text: string(MAX_TEXT),
});
const format = oneOf(...(['csv', 'jsonl', 'text'] satisfies ExportFormat[]));
const nothing = shape({});

const ARGS: { [N in RequestName]: Check } = {
  record: nothing,
  stop: nothing,
  export: shapeOf<Args<'export'>>({ filter, format }),
  cancelExport: nothing,
  page: shapeOf<Args<'page'>>({
    filter,
    offset: integer(0, Number.MAX_SAFE_INTEGER),
    limit: integer(0, MAX_ROWS),
  }),
  throughput: shapeOf<Args<'throughput'>>({
    filter,
    buckets: integer(1, MAX_BUCKETS),
    series: integer(0, MAX_SERIES),
  }),
  distribution: shapeOf<Args<'distribution'>>({ filter }),
  heatMap: shapeOf<Args<'heatMap'>>({ filter, columns: integer(1, MAX_BUCKETS) }),
  topFiles: shapeOf<Args<'topFiles'>>({
    filter,
    order: oneOf(...FILE_ORDERS),
    limit: integer(0, MAX_ROWS),
    folder: string(MAX_VALUE),
  }),
  folder: shapeOf<Args<'folder'>>({ filter, folder: string(MAX_VALUE) }),
  details: shapeOf<Args<'details'>>({ row: integer(0, Number.MAX_SAFE_INTEGER) }),
  findings: nothing,
  seen: nothing,
  blocked: nothing,
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
