import * as budgets from '@pulumi/aws/budgets/index.js';
import * as aws from '@pulumi/aws/cloudwatch/index.js';
import * as sns from '@pulumi/aws/sns/index.js';
import * as pulumi from '@pulumi/pulumi';
import { policyDocument } from '../../iam/document.ts';
import { checkArguments } from '../arguments/index.ts';
import { observabilityArguments } from '../arguments/observability.ts';
import { type AlarmSpec, alarmsOf, deadLetterAlarm, deadLetterMetric, deadLetterPattern } from './alarms.ts';
import { dashboardBody } from './dashboard.ts';

/** The ingest API, as CloudWatch names it. */
export interface WatchedApiArgs {
  readonly apiName: pulumi.Input<string>;
  readonly stageName: string;
}

/** The load balancer before the REST proxy, as CloudWatch names it. */
export interface WatchedProxyArgs {
  readonly loadBalancer: pulumi.Input<string>;
  readonly targetGroup: pulumi.Input<string>;
}

/** The connector and its log, in which dead letters are counted. */
export interface WatchedConnectorArgs {
  readonly connectorName: string;
  readonly logGroupName: pulumi.Input<string>;
}

/** What {@link Observability} takes; a step of the data path that is left out is not watched. */
export interface ObservabilityArgs {
  /** The user and the stage, in the names of dashboard and budget. Example: `demo` and `prod`. */
  readonly userId: string;
  readonly stage: string;
  readonly region: string;
  readonly accountId: string;
  readonly api?: WatchedApiArgs;
  readonly proxy?: WatchedProxyArgs;
  readonly clusterName?: pulumi.Input<string>;
  readonly connector?: WatchedConnectorArgs;
  /** Name of the Airflow environment. */
  readonly airflow?: string;
  readonly streamNames?: string[];
  /** Hours that the streams keep records; readers that are half of it behind raise an alarm. Default: 24. */
  readonly retentionHours?: number;
  /** Who is told of alarms; each address confirms its subscription once. Default: nobody, and then there are no alarms. */
  readonly alarmEmails?: string[];
  /** Whether there is a dashboard, which costs by the month. Default: false. */
  readonly dashboard?: boolean;
  /** US dollars a month that the resources tagged `pinflow:user` may cost. Default: no budget. */
  readonly monthlyUsd?: number;
  /** Who is told of the budget. */
  readonly budgetEmails?: string[];
  /** The KMS key of the alarms' topic; CloudWatch must be let use it. Default: none, since CloudWatch cannot use the key of SNS. */
  readonly keyArn?: pulumi.Input<string>;
}

/**
 * Dashboard, alarms and budget of one stack, along its data path.
 *
 * Monthly cost: each alarm and the dashboard; see docs/costs.md.
 */
export class Observability extends pulumi.ComponentResource {
  /** The topic that tells of alarms; empty where there are none. */
  readonly topicArn: pulumi.Output<string>;
  /** The dashboard's page; empty where there is none. */
  readonly dashboardUrl: pulumi.Output<string>;

  constructor(name: string, args: ObservabilityArgs, opts?: pulumi.ComponentResourceOptions) {
    checkArguments('Observability', name, args, observabilityArguments);
    super('pinflow:index:Observability', name, {}, opts);
    const emails = args.alarmEmails ?? [];
    const topic = emails.length === 0 ? undefined : this.topic(name, args, emails);
    if (topic !== undefined) this.alarms(name, args, topic);
    const dashboard = args.dashboard ? this.dashboard(name, args) : undefined;
    if (args.monthlyUsd !== undefined) this.budget(name, args, args.monthlyUsd);
    this.topicArn = pulumi.output(topic?.arn ?? '');
    this.dashboardUrl = pulumi.output(dashboard?.dashboardName ?? '').apply((own) => dashboardUrl(own, args.region));
    this.registerOutputs({ topicArn: this.topicArn, dashboardUrl: this.dashboardUrl });
  }

  private topic(name: string, { keyArn, accountId }: ObservabilityArgs, emails: readonly string[]): sns.Topic {
    const topic = new sns.Topic(
      `${name}-alarms`,
      { ...(keyArn !== undefined && { kmsMasterKeyId: keyArn }) },
      { parent: this },
    );
    const policy = topic.arn.apply((arn) =>
      policyDocument({
        Sid: 'Alarms',
        Effect: 'Allow',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Action: 'sns:Publish',
        Resource: arn,
        Condition: { StringEquals: { 'aws:SourceAccount': accountId } },
      }),
    );
    new sns.TopicPolicy(`${name}-alarms`, { arn: topic.arn, policy }, { parent: this });
    for (const email of emails) {
      new sns.TopicSubscription(
        `${name}-${email}`,
        { topic: topic.arn, protocol: 'email', endpoint: email },
        { parent: this },
      );
    }
    return topic;
  }

  private alarms(name: string, args: ObservabilityArgs, topic: sns.Topic): void {
    const { api, proxy, connector, airflow, streamNames = [], retentionHours = 24 } = args;
    const watched = {
      streamNames,
      retentionHours,
      ...(api && { api }),
      ...(proxy && { proxy }),
      ...(connector && { connector }),
      ...(airflow !== undefined && { airflow }),
    };
    for (const alarm of alarmsOf<pulumi.Input<string>>(watched)) this.alarm(name, alarm, topic);
    if (connector === undefined) return;
    const { namespace, metricName } = deadLetterMetric(connector.connectorName);
    new aws.LogMetricFilter(
      `${name}-dead-letters`,
      {
        logGroupName: connector.logGroupName,
        pattern: deadLetterPattern,
        metricTransformation: { namespace, name: metricName, value: '1', unit: 'Count' },
      },
      { parent: this },
    );
    this.alarm(name, deadLetterAlarm(connector.connectorName), topic);
  }

  private alarm(name: string, spec: AlarmSpec<pulumi.Input<string>>, topic: sns.Topic): void {
    const { key, description, datapoints, ...metric } = spec;
    const [datapointsToAlarm, evaluationPeriods] = datapoints;
    new aws.MetricAlarm(
      `${name}-${key}`,
      {
        ...metric,
        alarmDescription: description,
        datapointsToAlarm,
        evaluationPeriods,
        alarmActions: [topic.arn],
        okActions: [topic.arn],
      },
      { parent: this },
    );
  }

  private dashboard(name: string, args: ObservabilityArgs): aws.Dashboard {
    const { userId, stage, region, api, proxy, clusterName, connector, airflow, streamNames = [] } = args;
    const body = pulumi.output({ api, proxy, clusterName }).apply((known) =>
      dashboardBody({
        region,
        streamNames,
        ...(known.api && { api: known.api }),
        ...(known.proxy && { proxy: known.proxy }),
        ...(known.clusterName !== undefined && { clusterName: known.clusterName }),
        ...(connector && { connectorName: connector.connectorName }),
        ...(airflow !== undefined && { airflow }),
      }),
    );
    return new aws.Dashboard(
      `${name}-dashboard`,
      { dashboardName: `pinflow-${userId}-${stage}`, dashboardBody: body },
      { parent: this },
    );
  }

  private budget(name: string, { userId, stage, budgetEmails = [] }: ObservabilityArgs, monthlyUsd: number): void {
    const told = (notificationType: string, threshold: number) => ({
      notificationType,
      threshold,
      thresholdType: 'PERCENTAGE',
      comparisonOperator: 'GREATER_THAN',
      subscriberEmailAddresses: budgetEmails,
    });
    new budgets.Budget(
      `${name}-budget`,
      {
        name: `pinflow-${userId}-${stage}`,
        budgetType: 'COST',
        limitAmount: String(monthlyUsd),
        limitUnit: 'USD',
        timeUnit: 'MONTHLY',
        costFilters: [{ name: 'TagKeyValue', values: [`user:pinflow:user$${userId}`] }],
        notifications: [told('ACTUAL', 80), told('FORECASTED', 100)],
      },
      { parent: this },
    );
  }
}

function dashboardUrl(name: string, region: string): string {
  return name === ''
    ? ''
    : `https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#dashboards:name=${name}`;
}
