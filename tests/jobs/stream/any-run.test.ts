import assert from 'node:assert/strict';
import test from 'ava';
import fc from 'fast-check';
import type { SourceFault } from '../../../runtime/jobs/stream/source.ts';
import type { MemoryStreams } from './helpers/memory-streams.ts';
import {
  quarantineTables,
  readRows,
  runOnce,
  someStreams,
  streams,
  streamTables,
  tablesFolder,
} from './helpers/run-stream.ts';

const kinds = Object.keys(streams);

/** What happens to the streams before a run, and to the run. */
const round = fc.record({
  events: fc.array(
    fc.oneof(
      {
        weight: 8,
        arbitrary: fc.record({ is: fc.constant('put' as const), kind: fc.nat(2), key: fc.nat(9), bad: fc.boolean() }),
      },
      {
        weight: 1,
        arbitrary: fc.record({
          is: fc.constantFrom('split' as const, 'merge' as const),
          kind: fc.nat(2),
          key: fc.nat(3),
        }),
      },
    ),
    { maxLength: 25 },
  ),
  pageRecords: fc.integer({ min: 1, max: 8 }),
  maxRecords: fc.integer({ min: 1, max: 8 }),
  /** What some calls of the source fail with. */
  faults: fc.array(
    fc.constantFrom<SourceFault | undefined>(undefined, undefined, undefined, 'expired', 'unavailable'),
    { maxLength: 12 },
  ),
  /** After how many calls the run is stopped. */
  stopAfter: fc.option(fc.nat(20)),
});

type Round = typeof round extends fc.Arbitrary<infer R> ? R : never;

interface Put {
  readonly shardId: string;
  readonly sequenceNumber: string;
  readonly key: number;
  readonly bad: boolean;
}

test('whatever happens to streams and runs, every record is in one table once, in the order of its shard and of its key', async (t) => {
  const order = fc.asyncProperty(fc.array(round, { minLength: 1, maxLength: 4 }), async (rounds) => {
    const source = someStreams(2);
    const tables = tablesFolder(t);
    const puts = new Map<string, Put[]>(kinds.map((kind) => [kind, []]));
    for (const each of [...rounds, { ...rounds[0], events: [], faults: [], stopAfter: null } as Round]) {
      for (const event of each.events) apply(event, source, puts);
      await run(each, source, tables);
    }
    const rejected = await readRows(tables, quarantineTables.stream);
    for (const [kind, all] of puts) {
      const rows = await readRows(tables, streamTables[kind] as string);
      compare(
        rows,
        all.filter(({ bad }) => !bad),
      );
      for (const key of new Set(all.map(({ key }) => key))) {
        const own = all.filter((put) => put.key === key && !put.bad).map(({ sequenceNumber }) => sequenceNumber);
        assert.deepEqual(
          rows.filter(({ ind }) => ind === key).map((row) => row.sequence_number),
          own,
        );
      }
      compare(
        rejected.filter((row) => row.kind === kind),
        all.filter(({ bad }) => bad),
      );
    }
  });
  await t.notThrowsAsync(fc.assert(order, { numRuns: 8 }));
});

function apply(event: Round['events'][number], source: MemoryStreams, puts: Map<string, Put[]>): void {
  const kind = kinds[event.kind] as string;
  const stream = streams[kind] as string;
  if (event.is === 'put') {
    const { key, bad } = event;
    const record = { [kind === 'pin' ? 'index' : 'ind']: key };
    puts.get(kind)?.push({ key, bad, ...source.put(stream, key, bad ? 'rubbish' : JSON.stringify(record)) });
  } else if (event.is === 'split') source.split(stream, event.key % source.open(stream).length);
  else source.merge(stream);
}

async function run(
  { pageRecords, maxRecords, faults, stopAfter }: Round,
  source: MemoryStreams,
  tables: string,
): Promise<void> {
  const stop = new AbortController();
  const left = [...faults];
  let calls = 0;
  source.pageRecords = pageRecords;
  source.fault = (call) => {
    if (stopAfter !== null && calls++ === stopAfter) stop.abort();
    const fault = left.shift();
    return fault === 'expired' && call !== 'read' ? undefined : fault;
  };
  await runOnce({ source, tables, trigger: { maxRecords, maxLatencyMs: 1 }, signal: stop.signal });
}

/** Each shard's records, in order. */
function compare(rows: readonly Record<string, unknown>[], puts: readonly Put[]): void {
  const got = rows.map((row) => [row.shard_id, row.sequence_number]);
  const put = puts.map(({ shardId, sequenceNumber }) => [shardId, sequenceNumber]);
  for (const shard of new Set([...got, ...put].map(([id]) => id))) {
    const of = (all: readonly unknown[][]) => all.filter(([id]) => id === shard);
    assert.deepEqual(of(got), of(put));
  }
}
