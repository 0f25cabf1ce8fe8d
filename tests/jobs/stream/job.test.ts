import test from 'ava';
import { contracts, lineChecker } from '../../../runtime/contracts/index.ts';
import { hostile } from '../../fixtures/hostile.ts';
import { contractOf, verdictFor } from '../../helpers/hostile-rows.ts';
import {
  quarantineTables,
  readRows,
  runOnce,
  someStreams,
  streams,
  streamTables,
  tablesFolder,
} from './helpers/run-stream.ts';

test('every hostile record is cleaned or quarantined with all its reasons, its bytes and its place', async (t) => {
  const source = someStreams();
  const tables = tablesFolder(t);
  const places = hostile.map(({ kind, line }) => source.put(streams[kind] as string, 0, line, Date.UTC(2026, 0, 2)));
  const { kinds } = await runOnce({ source, tables });

  const rejected = new Map((await readRows(tables, quarantineTables.stream)).map((row) => [row.sequence_number, row]));
  const cleaned = new Map<unknown, Record<string, unknown>>();
  for (const { kind } of contracts) {
    for (const row of await readRows(tables, streamTables[kind] as string)) cleaned.set(row.sequence_number, row);
  }
  for (const [index, record] of hostile.entries()) {
    const { shardId, sequenceNumber } = places[index] as (typeof places)[number];
    const arrived = new Date(Date.UTC(2026, 0, 2));
    const verdict = verdictFor(record);
    const row = cleaned.get(sequenceNumber) ?? rejected.get(sequenceNumber);
    t.like(row, { shard_id: shardId, arrived_at: arrived }, record.why);
    t.deepEqual((row?.reasons as string[]) ?? undefined, verdict.reasons, record.why);
    if (verdict.reasons !== undefined) {
      const bytes = Buffer.from(record.line);
      t.is(row?.kind, record.kind);
      t.is(String(row?.payload), bytes.toString(), record.why);
      t.is(row?.data_base64, Buffer.from(bytes.toString()).equals(bytes) ? null : bytes.toString('base64'), record.why);
    } else {
      for (const [column, value] of Object.entries(verdict.clean ?? {}))
        t.deepEqual(plain(row?.[column]), value, record.why);
    }
  }
  t.is(cleaned.size + rejected.size, hostile.length);
  for (const contract of contracts) {
    const own = hostile.filter((record) => contractOf(record) === contract);
    const good = own.filter(({ line }) => lineChecker(contract)(line).reasons === undefined).length;
    t.like(kinds[contract.kind], { read: own.length, cleaned: good, quarantined: own.length - good });
  }
});

function plain(value: unknown): unknown {
  return value instanceof Date ? value.toISOString().replace('.000Z', 'Z') : value;
}

test('a job that is told to drain takes what was put in before, also while it was reading, and ends', async (t) => {
  const source = someStreams();
  const tables = tablesFolder(t);
  const stream = streams.user as string;
  const drain = new AbortController();
  let reads = 0;
  source.fault = (call, name) => {
    if (call === 'read' && name === stream) reads += 1;
    // After this read has looked, and before its answer is there.
    if (reads === 3 && !drain.signal.aborted) {
      queueMicrotask(() => source.put(stream, 0, JSON.stringify({ ind: 1 })));
      drain.abort();
    }
    return undefined;
  };
  const { kinds } = await runOnce({ source, tables, drain: drain.signal });
  t.like(kinds.user, { read: 1, cleaned: 1 });
});
