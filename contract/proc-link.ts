// What /proc/PID/fd says of a descriptor, in the words of a capture. It says where the descriptor leads now: that is
// marked, since it need not be where it led when the read was made.

import { nameText } from './name-text.ts';
import type { Kind } from './read.ts';

/** Only where the link itself tells; of a path on a disk it does not. */
const KINDS: [RegExp, Kind][] = [
  [/^pipe:/, 'pipe'],
  [/^socket:/, 'socket'],
  [/^anon_inode:\[eventpoll\]/, 'epoll'],
  [/^anon_inode:\[?eventfd/, 'eventfd'],
  [/^anon_inode:\[?timerfd/, 'timerfd'],
  [/^anon_inode:\[?signalfd/, 'signalfd'],
  [/^anon_inode:\[?inotify/, 'inotify'],
  [/^\w+:/, 'anon'],
  [/^\/memfd:/, 'memfd'],
  [/^\/proc\//, 'proc'],
  [/^\/sys\//, 'sys'],
  [/^\/dev\/(tty|pts\/|ptmx)/, 'tty'],
];

export function linkText(link: Uint8Array): { kind: Kind; path: string } {
  const text = nameText(link);
  const kind = KINDS.find(([pattern]) => pattern.test(text))?.[1] ?? 'unknown';
  return { kind, path: `${text} (by /proc)` };
}
