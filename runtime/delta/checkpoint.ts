import { randomUUID } from 'node:crypto';
import type { DuckDBConnection } from '@duckdb/node-api';
import { PinflowError } from '../errors.ts';
import { type Action, parseActions } from './actions.ts';
import { checkpointPath, lastCheckpointPath } from './log.ts';
import type { Snapshot } from './snapshot.ts';
import { literal } from './sql.ts';
import type { TableStore } from './store.ts';

const texts = 'MAP(VARCHAR, VARCHAR)';

/** The columns of a checkpoint of the first version (PROTOCOL.md, "Checkpoint Schema"), as `json_transform` takes them. */
const structure = {
  protocol: { minReaderVersion: 'INTEGER', minWriterVersion: 'INTEGER' },
  metaData: {
    id: 'VARCHAR',
    name: 'VARCHAR',
    description: 'VARCHAR',
    format: { provider: 'VARCHAR', options: texts },
    schemaString: 'VARCHAR',
    partitionColumns: ['VARCHAR'],
    configuration: texts,
    createdTime: 'BIGINT',
  },
  txn: { appId: 'VARCHAR', version: 'BIGINT', lastUpdated: 'BIGINT' },
  remove: {
    path: 'VARCHAR',
    deletionTimestamp: 'BIGINT',
    dataChange: 'BOOLEAN',
    extendedFileMetadata: 'BOOLEAN',
    partitionValues: texts,
    size: 'BIGINT',
  },
  add: {
    path: 'VARCHAR',
    partitionValues: texts,
    size: 'BIGINT',
    modificationTime: 'BIGINT',
    dataChange: 'BOOLEAN',
    stats: 'VARCHAR',
    tags: texts,
  },
};

/** Writes the checkpoint of a snapshot and names it as the newest. */
export async function writeCheckpoint(
  connection: DuckDBConnection,
  store: TableStore,
  snapshot: Snapshot,
): Promise<void> {
  const actions = checkpointActions(snapshot);
  const table = `checkpoint_${randomUUID()}`;
  await connection.run(`create temp table "${table}" (line varchar)`);
  try {
    const rows = await connection.createAppender(table, 'main', 'temp');
    for (const action of actions) {
      rows.appendVarchar(JSON.stringify(action));
      rows.endRow();
    }
    rows.closeSync();
    await store.putWritten(checkpointPath(snapshot.version), async (file) => {
      await connection.run(
        `copy (select unnest(json_transform(line, ${literal(JSON.stringify(structure))})) from "${table}")
         to ${literal(file)} (format parquet, compression zstd)`,
      );
    });
  } finally {
    await connection.run(`drop table "${table}"`);
  }
  await store.put(
    lastCheckpointPath,
    JSON.stringify({ version: snapshot.version, size: actions.length, numOfAddFiles: snapshot.files.size }),
  );
}

/** The state of a table as actions. */
function checkpointActions({ protocol, metadata, txns, files, removed }: Snapshot): Action[] {
  return [
    { protocol },
    { metaData: metadata },
    ...[...txns.values()].map((txn) => ({ txn })),
    ...[...removed.values()].map((remove) => ({ remove: { ...remove, dataChange: false } })),
    ...[...files.values()].map((add) => ({ add: { ...add, dataChange: false } })),
  ];
}

/** Reads the actions of a checkpoint. @throws {PinflowError} `TABLE_DAMAGED` */
export async function readCheckpoint(
  connection: DuckDBConnection,
  store: TableStore,
  paths: readonly string[],
): Promise<Action[]> {
  const actions: Action[][] = [];
  for (const path of paths) {
    const file = await store.engineName(path);
    try {
      const result = await connection.runAndReadAll(
        `select to_json(line)::varchar from read_parquet(${literal(file)}, hive_partitioning = false) as line`,
      );
      const lines = result.getRows().map(([line]) => String(line));
      actions.push(parseActions(`${store.location}/${path}`, lines));
    } catch (cause) {
      if (cause instanceof PinflowError) throw cause;
      throw new PinflowError('TABLE_DAMAGED', `${store.location}/${path} cannot be read as a checkpoint`, { cause });
    }
  }
  return actions.flat();
}

/** The version that `_last_checkpoint` names; undefined where it is missing or says nothing: it is a hint and no more. */
export async function lastCheckpoint(store: TableStore): Promise<number | undefined> {
  try {
    const version: unknown = JSON.parse(String(await store.read(lastCheckpointPath))).version;
    return Number.isSafeInteger(version) ? (version as number) : undefined;
  } catch {
    return undefined;
  }
}
