import { PinflowError } from '../errors.ts';
import type { Action, Add, Metadata, Protocol, Remove, Txn } from './actions.ts';
import { decodePath } from './paths.ts';
import { type Schema, schemaObject } from './schema.ts';

/** One version of a table. */
export interface Snapshot {
  readonly version: number;
  readonly protocol: Protocol;
  readonly metadata: Metadata;
  readonly schema: Schema;
  /** The files whose rows are the table's, by path. */
  readonly files: ReadonlyMap<string, Add>;
  /** The files that were the table's before, by path. */
  readonly removed: ReadonlyMap<string, Remove>;
  /** How far each application has come, by its id. */
  readonly txns: ReadonlyMap<string, Txn>;
}

/**
 * The snapshot that further actions make of an earlier one, or of nothing (PROTOCOL.md, "Action Reconciliation").
 * @throws {PinflowError} `TABLE_DAMAGED` when they make no table, `TABLE_UNSUPPORTED` for a file outside of it
 */
export function advance(
  location: string,
  before: Snapshot | undefined,
  version: number,
  actions: readonly Action[],
): Snapshot {
  let { protocol, metadata } = before ?? {};
  const files = new Map(before?.files);
  const removed = new Map(before?.removed);
  const txns = new Map(before?.txns);
  for (const action of actions) {
    protocol = action.protocol ?? protocol;
    metadata = action.metaData ?? metadata;
    if (action.txn) txns.set(action.txn.appId, action.txn);
    if (action.remove) {
      const path = pathIn(location, action.remove.path);
      files.delete(path);
      removed.set(path, action.remove);
    }
    if (action.add) {
      const path = pathIn(location, action.add.path);
      files.set(path, action.add);
      removed.delete(path);
    }
  }
  if (protocol === undefined || metadata === undefined) {
    const lacking = protocol === undefined ? 'protocol' : 'metaData';
    throw new PinflowError('TABLE_DAMAGED', `${location}: the log up to version ${version} has no ${lacking} action`);
  }
  const schema = metadata === before?.metadata ? before.schema : parseSchema(location, metadata);
  return { version, protocol, metadata, schema, files, removed, txns };
}

function pathIn(location: string, encoded: string): string {
  const path = decodePath(encoded);
  if (path !== undefined) return path;
  throw new PinflowError('TABLE_UNSUPPORTED', `${location}: the file ${encoded} is not one of the table's folder`);
}

function parseSchema(location: string, { schemaString }: Metadata): Schema {
  try {
    return schemaObject.parse(JSON.parse(schemaString));
  } catch (cause) {
    throw new PinflowError('TABLE_DAMAGED', `${location}: the schemaString of the metaData is no schema`, { cause });
  }
}
