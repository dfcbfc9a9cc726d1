// Once, before all tests that need more of the machine than a process: what they run is built, tracefs is mounted.

import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const TRACEFS = '/sys/kernel/tracing';

/** @returns what leaves the machine as it was */
export default function prepare(): () => void {
  execFileSync('make', ['all', 'test-workload'], { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] });
  // Without root nothing of the kernel is tested, and each file says so.
  const mount = process.getuid?.() === 0 && !existsSync(join(TRACEFS, 'events'));
  if (mount) execFileSync('mount', ['-t', 'tracefs', 'nodev', TRACEFS]);
  return () => {
    if (mount) execFileSync('umount', [TRACEFS]);
    // Of workloads that were ended before they could clear up.
    for (const name of readdirSync(tmpdir())) {
      if (name.startsWith('ioscope-workload-')) rmSync(join(tmpdir(), name), { recursive: true });
    }
  };
}
