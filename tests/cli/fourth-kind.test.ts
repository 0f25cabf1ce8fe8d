import { cpSync, existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { resultOf, startPinflow } from '../helpers/cli.ts';
import { temporaryFolder } from '../helpers/folder.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

const board = `import { defineContract } from './contract.ts';

/** A board that a post is saved to. */
export const board = defineContract({
  kind: 'board',
  version: 1,
  source: 'board_data',
  raw: {
    ind: { is: 'key' },
    board_name: { is: 'text', noData: ['No Board'] },
    followers: { is: 'count' },
    created: { is: 'timestamp' },
  },
  clean: {
    ind: { from: 'ind' },
    board_name: { from: 'board_name' },
    followers: { from: 'followers' },
    created: { from: 'created' },
  },
});
`;

test('a fourth kind is one new file and its entry in the registry: the whole batch path carries it', async (t) => {
  const copy = temporaryFolder(t);
  cpSync(join(root, 'runtime'), join(copy, 'runtime'), {
    recursive: true,
    filter: (source) => !['node_modules', 'dist'].includes(basename(source)),
  });
  for (const place of ['node_modules', 'runtime/node_modules']) {
    if (existsSync(join(root, place))) symlinkSync(join(root, place), join(copy, place));
  }
  writeFileSync(join(copy, 'runtime/contracts/board.ts'), board);
  const registry = join(copy, 'runtime/contracts/registry.ts');
  const text = readFileSync(registry, 'utf8');
  const entered = text.replace('[pin, geo, user]', '[pin, geo, user, board]');
  t.not(entered, text);
  writeFileSync(registry, `import { board } from './board.ts';\n${entered}`);

  const out = join(copy, 'run');
  const entry = join(copy, 'runtime/cli/main.ts');
  const { status, stdout, stderr } = await startPinflow(t, ['demo', '--messages', '80', '--out', out, '--json'], {
    entry,
  }).ended;
  t.is(status, 0, stderr);
  const { batch } = resultOf<{ batch: Record<string, Record<string, number>> }>({ stdout });
  t.deepEqual(Object.keys(batch), ['pin', 'geo', 'user', 'board']);
  t.is(batch.board?.cleaned, 80);
  t.is(batch.board?.rows, batch.pin?.rows);
  t.true(existsSync(join(out, 'bucket/topics/demo.board')));
  const log = readFileSync(join(out, 'tables/demo_board_batch/_delta_log/00000000000000000000.json'), 'utf8');
  const metaData = log
    .split('\n')
    .map((line) => line && JSON.parse(line).metaData)
    .find(Boolean);
  t.deepEqual(
    JSON.parse(metaData.schemaString).fields.map(({ name, type }: { name: string; type: string }) => [name, type]),
    [
      ['ind', 'integer'],
      ['board_name', 'string'],
      ['followers', 'integer'],
      ['created', 'timestamp'],
    ],
  );
  t.regex(readFileSync(join(out, 'report.html'), 'utf8'), /board/);
});
