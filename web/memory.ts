// What windows remember from one start to the next: columns, saved filters, the theme. A browser keeps such things by
// address, and the window has another one at each start.

import { readFileSync, renameSync, writeFileSync } from 'node:fs';

/** In bytes; far more than a window has to remember. */
export const MOST_REMEMBERED = 1 << 20;

export class Memory {
  #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  /** An object of texts, as JSON. */
  read(): string {
    try {
      const kept = readFileSync(this.#file, 'utf8');
      return isRemembered(kept) ? kept : '{}';
    } catch {
      return '{}'; // nothing was kept yet, or it is not ours to read: the window begins as a new one
    }
  }

  /** false: that is nothing a window remembers. Throws where there is no place for it. */
  write(kept: string): boolean {
    if (!isRemembered(kept)) return false;
    const fresh = `${this.#file}.new`;
    writeFileSync(fresh, kept, { mode: 0o600 });
    renameSync(fresh, this.#file);
    return true;
  }
}

function isRemembered(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
    return Object.values(value).every((one) => typeof one === 'string');
  } catch {
    return false;
  }
}
