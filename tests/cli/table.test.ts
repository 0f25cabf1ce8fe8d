import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { folderStore } from '../../runtime/delta/index.ts';
import { commit, openEngine, values } from '../delta/helpers/tables.ts';
import { pinflow, resultOf } from '../helpers/cli.ts';
import { temporaryFolder } from '../helpers/folder.ts';

const table = 'demo_pin_table';

interface Done {
  readonly dry_run: boolean;
  readonly optimize: Record<string, { removed: { files: number }; added: { files: number } }>;
  readonly vacuum: Record<string, { files: number; bytes: number; paths?: string[] }>;
}

test('table optimize and vacuum say in numbers what there is to do, and then what they did', async (t) => {
  const connection = await openEngine(t);
  const tables = temporaryFolder(t);
  for (const n of [1, 2, 3]) await commit(connection, folderStore(join(tables, table)), values(n));
  const parquet = () => readdirSync(join(tables, table)).filter((name) => name.endsWith('.parquet'));
  const small = parquet();
  const run = (...args: string[]) => pinflow('table', ...args, '--tables', tables);

  t.regex((await run('optimize', '--dry-run')).stdout, /demo_pin_table +3 +\d+ +1 +\d+\n\nnothing was done/);
  t.deepEqual(parquet(), small);
  const optimized = resultOf<Done>(await run('optimize', '--json'));
  t.like(optimized.optimize[table], { version: 3, removed: { files: 3 }, added: { files: 1 } });
  t.regex((await run('optimize')).stdout, /demo_pin_table +0 +0 +0 +0\n$/);

  t.regex((await run('vacuum')).stdout, /demo_pin_table +0 +0\n$/);
  const refused = await run('vacuum', '--retain', '1h');
  t.is(refused.status, 1);
  t.regex(refused.stderr, /^error RETENTION_REFUSED: .*demo_pin_table: the table keeps removed files for 168 h/);
  const forced = ['vacuum', '--retain', '0ms', '--force', '--table', table];
  const listed = await run(...forced, '--dry-run');
  for (const name of small) t.true(listed.stdout.includes(`${table}/${name}\n`));
  t.deepEqual(resultOf<Done>(await run(...forced, '--dry-run', '--json')).vacuum[table]?.paths?.sort(), small);
  const { vacuum, dry_run } = resultOf<Done>(await run(...forced, '--json'));
  t.like(vacuum[table], { files: 3, paths: undefined });
  t.false(dry_run);
  t.is(parquet().length, 1);
});

test('a checkpoint that cannot be made is no failure of the command, and it says so', async (t) => {
  const connection = await openEngine(t);
  const tables = temporaryFolder(t);
  const store = folderStore(join(tables, table));
  for (const n of [1, 2])
    await commit(connection, store, values(n), { properties: { 'delta.checkpointInterval': '2' } });
  mkdirSync(join(tables, table, '_delta_log', '_last_checkpoint'));
  const { status, stderr, stdout } = await pinflow('table', 'optimize', '--json', '--tables', tables);
  t.is(status, 0);
  t.like(resultOf<Done>({ stdout }).optimize[table], { version: 2, removed: { files: 2 } });
  t.regex(
    stderr,
    /^warning: .*demo_pin_table: version 2 is committed, but its checkpoint .* failed\n +caused by: .*_last_checkpoint/,
  );
});
