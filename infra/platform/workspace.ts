import * as pulumi from '@pulumi/pulumi';
import {
  analystDashboard,
  batchSpec,
  batchTask,
  type JobPlaces,
  jobPlaces,
  jsonText,
  notebook,
  type Stage,
  specText,
  stageTitle,
  streamSpec,
  workspaceFolder,
} from '../../runtime/blueprint/index.ts';
import { drivers } from '../../runtime/databricks/index.ts';
import { defaultTags } from '../aws-provider.ts';
import { AnswerPages } from '../components/answer-pages.ts';
import type { EventStreams } from '../components/event-streams.ts';
import { LakeAccess } from '../components/lake-access.ts';
import type { LakeBucket } from '../components/lake-bucket.ts';
import { LakeJobs } from '../components/lake-jobs/index.ts';
import { LakeSchema } from '../components/lake-schema.ts';
import { StreamAccess } from '../components/stream-access.ts';
import type { StackConfig } from '../config/index.ts';
import { databricksProvider } from '../databricks-provider.ts';
import { after, type Key, type Making, withKey } from './making.ts';

/** What every part in the workspace is made with. */
interface There extends Making {
  readonly workspace: Extract<Stage['workspace'], { type: 'existing' }>;
  readonly places: JobPlaces;
}

/** What a stage has in its workspace. */
export interface Workspace {
  readonly jobs: LakeJobs;
  readonly pages: AnswerPages;
}

/** The jobs on Databricks, with what they need: the way to the bucket and the streams, the schema of the tables, and the pages of the answers. */
export function workspaceOf(
  making: Making,
  lake: LakeBucket,
  streams: EventStreams | undefined,
  keyArn: Key,
  secrets: StackConfig['secrets'],
): Workspace | undefined {
  const { workspace } = making.stage;
  if (workspace.type === 'none') return undefined;
  const places = jobPlaces(making.stage, workspace);
  const provider = databricksProvider(workspace, secrets.databricksClientSecret ?? '');
  const providers = [...(making.opts.providers as pulumi.ProviderResource[]), provider];
  const there: There = { ...making, workspace, places, opts: { providers } };
  const access = lakeAccess(there, lake, keyArn);
  const streamAccess = streamAccessOf(there, streams, keyArn);
  const schema = lakeSchema(there, access);
  const jobs = jobsOf(there, [access, streamAccess, schema]);
  return {
    jobs,
    pages: pagesOf(there, schema, jobs),
  };
}

function lakeAccess({ stage, all, opts }: Making, lake: LakeBucket, keyArn: Key): LakeAccess {
  const { userId, region, accountId, protection } = stage;
  return new LakeAccess(
    `${userId}-lake-access`,
    {
      credentialName: all.storageCredential,
      // Roles have no region, and a user ID is one region's.
      roleName: `pinflow-${userId}-${region}-lake`,
      accountId,
      bucketName: lake.bucketName,
      ...protection,
      ...withKey(keyArn),
    },
    opts,
  );
}

function streamAccessOf(
  { stage, workspace, all, opts }: There,
  streams: EventStreams | undefined,
  keyArn: Key,
): StreamAccess | undefined {
  const { userId, region, accountId } = stage;
  if (streams === undefined || workspace.stream.type === 'none') return undefined;
  const { access, consumerMode } = workspace.stream;
  if (access.type !== 'serviceCredential') return undefined;
  return new StreamAccess(
    `${userId}-stream-access`,
    {
      credentialName: all.serviceCredential,
      roleName: `pinflow-${userId}-${region}-streams`,
      accountId,
      streamArns: streams.arns.apply((arns) => Object.values(arns)),
      registersConsumers: consumerMode === 'efo',
      ...withKey(keyArn),
    },
    opts,
  );
}

function lakeSchema({ stage, workspace, places, opts }: There, access: LakeAccess): LakeSchema {
  const { userId, protection } = stage;
  const { catalog, schema, readers } = workspace;
  return new LakeSchema(
    `${userId}-schema`,
    {
      catalogName: places.catalog,
      managesCatalog: catalog.type === 'managed',
      schemaName: places.schema,
      managesSchema: schema.type === 'managed',
      storageRoot: pulumi.interpolate`${access.url}catalog`,
      readers,
      ...protection,
    },
    after(opts, access),
  );
}

function jobsOf(
  { stage, workspace, places, all, opts }: There,
  needs: readonly (pulumi.Resource | undefined)[],
): LakeJobs {
  const { orchestration, observability, userId } = stage;
  const { clientId, compute, stream, readers, operators, batchTimeoutMinutes } = workspace;
  const { alarms } = observability;
  return new LakeJobs(
    `${userId}-jobs`,
    {
      folder: workspaceFolder(stage, workspace),
      files: {
        ...drivers(),
        'batch.json': specText(batchSpec(stage, places)),
        ...(stream.type === 'managed' && { 'stream.json': specText(streamSpec(stage, places)) }),
      },
      runAs: clientId,
      batchJobName: all.jobs.batch,
      batchTask,
      batchTimeoutMinutes,
      ...(stream.type === 'managed' && {
        streamJobName: all.jobs.stream,
        streamMode: stream.mode,
        everyMinutes: stream.everyMinutes,
        streamPaused: stream.paused,
        ...(stream.access.type === 'instanceProfile' && { instanceProfileArn: stream.access.arn }),
      }),
      ...(compute.type === 'jobCluster' && {
        runtime: compute.runtime,
        nodeType: compute.nodeType,
        workers: compute.workers,
        spot: compute.spot,
      }),
      tags: defaultTags(stage),
      ...(alarms.type === 'managed' && { alarmEmails: alarms.emails }),
      viewers: readers,
      operators,
      ...(orchestration.type !== 'none' && { batchOperators: [orchestration.clientId] }),
    },
    after(opts, ...needs),
  );
}

function pagesOf({ stage, workspace, places, opts }: There, schema: LakeSchema, jobs: LakeJobs): AnswerPages {
  const { userId } = stage;
  return new AnswerPages(
    `${userId}-answers`,
    {
      folder: workspaceFolder(stage, workspace),
      title: stageTitle(stage),
      notebook: notebook(stage, places),
      dashboard: jsonText(analystDashboard(stage, places)),
      warehouseId: workspace.warehouseId,
      readers: workspace.readers,
    },
    // They lie in the folder of the jobs.
    after(opts, schema, jobs),
  );
}
