import { join } from 'node:path';
import test from 'ava';
import { localStage } from '../../runtime/blueprint/index.ts';
import { startTwin } from '../../runtime/twin/index.ts';
import { readStream, shardsOf } from '../emulator/helpers/read-stream.ts';
import { pinflow, resultOf } from '../helpers/cli.ts';
import { temporaryFolder } from '../helpers/folder.ts';
import { kinesisClient } from '../helpers/kinesis.ts';

interface Told {
  readonly kinds: Record<string, { readonly stored: number; readonly partitions: object[]; readonly shards: object[] }>;
}

test.serial(
  'every way into the streams is told by options, and the account names shards and sequence numbers',
  async (t) => {
    const twin = await startTwin({ stage: localStage('demo'), dir: temporaryFolder(t) });
    t.teardown(() => twin.close());
    const { gatewayUrl, kinesisUrl = '' } = twin;
    const ways = [
      ['--target', 'stream', '--url', gatewayUrl],
      ['--target', 'stream', '--via', 'record', '--url', gatewayUrl],
      ['--target', 'kinesis', '--endpoint', kinesisUrl],
    ];
    const told: Told[] = [];
    for (const way of ways) {
      const ran = await pinflow('emulate', ...way, '--messages', '30', '--batch-size', '10', '--json');
      t.is(ran.status, 0, ran.stderr);
      told.push(resultOf<Told>(ran));
    }
    const client = kinesisClient(t, kinesisUrl);
    for (const kind of ['pin', 'geo', 'user']) {
      const records = await readStream(client, `streaming-demo-${kind}`);
      t.is(records.length, 90);
      const shards = told.flatMap(({ kinds }) => kinds[kind]?.shards ?? []) as { first_sequence_number: string }[];
      const there = shardsOf(records);
      for (const { firstSequenceNumber } of there) {
        t.true(shards.some(({ first_sequence_number }) => first_sequence_number === firstSequenceNumber));
      }
      t.true(told.every(({ kinds }) => kinds[kind]?.stored === 30 && kinds[kind]?.partitions.length === 0));
    }
    const [, , direct = []] = ways;
    const { stdout } = await pinflow('emulate', ...direct, '--messages', '3');
    t.regex(
      stdout,
      /kind +shard +records +first_sequence_number +last_sequence_number\n.*\npin +shardId-\d{12} +\d+ +\d{56} /,
    );
  },
);

test.serial('without a region or credentials it says what to do before anything is sent', async (t) => {
  const kept = { ...process.env };
  t.teardown(() => {
    process.env = kept;
  });
  const none = join(temporaryFolder(t), 'none');
  for (const name of Object.keys(process.env).filter((name) => name.startsWith('AWS_'))) delete process.env[name];
  const config = { AWS_CONFIG_FILE: none, AWS_SHARED_CREDENTIALS_FILE: none, AWS_EC2_METADATA_DISABLED: 'true' };
  Object.assign(process.env, config);
  const nowhere = await pinflow('emulate', '--target', 'kinesis');
  t.is(nowhere.status, 2);
  t.regex(nowhere.stderr, /give --region, or set AWS_REGION/);
  const nobody = await pinflow('emulate', '--target', 'kinesis', '--region', 'us-east-1');
  t.is(nobody.status, 1);
  t.regex(nobody.stderr, /CREDENTIALS_MISSING.*aws sso login/s);
});
