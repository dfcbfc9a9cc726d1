// The distinct names of a capture: raw bytes as the kernel gave them, an id each, and a text to show.

import { nameText } from '../contract/name-text.ts';

const LATELY_BITS = 8;
const LATELY = 1 << LATELY_BITS;
const PLACE = 5;
/** 2^32 by the golden ratio: multiplied with it, words that differ in few bits differ in the highest. */
const ODD = 0x9e3779b1;

/** A row of the table `names`. */
export interface StoredName {
  id: number;
  raw: Uint8Array;
  text: string;
}

/** Gives each distinct name an id, from 0. Rows hold ids, so a name is stored once. */
export class Names {
  #ids = new Map<string, number>();
  /** Names met lately, each in one place: its words and, from 1, its id. The map's keys are strings, which take longer. */
  #lately = new Int32Array(LATELY * PLACE);
  /** What to show, filter and export for them, by id. */
  readonly texts: string[] = [];
  #fresh: StoredName[] = [];

  /** The id of a comm given as its four 32-bit words. */
  id(a: number, b: number, c: number, d: number): number {
    const lately = this.#lately;
    const mixed = Math.imul(a ^ Math.imul(b ^ Math.imul(c ^ Math.imul(d, ODD), ODD), ODD), ODD);
    const at = (mixed >>> (32 - LATELY_BITS)) * PLACE;
    const isHalf = lately[at] === (a | 0) && lately[at + 1] === (b | 0);
    const isWhole = isHalf && lately[at + 2] === (c | 0) && lately[at + 3] === (d | 0);
    const met = isWhole ? (lately[at + 4] as number) : 0;
    if (met > 0) return met - 1;
    const id = this.#find(a, b, c, d);
    lately.set([a, b, c, d, id + 1], at);
    return id;
  }

  #find(a: number, b: number, c: number, d: number): number {
    const key = `${a},${b},${c},${d}`;
    let id = this.#ids.get(key);
    if (id === undefined) {
      const bytes = new Uint8Array(Uint32Array.of(a, b, c, d).buffer);
      const end = bytes.indexOf(0);
      const raw = end < 0 ? bytes : bytes.slice(0, end);
      id = this.#add(key, raw);
      this.#fresh.push({ id, raw, text: this.texts[id] ?? '' });
    }
    return id;
  }

  /** Takes back a name read from a capture file; ids must come in order. */
  restore(raw: Uint8Array): void {
    const padded = new Uint8Array(16);
    padded.set(raw.subarray(0, 16));
    this.#add(new Uint32Array(padded.buffer).join(','), raw);
  }

  /** Those not handed out before. */
  takeFresh(): StoredName[] {
    const fresh = this.#fresh;
    this.#fresh = [];
    return fresh;
  }

  clear(): void {
    this.#ids.clear();
    this.#lately.fill(0);
    this.texts.length = 0;
    this.#fresh = [];
  }

  #add(key: string, raw: Uint8Array): number {
    const id = this.texts.length;
    this.#ids.set(key, id);
    this.texts.push(nameText(raw));
    return id;
  }
}
