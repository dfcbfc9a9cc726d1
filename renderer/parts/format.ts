// Numbers, times and sizes as the window writes them. Pure; knows no React and no locale but the local clock.

/** Between groups of three digits: a quarter of an em. A thin space all but vanishes between bold figures. */
const GROUP_SPACE = '\u2005';

const NS_PER_MS = 1_000_000n;
const NS_PER_S = 1_000_000_000n;

/** A whole number with narrow spaces between thousands: `412 318`. Takes decimal strings beyond 2^53. */
export function formatCount(value: number | string): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, GROUP_SPACE);
}

/** A number with a unit from a ladder of thousands, three significant digits at most: `9.1 MB`. */
function scaled(value: number, units: readonly string[]): string {
  let rest = value;
  let step = 0;
  // 999.5 would be written as 1000: it belongs to the next unit.
  while (rest >= 999.5 && step < units.length - 1) {
    rest /= 1000;
    step++;
  }
  const digits = step === 0 || rest >= 99.95 ? 0 : 1;
  return `${rest.toFixed(digits)} ${units[step]}`;
}

/** Bytes in SI units: `0 B`, `1.5 kB`, `24.0 MB`. */
export function formatBytes(bytes: number): string {
  return scaled(bytes, ['B', 'kB', 'MB', 'GB', 'TB', 'PB']);
}

/** Bytes per second in SI units: `9.1 MB/s`. */
export function formatRate(bytesPerSecond: number): string {
  return `${formatBytes(bytesPerSecond)}/s`;
}

/** A count in short: `850`, `38.2 k`, `1.2 M`. */
export function formatShort(count: number): string {
  return count > 0 && count < 9.95 && !Number.isInteger(count)
    ? count.toFixed(1)
    : scaled(count, ['', 'k', 'M', 'G', 'T']).trimEnd();
}

/** Reads per second: `38.2 k/s`. */
export function formatPerSecond(reads: number): string {
  return `${formatShort(reads)}/s`;
}

/** A round duration without a fraction: `1 µs`, `100 ms`. */
export function formatRoundDuration(ns: number): string {
  return formatDuration(ns).replace('.0 ', ' ');
}

/** A size at a power of two in binary units: `512 B`, `64 KiB`. */
export function formatBinary(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'];
  const step = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  return `${formatCount(bytes / 1024 ** step)} ${units[step]}`;
}

/** A duration in nanoseconds with the unit that suits it: `850 ns`, `29.4 µs`, `8.1 ms`, `12.3 s`. */
export function formatDuration(ns: number): string {
  return scaled(ns, ['ns', 'µs', 'ms', 's']);
}

const two = (value: number) => String(value).padStart(2, '0');

/** Length of a recording in nanoseconds as `HH:MM:SS`. */
export function formatElapsed(ns: number): string {
  const seconds = Math.max(0, Math.floor(ns / 1e9));
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

/** Local clock time of a moment in milliseconds since 1970: `14:03:07`. */
export function formatClock(ms: number): string {
  const date = new Date(ms);
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** Local clock time with microseconds of a moment in nanoseconds since 1970: `14:03:07.231309`. */
export function formatTime(ns: string): string {
  const value = BigInt(ns);
  const micros = (value % NS_PER_S) / 1000n;
  return `${formatClock(Number(value / NS_PER_MS))}.${String(micros).padStart(6, '0')}`;
}

/** ISO 8601 in UTC with nanoseconds: `2026-11-22T14:03:07.231309123Z`. */
export function formatIsoTime(ns: string): string {
  const value = BigInt(ns);
  const seconds = new Date(Number(value / NS_PER_MS)).toISOString().slice(0, 19);
  return `${seconds}.${String(value % NS_PER_S).padStart(9, '0')}Z`;
}

/** Share of a whole in per cent, never rounded to 0 when it is not: `0.3 %`, `< 0.1 %`. */
export function formatShare(part: number, whole: number): string {
  if (part <= 0 || whole <= 0) return '0 %';
  const percent = (100 * part) / whole;
  return percent < 0.1 ? '< 0.1 %' : `${percent.toFixed(percent < 10 ? 1 : 0)} %`;
}

/** Place of a latency on a logarithmic scale from 100 ns (0) to 1 s (1). */
export function latencyShare(ns: number): number {
  return Math.min(1, Math.max(0, Math.log10(Math.max(ns, 1) / 100) / 7));
}
