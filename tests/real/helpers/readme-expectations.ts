import { readdirSync } from 'node:fs';
import type { ExecutionContext } from 'ava';
import { parse } from 'yaml';
import { artifacts } from '../../../runtime/blueprint/index.ts';
import { answerNames } from '../../../runtime/transforms/index.ts';
import { bytesOf, digestOf } from '../../cli/helpers/makers.ts';
import type { Ran } from '../../helpers/cli.ts';
import { recordsIn } from '../../helpers/topics.ts';
import type { Walk } from './deploy-walk.ts';

/** A person's actions before and at a command, and the expected result. */
export interface Expectation {
  readonly before?: (walk: Walk) => Promise<unknown>;
  /** The entry at its prompt. */
  readonly input?: string;
  readonly prints?: readonly RegExp[];
  readonly check?: (t: ExecutionContext, walk: Walk, ran: Ran) => unknown;
}

const versioned =
  'put-bucket-versioning --bucket demo-artifacts-123456789012 --versioning-configuration Status=Enabled';
const oauthSecret = 'dose0123456789abcdef0123456789abcdef';
const isEncrypted =
  (name: string) =>
  (t: ExecutionContext, { stageFile }: Walk) => {
    t.false(stageFile().includes(oauthSecret));
    t.regex(parse(stageFile()).config[`pinflow:${name}`].secure, /^v1:/);
  };

/** Every command of the section, in its order. */
export const expectations: Readonly<Record<string, Expectation>> = {
  'Account: export AWS_PROFILE=my-dev-account AWS_REGION=us-east-1': {},
  'Account: aws sts get-caller-identity': { prints: [/"Account": "123456789012"/] },
  'Backend: export STATE_BUCKET="pinflow-state-$(aws sts get-caller-identity --query Account --output text)"': {},
  'Backend: aws s3 mb "s3://$STATE_BUCKET"': { prints: [/^make_bucket: pinflow-state-123456789012$/m] },
  'Backend: aws s3api put-bucket-versioning --bucket "$STATE_BUCKET" --versioning-configuration Status=Enabled': {},
  'Backend: aws kms create-alias --alias-name alias/pinflow-state --target-key-id "$(aws kms create-key --query KeyMetadata.KeyId --output text)"':
    {},
  'Backend: pulumi login "s3://$STATE_BUCKET?region=$AWS_REGION"': { prints: [/^Logged in/] },
  'Backend: pulumi stack init dev --secrets-provider "awskms://alias/pinflow-state?region=$AWS_REGION"': {
    prints: [/^Created stack 'dev'/],
    check: (t, { stageFile }) => {
      t.is(parse(stageFile()).secretsprovider, 'awskms://alias/pinflow-state?region=us-east-1');
      t.regex(stageFile(), /^# Cheap and deletable\./m);
    },
  },
  'Stage: npx pinflow config check --stage dev': {
    prints: [
      /^Pulumi\.dev\.yaml is in order/,
      /pulumi config set --secret pinflow:databricksClientSecret --stack dev/,
      /pulumi config set --secret pinflow:airflowClientSecret --stack dev/,
      /npx pinflow artifacts pin --stage dev/,
      /aws s3 mb s3:\/\/demo-artifacts-123456789012 /,
      new RegExp(`aws s3api ${versioned}`),
      /npx pinflow artifacts sync --stage dev/,
    ],
  },
  'Stage: npx pinflow config print --stage dev': { prints: [/^ {6}rotateScheduleIntervalMs: 60000$/m] },
  'Secrets: pulumi config set --secret pinflow:databricksClientSecret --stack dev': {
    input: oauthSecret,
    check: isEncrypted('databricksClientSecret'),
  },
  'Secrets: pulumi config set --secret pinflow:airflowClientSecret --stack dev': {
    input: oauthSecret,
    check: isEncrypted('airflowClientSecret'),
  },
  'Artifacts: aws s3 mb s3://demo-artifacts-123456789012': {},
  [`Artifacts: aws s3api ${versioned}`]: {},
  'Artifacts: npx pinflow artifacts list': {
    prints: Object.values(artifacts).map(({ name, version }) => new RegExp(`^${name} +${version}`, 'm')),
  },
  'Artifacts: npx pinflow artifacts pin --stage dev': {
    check: (t, { stageFile }) => {
      const { confluent, 's3-sink': sink } = artifacts;
      const [ofConfluent, ofSink] = [confluent, sink].map(({ file }) => digestOf('sha256', bytesOf(file)));
      t.deepEqual(artifactsIn(stageFile()).sha256, { confluent: ofConfluent, 's3-sink': ofSink });
    },
  },
  'Artifacts: npx pinflow artifacts sync --stage dev': { check: checkArtifactBucket },
  'Artifacts: npx pinflow config check --stage dev': { prints: [/^Nothing is missing before `pulumi up`/m] },
  'First preview: pulumi preview --stack dev --policy-pack infra/policy': {
    prints: [/^ {4}✅ pinflow \(local: infra\/policy\)$/m, /aws:msk\/serverlessCluster:ServerlessCluster/],
  },
  'First preview: pulumi preview --stack dev --json > preview.json': {},
  'First preview: npx pinflow gate preview.json --stack dev': {
    prints: [
      /^### `dev`: passed$/m,
      /^\d+ to create, 0 unchanged\.$/m,
      /^\| create \| .*`aws:msk\/serverlessCluster:ServerlessCluster`/m,
    ],
  },
  'Up: pulumi up --stack dev --policy-pack infra/policy': {
    input: 'yes\n',
    prints: [/^ {4}✅ pinflow \(local: infra\/policy\)$/m, /\d+ created/],
  },
  'The first records: npx pinflow emulate --stack dev --messages 1000': {
    check: async (t, { twin }, { stdout }) => {
      for (const kind of ['pin', 'geo', 'user']) {
        t.regex(stdout, new RegExp(`^${kind} +1000 +1000 +0 +0 +0$`, 'm'));
        t.is(await recordsIn(twin, `demo.${kind}`), 1000);
      }
    },
  },
  'The first records: aws s3 ls --recursive "s3://$(pulumi stack output bucket --stack dev)/topics/"': {
    // Stands in for the connector during the minutes that the README mentions.
    before: async ({ twin, landed, run }) => {
      await twin.sink.drained();
      return run(`aws s3 sync --quiet '${landed}' "s3://$(pulumi stack output bucket --stack dev)"`);
    },
    check: (t, { landed }, { stdout }) => {
      const objects = readdirSync(landed, { recursive: true, encoding: 'utf8' }).filter((name) =>
        name.endsWith('.json'),
      );
      t.true(objects.length >= 3);
      const listed = stdout.trimEnd().split('\n');
      t.deepEqual(listed.map((line) => line.split(/\s+/)[3]).sort(), objects.sort());
    },
  },
  'The first records: aws ssm start-session --target "$(pulumi stack output clientInstanceId --stack dev)"': {
    input: 'exit\n',
    prints: [/^Starting session on demo-client-id$/m],
  },
  'Tables: npx pinflow build --stage dev --out out/dev': { prints: [/^out\/dev\/.*batch\.py$/m] },
  'Tables: pulumi stack output batchJobUrl --stack dev': { prints: [/^https:\S+demo\S*batch$/m] },
  'Tables: pulumi stack output streamJobUrl --stack dev': { prints: [/^https:\S+demo\S*stream$/m] },
  'Tables: npx pinflow query --all --stack dev': {
    before: ({ run }) => run('export DATABRICKS_TOKEN=dapi-a-token'),
    prints: answerNames.map((name) => new RegExp(`answer to ${name}`)),
    check: (t, { asked }) => {
      t.deepEqual([...new Set(asked.map(({ authorization }) => authorization))], ['Bearer dapi-a-token']);
    },
  },
  'Tear it down: pulumi destroy --stack dev': {
    input: 'yes\n',
    prints: [/\d+ deleted/],
    check: async (t, { run }) => {
      const { stdout } = await run("aws s3api list-buckets --query 'Buckets[].Name' --output text");
      t.deepEqual(stdout.split(/\s+/).filter(Boolean).sort(), [
        'demo-artifacts-123456789012',
        'pinflow-state-123456789012',
      ]);
    },
  },
};

/** Each object is in the bucket with the content that was pinned, and the file names its version. */
async function checkArtifactBucket(t: ExecutionContext, { run, stageFile, fetched }: Walk) {
  for (const { name, version, file } of Object.values(artifacts)) {
    const key = `pinflow/${name}/${version}/${file}`;
    t.is((await run(`aws s3 cp 's3://demo-artifacts-123456789012/${key}' -`)).stdout, String(bytesOf(file)));
    const object = `--bucket demo-artifacts-123456789012 --key '${key}'`;
    const { stdout } = await run(`aws s3api head-object ${object} --query VersionId --output text`);
    t.is(artifactsIn(stageFile()).versions[name], `demo-artifacts-123456789012/${key}?versionId=${stdout.trim()}`);
  }
  const downloads = Object.values(artifacts).map(({ file }) => file);
  t.deepEqual([...new Set(fetched)].filter((file) => downloads.includes(file)).sort(), downloads.sort());
}

function artifactsIn(stageFile: string): Readonly<Record<'sha256' | 'versions', Readonly<Record<string, string>>>> {
  return parse(stageFile).config['pinflow:stage'].artifacts;
}
