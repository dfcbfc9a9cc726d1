// Exports a browser fetches: each is first written whole to a private directory, is sent as often as
// asked, and goes away when the server closes.

import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { ExportFormat } from '../contract/capture.ts';
import { cacheDirectory } from '../session/paths.ts';
import type { ExportTarget } from '../session/session.ts';

const TYPES: Record<ExportFormat, string> = {
  csv: 'text/csv; charset=utf-8',
  jsonl: 'application/jsonl; charset=utf-8',
  text: 'text/plain; charset=utf-8',
};

const ENDINGS: Record<ExportFormat, string> = { csv: 'csv', jsonl: 'jsonl', text: 'txt' };

interface Download {
  path: string;
  name: string;
  type: string;
}

export class Downloads {
  #directory: string;
  #byAddress = new Map<string, Download>();

  /** Makes a directory only the user can enter, on disk and not in memory: an export can be large. */
  constructor(parent = cacheDirectory()) {
    removeAbandoned(parent);
    this.#directory = mkdtempSync(join(parent, `download-${process.pid}-`));
  }

  /** Where to write an export, and the address, relative to the page's, it can be fetched from afterwards. */
  prepare(format: ExportFormat, now = new Date()): ExportTarget {
    const id = randomBytes(16).toString('base64url');
    const day = now.toISOString().slice(0, 19).replaceAll(':', '-');
    const name = `ioscope-${day}.${ENDINGS[format]}`;
    const path = join(this.#directory, id);
    const shown = `download/${id}/${name}`;
    this.#byAddress.set(shown, { path, name, type: TYPES[format] });
    return { path, shown };
  }

  /** Answers with the export at this address; false if there is none. */
  async send(address: string, response: ServerResponse, withBody: boolean): Promise<boolean> {
    const download = this.#byAddress.get(address);
    if (download === undefined) return false;
    const file = await open(download.path).catch(() => null); // not written, or the export failed
    if (file === null) return false;
    try {
      const { size } = await file.stat();
      response.writeHead(200, {
        'Content-Type': download.type,
        'Content-Length': size,
        'Content-Disposition': `attachment; filename="${download.name}"`,
        'Cache-Control': 'no-store',
      });
      if (!withBody) response.end();
      else await pipeline(file.createReadStream({ autoClose: false }), response);
    } finally {
      await file.close();
    }
    return true;
  }

  close(): void {
    this.#byAddress.clear();
    rmSync(this.#directory, { recursive: true, force: true });
  }
}

/** What a killed server left behind. */
function removeAbandoned(parent: string): void {
  for (const name of readdirSync(parent)) {
    const pid = /^download-(\d+)-/.exec(name)?.[1];
    if (pid !== undefined && !isRunning(Number(pid)))
      rmSync(join(parent, name), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'; // there, but another user's
  }
}
