import type { JobArgs } from '@pulumi/databricks/job.js';

/** A cluster that is made for each run of a job. */
export interface JobCluster {
  readonly runtime: string;
  readonly nodeType: string;
  readonly workers: number;
  readonly spot: boolean;
  readonly instanceProfileArn: string | undefined;
}

/** What the tasks of a job run on, under the key `main`: a cluster, or serverless compute where there is none. */
export function computeOf(
  cluster: JobCluster | undefined,
  customTags: Record<string, string>,
): Pick<JobArgs, 'environments' | 'jobClusters'> {
  if (cluster === undefined) return { environments: [{ environmentKey: 'main', spec: { environmentVersion: '4' } }] };
  const { runtime, nodeType, workers, spot, instanceProfileArn } = cluster;
  return {
    jobClusters: [
      {
        jobClusterKey: 'main',
        newCluster: {
          sparkVersion: runtime,
          nodeTypeId: nodeType,
          numWorkers: workers,
          // Dedicated to the job: an instance profile and kept frames work in no shared one.
          dataSecurityMode: 'SINGLE_USER',
          awsAttributes: {
            // The driver is no spot instance in any case: with it goes the run.
            ...(spot ? { availability: 'SPOT_WITH_FALLBACK', firstOnDemand: 1 } : { availability: 'ON_DEMAND' }),
            zoneId: 'auto',
            // A node without a disk of its own must be given one.
            ...(!hasDisk(nodeType) && { ebsVolumeType: 'GENERAL_PURPOSE_SSD', ebsVolumeCount: 1, ebsVolumeSize: 100 }),
            ...(instanceProfileArn !== undefined && { instanceProfileArn }),
          },
          customTags,
        },
      },
    ],
  };
}

/** Whether an instance type has a local disk: a `d` after the generation says so, or the family (AWS documentation, "Instance type naming conventions"). */
export function hasDisk(nodeType: string): boolean {
  return /^([a-z]+[0-9][a-z]*d[a-z]*|i[0-9][a-z]*|d[0-9][a-z]*)\./.test(nodeType);
}

/** When a streaming job runs: always, or every so often. */
export function streamTiming(
  mode: string,
  everyMinutes: number,
  isPaused: boolean,
): Pick<JobArgs, 'continuous' | 'schedule'> {
  const pauseStatus = isPaused ? 'PAUSED' : 'UNPAUSED';
  if (mode === 'continuous') return { continuous: { pauseStatus, taskRetryMode: 'ON_FAILURE' } };
  const minutes = everyMinutes === 60 ? '0' : `0/${everyMinutes}`;
  return { schedule: { quartzCronExpression: `0 ${minutes} * * * ?`, timezoneId: 'UTC', pauseStatus } };
}
