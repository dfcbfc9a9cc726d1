import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { findChromium, hasDisplay, openBrowser } from '../../web/chromium.ts';

const ADDRESS = 'http://127.0.0.1:1/SECRET/';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ioscope-chromium-test-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A program that stands for a browser: notes its arguments, a line each, and does `then`. */
function browser(name: string, then: string): string {
  const path = join(folder, name);
  writeFileSync(
    path,
    `#!/bin/sh\nprintf '%s\\n' "$@" > ${folder}/noted && mv ${folder}/noted ${folder}/args\n${then}\n`,
  );
  chmodSync(path, 0o755);
  return path;
}

async function argumentsOf(): Promise<string[]> {
  const file = join(folder, 'args');
  await vi.waitFor(() => expect(existsSync(file)).toBe(true));
  return readFileSync(file, 'utf8').trim().split('\n');
}

describe('which browser', () => {
  test('none in an empty PATH, or where it cannot be run', () => {
    expect(findChromium({ PATH: '' })).toBeNull();
    expect(findChromium({})).toBeNull();
    writeFileSync(join(folder, 'chromium'), '');
    expect(findChromium({ PATH: folder })).toBeNull();
  });

  test('Chromium before its relatives, wherever in PATH they are', () => {
    const chrome = browser('google-chrome', 'exit');
    expect(findChromium({ PATH: `/nowhere:${folder}` })).toBe(chrome);
    const later = join(folder, 'later');
    mkdirSync(later);
    writeFileSync(join(later, 'chromium'), '', { mode: 0o755 });
    expect(findChromium({ PATH: `${folder}:${later}` })).toBe(join(later, 'chromium'));
  });

  test('only with a display of either kind', () => {
    expect(hasDisplay({})).toBe(false);
    expect(hasDisplay({ DISPLAY: '' })).toBe(false);
    expect(hasDisplay({ DISPLAY: ':0' })).toBe(true);
    expect(hasDisplay({ WAYLAND_DISPLAY: 'wayland-0' })).toBe(true);
  });
});

describe('its window', () => {
  test('is led to the address by a private file, for a command line is public', async () => {
    const window = openBrowser(browser('chromium', 'exec sleep 60'), ADDRESS, false);
    const args = await argumentsOf();
    expect(args.join()).not.toContain('SECRET');
    const door = fileURLToPath(args.find((arg) => arg.startsWith('--app='))?.slice('--app='.length) ?? '');
    expect(readFileSync(door, 'utf8')).toContain(`url=${ADDRESS}"`);
    expect(statSync(door).mode & 0o077).toBe(0);
    expect(statSync(dirname(door)).mode & 0o077).toBe(0);
    expect(args).toContain(`--user-data-dir=${dirname(door)}/profile`);
    expect(args).not.toContain('--no-sandbox');
    window.close();
    expect(await window.closed).toBe(true);
    expect(existsSync(dirname(door))).toBe(false);
  });

  test('goes without its sandbox for root', async () => {
    const window = openBrowser(browser('chromium', 'exit 0'), ADDRESS, true);
    expect(await argumentsOf()).toContain('--no-sandbox');
    expect(await window.closed).toBe(true);
  });

  test('that fails is told from one that was closed', async () => {
    expect(await openBrowser(browser('chromium', 'exit 21'), ADDRESS, false).closed).toBe(false);
    expect(await openBrowser(join(folder, 'absent'), ADDRESS, false).closed).toBe(false);
  });
});
