import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import * as grpc from '@grpc/grpc-js';
import * as pulumi from '@pulumi/pulumi';
import test, { type ExecutionContext } from 'ava';
import { json, matchesGolden } from '../../helpers/golden.ts';
import { startEngine } from '../helpers/engine.ts';

const require = createRequire(import.meta.url);
const { ResourceProviderClient } = require('@pulumi/pulumi/proto/provider_grpc_pb.js');
const { ConstructRequest, GetSchemaRequest } = require('@pulumi/pulumi/proto/provider_pb.js');
const { InputPropertiesError } = require('@pulumi/pulumi/proto/errors_pb.js');
const { Status } = require('@pulumi/pulumi/proto/status_pb.js');
const { Struct } = require('google-protobuf/google/protobuf/struct_pb.js');

const root = fileURLToPath(new URL('../../..', import.meta.url));

interface Schema {
  readonly name: string;
  readonly resources: Readonly<
    Record<string, { description?: string; inputProperties: Record<string, { description?: string }> }>
  >;
}

/** Starts the plugin as the engine does. */
async function startPlugin(t: ExecutionContext, folder: string, engine: string) {
  const host = `${root}/node_modules/@pulumi/pulumi/cmd/run-plugin/index.js`;
  const child = spawn(process.execPath, [host, '.', engine], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  t.teardown(() => child.kill('SIGKILL'));
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text) => (said += text));
  const port = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve);
    child.once('close', (status) => reject(new Error(`the plugin ended with ${status}: ${said}`)));
  });
  const options = { 'grpc.max_receive_message_length': -1 };
  const client = new ResourceProviderClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure(), options);
  t.teardown(() => client.close());
  return client;
}

/** Asks a plugin for its schema, as `pulumi package add` does. */
async function schemaOf(t: ExecutionContext, folder: string): Promise<Schema> {
  const client = await startPlugin(t, folder, '127.0.0.1:1');
  return await new Promise((resolve, reject) =>
    client.getSchema(new GetSchemaRequest(), (error: Error | null, answer: { getSchema(): string }) =>
      error ? reject(error) : resolve(JSON.parse(answer.getSchema())),
    ),
  );
}

test('the plugin offers every component to other languages, under the names that the program gives them', async (t) => {
  const schema = await schemaOf(t, `${root}/infra/plugin`);
  matchesGolden(t, 'plugin', { 'schema.json': json(schema) });
  const classes = readdirSync(`${root}/infra/components`, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) => [
      ...readFileSync(`${root}/infra/components/${name}`, 'utf8').matchAll(/super\('(pinflow:[^']+)'/g),
    ]);
  t.deepEqual(Object.keys(schema.resources).sort(), classes.map(([, type]) => type).sort() as string[]);
  for (const [type, { description = '' }] of Object.entries(schema.resources)) {
    t.regex(description, /Monthly cost: /, `${type} says what it costs`);
  }
});

test('wrong arguments reach a program in any language with their property paths; what a preview does not know passes', async (t) => {
  const { server, port, heard } = await startEngine();
  t.teardown(() => server.forceShutdown());
  const engine = `127.0.0.1:${port}`;
  const client = await startPlugin(t, `${root}/infra/plugin`, engine);
  const request = new ConstructRequest();
  request.setProject('team');
  request.setStack('dev');
  request.setDryrun(true);
  request.setParallel(1);
  request.setMonitorendpoint(engine);
  request.setType('pinflow:index:Network');
  request.setName('main');
  const unknown = pulumi.runtime.unknownValue;
  const inputs = { cidr: unknown, region: 'us-east-1', zones: [unknown, 'us-west-2b'], nat: 'two', endpoints: ['s3'] };
  request.setInputs(Struct.fromJavaScript(inputs));
  const error = await new Promise<grpc.ServiceError | null>((resolve) => client.construct(request, resolve));
  const faults = {
    'zones[1]': 'is not a zone of us-east-1: use one such as us-east-1a',
    nat: "choose one of none, one, perZone; 'two' is none of them",
  };
  t.is(error?.code, grpc.status.INVALID_ARGUMENT);
  t.regex(error?.details ?? '', /^Network main has wrong arguments:\n/);
  const [binary] = error?.metadata.get('grpc-status-details-bin') ?? t.fail();
  const [details] = Status.deserializeBinary(binary).getDetailsList();
  t.is(details.getTypeName(), 'pulumirpc.InputPropertiesError');
  const { errorsList } = InputPropertiesError.deserializeBinary(details.getValue()).toObject();
  t.deepEqual(
    Object.fromEntries(
      errorsList.map(({ propertyPath, reason }: { propertyPath: string; reason: string }) => [propertyPath, reason]),
    ),
    faults,
  );
  t.deepEqual(heard.registrations, []);
});
