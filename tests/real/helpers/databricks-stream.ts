import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import test, { type ExecutionContext } from 'ava';
import { localStage, names, streamSpec } from '../../../runtime/blueprint/index.ts';
import { contracts } from '../../../runtime/contracts/index.ts';
import { PythonRandom } from '../../../runtime/emulator/random.ts';
import { committedRows } from '../../helpers/committed-rows.ts';
import { hostileOf } from '../../helpers/hostile-rows.ts';
import { readRows, runOnce, someStreams, tablesFolder } from '../../jobs/stream/helpers/run-stream.ts';
import { ansiModes, type DriverCall, openSpark, type Reader, type SparkVersion } from './python.ts';
import { fedByFiles, writeEvents } from './stream-files.ts';

const stage = localStage('demo');
const { streams, streamTables, quarantineTables } = names(stage);
const kills = 10;
const recordsOfFile = 40;
const availableNow = '--available-now';
const everyTable = [...Object.values(streamTables), quarantineTables.stream];

/** The suite of the stream driver on a Spark. */
export function declareStreamDriver(version: SparkVersion): void {
  /** A session of the test. */
  function spark(t: ExecutionContext): Reader<string | DriverCall> {
    const drivers = openSpark(version);
    t.teardown(() => drivers.close());
    return drivers;
  }

  test.serial(`Spark ${version}: the records of the local job give its tables, in each ANSI mode`, async (t) => {
    const { source, tables, feed } = await records(t);
    await runOnce({ source, tables });
    const drivers = spark(t);
    for (const ansi of ansiModes[version]) {
      const { call, tables: theirs } = feed(`ansi_${ansi}`, 100);
      await drivers.ask({ ...call, settings: { 'spark.sql.ansi.enabled': ansi } });
      await same(t, theirs, tables);
    }
  });

  test.serial(
    `Spark ${version}: a checkpoint that is made anew has its stream taken anew, and no other one`,
    async (t) => {
      const { feed } = await records(t);
      const drivers = spark(t);
      const { call, tables, checkpoints } = feed('anew', 100);
      const rows = async () => Promise.all(everyTable.map((table) => readRows(tables, table)));
      await drivers.ask(call);
      const once = await rows();
      await drivers.ask(call);
      t.deepEqual(await rows(), once, 'what was taken is not taken again');
      rmSync(join(checkpoints, 'pin'), { recursive: true });
      await drivers.ask(call);
      for (const [index, found] of (await rows()).entries()) {
        const before = once[index] ?? [];
        const isOfPin = everyTable[index] === streamTables.pin;
        const again = before.filter(({ kind }) => isOfPin || kind === 'pin');
        t.deepEqual(byPlace(found), byPlace([...before, ...again]), everyTable[index]);
      }
    },
  );

  test.serial(`Spark ${version}: a table is widened by a column, and refuses one of another type`, async (t) => {
    const { feed } = await records(t);
    const drivers = spark(t);
    const widened = feed('widened', 100);
    await drivers.ask(`create table ${widened.user} (\`ind\` INT NOT NULL, \`user_name\` STRING) ${widened.made}`);
    await drivers.ask(widened.call);
    const columns = await drivers.ask(`describe table ${widened.user}`);
    t.deepEqual(
      columns.slice(0, 4).map(({ col_name }) => col_name),
      ['ind', 'user_name', 'age', 'date_joined'],
    );
    t.true((await readRows(widened.tables, streamTables.user as string)).length > 0);

    const refused = feed('refused', 100);
    await drivers.ask(`create table ${refused.user} (\`ind\` INT NOT NULL, \`age\` STRING) ${refused.made}`);
    await drivers.ask(`insert into ${refused.user} values (1, 'old')`);
    await t.throwsAsync(drivers.ask(refused.call), { message: /age/ });
    t.deepEqual(await drivers.ask(`select * from ${refused.user}`), [{ ind: 1, age: 'old' }]);
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
      // Every other time it would go on for ever.
      const args = call.args.filter((arg) => kill % 2 === 0 || arg !== availableNow);
      const taking = drivers.ask({ ...call, args }).catch((error: unknown) => error);
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

/** Drivers whose session is up, as it is before they answer anything: a dry run changes nothing. */
async function upAndRunning(t: ExecutionContext, version: SparkVersion, call: DriverCall): Promise<Reader<DriverCall>> {
  const drivers = openSpark(version);
  t.teardown(() => drivers.kill());
  await drivers.ask({ ...call, args: [...call.args, '--dry-run'] });
  return drivers;
}

/** Commits of all tables together. */
function commits(folder: string): number {
  const logs = everyTable.map((table) => join(folder, table, '_delta_log'));
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
    const call: DriverCall = { driver: 'stream', args: [file, availableNow], settings: {} };
    const lake = join(folder, name);
    const user = streamTables.user as string;
    return {
      call,
      tables: join(lake, 'tables'),
      checkpoints: join(lake, 'checkpoints'),
      user: `spark_catalog.\`default\`.\`${name}_${user}\``,
      made: `using delta location '${join(lake, 'tables', user)}'`,
    };
  };
  return { source, tables, feed };
}

/** The rows of every table, each record of the streams once. */
async function same(t: ExecutionContext, theirs: string, ours: string): Promise<void> {
  for (const table of everyTable) {
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
