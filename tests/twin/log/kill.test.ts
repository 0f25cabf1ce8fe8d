import test from 'ava';
import { openFolderLog } from '../../../runtime/twin/log/folder.ts';
import { temporaryFolder } from '../../helpers/folder.ts';
import { killRounds, kills, textFor } from '../helpers/kill-rounds.ts';
import { readTopic } from '../helpers/logs.ts';
import { textOf } from '../helpers/records.ts';

const service = new URL('../helpers/serve-log.ts', import.meta.url);

interface Place {
  readonly partition: number;
  readonly offset: number;
}

test(`killed ${kills} times in the middle of requests, the log has every answered record where it was told, once`, async (t) => {
  const folder = temporaryFolder(t);
  const { told, sent } = await killRounds(t, { script: service, args: [folder], seed: 20, post: produce });
  const log = openFolderLog(folder);
  t.teardown(() => log.close());
  const stored = await readTopic(log, 'demo.pin');
  for (const [number, { partition, offset }] of told) {
    const text = textOf(stored[partition]?.[offset]);
    t.true(text === JSON.stringify(textFor(number)), `record ${number} at ${partition}/${offset}`);
  }
  for (const records of stored)
    t.deepEqual(
      records.map(({ offset }) => offset),
      [...records.keys()],
    );
  const numbers = stored.flat().map((record) => Number.parseInt(JSON.parse(textOf(record) as string), 10));
  t.is(new Set(numbers).size, numbers.length);
  t.true(numbers.every((number) => number < sent));
});

/** Posts three records; undefined when the answer never came. */
async function produce(url: string, numbers: readonly number[]): Promise<Place[] | undefined> {
  const records = numbers.map((number) => ({ key: String(number % 7), value: textFor(number) }));
  try {
    const answer = await fetch(`${url}/topics/demo.pin`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/vnd.kafka.json.v2+json' },
      body: JSON.stringify({ records }),
    });
    return ((await answer.json()) as { offsets: Place[] }).offsets;
  } catch {
    return undefined;
  }
}
