/** An alarm on one metric, as plain data. `dimensions` name what is watched. */
export interface AlarmSpec<Name> {
  /** Last part of the alarm's logical name. */
  readonly key: string;
  /** What happened, what it means for the data, and what to look at first. */
  readonly description: string;
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: Readonly<Record<string, Name>>;
  readonly statistic: 'Average' | 'Maximum' | 'Minimum' | 'Sum';
  readonly comparisonOperator: 'GreaterThanThreshold' | 'LessThanThreshold';
  readonly threshold: number;
  /** Seconds. */
  readonly period: number;
  /** So many of so many periods. */
  readonly datapoints: readonly [number, number];
  /** What it means that there is no measure: `breaching` where the watched thing itself reports, `notBreaching` where no traffic gives none. */
  readonly treatMissingData: 'breaching' | 'notBreaching';
}

/** The steps of the data path that there are, by the names that CloudWatch has for them. */
export interface Watched<Name> {
  readonly api?: { readonly apiName: Name; readonly stageName: string };
  readonly proxy?: { readonly loadBalancer: Name; readonly targetGroup: Name };
  readonly connector?: { readonly connectorName: Name };
  /** Name of the Airflow environment. */
  readonly airflow?: string;
  readonly streamNames: readonly string[];
  /** Hours that the streams keep records. */
  readonly retentionHours: number;
}

const minutes = (count: number) => count * 60;
const read = (section: string) => `See docs/operations.md, "${section}".`;

/**
 * The alarms along the data path. Metrics and dimensions are those of AWS's documentation: "Amazon API Gateway dimensions and metrics",
 * "CloudWatch metrics for your Network Load Balancer", "Monitoring MSK Connect", "Monitoring Kinesis Data Streams with CloudWatch",
 * "Apache Airflow environment metrics in CloudWatch".
 */
export function alarmsOf<Name>(watched: Watched<Name>): AlarmSpec<Name | string>[] {
  const { api, proxy, connector, airflow, streamNames, retentionHours } = watched;
  return [
    ...(api === undefined ? [] : apiAlarms(api)),
    ...(proxy === undefined ? [] : [proxyDown(proxy)]),
    ...(connector === undefined ? [] : [connectorDown(connector)]),
    ...(airflow === undefined ? [] : [schedulerDown(airflow)]),
    ...streamNames.flatMap((stream) => streamAlarms(stream, retentionHours)),
  ];
}

function apiAlarms<Name>({ apiName, stageName }: { apiName: Name; stageName: string }): AlarmSpec<Name | string>[] {
  const common = {
    namespace: 'AWS/ApiGateway',
    dimensions: { ApiName: apiName, Stage: stageName },
    statistic: 'Average',
    comparisonOperator: 'GreaterThanThreshold',
    period: minutes(1),
    datapoints: [5, 5],
    treatMissingData: 'notBreaching',
  } as const;
  return [
    {
      ...common,
      key: 'api-5xx',
      metricName: '5XXError',
      threshold: 0.05,
      description: `More than 5 % of the calls of the ingest API failed for five minutes: records are not taken, or nobody knows whether they were. Look at integrationStatus in the access log, then at the proxy and the streams. ${read('When something is stuck')}`,
    },
    {
      ...common,
      key: 'api-refused',
      metricName: '4XXError',
      threshold: 0.2,
      description: `More than 20 % of the calls of the ingest API were refused for five minutes: callers are throttled (429) or sign wrongly (403), and their records are not taken. Look at status and error in the access log; raise ingest.throttle if it is 429. ${read('When something is stuck')}`,
    },
  ];
}

function proxyDown<Name>({ loadBalancer, targetGroup }: { loadBalancer: Name; targetGroup: Name }): AlarmSpec<Name> {
  return {
    key: 'proxy-down',
    namespace: 'AWS/NetworkELB',
    metricName: 'HealthyHostCount',
    dimensions: { LoadBalancer: loadBalancer, TargetGroup: targetGroup },
    statistic: 'Maximum',
    comparisonOperator: 'LessThanThreshold',
    threshold: 1,
    period: minutes(1),
    datapoints: [5, 5],
    treatMissingData: 'breaching',
    description: `The REST proxy has not answered its health check for five minutes: nothing is posted to Kafka. Open a session on the Kafka client and read the proxy's journal. ${read('When something is stuck')}`,
  };
}

function connectorDown<Name>({ connectorName }: { connectorName: Name }): AlarmSpec<Name> {
  return {
    key: 'connector-down',
    namespace: 'AWS/KafkaConnect',
    metricName: 'RunningTaskCount',
    dimensions: { ConnectorName: connectorName },
    statistic: 'Minimum',
    comparisonOperator: 'LessThanThreshold',
    threshold: 1,
    period: minutes(5),
    datapoints: [2, 2],
    treatMissingData: 'breaching',
    description: `The S3 sink has run no task for ten minutes: records wait in Kafka and are lost when its retention ends. Read the workers' log group, then \`aws kafkaconnect describe-connector\`. ${read('When something is stuck')}`,
  };
}

function schedulerDown(environment: string): AlarmSpec<string> {
  return {
    key: 'scheduler-down',
    namespace: 'AmazonMWAA',
    metricName: 'SchedulerHeartbeat',
    dimensions: { Function: 'Scheduler', Environment: environment },
    statistic: 'Sum',
    comparisonOperator: 'LessThanThreshold',
    threshold: 1,
    period: minutes(5),
    datapoints: [3, 3],
    treatMissingData: 'breaching',
    description: `Airflow's scheduler has given no sign of life for fifteen minutes: today's batch run may not start, and no failure of it is told. Read the scheduler's log group, then the state of the environment. ${read('What an alarm means')}`,
  };
}

function streamAlarms(stream: string, retentionHours: number): AlarmSpec<string>[] {
  const common = {
    namespace: 'AWS/Kinesis',
    dimensions: { StreamName: stream },
    comparisonOperator: 'GreaterThanThreshold',
    treatMissingData: 'notBreaching',
  } as const;
  return [
    {
      ...common,
      key: `${stream}-age`,
      metricName: 'GetRecords.IteratorAgeMilliseconds',
      statistic: 'Maximum',
      threshold: (retentionHours / 2) * 3_600_000,
      period: minutes(5),
      datapoints: [3, 3],
      description: `A reader of ${stream} is ${retentionHours / 2} hours behind: records are lost when it falls ${retentionHours} hours behind. Look at the reading job first; raising streams.retentionHours buys time. ${read('What an alarm means')}`,
    },
    {
      ...common,
      key: `${stream}-throttled`,
      metricName: 'WriteProvisionedThroughputExceeded',
      statistic: 'Sum',
      threshold: 0,
      period: minutes(1),
      datapoints: [5, 10],
      description: `Writes to ${stream} were refused in five of ten minutes: the stream is slower to grow than its traffic, or one key is too hot. Callers try again; look for records that were given up in their account. ${read('What an alarm means')}`,
    },
  ];
}

/** The metric of dead letters, which a filter counts in the connector's log; a filter gives no dimensions, so the namespace names the connector. */
export function deadLetterMetric(connectorName: string) {
  return { namespace: `pinflow/${connectorName}`, metricName: 'DeadLetters' } as const;
}

/**
 * What Kafka Connect logs for each record that it could not write, with `errors.log.enable` (KIP-298): the one measure of dead letters
 * that there is for every kind of cluster and every level of its metrics.
 */
export const deadLetterPattern = '"Error encountered in task"';

/** The alarm on dead letters. */
export function deadLetterAlarm(connectorName: string): AlarmSpec<string> {
  return {
    key: 'dead-letters',
    ...deadLetterMetric(connectorName),
    dimensions: {},
    statistic: 'Sum',
    comparisonOperator: 'GreaterThanThreshold',
    threshold: 0,
    period: minutes(5),
    datapoints: [1, 1],
    treatMissingData: 'notBreaching',
    description: `The S3 sink could not write a record and sent it to the dead-letter topic: it is in no table. Read the record and the reason in its headers with kafka-console-consumer on the Kafka client. ${read('What an alarm means')}`,
  };
}
