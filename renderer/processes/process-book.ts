// The processes a window has been told of, brought up to date by news. Knows no React.

import type { ProcessInfo, ProcessNews } from '../../contract/processes.ts';

/** What is known at one moment. A process that has not changed is the same object as before. */
export interface Known {
  processes: readonly ProcessInfo[];
  byPid: ReadonlyMap<number, ProcessInfo>;
  /** Seconds since 1970 UTC: what `recent` is measured by. */
  now: number;
  others: ProcessNews['others'];
}

export const NOTHING: Known = {
  processes: [],
  byPid: new Map(),
  now: 0,
  others: { processes: 0, reads: 0, bytes: 0, errors: 0 },
};

export class ProcessBook {
  /** What to ask for. */
  since = 0;
  #processes = new Map<string, ProcessInfo>();

  forget(): void {
    this.since = 0;
    this.#processes.clear();
  }

  take(news: ProcessNews): Known {
    if (news.whole) this.#processes.clear();
    for (const process of news.processes) this.#processes.set(process.key, process);
    for (const key of news.dropped) this.#processes.delete(key);
    this.since = news.version;
    const processes = [...this.#processes.values()];
    // In order of their first read: a later one with the same pid is the newer.
    const byPid = new Map(processes.map((process) => [process.pid, process]));
    return { processes, byPid, now: news.now, others: news.others };
  }
}
