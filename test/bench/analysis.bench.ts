// What the charts, the findings and the details of a read ask of ten million reads, without a window.

import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Service } from '../../capture/service.ts';
import { Store } from '../../capture/store.ts';
import type { HeatMap, Latencies } from '../../contract/analysis.ts';
import { type Expression, NO_FILTER } from '../../contract/filter.ts';
import { parseFilter } from '../../contract/filter-language.ts';
import { temporaryDirectory } from '../capture/temporary.ts';
import { BIG_ROWS, bigCapture } from './big-capture.ts';
import { Figures } from './figures.ts';

const ROUNDS = 5;
/** As the window asks. */
const COLUMNS = 240;

/** Nothing that a round before has asked. */
const FILTERS: [what: string, filter: (round: number) => Expression][] = [
  ['a comm', (round) => read(`comm:libuv-worker pid!=${round}`)],
  ['a range of time', (round) => read(`time:+${100 + round}s..+${160 + round}s`)],
  ['a folder', (round) => read(`path:*/project-1/*/package-${round}*`)],
];

function read(text: string): Expression {
  const parsed = parseFilter(text, { started: '1767603600000000000' });
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.expression;
}

const directory = temporaryDirectory();

test('charts, details and findings', async () => {
  const figures = new Figures();
  const file = join(directory, 'capture.duckdb');
  await bigCapture(file);
  const store = await Store.open(file);
  const service = new Service(store, file, () => {});
  const timed = async <T>(what: string, name: string, args: unknown): Promise<T> => {
    const from = performance.now();
    const reply = await service.handle(name, args);
    figures.add(what, performance.now() - from, 'ms');
    return reply as T;
  };
  expect(store.rows).toBe(BIG_ROWS);
  const charts = async (what: string, filter: Expression) => {
    await timed(`throughput, ${what}`, 'throughput', { filter, buckets: COLUMNS, series: 6 });
    const all = await timed<Latencies>(`latencies, ${what}`, 'latencies', { filter });
    await timed(`sizes, ${what}`, 'sizes', { filter });
    const heat = await timed<HeatMap>(`heat map, ${what}`, 'heatMap', { filter, columns: COLUMNS });
    const reads = heat.cells.filter((_, index) => index % 3 === 2).reduce((sum, more) => sum + more, 0);
    expect(reads).toBe(all.reads);
    await timed(`top files, ${what}`, 'topFiles', { filter, order: 'bytes', limit: 100, folder: '' });
    await timed(`folders, ${what}`, 'folder', { filter, folder: '' });
  };
  for (let round = 0; round < ROUNDS; round++) {
    await charts(round === 0 ? 'all reads, first asked' : 'all reads', NO_FILTER);
    for (const [what, filter] of FILTERS) await charts(what, filter(round));
    await timed('details', 'details', { row: Math.floor((BIG_ROWS * (round + 0.5)) / ROUNDS) });
    const times = round === 0 ? ', first asked' : '';
    await timed(`seen${times}`, 'seen', {});
    await timed(`processes${times}`, 'processes', { since: 0 });
    await timed(`findings${times}`, 'findings', {});
  }
  await service.close();
  figures.print(`Charts (${BIG_ROWS / 1e6} million made-up reads)`);
});
