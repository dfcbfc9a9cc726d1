// The repository's own sources, for the tests of its rules.

import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSync } from 'vite';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export interface Source {
  /** From the repository's root, e.g. `capture/store.ts`. */
  path: string;
  text: string;
}

/** All TypeScript below a folder of the repository. */
export function sourcesIn(folder: string): Source[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|tsx|mts|cts)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => ({ path: relative(ROOT, file), text: readFileSync(file, 'utf8') }));
}

interface Node {
  type: string;
  [key: string]: unknown;
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof Reflect.get(value, 'type') === 'string';

/** Every node of a file's syntax tree, parents first. */
export function nodesOf({ path, text }: Source): Node[] {
  const { program, errors } = parseSync(path, text);
  if (errors.length > 0) throw new Error(`${path}: ${errors[0]?.message}`);
  const nodes: Node[] = [];
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) {
      value.forEach(visit);
    } else if (isNode(value)) {
      nodes.push(value);
      Object.values(value).forEach(visit);
    }
  };
  visit(program);
  return nodes;
}

const text = (value: unknown): string | null =>
  isNode(value) && value.type === 'Literal' && typeof value.value === 'string' ? value.value : null;

/** Nodes that load a module, and the key under which they name it. */
const LOADERS: Record<string, string> = {
  ImportDeclaration: 'source',
  ExportNamedDeclaration: 'source',
  ExportAllDeclaration: 'source',
  ImportExpression: 'source',
  TSImportType: 'source',
  TSExternalModuleReference: 'expression',
};

/** What a file imports in any way, types and `require` included, as written. */
export function importsOf(source: Source): string[] {
  return nodesOf(source).flatMap((node) => {
    const key = LOADERS[node.type];
    if (key !== undefined) return text(node[key]) ?? [];
    if (node.type !== 'CallExpression' || !isNode(node.callee) || !Array.isArray(node.arguments)) return [];
    return node.callee.name === 'require' ? (text(node.arguments[0]) ?? []) : [];
  });
}

/** How often a file calls `object.method(…)`. */
export function callsOf(source: Source, object: string, method: string): number {
  return nodesOf(source).filter(({ type, callee }) => {
    if (type !== 'CallExpression' || !isNode(callee) || callee.type !== 'MemberExpression') return false;
    const { object: owner, property } = callee;
    return isNode(owner) && owner.name === object && isNode(property) && property.name === method;
  }).length;
}
