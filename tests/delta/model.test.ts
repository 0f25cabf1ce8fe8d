import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import fc from 'fast-check';
import { beginTransaction, folderStore, openTable, optimizeTable } from '../../runtime/delta/index.ts';
import { failuresIn, numbers, numbersInOrder, openEngine, temporaryFolder, values } from './helpers/tables.ts';

const rows = fc.array(fc.integer({ min: -100, max: 100 }), { maxLength: 4 });

/** What a writer may do; `writer` says which of three long-lived ones, whose view of the table may be old. */
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ does: fc.constantFrom('append', 'overwrite'), writer: fc.nat(2), rows }) },
  {
    weight: 3,
    arbitrary: fc.record({
      does: fc.constant('batch'),
      writer: fc.nat(2),
      rows,
      app: fc.constantFrom('a', 'b'),
      batch: fc.nat(5),
    }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('reopen'), writer: fc.nat(2) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      does: fc.constant('compact'),
      writer: fc.nat(2),
      targetBytes: fc.constantFrom(800, 10_000),
    }),
  },
);

test('whatever writers do, every version holds the rows of the model in their order', async (t) => {
  const connection = await openEngine(t);
  const folder = temporaryFolder(t);
  const failures = failuresIn(t, folder);
  let run = 0;
  const isRight = async (
    steps: readonly {
      does: string;
      writer: number;
      rows?: number[];
      app?: string;
      batch?: number;
      targetBytes?: number;
    }[],
  ) => {
    const place = join(folder, String(run++));
    const store = folderStore(place);
    const open = () => openTable(connection, store);
    const writers = [await open(), await open(), await open()];
    const versions: number[][] = [];
    const batches = new Map<string, number>();
    for (const { does, writer, rows: given = [], app, batch = -1, targetBytes = 0 } of steps) {
      if (does === 'reopen') {
        writers[writer] = await open();
        continue;
      }
      if (does === 'compact') {
        if (versions.length === 0) continue;
        const { version } = await optimizeTable(connection, store, { targetBytes });
        while (versions.length <= version) versions.push(versions.at(-1) ?? []);
        continue;
      }
      const transaction = beginTransaction(writers[writer] as (typeof writers)[number], {
        mode: does === 'overwrite' ? 'overwrite' : 'append',
        schema: numbers,
        properties: { 'delta.checkpointInterval': '3' },
        ...(app === undefined ? {} : { txn: { appId: app, version: batch } }),
      });
      await transaction.write(values(...given));
      const { version, isSkipped } = await transaction.commit();
      t.deepEqual(failures, []);
      t.is(isSkipped, app !== undefined && (batches.get(app) ?? -1) >= batch);
      if (isSkipped) continue;
      if (app !== undefined) batches.set(app, batch);
      versions.push(does === 'overwrite' ? given : [...(versions.at(-1) ?? []), ...given]);
      t.is(version, versions.length - 1);
    }
    for (const [version, expected] of versions.entries()) {
      t.deepEqual(await numbersInOrder(connection, store, version), expected);
    }
    if (versions.length > 0) t.deepEqual(await numbersInOrder(connection, store), versions.at(-1));
    await isReadAfterCleanUp(place, versions);
  };

  /** A clean-up leaves the newest checkpoint and what follows it. */
  const isReadAfterCleanUp = async (place: string, versions: readonly number[][]) => {
    const log = join(place, '_delta_log');
    const newest = Math.floor((versions.length - 1) / 3) * 3;
    if (newest === 0) return;
    const isOld = (name: string) =>
      name.endsWith('.json') ? Number(name.slice(0, 20)) <= newest : Number(name.slice(0, 20)) < newest;
    for (const name of readdirSync(log).filter(isOld)) rmSync(join(log, name));
    const store = folderStore(place);
    t.deepEqual(await numbersInOrder(connection, store), versions.at(-1));
    await t.throwsAsync(numbersInOrder(connection, store, newest - 1), { code: 'TABLE_VERSION_MISSING' });
  };

  await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), isRight), { numRuns: 15 });
});
