/** A process that runs the stream job over so many records, `stream-memory-run.ts RECORDS TABLES`, and prints what memory it had as JSON. */
import { contracts } from '../../runtime/contracts/index.ts';
import { runStreamJob } from '../../runtime/jobs/stream/index.ts';
import type { StreamSource } from '../../runtime/jobs/stream/source.ts';
import { stage, streams, texts } from './stream-records.ts';

/** What the process held when the job had read so many records. */
export interface Sample {
  readonly records: number;
  /** Bytes of the resident set. */
  readonly rss: number;
}

const [records = 0, tables = ''] = [Number(process.argv[2]), process.argv[3]];
const samples: Sample[] = [];
await runStreamJob({
  stage,
  source: endless(records / contracts.length),
  tables,
  trigger: { maxRecords: 10_000, maxLatencyMs: 250 },
  drain: AbortSignal.abort(),
  signal: new AbortController().signal,
  onProgress: ({ kinds }) =>
    samples.push({
      records: Object.values(kinds).reduce((sum, { read }) => sum + read, 0),
      rss: process.memoryUsage.rss(),
    }),
});
console.log(JSON.stringify(samples));

/** Streams of one shard that make their records when they are read: the same ones over and over, each with a number of its own. */
function endless(perKind: number): StreamSource {
  const distinct = 10_000;
  const pageRecords = 10_000;
  const known = new Map(
    contracts.map(({ kind }) => [streams[kind] as string, texts(kind, distinct).map((text) => Buffer.from(text))]),
  );
  return {
    describe: async () => ({ createdAt: 1, shards: [{ id: 'shardId-000000000000', parents: [], isClosed: false }] }),
    iterator: async (stream) => JSON.stringify([stream, 0]),
    read: async (iterator) => {
      const [stream, from] = JSON.parse(iterator) as [string, number];
      const data = known.get(stream) as Buffer[];
      const to = Math.min(perKind, from + pageRecords);
      const page = Array.from({ length: to - from }, (_, index) => ({
        sequenceNumber: `49${String(from + index).padStart(54, '0')}`,
        arrivedAt: Date.now(),
        data: Buffer.from(data[(from + index) % distinct] as Buffer),
      }));
      return { records: page, next: JSON.stringify([stream, to]), millisBehind: to === perKind ? 0 : 1 };
    },
  };
}
