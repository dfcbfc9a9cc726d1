// The distinct names of a capture: raw bytes as the kernel gave them, an id each, and a text to show.

import { nameText } from '../contract/name-text.ts';

/** Gives each distinct name an id, from 0. Rows hold ids, so a name is stored once. */
export class Names {
  #ids = new Map<string, number>();
  /** The bytes up to the first NUL, by id. */
  readonly raw: Uint8Array[] = [];
  /** What to show, filter and export for them, by id. */
  readonly texts: string[] = [];

  /** The id of a comm given as its four 32-bit words. */
  id(a: number, b: number, c: number, d: number): number {
    const key = `${a},${b},${c},${d}`;
    let id = this.#ids.get(key);
    if (id === undefined) {
      const bytes = new Uint8Array(Uint32Array.of(a, b, c, d).buffer);
      const end = bytes.indexOf(0);
      id = this.#add(key, end < 0 ? bytes : bytes.slice(0, end));
    }
    return id;
  }

  /** Takes back a name read from a capture file; ids must come in order. */
  restore(raw: Uint8Array): void {
    const padded = new Uint8Array(16);
    padded.set(raw.subarray(0, 16));
    this.#add(new Uint32Array(padded.buffer).join(','), raw);
  }

  clear(): void {
    this.#ids.clear();
    this.raw.length = 0;
    this.texts.length = 0;
  }

  #add(key: string, raw: Uint8Array): number {
    const id = this.raw.length;
    this.#ids.set(key, id);
    this.raw.push(raw);
    this.texts.push(nameText(raw));
    return id;
  }
}
