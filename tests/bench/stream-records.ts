import { localStage, names } from '../../runtime/blueprint/index.ts';
import { openGenerator } from '../../runtime/emulator/index.ts';
import { runStreamJob } from '../../runtime/jobs/stream/index.ts';
import type { StreamSource } from '../../runtime/jobs/stream/source.ts';
import { MemoryStreams } from '../jobs/stream/helpers/memory-streams.ts';

/** The stage of the benchmark. */
export const stage = localStage('bench');
export const { streams } = names(stage);

/** The texts of the first records of a kind. */
export function texts(kind: string, rows: number): string[] {
  using source = openGenerator({ seed: 1, rows });
  return Array.from({ length: rows }, (_, row) => source.row(kind, row));
}

/** Shards of an on-demand stream that is new. */
const shards = 4;

/** Streams in memory, of which that of one kind has records. */
export function streamOf(kind: string, records: readonly string[]): MemoryStreams {
  const source = new MemoryStreams();
  for (const stream of Object.values(streams)) source.create(stream, shards);
  for (const [key, text] of records.entries()) source.put(streams[kind] as string, key, text);
  return source;
}

/** Runs the job over what the streams hold, in batches of so many records, and gives the seconds from its first read to its end. */
export async function timeJob(source: StreamSource, tables: string, maxRecords: number): Promise<number> {
  let started: number | undefined;
  const timed: StreamSource = {
    describe: (stream) => source.describe(stream),
    iterator: (stream, shard, after) => source.iterator(stream, shard, after),
    read: (iterator) => {
      started ??= performance.now();
      return source.read(iterator);
    },
  };
  const hour = 3_600_000;
  await runStreamJob({
    stage,
    source: timed,
    tables,
    trigger: { maxRecords, maxLatencyMs: hour },
    drain: AbortSignal.abort(),
    signal: new AbortController().signal,
  });
  return (performance.now() - (started ?? 0)) / 1000;
}
