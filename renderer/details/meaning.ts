// What the facts about a read mean, in words. Pure.

import type { Details, Pattern } from '../../contract/details.ts';
import type { Kind, ReadRow } from '../../contract/read.ts';
import { describeError } from '../parts/errno.ts';
import { formatBytes, formatCount } from '../parts/format.ts';

/** What has all its bytes at hand, on a disk or in memory. The others give what comes, when it comes. */
const STORED: readonly Kind[] = ['file', 'dir', 'memfd'];
/** Made up by the kernel at the moment it is read. */
const OF_KERNEL: readonly Kind[] = ['proc', 'sys'];
/** So long a read has waited for something. */
const WAITED_NS = 1e6;
/** A slow disk's share: 100 MB a second. */
const NS_A_BYTE = 10;

/** What came of the call. */
export function outcomeWords({ read, short, end, file }: Details): string {
  const { kind, ret, error, count } = read;
  if (error !== '') return failureWords(read);
  if (count === '0') return 'It asked for nothing: a check whether there is anything to read from.';
  if (end) return endWords(kind);
  if (!short) return 'It got all it asked for.';
  if (OF_KERNEL.includes(kind)) return 'Short: that is what the kernel had to tell at that place.';
  if (!STORED.includes(kind)) return 'Short: it got what was there by then, as reads of this kind do.';
  const ended = file !== null && file.size > 0 && read.offset >= 0 && read.offset + ret >= file.size;
  return ended ? 'Short: the file ends there.' : 'Short: the file ended there then, or a signal came.';
}

function failureWords({ ret, error }: ReadRow): string {
  switch (error) {
    case 'EAGAIN':
      return 'There was nothing yet, and the descriptor does not wait. Event loops read until they see this: no fault.';
    case 'EINTR':
    case 'ERESTARTSYS':
      return 'A signal came before any data. The call is made again, by the kernel or by the program.';
    default:
      return `It failed, ${describeError(ret, error)}.`;
  }
}

function endWords(kind: Kind): string {
  switch (kind) {
    case 'pipe':
      return 'Nothing, and nothing more will come: every writer has closed the pipe.';
    case 'socket':
      return 'Nothing, and nothing more will come: the other side has closed the connection.';
    case 'tty':
      return 'The end of the input, as Ctrl+D or a closed terminal gives it.';
    default:
      return 'The end of the file: nothing was left. Most programs read until they see this.';
  }
}

/** Why it took long, where that can be told; else empty. */
export function waitWords({ kind, latency_ns, ret, error }: ReadRow): string {
  if (error !== '' || latency_ns - Math.max(0, ret) * NS_A_BYTE < WAITED_NS) return '';
  if (STORED.includes(kind)) return 'That is waiting, for a disk, a network or a lock, and not copying.';
  if (OF_KERNEL.includes(kind))
    return 'The kernel took that long to make up the answer, or waited for an event.';
  return 'Most of that is waiting for something to come, which is what this kind is for.';
}

/** `slower than 99.4 %`, never rounded up. */
export function rankWords({ faster, rows }: Details['rank']): string {
  if (rows < 2) return '';
  if (faster === 0) return 'no read was faster';
  if (faster === rows - 1) return 'the slowest of all';
  const share = (100 * faster) / rows;
  const digits = share >= 99.9 ? 100 : 10;
  return share < 0.1 ? 'slower than < 0.1 %' : `slower than ${Math.floor(share * digits) / digits} %`;
}

/** How it relates to the read of the file by the process before it; empty where there is none that says so. */
export function placeWords({ read, pattern }: Details): string {
  if (read.offset < 0 || pattern === null) return '';
  const { before, examined, reads } = pattern;
  if (before === null) return examined === reads && read.offset === 0 ? 'from the beginning' : '';
  const step = read.offset - before.offset - before.bytes;
  if (step === 0) return 'sequential';
  if (read.offset === before.offset) return 'the same place again';
  if (read.offset === 0) return 'from the beginning again';
  return `${formatBytes(Math.abs(step))} ${step > 0 ? 'further on' : 'back'}`;
}

/** How the process goes through the file. */
export function accessWords({ access, stride, placed, bytes, distinct }: Pattern): string {
  switch (access) {
    case 'none':
      return placed === 0 ? 'No read got bytes from a place in it.' : '';
    case 'single':
      return 'One read.';
    case 'sequential':
      return 'Sequential: each read goes on where the one before ended.';
    case 'strided':
      return `Strided: ${formatCount(Math.abs(stride ?? 0))} bytes from one read to the next${(stride ?? 0) < 0 ? ', backwards' : ''}.`;
    case 'random':
      return 'Random: here and there.';
    case 're-read':
      return `Read again: ${timesOver(bytes, distinct)} times over, each byte on average.`;
  }
}

/** A factor as one reads it: `7`, `2.5`. */
export function timesOver(bytes: number, of: number): string {
  const factor = bytes / of;
  return factor >= 9.95 ? formatCount(Math.round(factor)) : String(Math.round(factor * 10) / 10);
}
