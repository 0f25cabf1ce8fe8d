import { isDeepStrictEqual } from 'node:util';
import { PinflowError } from '../errors.ts';
import type { Action, Metadata } from './actions.ts';
import type { DataFile } from './data-files.ts';
import { parquetFault } from './parquet-schema.ts';
import { encodePath } from './paths.ts';
import { mergeSchemas, type Schema } from './schema.ts';
import type { Snapshot } from './snapshot.ts';
import { ownProtocol, refuseWriting } from './support.ts';

/** A change of a table, before its files are there. */
export interface Change {
  /** Whether the rows come on top of the table's or in their place. */
  readonly mode: 'append' | 'overwrite';
  /** The schema of the rows: the table gets it, or is widened by columns that may be NULL. */
  readonly schema: Schema;
  /** Properties that the table gets; others of it stay. */
  readonly properties?: Readonly<Record<string, string>>;
  /** The batch that the rows are, of the application that makes them: one that the table already has is skipped. */
  readonly txn?: { readonly appId: string; readonly version: number };
}

/** What tells one attempt from every other. */
export interface Stamp {
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly id: string;
}

/**
 * The actions that change a table, or undefined when the table already has the batch.
 * @throws {PinflowError} `TABLE_SCHEMA_MISMATCH`, `TABLE_UNSUPPORTED`
 */
export function planCommit(
  location: string,
  base: Snapshot | undefined,
  change: Change,
  files: readonly DataFile[],
  stamp: Stamp,
): Action[] | undefined {
  const { mode, txn } = change;
  if (hasBatch(base, change)) return undefined;
  if (base !== undefined) refuseWriting(location, base, mode);
  const schema = plannedSchema(location, base, change);
  for (const file of files) checkFile(location, schema, file);
  const metadata = plannedMetadata(base, schema, change, stamp);
  return [
    { commitInfo: commitInfo(base, change, files, stamp) },
    ...(base === undefined ? [{ protocol: ownProtocol }] : []),
    ...(metadata === base?.metadata ? [] : [{ metaData: metadata }]),
    ...(txn === undefined ? [] : [{ txn: { ...txn, lastUpdated: stamp.now } }]),
    ...(mode === 'overwrite' && base !== undefined ? removals(base, stamp) : []),
    ...files.map(({ path, size, modificationTime, stats }) => ({
      add: { path: encodePath(path), partitionValues: {}, size, modificationTime, dataChange: true, stats },
    })),
  ];
}

/**
 * The change as it stands after other writers took the table from `before` to `now`. An append follows when the table still has every
 * column of it, an overwrite when the table is what it would have made.
 * @throws {PinflowError} `TABLE_CONFLICT`
 */
export function followChange(
  location: string,
  before: Snapshot | undefined,
  now: Snapshot,
  change: Change,
  stamp: Stamp,
): Change {
  const conflict = (what: string) =>
    new PinflowError('TABLE_CONFLICT', `${location}: another writer changed the ${what} up to version ${now.version}`);
  if (hasBatch(now, change)) return change;
  if (before !== undefined && !isDeepStrictEqual(before.protocol, now.protocol)) throw conflict('protocol');
  if (before !== undefined && isDeepStrictEqual(before.metadata, now.metadata)) return change;
  const schema = plannedSchema(location, before, change);
  if (change.mode === 'append') {
    if (mergeSchemas(schema, now.schema).fault !== undefined) throw conflict('schema');
    return { ...change, schema: now.schema };
  }
  const { configuration } = plannedMetadata(before, schema, change, stamp);
  if (!isDeepStrictEqual(schema, now.schema)) throw conflict('schema');
  if (!isDeepStrictEqual(configuration, now.metadata.configuration)) throw conflict('properties');
  return change;
}

function hasBatch(base: Snapshot | undefined, { txn }: Change): boolean {
  const done = txn && base?.txns.get(txn.appId)?.version;
  return txn !== undefined && done !== undefined && done >= txn.version;
}

function plannedSchema(location: string, base: Snapshot | undefined, { schema }: Change): Schema {
  if (base === undefined) return schema;
  const merged = mergeSchemas(base.schema, schema);
  if (merged.fault === undefined) return merged.schema;
  throw new PinflowError('TABLE_SCHEMA_MISMATCH', `${location}: ${merged.fault}`);
}

function checkFile(location: string, schema: Schema, { path, leaves, withNulls }: DataFile): void {
  const isNull = schema.fields.find(({ name, nullable }) => !nullable && withNulls.has(name));
  const fault = isNull === undefined ? parquetFault(schema, leaves) : `column ${isNull.name} holds NULL and may not`;
  if (fault !== undefined) throw new PinflowError('TABLE_SCHEMA_MISMATCH', `${location}/${path}: ${fault}`);
}

/** The table's metadata itself where nothing of it changes. */
function plannedMetadata(base: Snapshot | undefined, schema: Schema, change: Change, stamp: Stamp): Metadata {
  const schemaString = JSON.stringify(schema);
  const { properties = {} } = change;
  if (base === undefined) {
    return {
      id: stamp.id,
      format: { provider: 'parquet', options: {} },
      schemaString,
      partitionColumns: [],
      configuration: properties,
      createdTime: stamp.now,
    };
  }
  const configuration = { ...base.metadata.configuration, ...properties };
  const isSame = schema === base.schema && isDeepStrictEqual(configuration, base.metadata.configuration);
  return isSame ? base.metadata : { ...base.metadata, schemaString, configuration };
}

function removals(base: Snapshot, { now }: Stamp): Action[] {
  return [...base.files.values()].map(({ path, partitionValues, size }) => ({
    remove: {
      path,
      deletionTimestamp: now,
      dataChange: true,
      extendedFileMetadata: true,
      partitionValues,
      size,
    },
  }));
}

/** What people and `describe history` read of a commit; its `txnId` makes the text of every attempt its own. */
function commitInfo(base: Snapshot | undefined, { mode }: Change, files: readonly DataFile[], { now, id }: Stamp) {
  const total = (count: (file: DataFile) => number) => String(files.reduce((sum, file) => sum + count(file), 0));
  return {
    timestamp: now,
    operation: 'WRITE',
    operationParameters: { mode: mode === 'append' ? 'Append' : 'Overwrite', partitionBy: '[]' },
    ...(base === undefined ? {} : { readVersion: base.version }),
    isolationLevel: 'Serializable',
    isBlindAppend: mode === 'append',
    operationMetrics: {
      numFiles: String(files.length),
      numOutputRows: total(({ rows }) => rows),
      numOutputBytes: total(({ size }) => size),
    },
    engineInfo: 'pinflow',
    txnId: id,
  };
}
