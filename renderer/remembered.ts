// What the window remembers is in localStorage, which a browser keeps by address. The web shell has another address at
// each start, and so it keeps that in a file of its own. Electron's window needs none of this.

const PLACE = 'remembered';
const PREFIX = 'ioscope.';
const LOOK_MS = 1000;

/** Before anything is shown. */
export async function recall(): Promise<void> {
  if (window.ioscope !== undefined) return;
  const answer = await fetch(PLACE).catch(() => null);
  // A page without its shell, as while one works on it.
  if (answer === null || !answer.ok) return;
  const before: unknown = await answer.json().catch(() => null);
  for (const [key, text] of Object.entries(Object(before))) {
    if (key.startsWith(PREFIX) && typeof text === 'string') localStorage.setItem(key, text);
  }
  keep(JSON.stringify(before));
}

/** `kept`: what the shell has. */
function keep(kept: string): void {
  let last = kept;
  const look = async (keepalive: boolean) => {
    const now = JSON.stringify(remembered());
    if (now === last) return;
    const before = last;
    last = now;
    const sent = await fetch(PLACE, { method: 'PUT', body: now, keepalive }).catch(() => null);
    // The shell is away: another time. What it refuses it would refuse again.
    if (sent === null) last = before;
  };
  setInterval(() => look(false), LOOK_MS);
  // What outlives the page may have 64 KiB at most.
  window.addEventListener('pagehide', () => look(true));
}

function remembered(): Record<string, string> {
  const keys = Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
  return Object.fromEntries(keys.sort().map((key) => [key, localStorage.getItem(key) ?? '']));
}
