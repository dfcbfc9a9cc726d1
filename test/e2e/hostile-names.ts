// Names a traced program may give itself or its files, and what the window and an export make of them.

export interface Hostile {
  raw: Buffer;
  shown: string;
  exported: string;
}

const plain = (text: string): Hostile => ({ raw: Buffer.from(text), shown: text, exported: text });

export const HOSTILE: Hostile[] = [
  plain('<b>bold</b>'),
  plain('<img onerror=1>'),
  plain(`a"b',"c`),
  plain("';DROP TABLE--"),
  { raw: Buffer.from('=1+cmd()'), shown: '=1+cmd()', exported: "'=1+cmd()" },
  { raw: Buffer.from('a\\b'), shown: 'a\\\\b', exported: 'a\\\\b' },
  { raw: Buffer.from('one\r\ntwo'), shown: 'one\\r\\ntwo', exported: 'one\r\ntwo' },
  { raw: Buffer.from('\x1b[31mred'), shown: '\\x1b[31mred', exported: '\x1b[31mred' },
  { raw: Buffer.from('a\u202eb'), shown: 'a⟨U+202E⟩b', exported: 'a\u202eb' },
  { raw: Buffer.from([0xff, 0xfe, 0x62, 0x61, 0x64]), shown: '\\xff\\xfebad', exported: '\\xff\\xfebad' },
];

/** Names of files, which may be anything without a slash. In a path they stand behind a folder. */
export const HOSTILE_FILES: Hostile[] = [
  ...HOSTILE.filter(({ raw }) => !raw.includes('/')).map((one) => ({
    ...one,
    exported: one.exported.replace(/^'=/, '='), // no cell begins with it
  })),
  {
    raw: Buffer.concat([Buffer.from('<b>"a",\r\n\u202e'), Buffer.from([0xff, 0x9b])]),
    shown: '<b>"a",\\r\\n\\xe2\\x80\\xae\\xff\\x9b',
    exported: '<b>"a",\r\n\\xe2\\x80\\xae\\xff\\x9b',
  },
];
