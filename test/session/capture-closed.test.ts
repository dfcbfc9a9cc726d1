// The real capture process, told to end while it is busy.

import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { expect, test } from 'vitest';
import { Store } from '../../capture/store.ts';
import { NO_FILTER } from '../../contract/filter.ts';
import { forkCapture } from '../../session/capture-host.ts';
import { temporaryDirectory } from '../capture/temporary.ts';
import { within } from '../kernel/peer.ts';

const directory = temporaryDirectory();

test('ends though much is still being asked of it', async () => {
  const file = join(directory, 'busy.duckdb');
  await (await Store.open(file)).close();
  const instance = await DuckDBInstance.create(file);
  const connection = await instance.connect();
  // So many that an answer takes a while.
  await connection.run(
    'INSERT INTO events SELECT i, i % 40, i, 0, 0, 1, 3, 0, 0, 1, 1, i % 999 FROM range(5000000) rows(i)',
  );
  connection.closeSync();
  instance.closeSync();
  const capture = forkCapture();
  const gone = new Promise<string>((resolve) => capture.onExit(resolve));
  const answers: unknown[] = [];
  const opened = new Promise<void>((resolve) => {
    capture.onMessage((message) => {
      answers.push(message);
      resolve();
    });
  });
  capture.post({ open: { file } });
  await within('opened', opened);
  for (let id = 0; id < 10; id++) {
    capture.post({ id, name: 'throughput', args: { filter: NO_FILTER, buckets: 300, series: 4 } });
  }
  await expect.poll(() => answers.length, { interval: 5, timeout: 20_000 }).toBeGreaterThan(1);
  capture.end();
  expect(await within('end of the capture process', gone, 20_000)).toMatch(/0|exit/);
});
