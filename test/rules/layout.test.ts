// The C compiler's word on every struct and constant of the two headers, against the decoder's.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as layout from '../../capture/layout.ts';
import { SYSCALLS } from '../../contract/read.ts';
import { ROOT } from './sources.ts';

type Struct = { size: number; fields: Record<string, [offset: number, size: number]> };
interface Compiled {
  structs: Record<string, Struct>;
  constants: Record<string, number>;
}

/** The names a C header defines; comments and preprocessor lines with arguments are left out. */
export function namesIn(header: string) {
  const code = header.replaceAll(/\/\*[\s\S]*?\*\//g, '');
  const structs = [...code.matchAll(/^struct (\w+) \{([\s\S]*?)^\};/gm)].map(([, name = '', body = '']) => ({
    name,
    fields: [...body.matchAll(/(\w+)(?:\[\w+\])?;/g)].map(([, field = '']) => field),
  }));
  const enumerators = [...code.matchAll(/^enum \w+ \{([\s\S]*?)^\};/gm)].flatMap(([, body = '']) =>
    [...body.matchAll(/(\w+)(?: *=[^,]*)?,/g)].map(([, name = '']) => name),
  );
  const macros = [...code.matchAll(/^#define (IOSCOPE_\w+)[ \t]+\S/gm)].map(([, name = '']) => name);
  return { structs, constants: [...enumerators, ...macros] };
}

/** A C program that prints a Compiled as JSON. */
function programFor({ structs, constants }: ReturnType<typeof namesIn>): string {
  const struct = ({ name, fields }: (typeof structs)[number]) => {
    const each = fields.map(
      (field) =>
        `printf("\\"${field}\\": [%zu, %zu],", offsetof(struct ${name}, ${field}), sizeof(((struct ${name} *)0)->${field}));`,
    );
    return [
      `printf("\\"${name}\\": { \\"size\\": %zu, \\"fields\\": {", sizeof(struct ${name}));`,
      ...each,
      `printf("\\"\\": [0, 0] } },");`,
    ].join('\n');
  };
  const constant = (name: string) => `printf("\\"${name}\\": %lld,", (long long)${name});`;
  return `#include <stddef.h>
#include <stdio.h>
#include "loader/frame.h"
int main(void) {
printf("{ \\"structs\\": {");
${structs.map(struct).join('\n')}
printf("\\"\\": {} }, \\"constants\\": {");
${constants.map(constant).join('\n')}
printf("\\"\\": 0 } }");
}
`;
}

/** The decoder's constants under the names the headers give them. */
const DECODER_CONSTANTS = {
  IOSCOPE_ABI_VERSION: layout.ABI_VERSION,
  IOSCOPE_COMM_LEN: layout.COMM_LEN,
  IOSCOPE_PATH_MAX: layout.PATH_MAX,
  IOSCOPE_CMDLINE_MAX: layout.CMDLINE_MAX,
  IOSCOPE_MAGIC: layout.MAGIC,
  IOSCOPE_TOKEN_LEN: layout.TOKEN_LEN,
  IOSCOPE_FRAME_MAX: layout.FRAME_MAX,
  IOSCOPE_SCOPE_MAX: layout.SCOPE_MAX,
  IOSCOPE_NAMES_MAX: layout.NAMES_MAX,
  IOSCOPE_CGROUPS_MAX: layout.CGROUPS_MAX,
  IOSCOPE_NAME_LEN: layout.NAME_LEN,
  ...prefixed('FRAME', layout.FRAME),
  ...prefixed('ATTACH', layout.ATTACH),
  ...prefixed('CALL', layout.CALL),
  ...prefixed('FILE', layout.FILE),
  ...prefixed('SCOPE', layout.SCOPE),
  ...prefixed('NAME', layout.NAME),
  ...prefixed('KIND', layout.KIND),
};

function prefixed(prefix: string, values: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [`${prefix}_${name}`, value]));
}

describe('the layout of what crosses the socket', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ioscope-layout-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  const headers = ['bpf/event.h', 'loader/frame.h'].map((path) => readFileSync(join(ROOT, path), 'utf8'));
  const names = namesIn(headers.join('\n'));
  let compiled: Compiled;

  beforeAll(() => {
    const source = join(folder, 'layout.c');
    const program = join(folder, 'layout');
    writeFileSync(source, programFor(names));
    execFileSync('cc', ['-Wall', '-Werror', '-I', ROOT, '-o', program, source]);
    const { structs, constants } = JSON.parse(execFileSync(program, { encoding: 'utf8' })) as Compiled;
    // Each list ends with an empty name, which spares the C side its commas.
    const strip = <T>(list: Record<string, T>) => {
      return Object.fromEntries(Object.entries(list).filter(([name]) => name !== ''));
    };
    compiled = { structs: strip(structs), constants: strip(constants) };
    for (const each of Object.values(compiled.structs)) each.fields = strip(each.fields);
  });

  test('the headers were read whole', () => {
    const structs = headers.join('\n').match(/^struct \w+ \{/gm);
    expect(names.structs).toHaveLength(structs?.length ?? 0);
    for (const { name, fields } of names.structs) {
      const { size, fields: laid } = compiled.structs[name] ?? { size: 0, fields: {} };
      // Explicit padding leaves no byte between fields, so a field not found shows as a gap.
      const covered = fields.reduce((sum, field) => sum + (laid[field]?.[1] ?? 0), 0);
      expect(covered, `bytes of struct ${name}`).toBe(size);
    }
  });

  test('every field of every struct lies where the decoder looks', () => {
    expect(layout.LAYOUT).toEqual(compiled.structs);
  });

  test('every constant has the value the decoder has', () => {
    expect(DECODER_CONSTANTS).toEqual(compiled.constants);
  });

  test('the calls are those of the contract, in its order', () => {
    const calls = Object.entries(layout.CALL).sort(([, a], [, b]) => a - b);
    expect(calls.map(([name]) => name.toLowerCase())).toEqual([...SYSCALLS]);
    expect(calls.map(([, number]) => number)).toEqual(SYSCALLS.map((_, index) => index + 1));
  });

  test('a field or constant without a counterpart would be seen', () => {
    const changed = headers
      .join('\n')
      .replace('__s32 fd;', '__s32 fd;\n\t__u8 added[4];')
      .replace('#define IOSCOPE_COMM_LEN', '#define IOSCOPE_ADDED 1\n#define IOSCOPE_COMM_LEN');
    const { structs, constants } = namesIn(changed);
    expect(structs.find(({ name }) => name === 'event')?.fields).toContain('added');
    expect(constants).toContain('IOSCOPE_ADDED');
  });
});
