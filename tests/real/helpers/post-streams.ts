/*
 * A process that puts records into the streams of the kinds until its standard input ends: `post-streams.ts URL SEED LEDGER`. Into the
 * ledger, a file, it writes a line of JSON for every record that the service took, with the place that it told.
 */
import { createWriteStream } from 'node:fs';
import { argv, stdin } from 'node:process';
import { CreateStreamCommand, KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { localStage, names } from '../../../runtime/blueprint/index.ts';
import { contracts, keyField } from '../../../runtime/contracts/index.ts';
import { PythonRandom } from '../../../runtime/emulator/random.ts';

/** A record that the service took. */
export interface Accepted {
  readonly kind: string;
  readonly number: number;
  readonly isBad: boolean;
  readonly shard: string;
  readonly sequence: string;
}

const [endpoint = '', seed = '', ledger = ''] = argv.slice(2);
const random = new PythonRandom(Number(seed));
const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
// What the service refuses or fails is sent again here, where each answer is seen.
const client = new KinesisClient({ endpoint, region: 'us-east-1', credentials, maxAttempts: 1 });
const accepted = createWriteStream(ledger);
let isOver = false;
stdin.resume().once('end', () => {
  isOver = true;
});

const { streams } = names(localStage('demo'));
for (const stream of Object.values(streams)) {
  await persistently(() => client.send(new CreateStreamCommand({ StreamName: stream })));
}
console.log(JSON.stringify({ posting: true }));

let number = 0;
while (!isOver) {
  for (const contract of contracts) await post(contract.kind, keyField(contract));
  await new Promise((resolve) => setTimeout(resolve, random.randint(0, 40)));
}
accepted.end();
client.destroy();

/** Puts some records of a kind, those that are refused again and again. */
async function post(kind: string, key: string): Promise<void> {
  let records = Array.from({ length: random.randint(1, 8) }, () => {
    number += 1;
    return { number, isBad: random.random() < 0.1 };
  });
  while (records.length > 0) {
    const Records = records.map(({ number, isBad }) => ({
      PartitionKey: String(number % 97),
      Data: dataOf(number, isBad, key),
    }));
    const input = { StreamName: streams[kind], Records };
    const { Records: answers = [] } = await persistently(() => client.send(new PutRecordsCommand(input)));
    for (const [index, record] of records.entries()) {
      const { ShardId: shard, SequenceNumber: sequence } = answers[index] ?? {};
      if (sequence !== undefined) accepted.write(`${JSON.stringify({ kind, ...record, shard, sequence })}\n`);
    }
    records = records.filter((_, index) => answers[index]?.SequenceNumber === undefined);
  }
}

/** A good record holds its number as its key; a bad one is no JSON, no object or no text. */
function dataOf(number: number, isBad: boolean, key: string): Buffer {
  if (!isBad) return Buffer.from(JSON.stringify({ [key]: number }));
  const text = Buffer.from([`${number} rubbish`, `[${number}]`, `${number} `][number % 3] ?? '');
  return number % 3 === 2 ? Buffer.concat([text, Buffer.of(0xff, 0xfe)]) : text;
}

/** The answer to a call that is made until it does not fail; every failure of this service means that it did nothing. */
async function persistently<T>(call: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await call();
    } catch (error) {
      if (!/Exceeded|InternalFailure/.test((error as Error).name)) throw error;
    }
  }
}
