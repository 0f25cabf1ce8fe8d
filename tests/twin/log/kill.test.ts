import test from 'ava';
import fc from 'fast-check';
import { openFolderLog } from '../../../runtime/twin/log/folder.ts';
import { temporaryFolder } from '../../helpers/folder.ts';
import { startChild } from '../helpers/child.ts';
import { readTopic } from '../helpers/logs.ts';
import { textOf } from '../helpers/records.ts';

const service = new URL('../helpers/serve-log.ts', import.meta.url);
const clients = 4;
/** After how many answers each round ends: seeded, so that a failure can be repeated. */
const rounds = fc.sample(fc.integer({ min: 1, max: 60 }), { numRuns: 6, seed: 20 });

interface Place {
  readonly partition: number;
  readonly offset: number;
}

/** Values by number: most are small, some so large that a kill can cut their writing short. */
const valueFor = (number: number) => `${number} ${'x'.repeat(number % 10 === 0 ? 900_000 : 30)}`;

test(`killed ${rounds.length} times in the middle of requests, the log has every answered record where it was told, once`, async (t) => {
  const folder = temporaryFolder(t);
  const told = new Map<number, Place>();
  let sent = 0;
  for (const answers of rounds) {
    const child = startChild(t, service, folder);
    const { url } = (await child.said) as { url: string };
    let answered = 0;
    const post = async () => {
      for (;;) {
        const numbers = [sent++, sent++, sent++];
        const places = await produce(url, numbers);
        if (places === undefined) return;
        for (const [index, place] of places.entries()) told.set(numbers[index] as number, place);
        answered += 1;
        if (answered === answers) child.process.kill('SIGKILL');
      }
    };
    await Promise.all(Array.from({ length: clients }, post));
    t.is(await child.ended, 'SIGKILL');
    t.true(answered >= answers);
  }
  const log = openFolderLog(folder);
  t.teardown(() => log.close());
  const stored = await readTopic(log, 'demo.pin');
  for (const [number, { partition, offset }] of told) {
    const text = textOf(stored[partition]?.[offset]);
    t.true(text === JSON.stringify(valueFor(number)), `record ${number} at ${partition}/${offset}`);
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
async function produce(url: string, numbers: number[]): Promise<Place[] | undefined> {
  const records = numbers.map((number) => ({ key: String(number % 7), value: valueFor(number) }));
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
