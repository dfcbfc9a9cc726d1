// From the ids of a recording to those of the capture, in the hottest loop there is.

const PAGE_BITS = 12;
const IN_PAGE = (1 << PAGE_BITS) - 1;

/** Ids are dense, but may begin anywhere: pages are made where they are. 0 for an id not met. */
export class IdMap {
  #pages: (Uint32Array | undefined)[] = [];

  set(id: number, to: number): void {
    const number = id >>> PAGE_BITS;
    let page = this.#pages[number];
    if (page === undefined) {
      page = new Uint32Array(IN_PAGE + 1);
      this.#pages[number] = page;
    }
    page[id & IN_PAGE] = to;
  }

  get(id: number): number {
    return this.#pages[id >>> PAGE_BITS]?.[id & IN_PAGE] ?? 0;
  }
}
