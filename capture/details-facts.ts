// What is known of a process and of a file, by their ids. Reads only.

import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';
import type { FileFacts, ProcessFacts } from '../contract/details.ts';
import type { Kind } from '../contract/read.ts';
import type { Met } from './intake.ts';
import { FILE } from './layout.ts';
import { Binding, query } from './sql.ts';

/** null: not known. */
export async function processFacts(connection: DuckDBConnection, id: number): Promise<ProcessFacts | null> {
  const values = new Binding();
  // Of the parent's pid the newest that was there before the child: it has one row for each program it ran.
  const [found] = await query(
    connection,
    `SELECT p.pid, p.text, p.exe, p.cmdline, p.parent,
       (SELECT arg_max(text, id) FROM processes WHERE pid = p.parent AND start_ns <= p.start_ns),
       p.uid, p."user", p.cgroup_path, p.started
     FROM processes p WHERE p.id = ${values.add(id)}`,
    values,
  );
  if (found === undefined) return null;
  const [pid, name, exe, cmdline, parent, parentName, uid, user, cgroup, started] = found;
  return {
    pid: Number(pid),
    name: String(name),
    exe: String(exe),
    cmdline: String(cmdline),
    parent: Number(parent),
    parent_name: String(parentName ?? ''),
    uid: Number(uid),
    user: String(user ?? ''),
    cgroup: String(cgroup ?? ''),
    started: String(started ?? ''),
  };
}

/** null: not known. */
export async function fileFacts(
  connection: DuckDBConnection,
  met: Met,
  id: number,
): Promise<FileFacts | null> {
  const values = new Binding();
  const [found] = await query(
    connection,
    `SELECT size, inode, device, flags FROM files WHERE id = ${values.add(id)}`,
    values,
  );
  if (found === undefined) return null;
  const [size, inode, device, flags] = found;
  return {
    kind: met.files.kinds[id] as Kind,
    path: met.files.texts[id] ?? '',
    size: Number(size),
    inode: String(inode),
    // As the kernel has it: 12 bits and 20, include/linux/kdev_t.h.
    device: { major: Number(device) >>> 20, minor: Number(device) & 0xfffff },
    deleted: has(flags, FILE.DELETED),
    cut: has(flags, FILE.CUT),
    unreachable: has(flags, FILE.UNREACHABLE),
  };
}

function has(flags: DuckDBValue | undefined, flag: number): boolean {
  return (Number(flags) & flag) !== 0;
}
