import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { StreamSpec } from '../../../runtime/blueprint/index.ts';
import { openDuckdb } from '../../helpers/duckdb-rows.ts';

/** A record of a stream, as far as the stream job looks at it. */
export interface StreamedRecord {
  readonly shardId: string;
  readonly sequenceNumber: string;
  readonly data: Uint8Array;
}

/** The columns of Spark's source `kinesis`, which open-source Spark lacks. */
const schema =
  'partitionKey STRING, data BINARY, stream STRING, shardId STRING, sequenceNumber STRING, approximateArrivalTimestamp TIMESTAMP';

/** The same spec with files of {@link writeEvents} as its source, a folder for each kind, so many of them in a batch. */
export function fedByFiles(spec: StreamSpec, events: string, files: number): StreamSpec {
  const queries = spec.queries.map((query) => ({
    ...query,
    source: {
      format: 'parquet',
      options: { path: join(events, query.kind), maxFilesPerTrigger: String(files) },
      schema,
    },
  }));
  return { ...spec, queries };
}

/** Files of so many records each, in order. */
export async function writeEvents(
  folder: string,
  records: readonly StreamedRecord[],
  recordsOfFile: number,
): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const connection = await openDuckdb();
  for (let from = 0; from < records.length; from += recordsOfFile) {
    await connection.run('create or replace table events (shard varchar, number varchar, data blob)');
    const appender = await connection.createAppender('events');
    for (const { shardId, sequenceNumber, data } of records.slice(from, from + recordsOfFile)) {
      appender.appendVarchar(shardId);
      appender.appendVarchar(sequenceNumber);
      appender.appendBlob(data);
      appender.endRow();
    }
    appender.closeSync();
    await connection.run(
      `copy (select '1' as "partitionKey", data, 's' as stream, shard as "shardId", number as "sequenceNumber",
         timestamptz '2026-11-28 00:00:00+00' as "approximateArrivalTimestamp" from events)
       to '${join(folder, `${String(from).padStart(9, '0')}.parquet`)}' (format parquet)`,
    );
  }
  connection.closeSync();
}
