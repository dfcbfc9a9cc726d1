// Numbers as people write them in a filter - sizes, durations, times - and as the filter writes them back. Pure
// but for the local time zone.

import type { NumberField } from './filter.ts';

/** What a time of day is measured against. */
export interface Clock {
  /** Start of the recording, nanoseconds since 1970 UTC; null before there is one. */
  started: string | null;
}

/** From the first to the last whole number that a text stands for: `12:03` is a minute. */
export interface Span {
  from: bigint;
  to: bigint;
}

interface Unit {
  names: string[];
  factor: bigint;
}

/** Programs ask for 4096 bytes and call it 4k: all these are powers of 1024. */
const SIZES: Unit[] = [
  { names: ['', 'b', 'byte', 'bytes'], factor: 1n },
  { names: ['k', 'kb', 'kib'], factor: 1n << 10n },
  { names: ['m', 'mb', 'mib'], factor: 1n << 20n },
  { names: ['g', 'gb', 'gib'], factor: 1n << 30n },
  { names: ['t', 'tb', 'tib'], factor: 1n << 40n },
];

const DURATIONS: Unit[] = [
  { names: ['', 'ns'], factor: 1n },
  { names: ['us', 'µs', 'μs'], factor: 1_000n },
  { names: ['ms'], factor: 1_000_000n },
  { names: ['s', 'sec'], factor: 1_000_000_000n },
  { names: ['m', 'min'], factor: 60_000_000_000n },
];

const PLAIN: Unit[] = [{ names: [''], factor: 1n }];

const UNITS: Record<Exclude<NumberField, 'time'>, Unit[]> = {
  pid: PLAIN,
  tid: PLAIN,
  fd: PLAIN,
  offset: SIZES,
  count: SIZES,
  ret: SIZES,
  latency_ns: DURATIONS,
};

/** What a field takes, for messages. */
export const TAKES: Record<NumberField, string> = {
  time: 'takes a time such as 14:03:07.5, 2026-11-22T14:03 or +1.5s from the start',
  pid: 'takes a number',
  tid: 'takes a number',
  fd: 'takes a number',
  offset: 'takes bytes, such as 4096, 4k or 1MiB',
  count: 'takes bytes, such as 4096, 4k or 1MiB',
  ret: 'takes bytes, such as 4096, 4k or -1',
  latency_ns: 'takes a duration, such as 250us, 1.5ms or 2s',
};

const QUANTITY = /^([-+]?)(\d{1,20})(?:\.(\d{1,15}))?\s*([a-zµμ]*)$/i;

/** null: it is no such number. */
export function readNumber(field: NumberField, text: string, clock: Clock): Span | null {
  if (field === 'time') return readTime(text, clock);
  const value = quantity(text, UNITS[field]);
  return value === null ? null : { from: value, to: value };
}

function quantity(text: string, units: readonly Unit[]): bigint | null {
  const [, sign, whole = '', fraction = '', name = ''] = QUANTITY.exec(text) ?? [];
  const unit = units.find(({ names }) => names.includes(name.toLowerCase()));
  if (whole === '' || unit === undefined || (fraction !== '' && unit.factor === 1n)) return null;
  const scale = 10n ** BigInt(fraction.length);
  const scaled = (BigInt(whole) * scale + BigInt(fraction || '0')) * unit.factor;
  const value = (scaled + scale / 2n) / scale;
  return sign === '-' ? -value : value;
}

/** With the largest unit that leaves no fraction. */
export function writeNumber(field: NumberField, value: bigint, clock: Clock): string {
  if (field === 'time') return writeTime(value, clock);
  const size = value < 0n ? -value : value;
  const units = UNITS[field].filter(({ factor }) => size > 0n && size % factor === 0n);
  // Nobody writes minutes of latency.
  const unit = units.filter(({ names }) => names[0] !== 'm' || field !== 'latency_ns').at(-1);
  const name = unit === undefined || unit.factor === 1n ? '' : (unit.names.at(-1) ?? '');
  const plain = field === 'latency_ns' && size > 0n ? 'ns' : '';
  return `${value / (unit?.factor ?? 1n)}${WRITTEN[name] ?? plain}`;
}

/** Units as they are written, by the last of their names. */
const WRITTEN: Record<string, string> = {
  kib: 'KiB',
  mib: 'MiB',
  gib: 'GiB',
  tib: 'TiB',
  μs: 'µs',
  ms: 'ms',
  sec: 's',
};

const NS_PER_MS = 1_000_000n;
const NS_PER_S = 1_000_000_000n;
const DAY_MS = 86_400_000;
const TIME =
  /^(?:(\d{4})-(\d\d)-(\d\d))?(?:(?:^|T|\s+)(\d{1,2}):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?)?(Z|[-+]\d\d:?\d\d)?$/i;

function readTime(text: string, clock: Clock): Span | null {
  if (text.startsWith('+')) return sinceStart(text.slice(1), clock);
  const [, plain] = /^(-?\d{1,20})ns$/.exec(text) ?? [];
  if (plain !== undefined) return { from: BigInt(plain), to: BigInt(plain) };
  const [all, year, month, day, hours, minutes, seconds, fraction, zone] = TIME.exec(text) ?? [];
  if (all === undefined || (year === undefined && hours === undefined)) return null;
  if (Number(hours ?? 0) > 23 || Number(minutes ?? 0) > 59 || Number(seconds ?? 0) > 59) return null;
  const base = year === undefined ? dayOf(clock) : [Number(year), Number(month) - 1, Number(day)];
  if (!isDay(base)) return null;
  const at = [...base, Number(hours ?? 0), Number(minutes ?? 0), Number(seconds ?? 0)];
  const ms = zone === undefined ? localMs(at) : utcMs(at) - offsetMs(zone);
  if (Number.isNaN(ms)) return null;
  const from = BigInt(ms) * NS_PER_MS + BigInt((fraction ?? '').padEnd(9, '0'));
  return { from, to: from + precision(hours, seconds, fraction) - 1n };
}

/** How long the moment is that was named: a day, a minute, a second or a part of it. */
function precision(hours?: string, seconds?: string, fraction?: string): bigint {
  if (hours === undefined) return BigInt(DAY_MS) * NS_PER_MS;
  if (seconds === undefined) return 60n * NS_PER_S;
  return 10n ** BigInt(9 - (fraction ?? '').length);
}

function sinceStart(text: string, { started }: Clock): Span | null {
  const ns = quantity(/[a-z]$/i.test(text) ? text : `${text}s`, DURATIONS);
  if (ns === null || started === null) return null;
  return { from: BigInt(started) + ns, to: BigInt(started) + ns };
}

/** JavaScript takes the 31st of February for a day in March. */
function isDay([year = 0, month = 0, day = 0]: number[]): boolean {
  const date = new Date(Date.UTC(year, month, day));
  return date.getUTCMonth() === month && date.getUTCDate() === day;
}

function dayOf({ started }: Clock): number[] {
  const date = started === null ? new Date() : new Date(Number(BigInt(started) / NS_PER_MS));
  return [date.getFullYear(), date.getMonth(), date.getDate()];
}

function localMs([year = 0, month = 0, day = 0, hours = 0, minutes = 0, seconds = 0]: number[]): number {
  return new Date(year, month, day, hours, minutes, seconds).getTime();
}

function utcMs([year = 0, month = 0, day = 0, hours = 0, minutes = 0, seconds = 0]: number[]): number {
  return Date.UTC(year, month, day, hours, minutes, seconds);
}

function offsetMs(zone: string): number {
  if (/z/i.test(zone)) return 0;
  const [, sign, hours, minutes] = /([-+])(\d\d):?(\d\d)/.exec(zone) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}

const two = (value: number) => String(value).padStart(2, '0');

/** Year 9999. */
const LAST_NS = 253_402_300_799_000_000_000n;

/**
 * Local time of day where that is enough to find the moment again, else UTC with its date. `digits`: of the
 * second's fraction, at least.
 */
export function writeTime(value: bigint, clock: Clock, digits = 0): string {
  if (value < 0n || value > LAST_NS) return `${value}ns`;
  const date = new Date(Number(value / NS_PER_MS));
  const part = String(value % NS_PER_S)
    .padStart(9, '0')
    .replace(/0+$/, '')
    .padEnd(digits, '0');
  const fraction = part === '' ? '' : `.${part}`;
  const [hours, minutes, seconds] = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two);
  const local = `${hours}:${minutes}:${seconds}${fraction}`;
  if (clock.started !== null && readTime(local, clock)?.from === value) return local;
  return `${date.toISOString().slice(0, 19)}${fraction}Z`;
}
