// A run of the workload under the loader, from beginning to end.

import { expect } from 'vitest';
import { Peer } from './peer.ts';
import { type Done, Workload } from './workload.ts';

export const MODES = ['btf', 'tracepoint'] as const;

/** What the workload did, and what the loader said of it. */
export async function trace(
  mode: string,
  args: (string | number)[],
  options: string[] = [],
): Promise<{ peer: Peer; done: Done[] }> {
  const workload = new Workload(args);
  const peer = await Peer.recording({
    args: ['--attach', mode, ...options],
    scope: [{ pid: workload.pid, mark: 'TREE' }],
  });
  const done = await workload.run();
  expect(await peer.stop()).toBe(0);
  expect(peer.saidBye).toBe(true);
  expect(peer.ready?.attach).toBe(mode);
  return { peer, done };
}
