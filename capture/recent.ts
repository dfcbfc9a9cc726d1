// What was made for the filters used last: each window has one at a time, undo brings the one before back, and a
// filter that hides all is explained by those of its parts.

const MOST = 24;

export class Recent<K, T> {
  #make: (key: K) => T;
  #most: number;
  #made = new Map<string, T>();

  constructor(make: (key: K) => T, most = MOST) {
    this.#make = make;
    this.#most = most;
  }

  of(key: K): T {
    const text = JSON.stringify(key);
    const made = this.#made.get(text) ?? this.#make(key);
    // Last in the map is last used; the first is dropped when there are too many.
    this.#made.delete(text);
    this.#made.set(text, made);
    for (const oldest of this.#made.keys()) {
      if (this.#made.size <= this.#most) break;
      this.#made.delete(oldest);
    }
    return made;
  }

  /** Undefined where there is none. */
  known(key: K): T | undefined {
    return this.#made.get(JSON.stringify(key));
  }

  drop(key: K): void {
    this.#made.delete(JSON.stringify(key));
  }

  clear(): void {
    this.#made.clear();
  }
}
