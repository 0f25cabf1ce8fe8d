import * as pulumi from '@pulumi/pulumi';
import { disconnect, getMonitor } from '@pulumi/pulumi/runtime/settings.js';
import { outputsOf } from './cloud.ts';

/** A registration as the engine would get it. */
export interface Registration {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly custom: boolean;
  /** The parent's URN; undefined below the stack itself. */
  readonly parent: string | undefined;
  /** `type::name` of the provider; undefined when it is the default one of the environment. */
  readonly provider: string | undefined;
  /** Inputs; a secret is `{ secret: value }`, what is not known in a preview is {@link unknown}. */
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly options: Readonly<Partial<Record<OptionName, unknown>>>;
  /** URNs that each input comes from. */
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
}

/** What stands for a value that a preview cannot know. */
export const unknown = '<unknown>';

const optionNames = [
  'protect',
  'retainOnDelete',
  'deleteBeforeReplace',
  'replaceOnChanges',
  'ignoreChanges',
  'aliases',
  'customTimeouts',
  'additionalSecretOutputs',
  'dependencies',
] as const;
type OptionName = (typeof optionNames)[number];

/** What a program registered, by URN, and what it gave out. */
export interface Recording {
  readonly registrations: readonly Registration[];
  readonly outputs: Readonly<Record<string, unknown>>;
  /** Tokens of the functions that were invoked. */
  readonly invokes: readonly string[];
}

export interface RecordOptions {
  /** Whether outputs are unknown, as in a preview of a stack that does not exist yet. */
  readonly preview?: boolean;
  readonly stack?: string;
  /** Answers of invokes by token; one that is not listed fails. */
  readonly invokes?: Readonly<Record<string, object>>;
  /** Resources, as `type::name`, that are new ones in the place of others: their IDs and ARNs differ from those of a first recording. */
  readonly replaced?: ReadonlySet<string>;
}

/** Runs a Pulumi program in this process in the real SDK and records what it registers. Recordings do not overlap. */
export async function record(program: () => unknown, options: RecordOptions = {}): Promise<Recording> {
  const turn = last.then(() => withoutStacks(() => run(program, options)));
  last = turn.catch(() => undefined);
  return await turn;
}

/** The SDK notes the stack of every promise, which takes it longer than all else: meanwhile errors have none. */
async function withoutStacks<T>(work: () => Promise<T>): Promise<T> {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  return await work().finally(() => {
    Error.stackTraceLimit = stackTraceLimit;
  });
}

let last: Promise<unknown> = Promise.resolve();

async function run(
  program: () => unknown,
  { preview = false, stack = 'dev', invokes = {}, replaced = new Set() }: RecordOptions,
) {
  const called: string[] = [];
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type = '', name, inputs, custom }) => {
        const physical = replaced.has(`${type}::${name}`) ? `${name}-new` : name;
        return {
          id: preview || custom === false ? '' : `${physical}-id`,
          state: preview ? inputs : { ...inputs, ...outputsOf(type, physical, inputs) },
        };
      },
      call: ({ token }) => {
        called.push(token);
        const answer = invokes[token];
        if (answer === undefined) throw new Error(`an invoke that the test does not know: ${token}`);
        return answer;
      },
    },
    'pinflow',
    stack,
    preview,
  );
  const registrations: Registration[] = [];
  const monitor = getMonitor() as unknown as { registerResource: Register };
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = async (request, callback) => {
    const made = registrationOf(request, stack);
    if (registrations.some(({ urn }) => urn === made.urn)) throw new Error(`two resources have the URN ${made.urn}`);
    registrations.push(made);
    return await register(request, callback);
  };
  const result = await program();
  const outputs = await plain(result);
  await disconnect();
  // A component before its children, whose types follow its own after a dollar sign.
  const place = ({ urn }: Registration) => urn.replaceAll('$', '~');
  registrations.sort((one, other) => (place(one) < place(other) ? -1 : 1));
  return { registrations, outputs: (outputs ?? {}) as Record<string, unknown>, invokes: called };
}

type Register = (request: RegisterRequest, callback: unknown) => Promise<void>;

/** The engine's request, as the SDK sends it. */
export interface RegisterRequest {
  getType(): string;
  getName(): string;
  getCustom(): boolean;
  getParent(): string;
  getProvider(): string;
  getObject(): { toJavaScript(): Record<string, unknown> } | undefined;
  toObject(): Record<string, unknown>;
}

/** A registration from its request, with the URN that the mock monitor gives it. */
export function registrationOf(request: RegisterRequest, stack: string): Registration {
  const parent = request.getParent() || undefined;
  // The mock monitor's URNs hold the type of the parent alone, not of its parents too.
  const parentType = parent?.split('::')[2]?.split('$').at(-1);
  const isTop = parentType === undefined || parentType === 'pulumi:pulumi:Stack';
  const types = isTop ? request.getType() : `${parentType}$${request.getType()}`;
  const whole = request.toObject();
  const options = optionNames.flatMap((name) => {
    const value = whole[name.toLowerCase()] ?? whole[`${name.toLowerCase()}List`];
    return isSet(value) ? [[name, value]] : [];
  });
  return {
    urn: `urn:pulumi:${stack}::pinflow::${types}::${request.getName()}`,
    type: request.getType(),
    name: request.getName(),
    custom: request.getCustom(),
    parent: isTop ? undefined : parent,
    provider: request.getProvider().split('::').slice(2, 4).join('::') || undefined,
    inputs: readable(request.getObject()?.toJavaScript() ?? {}) as Record<string, unknown>,
    options: Object.fromEntries(options),
    propertyDependencies: Object.fromEntries(
      (whole.propertydependenciesMap as [string, { urnsList: string[] }][]).map(([key, { urnsList }]) => [
        key,
        urnsList,
      ]),
    ),
  };
}

function isSet(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.values(value).some(isSet);
  return value !== undefined && value !== false && value !== '';
}

const signature = '4dabf18193072939515e22adb298388d';
const secretSignature = '1b47061264138c4ac30d75fd1eb44270';

/** A serialized value with its secret envelopes and its unknowns made readable. */
export function readable(value: unknown): unknown {
  if (value === pulumi.runtime.unknownValue) return unknown;
  if (Array.isArray(value)) return value.map(readable);
  if (typeof value !== 'object' || value === null) return value;
  const object = value as Record<string, unknown>;
  if (object[signature] === secretSignature) return { secret: readable(object.value) };
  return Object.fromEntries(Object.entries(object).map(([key, inner]) => [key, readable(inner)]));
}

async function plain(value: unknown): Promise<unknown> {
  if (pulumi.Output.isInstance(value)) {
    const output = value as pulumi.Output<unknown> & { promise(withUnknowns: boolean): Promise<unknown> } & {
      isKnown: Promise<boolean>;
      isSecret: Promise<boolean>;
    };
    const inner = (await output.isKnown) ? await plain(await output.promise(false)) : unknown;
    return (await output.isSecret) ? { secret: inner } : inner;
  }
  if (Array.isArray(value)) return await Promise.all(value.map(plain));
  if (typeof value !== 'object' || value === null || pulumi.Resource.isInstance(value)) return value;
  const entries = await Promise.all(
    Object.entries(value).map(async ([key, inner]) => [key, await plain(inner)] as const),
  );
  return Object.fromEntries(entries.filter(([, inner]) => inner !== undefined));
}
