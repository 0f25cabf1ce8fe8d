import { PinflowError } from '../errors.ts';
import type { Protocol } from './actions.ts';
import { type DataType, duckdbType, type Field, UnknownType } from './schema.ts';
import type { Snapshot } from './snapshot.ts';

/** The protocol of new tables. A table that asks for more is refused, since what it asks for could change what its files mean. */
export const ownProtocol: Protocol = { minReaderVersion: 1, minWriterVersion: 2 };

/** @throws {PinflowError} `TABLE_UNSUPPORTED`, naming what a reader would have to know */
export function refuseReading(location: string, { protocol, metadata, schema, files }: Snapshot): void {
  const { minReaderVersion, readerFeatures = [] } = protocol;
  if (minReaderVersion > ownProtocol.minReaderVersion) {
    throw unsupported(location, `reader version ${minReaderVersion}${listed(readerFeatures)}`);
  }
  if (metadata.format.provider !== 'parquet')
    throw unsupported(location, `files of format ${metadata.format.provider}`);
  for (const field of schema.fields) {
    const unknown = unknownType(field.type);
    if (unknown !== undefined) throw unsupported(location, `type ${unknown} of column ${field.name}`);
  }
  const masked = [...files.values()].find(({ deletionVector }) => deletionVector !== undefined);
  if (masked !== undefined) throw unsupported(location, `deletionVector of ${masked.path}`);
}

/** @throws {PinflowError} `TABLE_UNSUPPORTED`, naming what a writer would have to know or what the table forbids */
export function refuseWriting(location: string, { protocol, metadata, schema }: Snapshot, mode: string): void {
  const { minWriterVersion, writerFeatures = [] } = protocol;
  if (minWriterVersion > ownProtocol.minWriterVersion) {
    throw unsupported(location, `writer version ${minWriterVersion}${listed(writerFeatures)}`);
  }
  if (metadata.partitionColumns.length > 0) {
    throw unsupported(location, `writing by partition (${metadata.partitionColumns.join(', ')})`);
  }
  const guarded = schema.fields.find((field) => hasInvariant(field));
  if (guarded !== undefined) throw unsupported(location, `delta.invariants of column ${guarded.name}`);
  if (mode === 'overwrite' && metadata.configuration['delta.appendOnly']?.toLowerCase() === 'true') {
    throw unsupported(location, 'overwriting a table with delta.appendOnly');
  }
}

function unsupported(location: string, what: string): PinflowError {
  return new PinflowError('TABLE_UNSUPPORTED', `${location}: not known here: ${what}`);
}

function listed(features: readonly string[]): string {
  return features.length > 0 ? ` with ${features.join(', ')}` : '';
}

function unknownType(type: DataType): string | undefined {
  try {
    duckdbType(type);
    return undefined;
  } catch (error) {
    if (error instanceof UnknownType) return error.message;
    throw error;
  }
}

function hasInvariant({ type, metadata }: Field): boolean {
  return 'delta.invariants' in metadata || nestedFields(type).some(hasInvariant);
}

function nestedFields(type: DataType): readonly Field[] {
  if (typeof type === 'string') return [];
  switch (type.type) {
    case 'array':
      return nestedFields(type.elementType);
    case 'map':
      return [...nestedFields(type.keyType), ...nestedFields(type.valueType)];
    case 'struct':
      return type.fields;
  }
}
