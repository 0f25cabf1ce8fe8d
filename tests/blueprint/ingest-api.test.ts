import test from 'ava';
import {
  gatewayLimits,
  ingestApi,
  localStage,
  parseStage,
  restProxyPort,
  restProxyProperties,
} from '../../runtime/blueprint/index.ts';
import { devStage } from '../helpers/stage.ts';

const api = ingestApi(localStage('demo'), { restProxyUrl: `http://10.0.0.5:${restProxyPort}` });

// Section by section of https://spec.openapis.org/oas/v3.0.1: what is REQUIRED, and that nothing stands where it may not.
test('the document is OpenAPI 3.0.1', (t) => {
  t.is(api.openapi, '3.0.1');
  const keys = Object.keys(api).filter((key) => !key.startsWith('x-'));
  t.deepEqual(keys.sort(), ['components', 'info', 'openapi', 'paths']);
  t.regex(api.info.title, /./);
  t.regex(api.info.version, /./);
  for (const [path, item] of Object.entries(api.paths)) {
    t.regex(path, /^\//);
    const templated = [...path.matchAll(/\{([\w-]+)\+?\}/g)].map(([, name]) => name);
    for (const [method, operation] of Object.entries(item)) {
      t.regex(method, /^(get|put|post|delete|options|head|patch|trace|x-.+)$/);
      t.deepEqual(operation.parameters?.map(({ name }) => name) ?? [], templated);
      for (const parameter of operation.parameters ?? []) t.like(parameter, { in: 'path', required: true });
      t.true(Object.keys(operation.responses).length > 0);
      for (const [status, { description }] of Object.entries(operation.responses)) {
        t.regex(status, /^(default|[1-5](\d\d|XX))$/);
        t.is(typeof description, 'string');
      }
    }
  }
});

// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-set-up-simple-proxy.html
test('any method of any other path goes to the REST proxy under the same path', (t) => {
  t.is(Object.keys(api.paths).at(-1), '/{proxy+}');
  t.deepEqual(Object.keys(api.paths['/{proxy+}'] ?? {}), ['x-amazon-apigateway-any-method']);
  t.like(api.paths['/{proxy+}']?.['x-amazon-apigateway-any-method']?.['x-amazon-apigateway-integration'], {
    type: 'http_proxy',
    httpMethod: 'ANY',
    uri: 'http://10.0.0.5:8082/{proxy}',
    requestParameters: { 'integration.request.path.proxy': 'method.request.path.proxy' },
  });
});

// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-authtype.html
test('callers prove who they are as the stage says', (t) => {
  const of = (authorization: string) =>
    ingestApi(parseStage({ ...devStage, ingest: { type: 'managed', authorization } }), {
      restProxyUrl: 'http://lb:8082',
    });
  const asked = (authorization: string) => {
    const operations = Object.values(of(authorization).paths).flatMap((methods) => Object.values(methods));
    return [...new Set(operations.map(({ security }) => JSON.stringify(security)))];
  };
  t.deepEqual(asked('none'), [undefined]);
  t.is(of('none').components?.securitySchemes, undefined);
  t.deepEqual(of('apiKey').components?.securitySchemes?.apiKey, { type: 'apiKey', name: 'x-api-key', in: 'header' });
  t.deepEqual(asked('apiKey'), ['[{"apiKey":[]}]']);
  t.deepEqual(asked('iam'), ['[{"iam":[]}]']);
  t.deepEqual(of('iam').components?.securitySchemes?.iam, {
    type: 'apiKey',
    name: 'Authorization',
    in: 'header',
    'x-amazon-apigateway-authtype': 'awsSigv4',
  });
});

// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-integration.html
test('a private proxy is reached through its VPC link', (t) => {
  const loadBalancerArn = 'arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/net/one/1';
  const api = ingestApi(localStage('demo'), {
    restProxyUrl: 'http://lb:8082',
    vpcLink: { id: 'abc', loadBalancerArn },
  });
  t.like(api.paths['/{proxy+}']?.['x-amazon-apigateway-any-method']?.['x-amazon-apigateway-integration'], {
    connectionType: 'VPC_LINK',
    connectionId: 'abc',
    integrationTarget: loadBalancerArn,
  });
});

const properties = restProxyProperties({ bootstrapServers: 'b-1:9098,b-2:9098' });

test('the REST proxy gives up before the gateway does, and within what Kafka clients accept', (t) => {
  const ms = (name: string) => Number(properties[`producer.${name}.ms`]);
  t.true(ms('max.block') + ms('delivery.timeout') < gatewayLimits.timeoutMs);
  t.true(ms('delivery.timeout') >= ms('request.timeout'), 'KafkaProducer refuses to start otherwise');
});

// https://github.com/aws/aws-msk-iam-auth, with the prefix by which the REST proxy hands a setting to all of its clients.
test('the REST proxy signs in to MSK by IAM', (t) => {
  t.like(properties, {
    'bootstrap.servers': 'b-1:9098,b-2:9098',
    'client.security.protocol': 'SASL_SSL',
    'client.sasl.mechanism': 'AWS_MSK_IAM',
    'client.sasl.jaas.config': 'software.amazon.msk.auth.iam.IAMLoginModule required;',
    'client.sasl.client.callback.handler.class': 'software.amazon.msk.auth.iam.IAMClientCallbackHandler',
  });
});
