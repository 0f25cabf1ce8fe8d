import { createHash } from 'node:crypto';
import { Directory } from '@pulumi/databricks/directory.js';
import { Job, type JobArgs } from '@pulumi/databricks/job.js';
import { WorkspaceFile } from '@pulumi/databricks/workspaceFile.js';
import * as pulumi from '@pulumi/pulumi';
import { checkArguments } from '../arguments/index.ts';
import { defaultStreamMode, lakeJobsArguments } from '../arguments/lake-jobs.ts';
import { permissions } from '../workspace-permissions.ts';
import { computeOf, type JobCluster, streamTiming } from './settings.ts';

/** What {@link LakeJobs} takes. */
export interface LakeJobsArgs {
  /** The folder of the workspace for drivers and specs. Example: `/Users/11111111-…/pinflow/demo-dev`. */
  readonly folder: string;
  /** What is uploaded to the folder, by file name: the drivers and the specs. */
  readonly files: { [name: string]: string };
  /** The service principal, by its application ID, as which the jobs run. */
  readonly runAs: string;
  readonly batchJobName: string;
  /** The task of the batch job. Example: `batch`. */
  readonly batchTask: string;
  /** Minutes after which a batch run is ended as failed. Default: 120. */
  readonly batchTimeoutMinutes?: number;
  /** Default: no streaming job. */
  readonly streamJobName?: string;
  /** `continuous` or `availableNow`. Default: `continuous`. */
  readonly streamMode?: string;
  /** Minutes between the starts of `availableNow`, a part of an hour. Default: 15. */
  readonly everyMinutes?: number;
  /** Whether the streaming job waits to be started by hand. Default: false; a continuous one costs by the hour. */
  readonly streamPaused?: boolean;
  /** Databricks Runtime of the job clusters. Default: serverless compute. */
  readonly runtime?: string;
  /** Instance type of the job clusters. Example: `m5d.large`. */
  readonly nodeType?: string;
  /** Workers of a job cluster beside its driver. Default: 1. */
  readonly workers?: number;
  /** Whether workers are spot instances: cheaper, and with one that is taken back a run fails. Default: false. */
  readonly spot?: boolean;
  /** An instance profile of the streaming job's clusters, which may read the streams. Default: none. */
  readonly instanceProfileArn?: string;
  /** Tags of jobs and clusters. */
  readonly tags?: { [key: string]: string };
  /** Who is told by e-mail when the streaming job fails. Default: nobody. */
  readonly alarmEmails?: string[];
  /** Groups, users or service principals that may see the jobs and their runs. Default: nobody. */
  readonly viewers?: string[];
  /** Those that may start and stop them. Default: nobody. */
  readonly operators?: string[];
  /** Those that may start and stop the batch job alone. Default: nobody. */
  readonly batchOperators?: string[];
}

/**
 * The batch and the streaming job of a stack on Databricks, with their drivers and specs. The batch job has no schedule of its own: an
 * orchestrator starts it, or an operator.
 *
 * Monthly cost: Databricks units and instances by the hour while a job runs.
 */
export class LakeJobs extends pulumi.ComponentResource {
  readonly batchJobId: pulumi.Output<string>;
  /** The page of the batch job. */
  readonly batchJobUrl: pulumi.Output<string>;
  /** The page of the streaming job; empty where there is none. */
  readonly streamJobUrl: pulumi.Output<string>;

  constructor(name: string, args: LakeJobsArgs, opts?: pulumi.ComponentResourceOptions) {
    checkArguments('LakeJobs', name, args, lakeJobsArguments);
    super('pinflow:index:LakeJobs', name, {}, opts);
    const { folder, viewers = [] } = args;
    // Whatever lies in it is the stack's, also what a run has left there.
    const directory = new Directory(`${name}-folder`, { path: folder, deleteRecursive: true }, { parent: this });
    permissions(
      `${name}-folder`,
      { directoryPath: directory.path },
      [{ principals: viewers, level: 'CAN_READ' }],
      this,
    );
    const files = Object.entries(args.files).map(
      ([file, text]) =>
        new WorkspaceFile(
          `${name}-${file}`,
          // By its content: a path of the machine would be another one on each.
          { path: pulumi.interpolate`${directory.path}/${file}`, contentBase64: Buffer.from(text).toString('base64') },
          { parent: this },
        ),
    );
    const batch = this.batchJob(name, args, files);
    const stream = this.streamJob(name, args, files);
    this.batchJobId = batch.id;
    this.batchJobUrl = batch.url;
    this.streamJobUrl = stream?.url ?? pulumi.output('');
    this.registerOutputs({
      batchJobId: this.batchJobId,
      batchJobUrl: this.batchJobUrl,
      streamJobUrl: this.streamJobUrl,
    });
  }

  private batchJob(name: string, args: LakeJobsArgs, files: readonly pulumi.Resource[]): Job {
    const { batchJobName, batchTask, batchTimeoutMinutes = 120, batchOperators = [] } = args;
    const timeoutSeconds = batchTimeoutMinutes * 60;
    const job = this.job(`${name}-batch`, batchJobName, args, files, {
      ...computeOf(clusterOf(args), args.tags ?? {}),
      timeoutSeconds,
      // A run that is asked for while another one runs would be skipped, which its caller takes for a failure.
      queue: { enabled: true },
      parameters: [{ name: 'logical_date', default: '{{job.start_time.iso_date}}' }],
      tasks: [
        {
          ...task(args, batchTask, 'batch', '--logical-date', '{{job.parameters.logical_date}}'),
          // A run is tried again by what started it, which then knows; serverless compute would do so by itself.
          maxRetries: 0,
          ...(clusterOf(args) === undefined && { disableAutoOptimization: true }),
        },
      ],
    });
    this.permit(`${name}-batch`, job, args, batchOperators);
    return job;
  }

  private streamJob(name: string, args: LakeJobsArgs, files: readonly pulumi.Resource[]): Job | undefined {
    const {
      streamJobName,
      streamMode = defaultStreamMode,
      everyMinutes = 15,
      streamPaused = false,
      alarmEmails = [],
    } = args;
    if (streamJobName === undefined) return undefined;
    const isContinuous = streamMode === 'continuous';
    const options = isContinuous ? [] : ['--available-now'];
    const job = this.job(`${name}-stream`, streamJobName, args, files, {
      // A run that never ends would go on with the files that it has read: a tag that changes with them has it started anew.
      ...(isContinuous && {
        controlRunState: true,
        tags: { ...args.tags, 'pinflow:files': digestOf(args.files, ['spec.py', 'stream.json', 'stream.py']) },
      }),
      ...computeOf(clusterOf(args, args.instanceProfileArn), args.tags ?? {}),
      ...streamTiming(streamMode, everyMinutes, streamPaused),
      ...(alarmEmails.length > 0 && { emailNotifications: { onFailures: alarmEmails } }),
      tasks: [task(args, 'stream', 'stream', ...options)],
    });
    this.permit(`${name}-stream`, job, args, []);
    return job;
  }

  private job(
    logicalName: string,
    jobName: string,
    args: LakeJobsArgs,
    files: readonly pulumi.Resource[],
    settings: JobArgs,
  ): Job {
    const { runAs, tags = {} } = args;
    return new Job(
      logicalName,
      {
        name: jobName,
        runAs: { servicePrincipalName: runAs },
        maxConcurrentRuns: 1,
        tags,
        ...settings,
      },
      { parent: this, dependsOn: [...files] },
    );
  }

  private permit(
    name: string,
    job: Job,
    { viewers = [], operators = [] }: LakeJobsArgs,
    more: readonly string[],
  ): void {
    const accesses = [
      { principals: [...operators, ...more], level: 'CAN_MANAGE_RUN' },
      { principals: viewers, level: 'CAN_VIEW' },
    ] as const;
    permissions(name, { jobId: job.id }, accesses, this);
  }
}

/** The cluster of a job; the instance profile is the streaming job's alone, since only that reads the streams. */
function clusterOf(args: LakeJobsArgs, instanceProfileArn?: string): JobCluster | undefined {
  const { runtime, nodeType, workers = 1, spot = false } = args;
  if (runtime === undefined || nodeType === undefined) return undefined;
  return { runtime, nodeType, workers, spot, instanceProfileArn };
}

function digestOf(files: LakeJobsArgs['files'], used: readonly string[]): string {
  const texts = used.map((file) => files[file] ?? '');
  return createHash('sha256').update(JSON.stringify(texts)).digest('hex').slice(0, 16);
}

/** A task that runs a driver with its spec. */
function task(args: LakeJobsArgs, taskKey: string, driver: 'batch' | 'stream', ...options: string[]) {
  return {
    taskKey,
    sparkPythonTask: {
      pythonFile: `${args.folder}/${driver}.py`,
      // Where code finds what is a path of the workspace to the API.
      parameters: [`/Workspace${args.folder}/${driver}.json`, ...options],
    },
    ...(clusterOf(args) === undefined ? { environmentKey: 'main' } : { jobClusterKey: 'main' }),
  };
}
