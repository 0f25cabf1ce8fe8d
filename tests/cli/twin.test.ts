import test, { type ExecutionContext } from 'ava';
import { localStage, names } from '../../runtime/blueprint/index.ts';
import { resultOf, startPinflow } from '../helpers/cli.ts';
import { temporaryFolder } from '../helpers/folder.ts';
import { callKinesis, entry } from '../twin/helpers/kinesis.ts';

const streams = Object.values(names(localStage('demo')).streams);

/** The address of the Kinesis of a twin that runs until the test ends. */
async function kinesisOf(t: ExecutionContext, ...options: string[]): Promise<string> {
  const running = startPinflow(t, ['twin', '--dir', temporaryFolder(t), '--json', ...options]);
  return resultOf<{ kinesis: string }>({ stdout: await running.sees('stdout', /\n/) }).kinesis;
}

test("the twin has the stage's streams, on demand, and with --kinesis-limits shards that take no more than those of Kinesis", async (t) => {
  const url = await kinesisOf(t, '--kinesis-limits');
  const { json } = await callKinesis(url, 'ListStreams', {});
  t.deepEqual(json.StreamNames, [...streams].sort());
  for (const { StreamModeDetails } of json.StreamSummaries) t.is(StreamModeDetails.StreamMode, 'ON_DEMAND');
  const large = entry('k', Buffer.alloc(1024 * 1024 - 1));
  const put = await callKinesis(url, 'PutRecords', { StreamName: streams[0], Records: [large, large] });
  t.is(put.json.FailedRecordCount, 1);
  t.is(put.json.Records[1].ErrorCode, 'ProvisionedThroughputExceededException');
});

test('with --kinesis-faults calls fail by the plan, in every run the same', async (t) => {
  const seen = async () => {
    const url = await kinesisOf(t, '--kinesis-faults', 'failed=0.3,throttled=0.3,refused=0.3,seed=5');
    const types: unknown[] = [];
    for (let call = 0; call < 12; call++) {
      const Records = [entry('a'), entry('b'), entry('c')];
      const { json } = await callKinesis(url, 'PutRecords', { StreamName: streams[0], Records });
      types.push(json.__type ?? json.FailedRecordCount);
    }
    return types;
  };
  const [one, other] = await Promise.all([seen(), seen()]);
  t.deepEqual(one, other);
  t.true(one.includes('InternalFailure') && one.includes('ProvisionedThroughputExceededException'));
});
