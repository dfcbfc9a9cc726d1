import { expect, it } from 'vitest';
import { groupProcesses } from '../../renderer/processes/process-groups.ts';

const NOTHING = { processes: [], kinds: [], comms: [], pids: [] };

it('has one entry a name, the busiest first', () => {
  const groups = groupProcesses({
    ...NOTHING,
    processes: [
      { process: 'bash', reads: 20 },
      { process: 'cat', reads: 24 },
    ],
    pids: [
      { pid: 1, comm: 'bash', reads: 20 },
      { pid: 2, comm: 'cat', reads: 10 },
      { pid: 3, comm: 'cat', reads: 15 },
    ],
  });
  expect(groups.map(({ name, reads }) => [name, reads])).toEqual([
    ['cat', 24],
    ['bash', 20],
  ]);
  expect(groups[0]?.processes.map(({ pid }) => pid)).toEqual([3, 2]);
});

it('leaves alone those whose process has no name', () => {
  const groups = groupProcesses({
    ...NOTHING,
    processes: [{ process: '', reads: 3 }],
    pids: [
      { pid: 1, comm: 'worker', reads: 1 },
      { pid: 2, comm: 'worker', reads: 2 },
    ],
  });
  expect(groups.map(({ processes }) => processes.map(({ pid }) => pid))).toEqual([[2], [1]]);
});
