import type { Account, PartitionAccount, ShardAccount } from '../emulator/index.ts';
import { type Output, say, textTable } from './output.ts';

/** Writes how the posting went: how much, how fast, what ended it, and some of the records that were refused. */
export function sayPosted(
  output: Output,
  { kinds, messages, redraws, seconds, ended, reason, refusals }: Account,
): void {
  const records = Object.values(kinds).reduce((sum, { stored }) => sum + stored, 0);
  say(
    output,
    `Posted ${messages} messages in ${seconds.toFixed(1)} s: ${records} records stored, ${Math.round(records / seconds)} a second`,
  );
  if (redraws > 0) say(output, `The order named ${redraws} rows that the source does not have; they were drawn again`);
  if (reason !== undefined) say(output, `Gave up: ${reason}`);
  if (ended === 'stopped') say(output, 'Stopped before the end, as asked');
  say(output, '');
  if (refusals.length > 0) {
    const columns = ['kind', 'key', 'status', 'errorCode', 'message'];
    const rows = refusals.map((refusal) => ({ ...refusal }));
    say(output, 'Some of the rejected records', ...textTable(columns, rows), '');
  }
}

/** Writes the emulator's account: what became of the records of each kind, and where the stored ones stand. */
export function sayAccount(output: Output, account: Account): void {
  const { kinds } = account;
  sayPosted(output, account);
  const counts = Object.entries(kinds).map(([kind, count]) => ({ kind, ...count }));
  say(output, ...textTable(['kind', 'generated', 'stored', 'rejected', 'unknown', 'lost'], counts), '');
  for (const places of [partitionRows(kinds), shardRows(kinds)]) {
    if (places[0] !== undefined) say(output, ...textTable(Object.keys(places[0]), places), '');
  }
}

type Kinds = Account['kinds'];

function partitionRows(kinds: Kinds) {
  return Object.entries(kinds).flatMap(([kind, { partitions }]) =>
    partitions.map((partition) => ({ kind, ...partitionJson(partition) })),
  );
}

function shardRows(kinds: Kinds) {
  return Object.entries(kinds).flatMap(([kind, { shards }]) => shards.map((shard) => ({ kind, ...shardJson(shard) })));
}

/** The account as a command's JSON result has it. */
export function accountJson({ kinds, messages, redraws, seconds, ended, refusals }: Account): object {
  const told = Object.entries(kinds).map(([kind, { partitions, shards, ...counts }]) => [
    kind,
    { ...counts, partitions: partitions.map(partitionJson), shards: shards.map(shardJson) },
  ]);
  return { messages, redraws, seconds, ended, kinds: Object.fromEntries(told), refusals };
}

function partitionJson({ firstOffset, lastOffset, ...place }: PartitionAccount) {
  return { ...place, first_offset: firstOffset, last_offset: lastOffset };
}

function shardJson({ firstSequenceNumber, lastSequenceNumber, ...place }: ShardAccount) {
  return { ...place, first_sequence_number: firstSequenceNumber, last_sequence_number: lastSequenceNumber };
}
