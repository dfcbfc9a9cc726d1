// The capture of ten million reads that several benchmarks look at: made when the first of them asks for it.

import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { makeUp } from '../capture/made-up.ts';

export const BIG_ROWS = 10_000_000;

const ROOT = join(import.meta.dirname, '../..');
const OUTPUT = join(ROOT, '.output/bench');
/** What it depends on: another of these makes another file. */
const SOURCES = [
  'test/capture/made-up.ts',
  'test/capture/records.ts',
  'capture/schema.ts',
  'capture/columns.ts',
];

function made(): string {
  const hash = createHash('sha256');
  for (const source of SOURCES) hash.update(readFileSync(join(ROOT, source)));
  return join(OUTPUT, `big-${hash.digest('hex').slice(0, 12)}.duckdb`);
}

/** A copy of it as `file`, which may be changed. */
export async function bigCapture(file: string): Promise<void> {
  const big = made();
  if (!existsSync(big)) {
    mkdirSync(OUTPUT, { recursive: true });
    const unfinished = `${big}.new`;
    for (const path of [unfinished, `${unfinished}.wal`]) rmSync(path, { force: true });
    await makeUp(unfinished, BIG_ROWS);
    renameSync(unfinished, big);
  }
  copyFileSync(big, file);
}
