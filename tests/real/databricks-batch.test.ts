import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { batchSpec, type JobPlaces } from '../../runtime/blueprint/index.ts';
import { contracts } from '../../runtime/contracts/index.ts';
import { openGenerator } from '../../runtime/emulator/index.ts';
import { type BatchJob, runBatchJob } from '../../runtime/jobs/index.ts';
import { replayQuarantine } from '../../runtime/jobs/replay/replay.ts';
import { committedRows, type RawRows, realRows, realRowsMissing } from '../helpers/committed-rows.ts';
import { hostileOf } from '../helpers/hostile-rows.ts';
import { type Line, makePlace, putObject, readTables } from '../jobs/helpers/bucket.ts';
import { real, sparkParts } from './helpers/parts.ts';
import { ansiModes, openSparkDrivers, type SparkVersion } from './helpers/python.ts';

for (const version of ['4.0', '3.5'] as const) real(sparkParts[version], () => declareTests(version));

function declareTests(version: SparkVersion): void {
  const drivers = openSparkDrivers(version);
  test.after.always(() => drivers.close());

  /** Runs the job on this machine and on Spark over the same bucket: the tables, the reasons and the counts are the same. */
  async function compare(t: ExecutionContext, job: BatchJob, settings: Record<string, string> = {}): Promise<void> {
    const local = await runBatchJob(job);
    const onSpark = { ...job, tables: join(job.bucket, '..', 'spark-tables') };
    const places: JobPlaces = { lake: `file:${job.bucket}`, catalog: 'spark_catalog', schema: 'default' };
    // Open-source Spark has no catalog of tables outside of the process: those of the test before are not these.
    const spec = JSON.stringify(batchSpec(job.stage, places))
      .replaceAll(`file:${job.bucket}/tables/`, `file:${onSpark.tables}/`)
      .replaceAll('`default`.`', `\`default\`.\`t${tests}_`);
    tests += 1;
    const file = join(job.bucket, '..', 'batch.json');
    writeFileSync(file, spec);
    const printed = await drivers.ask({ driver: 'batch', args: [file], settings });
    t.deepEqual(JSON.parse(String(printed.at(-1)?.line)).counts, local);
    t.deepEqual(await readTables(onSpark), await readTables(job));
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
    const rows = 100_000 / contracts.length;
    using source = openGenerator({ seed: 3, rows: Math.ceil(rows) });
    for (const { kind } of contracts) {
      for (let start = 0; start < rows; start += 5000) {
        const count = Math.min(5000, Math.ceil(rows - start));
        putObject(
          job,
          kind,
          Array.from({ length: count }, (_, index) => source.row(kind, start + index)),
          { startOffset: start },
        );
      }
    }
    await compare(t, job);
  });

  test.serial(`Spark ${version}: a bucket in which nothing has landed makes empty tables`, async (t) => {
    await compare(t, makePlace(t));
  });
}
