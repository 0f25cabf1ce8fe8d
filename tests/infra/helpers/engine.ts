import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import * as grpc from '@grpc/grpc-js';
import type { ExecutionContext } from 'ava';

const require = createRequire(import.meta.url);
const engine = require('@pulumi/pulumi/proto/engine_pb.js');
const engineService = require('@pulumi/pulumi/proto/engine_grpc_pb.js');
const resources = require('@pulumi/pulumi/proto/resource_pb.js');
const resourceService = require('@pulumi/pulumi/proto/resource_grpc_pb.js');
const empty = require('google-protobuf/google/protobuf/empty_pb.js');

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** What the program said to the engine and how it ended. */
export interface Previewed {
  readonly status: number;
  /** Messages of error level, as the engine shows them. */
  readonly errors: readonly string[];
  /** `type::name` of what was registered. */
  readonly registered: readonly string[];
  /** What the process printed past the engine. */
  readonly output: string;
}

/**
 * Runs the program of this repository in a process of its own, as the engine does for `pulumi preview`, against a stand-in of the engine
 * on loopback. `config` holds values by `project:key`, objects as JSON; `secretKeys` those that the engine decrypted.
 */
export async function previewProgram(
  t: ExecutionContext,
  { config, secretKeys = [], stack = 'dev' }: { config: Record<string, string>; secretKeys?: string[]; stack?: string },
): Promise<Previewed> {
  const errors: string[] = [];
  const registered: string[] = [];
  const { server, port } = await startEngine(errors, registered, stack);
  t.teardown(() => server.forceShutdown());
  const address = `127.0.0.1:${port}`;
  const args = ['--project=pinflow', `--stack=${stack}`, `--monitor=${address}`, `--engine=${address}`, '--dry-run'];
  const child = spawn(
    process.execPath,
    [
      `${root}/node_modules/@pulumi/pulumi/cmd/run/index.js`,
      ...args,
      '--parallel=16',
      `--root-directory=${root}`,
      `--pwd=${root}/infra`,
      '.',
    ],
    {
      env: {
        ...process.env,
        PULUMI_CONFIG: JSON.stringify(config),
        PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(secretKeys),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  t.teardown(() => child.kill('SIGKILL'));
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text));
  const [status] = await once(child, 'close');
  return { status, errors, registered, output };
}

/** A stand-in of engine and resource monitor on loopback. Errors and registrations, as `type::name`, go into the given lists. */
export async function startEngine(errors: string[], registered: string[], stack: string) {
  const server = new grpc.Server();
  server.addService(engineService.EngineService, {
    log: answer((request) => {
      if (request.getSeverity() === engine.LogSeverity.ERROR) errors.push(request.getMessage());
      return new empty.Empty();
    }),
    getRootResource: answer(() => new engine.GetRootResourceResponse()),
    setRootResource: answer(() => new engine.SetRootResourceResponse()),
  });
  server.addService(resourceService.ResourceMonitorService, {
    supportsFeature: answer((request) => {
      const response = new resources.SupportsFeatureResponse();
      response.setHassupport(['secrets', 'resourceReferences'].includes(request.getId()));
      return response;
    }),
    registerResource: answer((request) => {
      registered.push(`${request.getType()}::${request.getName()}`);
      const response = new resources.RegisterResourceResponse();
      response.setUrn(`urn:pulumi:${stack}::pinflow::${request.getType()}::${request.getName()}`);
      response.setObject(request.getObject());
      return response;
    }),
    registerResourceOutputs: answer(() => new empty.Empty()),
  });
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    ),
  );
  return { server, port };
}

interface Message {
  getId(): string;
  getType(): string;
  getName(): string;
  getMessage(): string;
  getSeverity(): number;
  getObject(): unknown;
}

function answer(make: (request: Message) => unknown): grpc.UntypedHandleCall {
  return ((call: { request: Message }, callback: (error: null, response: unknown) => void) =>
    callback(null, make(call.request))) as grpc.UntypedHandleCall;
}
