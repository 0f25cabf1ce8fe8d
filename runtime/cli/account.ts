import type { Account } from '../emulator/index.ts';
import { type Output, say, textTable } from './output.ts';

/** Writes the emulator's account: what became of the records of each kind, and where the stored ones stand. */
export function sayAccount(output: Output, account: Account): void {
  const { kinds, messages, redraws, seconds, ended, reason, refusals } = account;
  const records = Object.values(kinds).reduce((sum, { stored }) => sum + stored, 0);
  say(
    output,
    `Posted ${messages} messages in ${seconds.toFixed(1)} s: ${records} records stored, ${Math.round(records / seconds)} a second`,
  );
  if (redraws > 0) say(output, `The order named ${redraws} rows that the source does not have; they were drawn again`);
  if (reason !== undefined) say(output, `Gave up: ${reason}`);
  if (ended === 'stopped') say(output, 'Stopped before the end, as asked');
  const counts = Object.entries(kinds).map(([kind, count]) => ({ kind, ...count }));
  say(output, '', ...textTable(['kind', 'generated', 'stored', 'rejected', 'unknown', 'lost'], counts), '');
  const places = Object.entries(kinds).flatMap(([kind, { partitions }]) =>
    partitions.map(({ partition, records: stored, firstOffset, lastOffset }) => ({
      kind,
      partition,
      records: stored,
      first_offset: firstOffset,
      last_offset: lastOffset,
    })),
  );
  say(output, ...textTable(['kind', 'partition', 'records', 'first_offset', 'last_offset'], places), '');
  if (refusals.length > 0) {
    const columns = ['kind', 'key', 'status', 'errorCode', 'message'];
    say(
      output,
      'Some of the rejected records',
      ...textTable(
        columns,
        refusals.map((refusal) => ({ ...refusal })),
      ),
      '',
    );
  }
}

/** The account as a command's JSON result has it. */
export function accountJson({ kinds, messages, redraws, seconds, ended, refusals }: Account): object {
  const told = Object.entries(kinds).map(([kind, { partitions, ...counts }]) => [
    kind,
    {
      ...counts,
      partitions: partitions.map(({ firstOffset, lastOffset, ...place }) => ({
        ...place,
        first_offset: firstOffset,
        last_offset: lastOffset,
      })),
    },
  ]);
  return { messages, redraws, seconds, ended, kinds: Object.fromEntries(told), refusals };
}
