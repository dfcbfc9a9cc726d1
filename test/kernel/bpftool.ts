// What of a loader is in the kernel: its programs, links and maps, by id.

import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

export interface Held {
  programs: number[];
  links: number[];
  maps: number[];
}

export const NOTHING_HELD: Held = { programs: [], links: [], maps: [] };

/** Program, link and map ids a process holds, from the descriptors it has open. */
export function heldBpfIds(pid: number): Held {
  const held = { programs: new Set<number>(), links: new Set<number>(), maps: new Set<number>() };
  for (const fd of readdirSync(`/proc/${pid}/fdinfo`)) {
    const info = readFileSync(`/proc/${pid}/fdinfo/${fd}`, 'utf8');
    const program = /^prog_id:\s+(\d+)/m.exec(info);
    const link = /^link_id:\s+(\d+)/m.exec(info);
    const map = /^map_id:\s+(\d+)/m.exec(info);
    if (program) held.programs.add(Number(program[1]));
    if (link) held.links.add(Number(link[1]));
    if (map) held.maps.add(Number(map[1]));
  }
  return { programs: [...held.programs], links: [...held.links], maps: [...held.maps] };
}

function bpftool(...args: string[]): unknown {
  const path = `${process.env.PATH}:/usr/sbin:/sbin`;
  const text = execFileSync('bpftool', ['-j', ...args], { env: { ...process.env, PATH: path } });
  return JSON.parse(text.toString());
}

/** What goes away while it lists makes it fail: others begin and end recordings as well. */
function bpftoolIds(kind: 'prog' | 'link' | 'map', tries = 5): Set<number> {
  try {
    return new Set((bpftool(kind, 'show') as { id: number }[]).map(({ id }) => id));
  } catch (error) {
    if (tries === 1) throw error;
    return bpftoolIds(kind, tries - 1);
  }
}

/** The keys in the map of that name which a process holds. */
export function heldMapKeys(pid: number, name: string): number[] {
  for (const fd of readdirSync(`/proc/${pid}/fdinfo`)) {
    const id = /^map_id:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/fdinfo/${fd}`, 'utf8'))?.[1];
    if (id === undefined || (bpftool('map', 'show', 'id', id) as { name: string }).name !== name) continue;
    const entries = bpftool('map', 'dump', 'id', id) as { key: string[] }[];
    return entries.map(({ key }) => key.reduceRight((sum, byte) => sum * 256 + Number(byte), 0));
  }
  throw new Error(`process ${pid} has no map ${name}`);
}

/** How many instructions the verifier went through, for each program a process holds. */
export function verifiedInstructions(pid: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (const fd of readdirSync(`/proc/${pid}/fdinfo`)) {
    const info = readFileSync(`/proc/${pid}/fdinfo/${fd}`, 'utf8');
    const id = /^prog_id:\s+(\d+)/m.exec(info)?.[1];
    const verified = /^verified_insns:\s+(\d+)/m.exec(info)?.[1];
    // A link tells of its program, too, but not this.
    if (id === undefined || verified === undefined) continue;
    const { name } = bpftool('prog', 'show', 'id', id) as { name: string };
    counts.set(name, Number(verified));
  }
  return counts;
}

/** Those of `held` that the kernel still has. */
export function leftInKernel(held: Held): number[] {
  const programs = bpftoolIds('prog');
  const links = bpftoolIds('link');
  const maps = bpftoolIds('map');
  return [
    ...held.programs.filter((id) => programs.has(id)),
    ...held.links.filter((id) => links.has(id)),
    ...held.maps.filter((id) => maps.has(id)),
  ];
}

/** Waits until nothing of `held` is left; what is left after `ms` is returned. */
export async function goneFromKernel(held: Held, ms = 15_000): Promise<number[]> {
  const end = Date.now() + ms;
  let left = leftInKernel(held);
  while (left.length > 0 && Date.now() < end) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    left = leftInKernel(held);
  }
  return left;
}
