import { isDeepStrictEqual } from 'node:util';
import { PinflowError } from '../errors.ts';
import type { Action, Add, Metadata, Remove } from './actions.ts';
import type { Change, Stamp } from './change.ts';
import { commitInfo } from './commit-info.ts';
import type { DataFile } from './data-files.ts';
import { parquetFault } from './parquet-schema.ts';
import { encodePath } from './paths.ts';
import { mergeSchemas, type Schema } from './schema.ts';
import type { Snapshot } from './snapshot.ts';
import { ownProtocol, refuseWriting } from './support.ts';

/**
 * The actions that change a table, or undefined when the table already has the batch.
 * @throws {PinflowError} `TABLE_SCHEMA_MISMATCH`, `TABLE_UNSUPPORTED`, `TABLE_CONFLICT`
 */
export function planCommit(
  location: string,
  base: Snapshot | undefined,
  change: Change,
  files: readonly DataFile[],
  stamp: Stamp,
): Action[] | undefined {
  const { mode, txn } = change;
  const dataChange = mode !== 'compact';
  if (hasBatch(base, change)) return undefined;
  checkExpected(location, base, change);
  if (base !== undefined) refuseWriting(location, base, mode);
  const schema = plannedSchema(location, base, change);
  for (const file of files) checkFile(location, schema, file);
  const metadata = plannedMetadata(base, schema, change, stamp);
  const replaced = replacedFiles(location, base, change);
  return [
    { commitInfo: commitInfo(base, change, { added: files, removed: replaced }, stamp) },
    ...(base === undefined ? [{ protocol: ownProtocol }] : []),
    ...(metadata === base?.metadata ? [] : [{ metaData: metadata }]),
    ...(txn === undefined ? [] : [{ txn: { ...txn, lastUpdated: stamp.now } }]),
    ...replaced.map((file) => ({ remove: removal(file, dataChange, stamp) })),
    ...files.map(({ path, size, modificationTime, stats }) => ({
      add: { path: encodePath(path), partitionValues: {}, size, modificationTime, dataChange, stats },
    })),
  ];
}

/**
 * The change as it stands after other writers took the table from `before` to `now`. An append and a compaction follow when the table
 * still has every column of it, an overwrite when the table is what it would have made.
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
  if (change.mode !== 'overwrite') {
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

function checkExpected(location: string, base: Snapshot | undefined, { expected = {} }: Change): void {
  const properties = base?.metadata.configuration ?? {};
  const changed = Object.keys(expected).find((name) => properties[name] !== expected[name]);
  if (changed === undefined) return;
  throw new PinflowError(
    'TABLE_CONFLICT',
    `${location}: another writer changed the property ${changed} up to version ${base?.version ?? 'none'}`,
  );
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

/** The files of the table that the change takes away. */
function replacedFiles(location: string, base: Snapshot | undefined, { mode, compacted = [] }: Change): Add[] {
  if (mode === 'overwrite') return [...(base?.files.values() ?? [])];
  return compacted.map((path) => {
    const file = base?.files.get(path);
    if (file !== undefined) return file;
    const removed = `another writer removed ${path} up to version ${base?.version ?? 'none'}`;
    throw new PinflowError('TABLE_CONFLICT', `${location}: ${removed}`);
  });
}

function removal({ path, partitionValues, size }: Add, dataChange: boolean, { now }: Stamp): Remove {
  return { path, deletionTimestamp: now, dataChange, extendedFileMetadata: true, partitionValues, size };
}
