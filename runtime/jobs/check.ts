import { isUtf8 } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Contract } from '../contracts/index.ts';
import { literal } from '../delta/index.ts';
import { storageError } from '../errors.ts';
import { checkQuery, dialects } from '../transforms/index.ts';
import type { Engine } from './engine.ts';
import { type BucketObject, groupObjects } from './objects.ts';

/** The objects of one kind. */
export interface KindObjects {
  readonly contract: Contract;
  readonly objects: readonly BucketObject[];
}

/** What one statement reads. DuckDB holds all objects of a statement in memory, and takes some 40 ms to plan one. */
const groupLimits = { bytes: 24 * 1024 * 1024, objects: 1000 };

/** Statements at a time, since DuckDB reads the objects of one on one thread; each more takes memory for its objects. */
const workers = Math.min(availableParallelism(), 4);

/**
 * Checks and cleans every line of the objects, one row a line as `checkQuery` gives it, into Parquet files in the engine's folder.
 * Objects are read group by group, so that memory does not grow with their number.
 * @returns for each kind the relation that reads its rows
 * @throws {PinflowError} `STORAGE_…`; an error of DuckDB as it is
 */
export async function checkObjects(engine: Engine, kinds: readonly KindObjects[]): Promise<string[]> {
  const tasks = kinds.map(({ contract, objects }) =>
    (objects.length > 0 ? groupObjects(objects, groupLimits) : [[]]).map((group, index) => ({
      contract,
      group,
      file: join(engine.folder, `${contract.kind}-${index}.parquet`),
    })),
  );
  await engine.onCallersThreads(() => checkGroups(engine, tasks.flat()));
  return tasks.map(
    (files) =>
      `(select * from read_parquet([${files.map(({ file }) => literal(file)).join(', ')}], hive_partitioning = false))`,
  );
}

/** Some lines to check and where the result goes. */
interface Task {
  readonly contract: Contract;
  readonly group: readonly BucketObject[];
  readonly file: string;
}

/** The first failure ends the others' work, and is thrown when nothing is under way any more. */
async function checkGroups(engine: Engine, tasks: Task[]): Promise<void> {
  const worker = async () => {
    const connection = await engine.connect();
    try {
      for (let task = tasks.shift(); task !== undefined; task = tasks.shift()) await checkGroup(connection, task);
    } catch (error) {
      tasks.length = 0;
      throw error;
    } finally {
      connection.closeSync();
    }
  };
  const ends = await Promise.allSettled(Array.from({ length: workers }, worker));
  const failure = ends.find((end) => end.status === 'rejected');
  if (failure !== undefined) throw failure.reason;
}

/** Files that are read once and soon: without dictionaries they take a third less time to write. */
const intermediate = 'format parquet, compression lz4_raw, dictionary_size_limit 1';

async function checkGroup(connection: DuckDBConnection, { contract, group, file }: Task): Promise<void> {
  await connection.run(
    `create or replace temp table objects (file varchar, object varchar, partition integer, start_offset bigint);
     create or replace temp table broken_lines (object varchar, partition integer, "offset" bigint, line bigint, text varchar, payload varchar)`,
  );
  const objects = await connection.createAppender('objects', 'main', 'temp');
  for (const object of group) {
    objects.appendVarchar(object.file);
    objects.appendVarchar(object.object);
    objects.appendInteger(object.partition);
    objects.appendBigInt(BigInt(object.startOffset));
    objects.endRow();
  }
  objects.closeSync();
  const blobs = group.length > 0 ? `read_blob([${group.map((object) => literal(object.file)).join(', ')}])` : noBlobs;
  await readBroken(connection, group, blobs);
  await connection.run(`create or replace temp view lines as ${linesOf(blobs)}`);
  await connection.run(`copy (${checkQuery(contract, dialects.duckdb)}) to ${literal(file)} (${intermediate})`);
}

const noBlobs = "(select '' as filename, ''::blob as content where false)";

/** The lines of whole objects. A line feed ends a line, so what follows the last one is a line only if it is not empty. */
function linesOf(blobs: string): string {
  return `
    select object, partition, start_offset + line - 1 as "offset", line, text, text as payload
    from (
      select filename, unnest(texts) as text, cast(generate_subscripts(texts, 1) as bigint) as line, len(texts) as lines
      from (select filename, string_split(try(decode(content)), chr(10)) as texts from ${blobs})
    ) join objects on file = filename
    where line < lines or text <> ''
    union all
    select * from broken_lines`;
}

/**
 * An object that is not UTF-8 as a whole is read here, line by line, so that its good lines stand: a bad one gets no text, and
 * U+FFFD in its payload where a byte could not be read (the bytes themselves stay in the object).
 */
async function readBroken(connection: DuckDBConnection, group: readonly BucketObject[], blobs: string): Promise<void> {
  const broken = await connection.runAndReadAll(`select filename from ${blobs} where try(decode(content)) is null`);
  const files = new Set(broken.getRows().map(([file]) => file));
  const rows = await connection.createAppender('broken_lines', 'main', 'temp');
  for (const object of group.filter(({ file }) => files.has(file))) {
    for (const [index, bytes] of splitLines(await readObject(object.file)).entries()) {
      rows.appendVarchar(object.object);
      rows.appendInteger(object.partition);
      rows.appendBigInt(BigInt(object.startOffset + index));
      rows.appendBigInt(BigInt(index + 1));
      if (isUtf8(bytes)) rows.appendVarchar(bytes.toString());
      else rows.appendNull();
      rows.appendVarchar(bytes.toString());
      rows.endRow();
    }
  }
  rows.closeSync();
}

/** The lines of an object; what follows the last line feed is one only if it is not empty. */
export function splitLines(content: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  for (let start = 0; start < content.length; ) {
    const end = content.indexOf(0x0a, start);
    lines.push(content.subarray(start, end < 0 ? content.length : end));
    start = end < 0 ? content.length : end + 1;
  }
  return lines;
}

async function readObject(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (cause) {
    throw storageError(cause, file);
  }
}
