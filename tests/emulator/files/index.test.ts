import { existsSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import { openFiles } from '../../../runtime/emulator/index.ts';
import { temporaryFolder } from '../../helpers/folder.ts';

const good = { pin: '{"index":1}\n{"index":5}\n', geo: '{"ind":5}\n{"ind":1}\n', user: '{"ind":1}\n{"ind":5}\n' };

/** A folder with these files; one that is undefined is missing. */
function folderOf(t: ExecutionContext, files: Partial<Record<keyof typeof good, string | Buffer | undefined>>): string {
  const folder = temporaryFolder(t);
  for (const [kind, text] of Object.entries({ ...good, ...files })) {
    if (text !== undefined) writeFileSync(join(folder, `${kind}.ndjson`), text);
  }
  return folder;
}

test('rows are found by the key field of each kind, wherever they stand', async (t) => {
  using source = await openFiles(folderOf(t, {}));
  t.is(source.row('pin', 5), '{"index":5}');
  t.is(source.row('geo', 5), '{"ind":5}');
  t.is(source.row('geo', 1), '{"ind":1}');
});

test('a key counts when every kind has it', async (t) => {
  using source = await openFiles(folderOf(t, { geo: '{"ind":5}\n{"ind":2}\n' }));
  t.deepEqual(
    [1, 2, 5].map((key) => source.has(key)),
    [false, false, true],
  );
  t.deepEqual(
    [5, 6].map((rows) => source.hasBelow(rows)),
    [false, true],
  );
});

test('files that share no key have no row to name', async (t) => {
  using source = await openFiles(folderOf(t, { geo: '{"ind":2}\n' }));
  t.false(source.hasBelow(Number.MAX_SAFE_INTEGER));
});

test('a row is the text of its line, byte for byte', async (t) => {
  const lines = [
    '{"index": 0, "title":"\\u00e9\\/ é 🎨\u2028", "n": 1.50, "n": 1e400 }',
    ' {"index":"1"}\t\r',
    '{"big":9007199254740993,"index":2}',
  ];
  using source = await openFiles(
    folderOf(t, {
      pin: lines.join('\n'),
      geo: '{"ind":0}\n{"ind":1}\n{"ind":2}',
      user: '{"ind":0}\n{"ind":1}\n{"ind":2}',
    }),
  );
  t.deepEqual(
    lines.map((_, key) => source.row('pin', key)),
    lines,
  );
});

test('a file may be longer than what is read at a time', async (t) => {
  const count = 5000;
  const line = (key: string, index: number) => `{"${key}":${count - index},"text":"${'é'.repeat(index % 97)}"}`;
  const text = (key: string) => Array.from({ length: count }, (_, index) => `${line(key, index)}\n`).join('');
  using source = await openFiles(folderOf(t, { pin: text('index'), geo: text('ind'), user: text('ind') }));
  for (let index = 0; index < count; index++) t.is(source.row('geo', count - index), line('ind', index));
});

const lineFaults: Record<string, [text: string | Buffer, message: RegExp]> = {
  'broken JSON': ['{"ind":1}\n{"ind":5\n', /geo\.ndjson:2: not a JSON object: /],
  'an empty line': ['{"ind":1}\n\n{"ind":5}\n', /geo\.ndjson:2: not a JSON object: /],
  'a JSON array': ['[1]\n', /geo\.ndjson:1: not a JSON object/],
  'no key': ['{"ind":1}\n{"index":5}\n', /geo\.ndjson:2: key_missing: ind is undefined/],
  'a key that is null': ['{"ind":null}\n', /geo\.ndjson:1: key_missing: ind is null/],
  'a key below 0': ['{"ind":-1}\n', /geo\.ndjson:1: key_invalid: ind is -1/],
  'a key beyond 2147483647': ['{"ind":2147483648}\n', /geo\.ndjson:1: key_invalid: ind is 2147483648/],
  'a key with decimals': ['{"ind":1.5}\n', /geo\.ndjson:1: key_invalid: ind is 1\.5/],
  'a key that occurs twice': [
    '{"ind":7}\n{"ind":1}\n{"ind":"7"}\n',
    /geo\.ndjson:3: the key 7 is already that of line 1/,
  ],
  'bytes that are not UTF-8': [
    Buffer.from('{"ind":1}\n{"ind":5,"country":"\xff"}\n', 'latin1'),
    /geo\.ndjson:2: not a JSON object/,
  ],
  'a byte-order mark': ['\ufeff{"ind":1}\n', /geo\.ndjson:1: not a JSON object/],
};
for (const [what, [geo, message]] of Object.entries(lineFaults)) {
  test(`${what} is refused with file and line`, async (t) => {
    await t.throwsAsync(openFiles(folderOf(t, { geo })), { code: 'SOURCE_LINE_INVALID', message });
  });
}

test('a file that is missing or cannot be read is named', async (t) => {
  const expected = { code: 'SOURCE_MISSING', message: /user\.ndjson: ENOENT/ };
  await t.throwsAsync(openFiles(folderOf(t, { user: undefined })), expected);
  await t.throwsAsync(openFiles('/nowhere'), { code: 'SOURCE_MISSING', message: /\/nowhere\/pin\.ndjson: / });
});

test('a file without a line is named', async (t) => {
  await t.throwsAsync(openFiles(folderOf(t, { user: '' })), { code: 'SOURCE_EMPTY', message: /user\.ndjson/ });
});

test('a file that becomes shorter while it is posted is an error, not a row cut short', async (t) => {
  const folder = folderOf(t, {});
  using source = await openFiles(folder);
  truncateSync(join(folder, 'pin.ndjson'), 15);
  t.is(source.row('pin', 1), '{"index":1}');
  t.throws(() => source.row('pin', 5), { code: 'SOURCE_MISSING', message: /pin\.ndjson: .*became shorter/ });
});

const shared = fileURLToPath(new URL('../../../../shared/data', import.meta.url));
(existsSync(shared) ? test : test.skip)('the real rows (in ../shared/data) are found as they are', async (t) => {
  using source = await openFiles(shared);
  for (const [kind, key] of [
    ['pin', 'index'],
    ['geo', 'ind'],
    ['user', 'ind'],
  ] as const) {
    const lines = readFileSync(join(shared, `${kind}.ndjson`), 'utf8')
      .trimEnd()
      .split('\n');
    t.is(lines.length, 963);
    for (const line of lines) t.is(source.row(kind, JSON.parse(line)[key]), line);
  }
});
