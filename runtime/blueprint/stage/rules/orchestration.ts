import { names } from '../../names.ts';
import { fault, type Rule, rule, sameHome } from './rule.ts';

/** Rules of Airflow and its DAG. */
export const orchestrationRules: readonly Rule[] = [
  rule(['tags', 'orchestration'], ({ tags, orchestration }) => [
    orchestration.type !== 'none' &&
      Object.keys(tags).length > 7 &&
      fault('tags', 'are more than 7: with the three of pinflow, an object in S3 takes 10, and the DAG is one'),
  ]),
  rule(['workspace', 'orchestration'], ({ workspace, orchestration }) => [
    orchestration.type !== 'none' &&
      workspace.type === 'none' &&
      fault('orchestration.type', 'has no job to start: use none, or workspace.type existing'),
    orchestration.type !== 'none' &&
      workspace.type === 'existing' &&
      orchestration.clientId === workspace.clientId &&
      fault(
        'orchestration.clientId',
        'must be another service principal than workspace.clientId: Airflow starts a job, and may do no more',
      ),
  ]),
  rule(['orchestration', 'network'], ({ orchestration, network }) => {
    if (orchestration.type !== 'managed') return [];
    return [
      network.type === 'none' &&
        fault(
          'orchestration.type',
          'MWAA needs a network: use network.type managed or existing, or an existing Airflow',
        ),
      network.type === 'managed' &&
        network.nat === 'none' &&
        fault('network.nat', 'Airflow reaches Databricks and installs its packages by NAT: use one or perZone'),
    ];
  }),
  rule(['orchestration', 'region', 'accountId'], ({ orchestration, region, accountId }) => [
    orchestration.type !== 'none' &&
      orchestration.failureTopicArn !== undefined &&
      sameHome('orchestration.failureTopicArn', orchestration.failureTopicArn, region, accountId),
  ]),
  rule(['orchestration', 'profile', 'observability'], ({ orchestration, profile, observability }) => [
    profile === 'prod' &&
      orchestration.type !== 'none' &&
      orchestration.failureTopicArn === undefined &&
      observability.alarms.type === 'none' &&
      fault('orchestration.failureTopicArn', 'is missing: without alarms no topic learns of a failed run'),
  ]),
  rule(['orchestration', 'userId'], (stage) => [
    stage.orchestration.type === 'existing' &&
      stage.orchestration.bucket === names(stage).bucket &&
      fault('orchestration.bucket', 'must be another bucket than the one this stack makes'),
  ]),
];
