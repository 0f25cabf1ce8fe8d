import { createHash } from 'node:crypto';
import * as aws from '@pulumi/aws/apigateway/index.js';
import * as v2 from '@pulumi/aws/apigatewayv2/index.js';
import * as ec2 from '@pulumi/aws/ec2/index.js';
import * as iam from '@pulumi/aws/iam/index.js';
import * as pulumi from '@pulumi/pulumi';
import { partitionOf } from '../../../runtime/blueprint/index.ts';
import { serviceTrust } from '../../iam/document.ts';
import { checkArguments } from '../arguments/index.ts';
import { ingestApiArguments } from '../arguments/ingest-api.ts';
import { logicalName } from '../logical-name.ts';
import { groupToGroup, logGroup } from '../parts.ts';
import { executionPolicy } from './policy.ts';

/** Where a private HTTP endpoint behind the API stands. */
export interface PrivateProxyArgs {
  readonly vpcId: pulumi.Input<string>;
  /** Private subnets that the VPC link reaches it from. */
  readonly subnetIds: pulumi.Input<string[]>;
  /** The load balancer's security group, which gets a rule that lets the VPC link in. */
  readonly loadBalancerSecurityGroupId: pulumi.Input<string>;
  /** The load balancer's port. Example: 8082. */
  readonly port: number;
}

/** What {@link IngestApi} takes. */
export interface IngestApiArgs {
  /**
   * An OpenAPI document as JSON, with API Gateway's extensions. What the component makes can be named in it: `<executionRoleArn>` is the
   * role that may write to the streams, `<vpcLinkId>` the VPC link.
   */
  readonly document: pulumi.Input<string>;
  /** The user whose streams, `streaming-<userId>-…`, the API may reach. Example: `demo`. */
  readonly userId: string;
  /** Example: `us-east-1`. */
  readonly region: string;
  /** Example: `123456789012`. */
  readonly accountId: string;
  /** The stage of the API, the last part of its URL. Example: `dev`. */
  readonly stageName: string;
  /** The streams that may be written. Default: none, and then there is no execution role. */
  readonly streamArns?: pulumi.Input<string[]>;
  /** Whether the user's streams may be created and deleted through the API. Default: false. */
  readonly createsStreams?: boolean;
  /** A private HTTP endpoint. Default: none, and then there is no VPC link. */
  readonly proxy?: PrivateProxyArgs;
  /** Requests a second, over all callers. Default: 200. */
  readonly throttleRate?: number;
  /** Requests at once. Default: 400. */
  readonly throttleBurst?: number;
  /** Whether requests are traced by X-Ray, which costs by the trace. Default: false. */
  readonly tracing?: boolean;
  /** The API key that callers send, 20 to 128 characters; a secret. Default: none. */
  readonly apiKeyValue?: pulumi.Input<string>;
  /** Whether the component sets the role by which API Gateway writes logs, one a region and account. Default: false. */
  readonly managesLoggingAccount?: boolean;
  /** The KMS key of the streams and the logs. Default: keys of the services, without cost. */
  readonly keyArn?: pulumi.Input<string>;
  /** Days that access and execution logs are kept. Default: 14. */
  readonly logRetentionDays?: number;
}

/** What each line of the access log holds (AWS documentation, "Variables for access logging"). */
const accessLogFormat = JSON.stringify({
  requestId: '$context.requestId',
  time: '$context.requestTimeEpoch',
  ip: '$context.identity.sourceIp',
  caller: '$context.identity.caller',
  method: '$context.httpMethod',
  path: '$context.path',
  status: '$context.status',
  integrationStatus: '$context.integration.status',
  latency: '$context.responseLatency',
  integrationLatency: '$context.integration.latency',
  error: '$context.error.message',
});

/**
 * A regional REST API made from an OpenAPI document, deployed anew whenever the document changes, with access log, throttling and
 * metrics. A private endpoint is reached by a VPC link (V2), the streams by a role that names them.
 *
 * Monthly cost: by the request, and logs by volume; see docs/costs.md.
 */
export class IngestApi extends pulumi.ComponentResource {
  /** `https://<id>.execute-api.<region>.amazonaws.com/<stage>`. */
  readonly invokeUrl: pulumi.Output<string>;
  readonly apiId: pulumi.Output<string>;
  /** How CloudWatch names the API. */
  readonly apiName: pulumi.Output<string>;

  constructor(name: string, args: IngestApiArgs, opts?: pulumi.ComponentResourceOptions) {
    checkArguments('IngestApi', name, args, ingestApiArguments);
    super('pinflow:index:IngestApi', name, {}, opts);
    const document = pulumi
      .all([args.document, this.executionRole(name, args), this.vpcLink(name, args)])
      .apply(([text, roleArn, linkId]) =>
        text.replaceAll('<executionRoleArn>', roleArn).replaceAll('<vpcLinkId>', linkId),
      );
    const api = new aws.RestApi(
      name,
      { body: document, endpointConfiguration: { types: 'REGIONAL' } },
      { parent: this },
    );
    const deployment = new aws.Deployment(
      `${name}-deployment`,
      { restApi: api.id, triggers: { document: document.apply(sha256) } },
      { parent: this },
    );
    const stage = this.stage(name, args, api, deployment);
    if (args.apiKeyValue !== undefined) this.apiKey(name, args.apiKeyValue, api, stage);
    this.invokeUrl = stage.invokeUrl;
    this.apiId = api.id;
    this.apiName = api.name;
    this.registerOutputs({ invokeUrl: this.invokeUrl, apiId: this.apiId, apiName: this.apiName });
  }

  /** The ARN of the role by which the API writes to the streams; empty where there is none. */
  private executionRole(name: string, args: IngestApiArgs): pulumi.Input<string> {
    const { streamArns, userId, region, accountId, createsStreams = false, keyArn } = args;
    if (streamArns === undefined) return '';
    const role = new iam.Role(
      logicalName(name, 'execution', 64),
      {
        description: `What the ingest API may do with the streams of ${userId}`,
        assumeRolePolicy: serviceTrust('apigateway.amazonaws.com'),
      },
      { parent: this },
    );
    const policy = pulumi
      .output({ streamArns, keyArn })
      .apply((known) => executionPolicy({ ...known, userId, region, accountId, createsStreams }));
    new iam.RolePolicy(`${name}-execution`, { role: role.name, policy }, { parent: this });
    return role.arn;
  }

  /** The id of the VPC link; empty where there is none. */
  private vpcLink(name: string, { proxy }: IngestApiArgs): pulumi.Input<string> {
    if (proxy === undefined) return '';
    const { vpcId, subnetIds, loadBalancerSecurityGroupId, port } = proxy;
    const group = new ec2.SecurityGroup(
      `${name}-link`,
      { vpcId, description: 'VPC link of the ingest API: to the load balancer' },
      { parent: this },
    );
    const rules = groupToGroup(name, 'balancer', { from: group.id, to: loadBalancerSecurityGroupId, port }, this);
    const link = new v2.VpcLink(
      `${name}-link`,
      { subnetIds, securityGroupIds: [group.id] },
      { parent: this, dependsOn: rules },
    );
    return link.id;
  }

  private stage(name: string, args: IngestApiArgs, api: aws.RestApi, deployment: aws.Deployment): aws.Stage {
    const { stageName, tracing = false, throttleRate = 200, throttleBurst = 400 } = args;
    const account = args.managesLoggingAccount ? [this.loggingAccount(name, args)] : [];
    // The name that API Gateway writes its execution logs to: made before, so that they are not kept for ever.
    const execution = logGroup(`${name}-execution`, args, this, {
      name: pulumi.interpolate`API-Gateway-Execution-Logs_${api.id}/${stageName}`,
    });
    const stage = new aws.Stage(
      `${name}-stage`,
      {
        restApi: api.id,
        deployment: deployment.id,
        stageName,
        xrayTracingEnabled: tracing,
        accessLogSettings: { destinationArn: logGroup(`${name}-access`, args, this).arn, format: accessLogFormat },
      },
      { parent: this, dependsOn: [...account, execution] },
    );
    new aws.MethodSettings(
      `${name}-methods`,
      {
        restApi: api.id,
        stageName: stage.stageName,
        methodPath: '*/*',
        settings: {
          throttlingRateLimit: throttleRate,
          throttlingBurstLimit: throttleBurst,
          metricsEnabled: true,
          loggingLevel: 'ERROR',
          // Bodies hold people's data: they are never logged.
          dataTraceEnabled: false,
        },
      },
      { parent: this },
    );
    return stage;
  }

  /** Retained: every API of the region writes its logs by it, and a deletion would take it from them all. */
  private loggingAccount(name: string, { region }: IngestApiArgs): aws.Account {
    const retained = { parent: this, retainOnDelete: true };
    const role = new iam.Role(
      logicalName(name, 'logging', 64),
      {
        description: 'How API Gateway writes logs in this region',
        assumeRolePolicy: serviceTrust('apigateway.amazonaws.com'),
      },
      retained,
    );
    const policy = new iam.RolePolicyAttachment(
      `${name}-logging`,
      {
        role: role.name,
        policyArn: `arn:${partitionOf(region)}:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs`,
      },
      retained,
    );
    return new aws.Account(`${name}-logging`, { cloudwatchRoleArn: role.arn }, { ...retained, dependsOn: [policy] });
  }

  private apiKey(name: string, value: pulumi.Input<string>, api: aws.RestApi, stage: aws.Stage): void {
    const key = new aws.ApiKey(`${name}-key`, { value }, { parent: this, additionalSecretOutputs: ['value'] });
    const plan = new aws.UsagePlan(
      `${name}-plan`,
      { apiStages: [{ apiId: api.id, stage: stage.stageName }] },
      { parent: this },
    );
    new aws.UsagePlanKey(
      `${name}-plan-key`,
      { keyId: key.id, keyType: 'API_KEY', usagePlanId: plan.id },
      { parent: this },
    );
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
