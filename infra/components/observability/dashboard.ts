/** The steps that a dashboard shows, in the order in which data flows. */
export interface DashboardSteps {
  readonly region: string;
  readonly api?: { readonly apiName: string; readonly stageName: string };
  readonly proxy?: { readonly loadBalancer: string; readonly targetGroup: string };
  readonly clusterName?: string;
  readonly connectorName?: string;
  /** Name of the Airflow environment. */
  readonly airflow?: string;
  readonly streamNames: readonly string[];
}

type Metric = readonly (string | { readonly stat: string; readonly label?: string })[];

const size = { width: 12, height: 6 } as const;

/** The body of the dashboard (CloudWatch API reference, "Dashboard body structure and syntax"): two widgets a row. */
export function dashboardBody(steps: DashboardSteps): string {
  const widgets = widgetsOf(steps).map(([title, metrics], index) => ({
    type: 'metric',
    x: (index % 2) * size.width,
    y: Math.floor(index / 2) * size.height,
    ...size,
    properties: { title, region: steps.region, view: 'timeSeries', period: 60, metrics },
  }));
  return JSON.stringify({ widgets });
}

function widgetsOf(steps: DashboardSteps): [string, Metric[]][] {
  const { api, proxy, clusterName, connectorName, streamNames, airflow } = steps;
  return [
    ...(api === undefined ? [] : apiWidgets(api)),
    ...(proxy === undefined ? [] : [proxyWidget(proxy)]),
    ...(clusterName === undefined ? [] : [topicsWidget(clusterName)]),
    ...(connectorName === undefined ? [] : connectorWidgets(connectorName)),
    ...(streamNames.length === 0 ? [] : streamWidgets(streamNames)),
    ...(airflow === undefined ? [] : airflowWidgets(airflow)),
  ];
}

function apiWidgets({ apiName, stageName }: { apiName: string; stageName: string }): [string, Metric[]][] {
  const metric = (name: string, stat: string): Metric => [
    'AWS/ApiGateway',
    name,
    'ApiName',
    apiName,
    'Stage',
    stageName,
    { stat },
  ];
  return [
    [
      '1 · Ingest API: calls, refused, failed',
      [metric('Count', 'Sum'), metric('4XXError', 'Sum'), metric('5XXError', 'Sum')],
    ],
    [
      '1 · Ingest API: latency',
      [metric('Latency', 'p50'), metric('Latency', 'p99'), metric('IntegrationLatency', 'p99')],
    ],
  ];
}

function proxyWidget({ loadBalancer, targetGroup }: { loadBalancer: string; targetGroup: string }): [string, Metric[]] {
  const metric = (name: string): Metric => [
    'AWS/NetworkELB',
    name,
    'LoadBalancer',
    loadBalancer,
    'TargetGroup',
    targetGroup,
    { stat: 'Maximum' },
  ];
  return ['2 · REST proxy: healthy', [metric('HealthyHostCount'), metric('UnHealthyHostCount')]];
}

function topicsWidget(clusterName: string): [string, Metric[]] {
  const metric = (name: string): Metric => ['AWS/Kafka', name, 'Cluster Name', clusterName, { stat: 'Maximum' }];
  return [
    '3 · Kafka: partitions, offline partitions',
    [metric('GlobalPartitionCount'), metric('OfflinePartitionsCount')],
  ];
}

function connectorWidgets(connectorName: string): [string, Metric[]][] {
  const metric = (name: string, stat: string): Metric => [
    'AWS/KafkaConnect',
    name,
    'ConnectorName',
    connectorName,
    { stat },
  ];
  return [
    [
      '4 · S3 sink: records read and sent',
      [metric('SinkRecordReadRate', 'Average'), metric('SinkRecordSendRate', 'Average')],
    ],
    [
      '4 · S3 sink: tasks running and failed',
      [metric('RunningTaskCount', 'Minimum'), metric('ErroredTaskCount', 'Maximum')],
    ],
  ];
}

function streamWidgets(streamNames: readonly string[]): [string, Metric[]][] {
  const each = (name: string, stat: string): Metric[] =>
    streamNames.map((stream) => ['AWS/Kinesis', name, 'StreamName', stream, { stat, label: stream }]);
  return [
    ['5 · Streams: records in', each('IncomingRecords', 'Sum')],
    ['5 · Streams: age of the oldest unread record, ms', each('GetRecords.IteratorAgeMilliseconds', 'Maximum')],
  ];
}

function airflowWidgets(environment: string): [string, Metric[]][] {
  const metric = (of: string, name: string, stat: string): Metric => [
    'AmazonMWAA',
    name,
    'Function',
    of,
    'Environment',
    environment,
    { stat },
  ];
  return [
    ['6 · Airflow: heartbeats of the scheduler', [metric('Scheduler', 'SchedulerHeartbeat', 'Sum')]],
    [
      '6 · Airflow: tasks running and waiting',
      [metric('Executor', 'RunningTasks', 'Maximum'), metric('Executor', 'QueuedTasks', 'Maximum')],
    ],
  ];
}
