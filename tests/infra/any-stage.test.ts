import test from 'ava';
import fc from 'fast-check';
import { arbitraryStage } from './helpers/arbitrary-stage.ts';
import { tooLong } from './helpers/limits.ts';
import { record } from './helpers/record.ts';
import { program } from './helpers/stages.ts';

const latestImage = { invokes: { 'aws:ssm/getParameter:getParameter': { insecureValue: 'ami-0fedcba9876543210' } } };

/** Stages that are tried; more of them find more, and take longer. */
const runs = Number(process.env.STAGES ?? 12);

test('whatever stage the schema lets through, the program makes the same of it in a preview and in an update', async (t) => {
  t.timeout(600_000);
  await fc.assert(
    fc.asyncProperty(arbitraryStage, async (stage) => {
      const made = await record(program(stage), { stack: stage.stage, ...latestImage });
      const previewed = await record(program(stage), { stack: stage.stage, preview: true, ...latestImage });
      t.deepEqual(
        previewed.registrations.map(({ urn }) => urn),
        made.registrations.map(({ urn }) => urn),
      );
      t.deepEqual(tooLong(made.registrations), []);
      const types = made.registrations.map(({ type }) => type);
      t.is(types.includes('pinflow:index:KafkaClient'), stage.client.type === 'managed');
      t.is(types.includes('pinflow:index:S3Sink'), stage.connector.type === 'managed');
      t.is(types.includes('pinflow:index:KafkaTopics'), stage.topics.type === 'managed' && stage.kafka.type !== 'none');
      t.is(
        types.filter((type) => type === 'aws:kinesis/stream:Stream').length,
        stage.streams.type === 'managed' ? 3 : 0,
      );
      const hasStreamRoutes =
        stage.ingest.type === 'managed' && stage.streams.type !== 'none' && stage.ingest.streamRoutes !== 'none';
      const hasProxy = stage.ingest.type === 'managed' && stage.client.type === 'managed';
      t.is(types.includes('pinflow:index:LakeJobs'), stage.workspace.type === 'existing');
      t.is(types.includes('pinflow:index:Airflow'), stage.orchestration.type === 'managed');
      t.is(types.includes('pinflow:index:BatchDag'), stage.orchestration.type !== 'none');
      t.is(
        types.some((type) => type.startsWith('pulumi:providers:databricks')),
        stage.workspace.type === 'existing',
      );
      t.is('invokeUrl' in made.outputs, hasProxy || hasStreamRoutes);
    }),
    { numRuns: runs },
  );
});
