import { PinflowError } from '../errors.ts';
import type { Action, Add, Metadata, Protocol, Remove, Txn } from './actions.ts';
import { type ChangedFiles, Contents } from './contents.ts';
import { decodePath } from './paths.ts';
import { type Schema, schemaObject } from './schema.ts';

/** One version of a table. */
export interface Snapshot {
  readonly version: number;
  readonly protocol: Protocol;
  readonly metadata: Metadata;
  readonly schema: Schema;
  /** The files whose rows are the table's, by path, in the order of their rows. */
  readonly files: ReadonlyMap<string, Add>;
  /** The files that were the table's before, by path. */
  readonly removed: ReadonlyMap<string, Remove>;
  /** Where both come from. */
  readonly contents: Contents;
  /** How far each application has come, by its id. */
  readonly txns: ReadonlyMap<string, Txn>;
}

/**
 * The snapshot that further commits make of an earlier one, or of nothing (PROTOCOL.md, "Action Reconciliation").
 * @throws {PinflowError} `TABLE_DAMAGED` when they make no table, `TABLE_UNSUPPORTED` for a file outside of it
 */
export function advance(
  location: string,
  before: Snapshot | undefined,
  version: number,
  commits: readonly (readonly Action[])[],
): Snapshot {
  let { protocol, metadata } = before ?? {};
  const txns = new Map(before?.txns);
  for (const action of commits.flat()) {
    protocol = action.protocol ?? protocol;
    metadata = action.metaData ?? metadata;
    if (action.txn) txns.set(action.txn.appId, action.txn);
  }
  const contents = (before?.contents ?? Contents.none).after(commits.map((each) => changedFiles(location, each)));
  if (protocol === undefined || metadata === undefined) {
    const lacking = protocol === undefined ? 'protocol' : 'metaData';
    throw new PinflowError('TABLE_DAMAGED', `${location}: the log up to version ${version} has no ${lacking} action`);
  }
  const isSame = metadata.schemaString === before?.metadata.schemaString;
  const schema = isSame ? before.schema : parseSchema(location, metadata);
  return withContents({ version, protocol, metadata, schema, txns }, contents);
}

/** A snapshot with other files. */
export function withContents(
  { version, protocol, metadata, schema, txns }: Omit<Snapshot, 'contents' | 'files' | 'removed'>,
  contents: Contents,
): Snapshot {
  return {
    ...{ version, protocol, metadata, schema, txns, contents },
    get files() {
      return contents.files;
    },
    get removed() {
      return contents.removed;
    },
  };
}

/** @throws {PinflowError} `TABLE_UNSUPPORTED` for a file outside of the table */
function changedFiles(location: string, actions: readonly Action[]): ChangedFiles {
  const gone = new Map<string, Remove>();
  const come = new Map<string, Add>();
  for (const { remove, add } of actions) {
    if (remove) gone.set(pathIn(location, remove.path), remove);
    if (add) come.set(pathIn(location, add.path), add);
  }
  return { gone, come };
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
