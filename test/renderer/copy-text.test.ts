import { expect, it } from 'vitest';
import { copyLines, copyText } from '../../renderer/table/copy-text.ts';
import { HEADER } from '../e2e/csv.ts';
import { makeRow } from './fake-bridge.ts';

const ROW = makeRow({
  comm: 'a\tb',
  process: '=cmd()',
  path: '/x,"y"\n',
  count: '18446744073709551615',
  ret: -11,
  error: 'EAGAIN',
  offset: -1,
});
const text = (format: 'text' | 'csv' | 'json') =>
  copyText(copyLines([ROW, makeRow({ row: 1 })], format, ['path', 'comm', 'ret', 'latency_ns']), format);

it('is the columns on the screen, as text', () => {
  expect(text('text')).toBe('/x,"y"\\n\ta\\tb\tEAGAIN\t12000\n/home/me/notes.txt\tbash\t4096\t12000');
});

it('is CSV as an export has it', () => {
  const [header, first, second, end] = text('csv').split('\r\n');
  expect(header).toBe(HEADER);
  expect(first).toBe(
    `2026-11-22T14:03:07.231309123Z,4242,4242,a\tb,'=cmd(),read,3,file,"/x,""y""\n",-1,18446744073709551615,-11,EAGAIN,12000`,
  );
  expect(second).toMatch(/^2026-11-22T14:03:07.232309123Z,4242,/);
  expect(end).toBe('');
});

it('is JSON with the names of an export, a count to its last digit', () => {
  expect(text('json')).toContain('"count":18446744073709551615,');
  const [first, second] = JSON.parse(text('json')) as Record<string, unknown>[];
  expect(Object.keys(first ?? {}).join(',')).toBe(HEADER);
  expect(first).toMatchObject({ process: '=cmd()', path: '/x,"y"\n', ret: -11, error: 'EAGAIN' });
  expect(second?.time).toBe('2026-11-22T14:03:07.232309123Z');
});
