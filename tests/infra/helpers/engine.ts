import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import * as grpc from '@grpc/grpc-js';
import type { outputsOf } from './cloud.ts';
import { type RegisterRequest, type Registration, readable, registrationOf } from './record.ts';

const require = createRequire(import.meta.url);
const engine = require('@pulumi/pulumi/proto/engine_pb.js');
const engineService = require('@pulumi/pulumi/proto/engine_grpc_pb.js');
const resources = require('@pulumi/pulumi/proto/resource_pb.js');
const resourceService = require('@pulumi/pulumi/proto/resource_grpc_pb.js');
const empty = require('google-protobuf/google/protobuf/empty_pb.js');
const { Struct } = require('google-protobuf/google/protobuf/struct_pb.js');

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** The program's messages to the engine. */
export interface Heard {
  /** Messages of error level, as the engine shows them. */
  readonly errors: string[];
  readonly warnings: string[];
  /** In the order of their arrival; inputs of a preview hold what is unknown. */
  readonly registrations: Registration[];
  /** Outputs of the stack; a secret is `{ secret: value }`. */
  outputs: Readonly<Record<string, unknown>>;
}

/** How the engine answers. */
export interface EngineOptions {
  readonly stack?: string;
  /** The outputs of a new resource. Without it nothing is made: the run is a preview. */
  readonly cloud?: typeof outputsOf;
  /** Answers of invokes by token; one that is not listed fails. */
  readonly invokes?: Readonly<Record<string, object>>;
}

/** How a program is run. */
export interface ProgramOptions extends EngineOptions {
  /** Values by `project:key`, objects as JSON. */
  readonly config: Readonly<Record<string, string>>;
  /** The keys that the engine decrypted. */
  readonly secretKeys?: readonly string[];
}

/** The program's messages to the engine, and how it ended. */
export interface ProgramRun extends Heard {
  readonly status: number;
  /** The output of the process past the engine. */
  readonly output: string;
}

/**
 * Runs the program of this repository in a process of its own, as the engine does for `pulumi preview` and `pulumi up`, against a stand-in
 * of the engine on loopback.
 */
export async function runProgram({ config, secretKeys = [], ...options }: ProgramOptions): Promise<ProgramRun> {
  const { server, port, heard } = await startEngine(options);
  try {
    const address = `127.0.0.1:${port}`;
    const args = [
      '--project=pinflow',
      `--stack=${options.stack ?? 'dev'}`,
      `--monitor=${address}`,
      `--engine=${address}`,
    ];
    const child = spawn(
      process.execPath,
      [
        `${root}/node_modules/@pulumi/pulumi/cmd/run/index.js`,
        ...args,
        ...(options.cloud === undefined ? ['--dry-run'] : []),
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
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text) => (output += text));
    const [status] = await once(child, 'close');
    return { ...heard, status, output };
  } finally {
    server.forceShutdown();
  }
}

/** A stand-in of engine and resource monitor on loopback. */
export async function startEngine({ stack = 'dev', cloud, invokes = {} }: EngineOptions = {}) {
  const heard: Heard = { errors: [], warnings: [], registrations: [], outputs: {} };
  const server = new grpc.Server();
  server.addService(engineService.EngineService, {
    log: answer((request) => {
      if (request.getSeverity() === engine.LogSeverity.ERROR) heard.errors.push(request.getMessage());
      if (request.getSeverity() === engine.LogSeverity.WARNING) heard.warnings.push(request.getMessage());
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
    invoke: answer((request) => {
      const found = invokes[request.getTok()];
      if (found === undefined) throw new Error(`an invoke that the test does not know: ${request.getTok()}`);
      const response = new resources.ResourceInvokeResponse();
      response.setReturn(Struct.fromJavaScript(found));
      return response;
    }),
    registerResource: answer((request) => {
      const registration = { ...registrationOf(request, stack), urn: urnOf(request, stack) };
      heard.registrations.push(registration);
      const { urn, type, name, custom } = registration;
      const response = new resources.RegisterResourceResponse();
      response.setUrn(urn);
      response.setObject(request.getObject());
      if (custom && cloud !== undefined) {
        const inputs = request.getObject()?.toJavaScript() ?? {};
        response.setId(`${name}-id`);
        response.setObject(Struct.fromJavaScript({ ...inputs, ...cloud(type, name, inputs) }));
      }
      return response;
    }),
    registerResourceOutputs: answer((request) => {
      const isStack = request.getUrn().split('::')[2] === 'pulumi:pulumi:Stack';
      if (isStack) heard.outputs = readable(request.getOutputs().toJavaScript()) as Heard['outputs'];
      return new empty.Empty();
    }),
  });
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    ),
  );
  return { server, port, heard };
}

/** A URN names the types of all parents below the stack. */
function urnOf(request: RegisterRequest, stack: string): string {
  const parents = request.getParent().split('::')[2] ?? '';
  const types = ['', 'pulumi:pulumi:Stack'].includes(parents) ? '' : `${parents}$`;
  return `urn:pulumi:${stack}::pinflow::${types}${request.getType()}::${request.getName()}`;
}

interface Message extends RegisterRequest {
  getId(): string;
  getTok(): string;
  getUrn(): string;
  getMessage(): string;
  getSeverity(): number;
  getOutputs(): { toJavaScript(): object };
}

/** Answers a call; an exception becomes the error of the call. */
function answer(make: (request: Message) => unknown): grpc.UntypedHandleCall {
  return ((call: { request: Message }, callback: (error: unknown, response?: unknown) => void) => {
    try {
      callback(null, make(call.request));
    } catch (cause) {
      callback({ code: grpc.status.UNKNOWN, message: String(cause) });
    }
  }) as grpc.UntypedHandleCall;
}
