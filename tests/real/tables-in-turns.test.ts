import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import test from 'ava';
import fc from 'fast-check';
import { batchSpec } from '../../runtime/blueprint/index.ts';
import { cleanColumns, contracts, deltaSchema, quarantineColumns } from '../../runtime/contracts/index.ts';
import { folderStore } from '../../runtime/delta/index.ts';
import { scanTable } from '../../runtime/jobs/draft.ts';
import { type BatchJob, optimizeTables, runBatchJob, vacuumTables } from '../../runtime/jobs/index.ts';
import { commit } from '../delta/helpers/tables.ts';
import { committedRows } from '../helpers/committed-rows.ts';
import { openDuckdb, queryRows } from '../helpers/duckdb-rows.ts';
import { makePlace, putObject, tableFolder } from '../jobs/helpers/bucket.ts';
import { real, spark } from './helpers/parts.ts';
import { openSpark } from './helpers/python.ts';

const [, geo] = contracts;
/** The shapes that tables have: one has a list of numbers, the other a list of texts. */
const shapes = { geo: cleanColumns(geo), quarantine: quarantineColumns };

type Action = 'append' | 'optimize' | 'vacuum';
type Turn = readonly [who: 'we' | 'Spark', action: Action];
const turns = (['we', 'Spark'] as const).flatMap((who) =>
  (['append', 'optimize', 'vacuum'] as const).map((action): Turn => [who, action]),
);
/** Each turn twice, in any order. */
const once = fc.shuffledSubarray(turns, { minLength: turns.length });
const orders = fc.tuple(once, once).map((halves) => halves.flat());
/** Rows are appended in so many parts: one by each at first, and two by each in turns. */
const parts = 6;

real(spark, () => {
  const engine = openSpark();
  let connection: DuckDBConnection;
  test.before(async () => {
    connection = await openDuckdb();
    await engine.ask('set spark.databricks.delta.retentionDurationCheck.enabled = false');
  });
  test.after.always(() => engine.close());

  /** The rows of a relation as JSON, which each engine writes in its own way. */
  const rowsBy = {
    we: async (relation: string) =>
      texts(await queryRows(connection, `select to_json(row)::varchar as json from ${relation} as row`)),
    Spark: async (relation: string) => texts(await engine.ask(`select to_json(struct(*)) as json from ${relation}`)),
  };
  const texts = (rows: readonly Record<string, unknown>[]) => rows.map(({ json }) => String(json));

  /** What can be done to a table, by whom. */
  function writers({ stage, tables }: BatchJob, kind: keyof typeof shapes, folder: string) {
    const kept = { stage, tables, table: basename(folder) };
    const schema = deltaSchema(shapes[kind]);
    return {
      we: {
        append: (file: string) => commit(connection, folderStore(folder), `select * from '${file}'`, { schema }),
        optimize: () => optimizeTables(kept, {}),
        vacuum: () => vacuumTables(kept, { retainMs: 0, force: true }),
      },
      Spark: {
        append: (file: string) => engine.ask(`insert into delta.\`${folder}\` select * from parquet.\`${file}\``),
        optimize: () => engine.ask(`optimize delta.\`${folder}\``),
        vacuum: () => engine.ask(`vacuum delta.\`${folder}\` retain 0 hours`),
      },
    };
  }

  for (const kind of ['geo', 'quarantine'] as const) {
    for (const maker of ['we', 'Spark'] as const) {
      test.serial(
        `a table like ${kind} that ${maker} made: we and Spark write it in turns, and both read each`,
        async (t) => {
          const local = makePlace(t);
          const files = await rowsOfLocalJob(connection, local, kind);
          const rows = { we: [] as string[][], Spark: [] as string[][] };
          for (const file of files) {
            rows.we.push(await rowsBy.we(`(from '${file}')`));
            rows.Spark.push(await rowsBy.Spark(`parquet.\`${file}\``));
          }
          const job = { ...local, tables: join(local.bucket, 'tables') };
          const folder = tableFolder(job, kind);
          const writer = writers(job, kind, folder);
          const take = async (order: readonly Turn[]) => {
            let appended = 0;
            if (maker === 'Spark') await engine.ask(createStatement(job, folder));
            for (const [who, action] of order) {
              await writer[who][action](files[appended] as string);
              if (action === 'append') appended++;
              for (const reader of ['we', 'Spark'] as const) {
                const table = reader === 'we' ? await scanTable(connection, folder) : `delta.\`${folder}\``;
                const wanted = rows[reader].slice(0, appended).flat();
                assert.deepEqual(
                  (await rowsBy[reader](table)).sort(),
                  wanted.sort(),
                  `${reader} after ${who} ${action}`,
                );
              }
            }
            assert.equal(appended, parts);
          };
          const first: Turn[] = [maker, maker === 'we' ? 'Spark' : 'we'].map((who) => [who as Turn[0], 'append']);
          const property = fc.asyncProperty(orders, (order) => take([...first, ...order]));
          await t.notThrowsAsync(fc.assert(property, { numRuns: 1, endOnFailure: true }));
        },
      );
    }
  }
});

/** How the batch driver makes the table in a folder. */
function createStatement({ stage, bucket }: BatchJob, folder: string): string {
  const { tables } = batchSpec(stage, { lake: `file:${bucket}`, catalog: 'spark_catalog', schema: 'default' });
  return tables.find(({ create }) => create.includes(`'file:${folder}'`))?.create as string;
}

/** What the local job makes of the committed rows, in files of a part each. */
async function rowsOfLocalJob(connection: DuckDBConnection, job: BatchJob, kind: string): Promise<string[]> {
  for (const contract of contracts) putObject(job, contract.kind, committedRows()[contract.kind] as object[]);
  await runBatchJob(job);
  const folder = join(job.bucket, '..', 'rows');
  mkdirSync(folder);
  const table = await scanTable(connection, tableFolder(job, kind));
  const files = Array.from({ length: parts }, (_, part) => join(folder, `${part}.parquet`));
  for (const [part, file] of files.entries()) {
    const numbered = `select *, row_number() over () % ${parts} as part from ${table}`;
    await connection.run(
      `copy (select * exclude (part) from (${numbered}) where part = ${part}) to '${file}' (format parquet)`,
    );
  }
  return files;
}
