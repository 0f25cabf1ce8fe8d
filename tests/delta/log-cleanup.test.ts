import { readdirSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { beginTransaction, folderStore, openTable, readSnapshot } from '../../runtime/delta/index.ts';
import { writeLogFile } from './helpers/logs.ts';
import { commit, failuresIn, numbers, numbersOf, openEngine, temporaryFolder, values } from './helpers/tables.ts';

const dayMs = 24 * 3_600_000;
const json = (version: number) => `${String(version).padStart(20, '0')}.json`;
const checkpoint = (version: number) => `${String(version).padStart(20, '0')}.checkpoint.parquet`;

/**
 * A table with a checkpoint at every second version, whose versions 0 to 8 were made a day after the other, version 8 so many days ago;
 * then version 9 and 10 are made, after which a clean-up is due.
 */
async function openAged(t: ExecutionContext, days: number, properties: Record<string, string> = {}) {
  const connection = await openEngine(t);
  const folder = temporaryFolder(t);
  const store = folderStore(folder);
  const log = join(folder, '_delta_log');
  const append = (n: number) =>
    commit(connection, store, values(n), { properties: { 'delta.checkpointInterval': '2', ...properties } });
  for (let n = 0; n <= 8; n++) await append(n);
  const stale = await openTable(connection, store);
  writeLogFile(folder, '00000000000000000003.crc', '{}');
  for (const name of readdirSync(log).filter((each) => /^\d/.test(each))) {
    const then = (Date.now() - (days + 8 - Number(name.slice(0, 20))) * dayMs) / 1000;
    utimesSync(join(log, name), then, then);
  }
  const failures = failuresIn(t, folder);
  for (const n of [9, 10]) await append(n);
  t.deepEqual(failures, []);
  return { connection, folder, store, log, stale, names: () => readdirSync(log).sort() };
}

const from = (oldest: number) => [
  ...[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
    .filter((version) => version >= oldest)
    .flatMap((version) => [...(version > 0 && version % 2 === 0 ? [checkpoint(version)] : []), json(version)]),
  ...(oldest <= 3 ? ['00000000000000000003.crc'] : []),
];

const cases: [what: string, days: number, properties: Record<string, string>, oldest: number][] = [
  ['versions of the last 30 days stay', 21, {}, 0],
  ['so does the newest checkpoint before them', 26.5, {}, 4],
  ['the table says for how long', 5.5, { 'delta.logRetentionDuration': 'interval 7 days' }, 6],
  ['the newest version of all is one that was made now', 900, {}, 8],
  ['the table says whether at all', 900, { 'delta.enableExpiredLogCleanup': 'false' }, 0],
  ['a time that is not understood is endless', 900, { 'delta.logRetentionDuration': 'interval 1 moon' }, 0],
];

for (const [what, days, properties, oldest] of cases) {
  test(`after a checkpoint, the log is cleaned of versions that have expired: ${what}`, async (t) => {
    const { connection, store, names } = await openAged(t, days, properties);
    t.deepEqual(names(), [...from(oldest), '_last_checkpoint'].sort());
    const all = Array.from({ length: 11 }, (_, n) => n);
    t.deepEqual(await numbersOf(connection, store), all);
    t.deepEqual(await numbersOf(connection, store, oldest), all.slice(0, oldest + 1));
    if (oldest > 0) await t.throwsAsync(readSnapshot(connection, store, oldest - 1), { code: 'TABLE_VERSION_MISSING' });
  });
}

test('a file of the log that is younger than those after it keeps what follows it', async (t) => {
  const { connection, store, log, names } = await openAged(t, 21);
  const old = (Date.now() - 900 * dayMs) / 1000;
  for (const name of names().filter((each) => /^\d/.test(each) && each !== json(5)))
    utimesSync(join(log, name), old, old);
  for (const n of [11, 12]) await commit(connection, store, values(n));
  t.deepEqual(names().slice(0, 4), [checkpoint(4), json(4), json(5), checkpoint(6)]);
});

test('a table that was opened before its version was cleaned up takes commits on', async (t) => {
  const { connection, folder, store, log, stale } = await openAged(t, 900);
  const old = (Date.now() - 900 * dayMs) / 1000;
  for (const name of readdirSync(log)) utimesSync(join(log, name), old, old);
  for (const n of [11, 12]) await commit(connection, store, values(n));
  t.false(readdirSync(join(folder, '_delta_log')).includes(json(8)));
  const transaction = beginTransaction(stale, { mode: 'append', schema: numbers });
  await transaction.write(values(13));
  t.is((await transaction.commit()).version, 13);
  t.deepEqual(
    await numbersOf(connection, store),
    Array.from({ length: 14 }, (_, n) => n),
  );
});

test('a log of more files than a call has arguments is read', async (t) => {
  const { chooseSegment } = await import('../../runtime/delta/log.ts');
  const versions = Array.from({ length: 200_000 }, (_, version) => version);
  const { version, commits } = chooseSegment('table', [...versions.map(json), ...versions.slice(1).map(checkpoint)]);
  t.is(version, 199_999);
  t.deepEqual(commits, []);
});
