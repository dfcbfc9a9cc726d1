import { posix } from 'node:path';
import { describe, expect, test } from 'vitest';
import { callsOf, importsOf, type Source, sourcesIn } from './sources.ts';

/** Each room of the house and the other rooms it may import from. */
const MAY_IMPORT: Record<string, string[]> = {
  contract: [],
  capture: ['contract'],
  session: ['contract'],
  electron: ['session', 'contract'],
  web: ['session', 'contract'],
  cli: ['session', 'contract'],
  renderer: ['contract'],
};

/** The one file of another room that a room may open: `ioscope` without Electron shows the window of web/. */
const DOORS: Record<string, string> = { cli: 'web/main.ts' };

/** Packages that belong in one room only. */
const AT_HOME: Record<string, string> = {
  electron: 'electron',
  '@duckdb/node-api': 'capture',
  'sudo-prompt': 'session',
  react: 'renderer',
  'react-dom': 'renderer',
};

const packageOf = (name: string) =>
  name
    .split('/')
    .slice(0, name.startsWith('@') ? 2 : 1)
    .join('/');

/** What is wrong with one import, or null. */
function fault(path: string, imported: string): string | null {
  const room = path.split('/')[0] ?? '';
  if (imported.startsWith('.')) {
    const target = posix.join(posix.dirname(path), imported);
    const other = target.split('/')[0] ?? '';
    const allowed = other === room || MAY_IMPORT[room]?.includes(other) || target === DOORS[room];
    return allowed ? null : `${path}: ${room} may not import ${other}`;
  }
  if (room === 'contract') return `${path}: contract imports nothing, not even ${imported}`;
  if (room === 'renderer' && imported.startsWith('node:')) return `${path}: no ${imported} in the renderer`;
  const home = AT_HOME[packageOf(imported)];
  return home === undefined || home === room ? null : `${path}: ${imported} belongs in ${home}`;
}

const faultsIn = (source: Source) =>
  importsOf(source).flatMap((imported) => fault(source.path, imported) ?? []);

describe('who may import whom', () => {
  test.each(Object.keys(MAY_IMPORT))('%s', (room) => {
    const sources = sourcesIn(room);
    expect(sources.length).toBeGreaterThan(0);
    expect(sources.flatMap(faultsIn)).toEqual([]);
  });

  test.each([
    ['capture/a.ts', "import { app } from 'electron';"],
    ['capture/a.ts', "import type { Session } from '../session/session.ts';"],
    ['capture/a.ts', "export * from '../renderer/app.tsx';"],
    ['session/a.ts', "const m = await import('../capture/store.ts');"],
    ['session/a.ts', "import '@duckdb/node-api';"],
    ['contract/a.ts', "import { join } from 'node:path';"],
    ['contract/a.ts', "type A = import('../session/session.ts').Session;"],
    ['renderer/deep/a.tsx', "import { x } from '../../session/session.ts';"],
    ['renderer/a.tsx', "import { readFileSync } from 'node:fs';"],
    ['web/a.ts', "import { BrowserWindow } from 'electron/main';"],
    ['web/a.ts', "export { main } from '../electron/main.ts';"],
    ['cli/a.ts', "import { startServer } from '../web/server.ts';"],
    ['web/a.ts', "import { openWindow } from '../cli/window.ts';"],
    ['cli/a.ts', "import { createRoot } from 'react-dom/client';"],
    ['electron/a.cts', "import electron = require('@duckdb/node-api');"],
    ['electron/a.cts', "const db = require('@duckdb/node-api');"],
  ])('in %s, %s is refused', (path, text) => {
    expect(faultsIn({ path, text })).toHaveLength(1);
  });

  test.each([
    ['capture/deep/a.ts', "import type { Page } from '../../contract/capture.ts'; import '../b.ts';"],
    ['renderer/a.tsx', "// import 'electron'\nconst words = <p>import x from 'node:fs'</p>;"],
    ['electron/a.ts', "import { ipcMain } from 'electron';"],
    ['cli/a.ts', "const { serve } = await import('../web/main.ts');"],
  ])('in %s, %s is allowed', (path, text) => {
    expect(faultsIn({ path, text })).toEqual([]);
  });
});

describe('one door into the main process', () => {
  const count = (sources: Source[]) =>
    sources.reduce((sum, each) => sum + callsOf(each, 'ipcMain', 'handle'), 0);

  test('ipcMain.handle is called in one place', () => {
    expect(count(Object.keys(MAY_IMPORT).flatMap(sourcesIn))).toBe(1);
  });

  test('a second call would be seen', () => {
    const text = "ipcMain.handle('a', f); if (x) { ipcMain.handle('b', f); } // ipcMain.handle('c', f)";
    expect(count([{ path: 'electron/a.ts', text }])).toBe(2);
  });
});
