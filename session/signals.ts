// Being told to end: by Ctrl-C, by a request, by a terminal that is closed.

/**
 * Calls `told` at each Ctrl-C, and at the first request or closed terminal: who ends a group tells it and its leader,
 * as npm and `timeout` do, and that is one wish. Returns what ends the listening.
 */
export function onEnding(told: () => void): () => void {
  let asked = false;
  const once = () => {
    if (asked) return;
    asked = true;
    told();
  };
  process.on('SIGINT', told).on('SIGTERM', once).on('SIGHUP', once);
  return () => void process.off('SIGINT', told).off('SIGTERM', once).off('SIGHUP', once);
}

/** Resolves at the first, for an end in good order; the second ends this process at once. */
export function untilTold(): Promise<void> {
  let told = 0;
  return new Promise((resolve) => {
    onEnding(() => (++told === 1 ? resolve() : process.exit(130)));
  });
}
