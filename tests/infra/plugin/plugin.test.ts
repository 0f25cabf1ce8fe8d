import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import * as grpc from '@grpc/grpc-js';
import test, { type ExecutionContext } from 'ava';
import { json, matchesGolden } from '../../helpers/golden.ts';

const require = createRequire(import.meta.url);
const { ResourceProviderClient } = require('@pulumi/pulumi/proto/provider_grpc_pb.js');
const { GetSchemaRequest } = require('@pulumi/pulumi/proto/provider_pb.js');

const root = fileURLToPath(new URL('../../..', import.meta.url));

interface Schema {
  readonly name: string;
  readonly resources: Readonly<
    Record<string, { description?: string; inputProperties: Record<string, { description?: string }> }>
  >;
}

/** Starts the plugin as the engine does and asks it for its schema, as `pulumi package add` does. */
async function schemaOf(t: ExecutionContext, folder: string): Promise<Schema> {
  const host = `${root}/node_modules/@pulumi/pulumi/cmd/run-plugin/index.js`;
  const child = spawn(process.execPath, [host, '.', '127.0.0.1:1'], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
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
