import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import test, { type ExecutionContext } from 'ava';
import { localStage, names, streamSpec } from '../../runtime/blueprint/index.ts';
import { contracts } from '../../runtime/contracts/index.ts';
import { PythonRandom } from '../../runtime/emulator/random.ts';
import { committedRows } from '../helpers/committed-rows.ts';
import { hostileOf } from '../helpers/hostile-rows.ts';
import { readRows, runOnce, someStreams, tablesFolder } from '../jobs/stream/helpers/run-stream.ts';
import { real, sparkParts } from './helpers/parts.ts';
import { ansiModes, type DriverCall, openSpark, type Reader, type SparkVersion } from './helpers/python.ts';
import { fedByFiles, writeEvents } from './helpers/stream-files.ts';

const stage = localStage('demo');
const { streams, streamTables, quarantineTables } = names(stage);
const kills = 10;
const recordsOfFile = 40;

for (const version of ['4.0', '3.5'] as const) real(sparkParts[version], () => declareTests(version));

function declareTests(version: SparkVersion): void {
  test.serial(`Spark ${version}: the records of the local job give its tables, in each ANSI mode`, async (t) => {
    const { source, tables, feed } = await records(t);
    await runOnce({ source, tables });
    const drivers = openSpark(version);
    t.teardown(() => drivers.close());
    for (const ansi of ansiModes[version]) {
      const { call, tables: theirs } = feed(`ansi_${ansi}`, 100);
      await drivers.ask({ ...call, settings: { 'spark.sql.ansi.enabled': ansi } });
      await same(t, theirs, tables);
    }
  });

  test.serial(`Spark ${version}: a driver that is killed ${kills} times takes each record once`, async (t) => {
    const { source, tables, feed } = await records(t);
    await runOnce({ source, tables });
    const { call, tables: theirs } = feed('killed', 1);
    const random = new PythonRandom(5);
    let next = upAndRunning(t, version, call);
    for (let kill = 0; kill < kills; kill++) {
      const drivers = await next;
      next = upAndRunning(t, version, call);
      // When the test has failed by then, its end has killed them.
      next.catch(() => {});
      const before = commits(theirs);
      const taking = drivers.ask(call).catch((error: unknown) => error);
      await committed(theirs, before);
      await setTimeout(random.randint(0, 1500));
      await drivers.kill();
      t.true((await taking) instanceof Error, 'it took everything before it could be killed');
    }
    const last = await next;
    await last.ask(call);
    await same(t, theirs, tables);
  });
}

/** Drivers whose session is up: a dry run needs one, and changes nothing. */
async function upAndRunning(t: ExecutionContext, version: SparkVersion, call: DriverCall): Promise<Reader<DriverCall>> {
  const drivers = openSpark(version);
  t.teardown(() => drivers.kill());
  await drivers.ask({ ...call, args: [...call.args, '--dry-run'] });
  return drivers;
}

/** Commits of all tables together. */
function commits(folder: string): number {
  const logs = [...Object.values(streamTables), quarantineTables.stream].map((table) =>
    join(folder, table, '_delta_log'),
  );
  return logs.flatMap((log) => (existsSync(log) ? readdirSync(log).filter((name) => /^\d+\.json$/.test(name)) : []))
    .length;
}

/** Waits for a commit of rows; a table that is killed while it is made is, on a disk and other than on S3, neither there nor not. */
async function committed(folder: string, before: number): Promise<void> {
  const end = Date.now() + 120_000;
  while (commits(folder) <= Math.max(before, Object.keys(streamTables).length + 1)) {
    if (Date.now() > end) throw new Error('nothing was committed within two minutes');
    await setTimeout(5);
  }
}

/** Streams in memory with all sorts of records, and what feeds the same ones to the driver as files. */
async function records(t: ExecutionContext) {
  const source = someStreams(2);
  const rows = committedRows();
  const tables = tablesFolder(t);
  const folder = join(tables, '..');
  const events = join(folder, 'events');
  for (const contract of contracts) {
    const texts = rows[contract.kind].map((row) => JSON.stringify(row));
    const lines = [...texts, ...hostileOf(contract).map(({ line }) => line), new Uint8Array([0x7b, 0xff, 0x7d])];
    const put = lines.map((line, key) => {
      const data = Buffer.from(line as string);
      return { ...source.put(streams[contract.kind] as string, key, data, Date.UTC(2026, 10, 28)), data };
    });
    await writeEvents(join(events, contract.kind), put, recordsOfFile);
    t.true(put.length > recordsOfFile, 'there is too little for more than one batch');
  }
  const feed = (name: string, files: number) => {
    const spec = streamSpec(stage, { lake: `file:${folder}/${name}`, catalog: 'spark_catalog', schema: 'default' });
    const file = join(folder, `${name}.json`);
    // Tables by a name of their own in the session.
    const fed = JSON.stringify(fedByFiles(spec, events, files)).replaceAll('`default`.`', `\`default\`.\`${name}_`);
    writeFileSync(file, fed);
    const call: DriverCall = { driver: 'stream', args: [file, '--available-now'], settings: {} };
    return { call, tables: join(folder, name, 'tables') };
  };
  return { source, tables, feed };
}

/** The rows of every table, each record of the streams once. */
async function same(t: ExecutionContext, theirs: string, ours: string): Promise<void> {
  for (const table of [...Object.values(streamTables), quarantineTables.stream]) {
    const [given, wanted] = await Promise.all(
      [theirs, ours].map(async (tables) => byPlace(await readRows(tables, table))),
    );
    t.deepEqual(given, wanted, table);
  }
}

function byPlace(rows: Record<string, unknown>[]): Record<string, unknown>[] {
  const place = ({ kind = '', sequence_number }: Record<string, unknown>) => `${kind} ${sequence_number}`;
  return rows.toSorted((a, b) => (place(a) < place(b) ? -1 : 1));
}
