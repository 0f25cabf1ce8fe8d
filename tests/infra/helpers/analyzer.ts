import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import * as grpc from '@grpc/grpc-js';
import type { Registration } from './record.ts';
import { unknown } from './record.ts';

const require = createRequire(import.meta.url);
const { AnalyzerClient } = require('@pulumi/pulumi/proto/analyzer_grpc_pb.js');
const analyzer = require('@pulumi/pulumi/proto/analyzer_pb.js');
const { Struct } = require('google-protobuf/google/protobuf/struct_pb.js');

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** What the pack says of a resource. */
export interface Violation {
  readonly policy: string;
  readonly level: 'advisory' | 'mandatory';
  readonly message: string;
}

/** What is checked: at least a type, a name and inputs. */
export type Checkable = Pick<Registration, 'type' | 'name' | 'inputs'> &
  Partial<Pick<Registration, 'urn' | 'propertyDependencies' | 'options' | 'provider'>>;

/** The policy pack, run as the engine runs it. */
export interface Analyzer {
  /** Everything that the pack says of these resources of one stack, with `provider` as inputs of their provider. */
  check(resources: readonly Checkable[], provider?: object): Promise<Violation[]>;
  /** Names of the policies. */
  policies(): Promise<string[]>;
  stop(): void;
}

/** Starts the pack of a folder on loopback. */
export async function startAnalyzer(folder = `${root}/infra/policy`): Promise<Analyzer> {
  const host = `${root}/node_modules/@pulumi/pulumi/cmd/run-policy-pack/index.js`;
  const child = spawn(process.execPath, [host, '127.0.0.1:1', '.'], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text) => (said += text));
  const port = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve);
    child.once('close', (status) => reject(new Error(`the policy pack ended with ${status}: ${said}`)));
  });
  const client = new AnalyzerClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
  const call = async <T>(method: string, request: unknown): Promise<T> =>
    await new Promise((resolve, reject) =>
      client[method](request, (error: Error | null, answer: T) => (error ? reject(error) : resolve(answer))),
    );
  return {
    check: async (resources, provider) => {
      const answers: Answer[] = [];
      for (const resource of resources) answers.push(await call('analyze', analyzeRequest(resource, provider)));
      const whole = new analyzer.AnalyzeStackRequest();
      whole.setResourcesList(resources.map((resource) => stackResource(resource, provider)));
      answers.push(await call('analyzeStack', whole));
      return answers.flatMap((answer) => answer.getDiagnosticsList().map(violationOf));
    },
    policies: async () => {
      const { Empty } = require('google-protobuf/google/protobuf/empty_pb.js');
      const info = await call<{ getPoliciesList(): { getName(): string }[] }>('getAnalyzerInfo', new Empty());
      return info.getPoliciesList().map((policy) => policy.getName());
    },
    stop: () => {
      client.close();
      child.removeAllListeners('close');
      child.kill('SIGKILL');
    },
  };
}

interface Diagnostic {
  getPolicyname(): string;
  getEnforcementlevel(): number;
  getMessage(): string;
}

interface Answer {
  getDiagnosticsList(): Diagnostic[];
}

function violationOf(diagnostic: Diagnostic): Violation {
  const isAdvice = diagnostic.getEnforcementlevel() === analyzer.EnforcementLevel.ADVISORY;
  return {
    policy: diagnostic.getPolicyname(),
    level: isAdvice ? 'advisory' : 'mandatory',
    message: diagnostic.getMessage(),
  };
}

function analyzeRequest(resource: Checkable, provider: object | undefined): unknown {
  const request = described(new analyzer.AnalyzeRequest(), resource);
  request.setProvider(provider && providerResource(provider));
  return request;
}

function stackResource(resource: Checkable, provider: object | undefined): unknown {
  const made = described(new analyzer.AnalyzerResource(), resource);
  made.setProvider(provider && providerResource(provider));
  for (const [key, urns] of Object.entries(resource.propertyDependencies ?? {})) {
    const from = new analyzer.AnalyzerPropertyDependencies();
    from.setUrnsList(urns);
    made.getPropertydependenciesMap().set(key, from);
  }
  return made;
}

// biome's view of the generated classes ends at require: what is used of them is named here.
interface Described {
  setType(type: string): void;
  setName(name: string): void;
  setUrn(urn: string): void;
  setProperties(properties: unknown): void;
  setOptions(options: unknown): void;
  setProvider(provider: unknown): void;
  getPropertydependenciesMap(): Map<string, unknown>;
}

function described(message: Described, { type, name, urn, inputs, options }: Checkable): Described {
  message.setType(type);
  message.setName(name);
  message.setUrn(urn ?? urnOf(type, name));
  message.setProperties(Struct.fromJavaScript(wire(inputs)));
  const given = new analyzer.AnalyzerResourceOptions();
  given.setProtect(options?.protect === true);
  message.setOptions(given);
  return message;
}

export function urnOf(type: string, name: string): string {
  return `urn:pulumi:dev::pinflow::${type}::${name}`;
}

function providerResource(inputs: object): unknown {
  const provider = new analyzer.AnalyzerProviderResource();
  provider.setType('pulumi:providers:aws');
  provider.setName('aws');
  provider.setUrn(urnOf('pulumi:providers:aws', 'aws'));
  // The engine hands objects of a provider's inputs over as JSON.
  const texts = Object.entries(inputs).map(([key, value]) => [
    key,
    typeof value === 'object' ? JSON.stringify(value) : value,
  ]);
  provider.setProperties(Struct.fromJavaScript(Object.fromEntries(texts)));
  return provider;
}

/** Values as the engine sends them to a pack: what is not known as its sentinel, secrets in their envelope. */
function wire(value: unknown): unknown {
  if (value === unknown) return '04da6b54-80e4-46f7-96ec-b56ff0331ba9';
  if (Array.isArray(value)) return value.map(wire);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  if (entries.length === 1 && 'secret' in value) {
    return {
      '4dabf18193072939515e22adb298388d': '1b47061264138c4ac30d75fd1eb44270',
      value: wire((value as { secret: unknown }).secret),
    };
  }
  return Object.fromEntries(entries.map(([key, inner]) => [key, wire(inner)]));
}
