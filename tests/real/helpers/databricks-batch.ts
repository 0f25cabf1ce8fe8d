import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { batchSpec, type JobPlaces, qualifiedName, specText } from '../../../runtime/blueprint/index.ts';
import { contracts } from '../../../runtime/contracts/index.ts';
import { openGenerator } from '../../../runtime/emulator/index.ts';
import { scanTable } from '../../../runtime/jobs/draft.ts';
import { answerQuestions, type BatchJob, runBatchJob } from '../../../runtime/jobs/index.ts';
import { replayQuarantine } from '../../../runtime/jobs/replay/replay.ts';
import { answerNames } from '../../../runtime/transforms/index.ts';
import { committedRows, type RawRows, realRows, realRowsMissing } from '../../helpers/committed-rows.ts';
import { openDuckdb, queryRows } from '../../helpers/duckdb-rows.ts';
import { hostileOf } from '../../helpers/hostile-rows.ts';
import { everyTable, type Line, makePlace, putObject, tableFolder } from '../../jobs/helpers/bucket.ts';
import { ansiModes, type DriverCall, openSpark, type Row, type SparkVersion } from './python.ts';

/** The suite of the batch driver on a Spark. */
export function declareBatchDriver(version: SparkVersion): void {
  const engine = openSpark(version);
  test.after.always(() => engine.close());

  /** Runs the job on this machine and on Spark over the same bucket: tables, reasons, counts and answers are the same. */
  async function compare(t: ExecutionContext, job: BatchJob, settings: Record<string, string> = {}): Promise<void> {
    const local = await runBatchJob(job);
    const { onSpark, call, name } = driven(job);
    const printed = await engine.ask({ ...call, settings });
    t.deepEqual(JSON.parse(String(printed.at(-1)?.line)), { counts: local, logical_date: '2026-11-28' });
    await sameTables(t, onSpark, job);
    t.deepEqual(await answersOn(name), await answerQuestions({ ...job, from: 'batch' }, answerNames));
  }

  /** The driver's call for a job, the place of its tables, and how they are called in the session. */
  function driven(job: BatchJob): { onSpark: BatchJob; call: DriverCall; name: (table: string) => string } {
    const onSpark = { ...job, tables: join(job.bucket, '..', 'spark-tables') };
    const places: JobPlaces = { lake: `file:${job.bucket}`, catalog: 'spark_catalog', schema: 'default' };
    // Open-source Spark has no catalog of tables outside of the process: those of the test before are not these.
    const spec = specText(batchSpec(job.stage, places))
      .replaceAll(`file:${job.bucket}/tables/`, `file:${onSpark.tables}/`)
      .replaceAll('`default`.`', `\`default\`.\`t${tests}_`);
    const prefix = `t${tests}_`;
    tests += 1;
    const file = join(job.bucket, '..', 'batch.json');
    writeFileSync(file, spec);
    const args = [file, '--logical-date', '2026-11-28'];
    const call: DriverCall = { driver: 'batch', args, settings: {} };
    return { onSpark, call, name: (table) => qualifiedName(places, `${prefix}${table}`) };
  }

  /** The answers in the views that the driver has made. */
  async function answersOn(name: (view: string) => string): Promise<Record<string, Row[]>> {
    const answers: Record<string, Row[]> = {};
    for (const answer of answerNames) answers[answer] = await engine.ask(`select * from ${name(`demo_${answer}`)}`);
    return answers;
  }
  let tests = 0;

  function putRows(job: BatchJob, rows: RawRows, size = 400): void {
    for (const { kind } of contracts) {
      for (let start = 0; start < rows[kind].length; start += size) {
        putObject(job, kind, rows[kind].slice(start, start + size) as object[], { startOffset: start });
      }
    }
  }

  for (const ansi of ansiModes[version]) {
    const settings = { 'spark.sql.ansi.enabled': ansi };
    test.serial(`Spark ${version}: the committed rows, replayed ones too, ANSI mode ${ansi}`, async (t) => {
      const job = makePlace(t);
      putRows(job, committedRows());
      await runBatchJob(job);
      const repair = { by: 'patch', patch: { title: 'Repaired', latitude: 1, longitude: 2, age: 30 } } as const;
      await replayQuarantine({ ...job, selection: {}, repair });
      await compare(t, job, settings);
    });

    test.serial(`Spark ${version}: every hostile record, ANSI mode ${ansi}`, async (t) => {
      const job = makePlace(t);
      for (const contract of contracts) {
        const lines = hostileOf(contract).map(({ line }): Line => line);
        // A line feed would end the line.
        putObject(
          job,
          contract.kind,
          lines.filter((line) => !Buffer.from(line as string).includes(0x0a)),
        );
      }
      await compare(t, job, settings);
    });
  }

  (realRowsMissing === undefined ? test.serial : test.serial.skip)(`Spark ${version}: the real rows`, async (t) => {
    const job = makePlace(t);
    putRows(job, realRows());
    await compare(t, job);
  });

  test.serial(`Spark ${version}: 100,000 generated posts`, async (t) => {
    const job = makePlace(t);
    putGenerated(job, 100_000);
    await compare(t, job);
  });

  test.serial(`Spark ${version}: a bucket in which nothing has landed makes empty tables`, async (t) => {
    await compare(t, makePlace(t));
  });

  test.serial(
    `Spark ${version}: a table that was dropped comes back with its files, whatever has changed since`,
    async (t) => {
      const job = makePlace(t);
      putRows(job, committedRows());
      const { call, name } = driven(job);
      await engine.ask(call);
      const table = name('demo_user_batch');
      const before = await engine.ask(`select * from ${table} order by ind`);
      await engine.ask(`drop table ${table}`);
      const [file = ''] = call.args;
      writeFileSync(
        file,
        readFileSync(file, 'utf8')
          .replaceAll(`"pinflow.contract.version": "1"`, `"pinflow.contract.version": "2"`)
          .replaceAll(`'pinflow.contract.version' = '1'`, `'pinflow.contract.version' = '2'`),
      );
      await engine.ask(call);
      t.deepEqual(await engine.ask(`select * from ${table} order by ind`), before);
      t.like(
        (await engine.ask(`show tblproperties ${table}`)).find(({ key }) => key === 'pinflow.contract.version'),
        { value: '2' },
      );
      t.true((await engine.ask(`describe history ${table}`)).length > 2, 'its history is there');
    },
  );

  test.serial(`Spark ${version}: a table is widened by a column, and refuses one of another type`, async (t) => {
    const job = makePlace(t);
    putRows(job, committedRows());
    const { onSpark, call, name } = driven(job);
    const table = name('demo_user_batch');
    const made = `using delta location '${tableFolder(onSpark, 'user')}'`;
    await engine.ask(`create table ${table} (\`ind\` INT NOT NULL, \`user_name\` STRING) ${made}`);
    await engine.ask(call);
    t.deepEqual(
      (await engine.ask(`describe table ${table}`)).map(({ col_name }) => col_name),
      ['ind', 'user_name', 'age', 'date_joined'],
    );
    // VACUUM stands in the history too.
    const written = (await engine.ask(`describe history ${table}`)).find(
      ({ operation }) => operation !== 'VACUUM START' && operation !== 'VACUUM END',
    );
    t.is(written?.userMetadata, '2026-11-28');

    await engine.ask(`create or replace table ${table} (\`ind\` INT NOT NULL, \`age\` STRING) ${made}`);
    await engine.ask(`insert into ${table} values (1, 'old')`);
    await t.throwsAsync(engine.ask(call), { message: /age/ });
    t.deepEqual(await engine.ask(`select * from ${table}`), [{ ind: 1, age: 'old' }]);
  });
}

function putGenerated(job: BatchJob, rows: number, size = 5000): void {
  using source = openGenerator({ seed: 3, rows });
  for (const { kind } of contracts) {
    for (let start = 0; start < rows; start += size) {
      const lines = Array.from({ length: size }, (_, index) => source.row(kind, start + index));
      putObject(job, kind, lines, { startOffset: start });
    }
  }
}

/** The same rows in every table, compared as JSON in DuckDB, where even 300,000 of them take a second. */
async function sameTables(t: ExecutionContext, theirs: BatchJob, ours: BatchJob): Promise<void> {
  const connection = await openDuckdb();
  for (const kind of everyTable) {
    const rowsOf = async (job: BatchJob) =>
      `select to_json(row) as row from (${await scanTable(connection, tableFolder(job, kind))}) as row`;
    const [given, wanted] = [await rowsOf(theirs), await rowsOf(ours)];
    const more = (one: string, other: string) => queryRows(connection, `${one} except all ${other} limit 5`);
    t.deepEqual(await more(given, wanted), [], `${kind}: rows that only Spark has`);
    t.deepEqual(await more(wanted, given), [], `${kind}: rows that only the local job has`);
  }
  connection.closeSync();
}
