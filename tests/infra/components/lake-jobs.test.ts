import test from 'ava';
import { LakeJobs } from '../../../infra/components/lake-jobs/index.ts';
import { hasDisk } from '../../../infra/components/lake-jobs/settings.ts';
import { record } from '../helpers/record.ts';

const runAs = '11111111-2222-3333-4444-555555555555';
const args = {
  folder: '/Users/one/pinflow/demo-dev',
  files: {
    'batch.py': 'print("é")\n',
    'spec.py': '',
    'batch.json': '{"a":1}\n',
    'stream.py': 'print(1)\n',
    'stream.json': '{}\n',
  },
  runAs,
  batchJobName: 'demo-batch',
  batchTask: 'batch',
  streamJobName: 'demo-stream',
};
const cluster = { runtime: '17.3.x-scala2.13', nodeType: 'm5d.large' };
const serverlessCompute = { runtime: undefined, nodeType: undefined, streamMode: 'availableNow' };

async function made(more: object = {}) {
  const { registrations, outputs } = await record(() => {
    const { batchJobId, batchJobUrl, streamJobUrl } = new LakeJobs('jobs', { ...args, ...cluster, ...more });
    return { batchJobId, batchJobUrl, streamJobUrl };
  });
  const of = (type: string) => registrations.filter((one) => one.type.endsWith(`:${type}`));
  const job = (kind: string) => of('Job').find(({ name }) => name === `jobs-${kind}`);
  return { outputs, of, job, inputs: (kind: string) => (job(kind)?.inputs ?? {}) as unknown as JobInputs };
}

test('each job runs once at a time, as the service principal, its tasks in the order of their keys', async (t) => {
  const { of } = await made();
  t.is(of('Job').length, 2);
  for (const { inputs } of of('Job')) {
    t.like(inputs, { maxConcurrentRuns: 1, runAs: { servicePrincipalName: runAs } });
    // https://github.com/pulumi/pulumi-databricks/issues/49: the provider reads them so, and shows another order as a change for ever.
    const keys = (inputs as unknown as JobInputs).tasks.map(({ taskKey }) => taskKey);
    t.deepEqual(keys, [...keys].sort());
  }
});

test('the batch job takes the day that it is given, ends after its time, starts by nobody’s schedule and is tried once', async (t) => {
  const { inputs } = await made({ ...serverlessCompute, batchTimeoutMinutes: 30 });
  const batch = inputs('batch');
  t.is(batch.timeoutSeconds, 1800);
  // https://docs.databricks.com/aws/en/jobs/advanced: without a queue, a run that meets another one is skipped.
  t.like(batch, { queue: { enabled: true } });
  t.false('schedule' in batch || 'continuous' in batch || 'trigger' in batch);
  t.deepEqual(batch.parameters, [{ name: 'logical_date', default: '{{job.start_time.iso_date}}' }]);
  const [task] = batch.tasks;
  t.deepEqual(task?.sparkPythonTask, {
    pythonFile: '/Users/one/pinflow/demo-dev/batch.py',
    parameters: [
      '/Workspace/Users/one/pinflow/demo-dev/batch.json',
      '--logical-date',
      '{{job.parameters.logical_date}}',
    ],
  });
  // Serverless compute tries tasks again unless its optimization is off (Databricks documentation, "Run your jobs with serverless compute").
  t.like(task, { maxRetries: 0, disableAutoOptimization: true });
});

test('a continuous stream has no schedule, no end and no retries of its own; an alarm goes out by e-mail', async (t) => {
  const { inputs } = await made({ streamPaused: true, alarmEmails: ['a@example.com'] });
  const stream = inputs('stream');
  t.deepEqual(stream.continuous, { pauseStatus: 'PAUSED', taskRetryMode: 'ON_FAILURE' });
  // https://docs.databricks.com/aws/en/jobs/continuous: a continuous job has no retry policy.
  t.false('schedule' in stream || 'timeoutSeconds' in stream || 'maxRetries' in (stream.tasks[0] ?? {}));
  t.deepEqual(stream.tasks[0]?.sparkPythonTask.parameters, ['/Workspace/Users/one/pinflow/demo-dev/stream.json']);
  t.deepEqual(stream.emailNotifications, { onFailures: ['a@example.com'] });
});

for (const everyMinutes of [5, 6, 10, 12, 15, 20, 30, 60]) {
  test(`availableNow every ${everyMinutes} minutes starts that far apart, also over the hour, and stops by itself`, async (t) => {
    const { inputs } = await made({ streamMode: 'availableNow', everyMinutes });
    const stream = inputs('stream');
    t.false('continuous' in stream);
    t.is(stream.schedule?.pauseStatus, 'UNPAUSED');
    t.true(stream.tasks[0]?.sparkPythonTask.parameters.includes('--available-now'));
    const starts = minutesOf(String(stream.schedule?.quartzCronExpression));
    const apart = starts.map((minute, index) => (starts[index + 1] ?? 60 + Number(starts[0])) - minute);
    t.deepEqual(apart, Array(60 / everyMinutes).fill(everyMinutes));
  });
}

test('without a runtime tasks run serverless; with one on a cluster, which of the streaming job has the instance profile', async (t) => {
  const instanceProfileArn = 'arn:aws:iam::123456789012:instance-profile/readers';
  const serverless = await made(serverlessCompute);
  const own = await made({ workers: 3, instanceProfileArn, tags: { 'pinflow:user': 'demo' } });
  for (const kind of ['batch', 'stream']) {
    const { environments, jobClusters, tasks } = serverless.inputs(kind);
    t.is(jobClusters, undefined);
    t.is(tasks[0]?.environmentKey, environments?.[0]?.environmentKey);
    t.false('jobClusterKey' in (tasks[0] ?? {}));

    const clustered = own.inputs(kind);
    t.is(clustered.environments, undefined);
    t.is(clustered.tasks[0]?.jobClusterKey, clustered.jobClusters?.[0]?.jobClusterKey);
    t.false('environmentKey' in (clustered.tasks[0] ?? {}) || 'disableAutoOptimization' in (clustered.tasks[0] ?? {}));
    t.like(clustered.jobClusters?.[0]?.newCluster, {
      sparkVersion: cluster.runtime,
      nodeTypeId: cluster.nodeType,
      numWorkers: 3,
      // https://docs.databricks.com/aws/en/compute/standard-limitations: shared ones take no instance profile.
      dataSecurityMode: 'SINGLE_USER',
      awsAttributes: { availability: 'ON_DEMAND' },
      customTags: { 'pinflow:user': 'demo' },
    });
    const { awsAttributes } = clustered.jobClusters?.[0]?.newCluster ?? t.fail();
    // Only it reads the streams.
    t.is(awsAttributes.instanceProfileArn, kind === 'stream' ? instanceProfileArn : undefined);
  }
});

test('workers are spot instances where it is said, and the driver never', async (t) => {
  const { inputs } = await made({ spot: true });
  const { awsAttributes } = inputs('batch').jobClusters?.[0]?.newCluster ?? t.fail();
  t.like(awsAttributes, { availability: 'SPOT_WITH_FALLBACK', firstOnDemand: 1 });
});

test('a continuous job is started anew when its driver or spec has changed, and not for another file', async (t) => {
  const tagOf = async (files: object) => {
    const { inputs } = await made({ files: { ...args.files, ...files } });
    t.true(inputs('stream').controlRunState);
    return inputs('stream').tags?.['pinflow:files'];
  };
  const before = await tagOf({});
  t.not(await tagOf({ 'stream.json': '{"changed": true}' }), before);
  t.not(await tagOf({ 'spec.py': 'changed' }), before);
  t.is(await tagOf({ 'batch.json': '{"changed": true}' }), before);
  t.is((await made({ streamMode: 'availableNow' })).inputs('stream').controlRunState, undefined);
});

test('what is uploaded is what was given, and is there before a job runs', async (t) => {
  const { of } = await made();
  const uploaded = of('WorkspaceFile').map(({ inputs: { path, contentBase64 } }) => [
    path,
    Buffer.from(String(contentBase64), 'base64').toString(),
  ]);
  t.deepEqual(
    Object.fromEntries(uploaded),
    Object.fromEntries(Object.entries(args.files).map(([name, text]) => [`${args.folder}/${name}`, text])),
  );
  const urns = of('WorkspaceFile').map(({ urn }) => urn);
  for (const { options } of of('Job')) {
    const before = options.dependencies as string[];
    t.deepEqual(
      urns.filter((urn) => !before.includes(urn)),
      [],
    );
  }
});

test('whoever operates and views has the higher of both levels, once; whoever starts batches sees no stream', async (t) => {
  const airflow = '66666666-7777-8888-9999-aaaaaaaaaaaa';
  const { of } = await made({
    operators: ['engineers'],
    viewers: ['a@example.com', 'engineers'],
    batchOperators: [airflow],
  });
  const levels = Object.fromEntries(
    of('Permissions').map(({ name, inputs: { accessControls } }) => [
      name,
      Object.fromEntries(
        (accessControls as Record<string, string>[]).map(({ permissionLevel, ...who }) => [
          Object.entries(who).join(),
          permissionLevel,
        ]),
      ),
    ]),
  );
  const both = { 'groupName,engineers': 'CAN_MANAGE_RUN', 'userName,a@example.com': 'CAN_VIEW' };
  t.deepEqual(levels, {
    'jobs-batch': { ...both, [`servicePrincipalName,${airflow}`]: 'CAN_MANAGE_RUN' },
    'jobs-stream': both,
    'jobs-folder': { 'groupName,engineers': 'CAN_READ', 'userName,a@example.com': 'CAN_READ' },
  });
  for (const { inputs } of of('Permissions')) {
    const names = (inputs.accessControls as Record<string, string>[]).map(
      ({ groupName, userName, servicePrincipalName }) => groupName ?? userName ?? servicePrincipalName,
    );
    t.is(new Set(names).size, names.length);
  }
});

test('where nobody is named nothing is permitted, and without a name there is no streaming job', async (t) => {
  const { of, outputs } = await made({ streamJobName: undefined });
  t.deepEqual(of('Permissions'), []);
  t.deepEqual(
    of('Job').map(({ inputs }) => inputs.name),
    ['demo-batch'],
  );
  t.like(outputs, { batchJobId: 'jobs-batch-id', streamJobUrl: '' });
});

interface JobInputs {
  readonly tasks: readonly {
    readonly taskKey: string;
    readonly sparkPythonTask: { readonly pythonFile: string; readonly parameters: readonly string[] };
    readonly environmentKey?: string;
    readonly jobClusterKey?: string;
  }[];
  readonly parameters?: readonly object[];
  readonly timeoutSeconds?: number;
  readonly emailNotifications?: object;
  readonly continuous?: object;
  readonly schedule?: { readonly quartzCronExpression: string; readonly pauseStatus: string };
  readonly environments?: readonly { readonly environmentKey: string }[];
  readonly jobClusters?: readonly {
    readonly jobClusterKey: string;
    readonly newCluster: { readonly awsAttributes: Readonly<Record<string, unknown>> };
  }[];
  readonly tags?: Readonly<Record<string, string>>;
  readonly controlRunState?: boolean;
}

/** The minutes of an hour in which an expression of Quartz starts something, at second 0 of every hour of every day. */
function minutesOf(expression: string): number[] {
  const [second, minute = '', ...rest] = expression.split(' ');
  if (second !== '0' || rest.join(' ') !== '* * * ?') throw new Error(`not every hour: ${expression}`);
  const [first, step] = minute.split('/').map(Number);
  // So does Quartz itself (`CronExpression.checkIncrementRange`).
  if (step !== undefined && step > 59) throw new Error(`steps over the hour: ${expression}`);
  return Array.from({ length: 60 }, (_, at) => at).filter((at) =>
    step === undefined ? at === first : at >= Number(first) && (at - Number(first)) % step === 0,
  );
}

// https://docs.aws.amazon.com/ec2/latest/instancetypes: instance store, by family.
test('a node without a local disk is given one', (t) => {
  for (const type of ['m5d.large', 'm6id.xlarge', 'c5ad.large', 'r5dn.large', 'i3.xlarge', 'i4i.large', 'd3.xlarge'])
    t.true(hasDisk(type), type);
  for (const type of ['m5.large', 'm6i.xlarge', 'c5a.large', 'r5n.large', 'm7g.large', 'm7i-flex.large'])
    t.false(hasDisk(type), type);
});
