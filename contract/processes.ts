// The processes of a capture and their threads, as a window is told of them: who they are and how much they read.

/** What was read, by the rows of the capture. */
export interface Totals {
  reads: number;
  /** Bytes returned. */
  bytes: number;
  /** Calls that failed. */
  errors: number;
}

/** One second of a process's reads. */
export interface Second {
  /** Seconds since 1970 UTC, by the start of the calls. */
  at: number;
  reads: number;
  bytes: number;
}

/** A process. Its names and words are as the traced program has them: see ReadRow about how they are written. */
export interface ProcessInfo extends Totals {
  /** Names it for good: the pid and the time of its start, which tell it from another with its pid. */
  key: string;
  pid: number;
  /** Pid of the process that started it; 0 where that is not known. */
  parent: number;
  name: string;
  /** Path of the program's file; empty for threads of the kernel. */
  exe: string;
  /** The words of its command line with a blank between, the first 2 KiB of them; empty where it has none. */
  cmdline: string;
  /** -1 where it is not known, as all of a process whose description did not come. */
  uid: number;
  /** Empty where no user has the uid. */
  user: string;
  /** Its control group as /proc/PID/cgroup names it; empty where the group was gone before it could be asked for. */
  cgroup: string;
  /** Nanoseconds since 1970 UTC; empty where it is not known. */
  started: string;
  /**
   * The last minute in which it read; seconds without a read are left out. The oldest first. Empty for one that had
   * been quiet for a minute when it was first told of.
   */
  recent: Second[];
}

export interface ProcessNews {
  /** What to ask for next time, as `since`. */
  version: number;
  /** All there are are in `processes`: what was known before is void. */
  whole: boolean;
  /** The second to which `recent` of all of them counts as the present: seconds since 1970 UTC. */
  now: number;
  /** Those that have read, or run another program, since. */
  processes: ProcessInfo[];
  /** Keys of those that are no longer told of one by one: they have been quiet for longest. */
  dropped: string[];
  /** All those dropped so far, together. */
  others: Totals & { processes: number };
}

export interface ThreadInfo extends Totals {
  tid: number;
  /** Its newest name. */
  comm: string;
}
