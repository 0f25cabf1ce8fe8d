import {
  checkStage,
  configNamespace,
  type Fault,
  notKnown,
  type SecretName,
  type Stage,
  secretFaults,
  secrets,
  setSecretCommand,
} from '../blueprint/index.ts';

/** What a stack's file says. */
export interface StackFile {
  readonly stage: Stage;
  /** The secrets that are set, encrypted. */
  readonly secrets: readonly SecretName[];
}

/** What was read of a stack's configuration: without faults there is a stack file. */
export interface CheckedConfig {
  readonly stackFile?: StackFile;
  readonly faults: readonly Fault[];
}

/** Reads the `config` of a stack's file. */
export function checkConfig(config: unknown): CheckedConfig {
  if (!isObject(config)) {
    return {
      faults: [{ path: ['config'], message: `must hold ${stageKey}, the stage: copy it from Pulumi.dev.yaml` }],
    };
  }
  const entries = entriesOf(config);
  const faults = [...doubledFaults(entries), ...entries.flatMap(keyFaults)];
  const written = entries.find(({ key }) => key === stageKey);
  if (written === undefined) {
    const missing = { path: ['config', stageKey], message: 'is missing: copy it from Pulumi.dev.yaml' };
    return { faults: [...faults, missing] };
  }
  const { stage, faults: stageFaults } = checkStage(stageOf(written.value));
  faults.push(
    ...(isEncrypted(written.value)
      ? [{ path: written.path, message: 'is encrypted: the stage is plain, its secrets are keys of their own' }]
      : stageFaults.map(({ path, message }) => ({ path: [...written.path, ...path], message }))),
  );
  if (stage === undefined || faults.length > 0) return { faults };
  const set = secretNames.filter((secret) => entries.some(({ key }) => key === keyOf(secret)));
  return { stackFile: { stage, secrets: set }, faults };
}

/** One setting of a stack. */
interface Entry {
  /** With its namespace. */
  readonly key: string;
  /** Where it is written. */
  readonly path: readonly string[];
  readonly value: unknown;
}

const stageKey = `${configNamespace}:stage`;
const secretNames = Object.keys(secrets) as SecretName[];
const keyOf = (secret: SecretName) => `${configNamespace}:${secret}`;

/** Pulumi takes a key without a namespace for one of the project's. */
function entriesOf(config: object): Entry[] {
  return Object.entries(config).map(([written, value]) => ({
    key: written.includes(':') ? written : `${configNamespace}:${written}`,
    path: ['config', written],
    value,
  }));
}

function doubledFaults(entries: readonly Entry[]): Fault[] {
  return entries
    .filter(({ key }, index) => entries.findIndex((other) => other.key === key) < index)
    .map(({ key, path }) => ({ path, message: `is ${key}, which is set already: delete one of them` }));
}

/** Keys of pinflow's that nobody knows, and secrets in plain text, whoever's they are. */
function keyFaults({ key, path, value }: Entry): Fault[] {
  const isOurs = key.startsWith(`${configNamespace}:`);
  if (isOurs && !knownKeys.includes(key)) return [{ path, message: notKnown(key, knownKeys) }];
  if (key === stageKey || isEncrypted(value)) return [];
  if (!isOurs) return foreignFaults({ key, path, value });
  const command = setSecretCommand(key.slice(configNamespace.length + 1) as SecretName);
  return [isEmpty(value) ? { path, message: `is empty: set it with \`${command}\`` } : inPlainText(path, command)];
}

const knownKeys = [stageKey, ...secretNames.map(keyOf)];

/** Settings of providers: a text under a name such as `aws:secretKey` is a secret, whatever it looks like. */
function foreignFaults({ key, path, value }: Entry): Fault[] {
  const faults = secretFaults(value, path);
  // Names such as aws:skipCredentialsValidation speak of secrets and hold none: only the end of a name tells.
  const isNamedSecret = /(secret|secretkey|token|password|apikey|privatekey)$/i.test(key);
  const isSecret = isNamedSecret && typeof value === 'string' && !isEmpty(value);
  return faults.length === 0 && isSecret ? [inPlainText(path, `pulumi config set --secret ${key}`)] : faults;
}

function inPlainText(path: Fault['path'], command: string): Fault {
  return { path, message: `stands in plain text: choose another one and set it with \`${command}\`` };
}

/** The stage as the program gets it: Pulumi hands on a text as it is, and the program reads it as JSON. */
function stageOf(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

function isEmpty(value: unknown): boolean {
  return value === null || value === '';
}

/** What Pulumi writes for a secret. */
function isEncrypted(value: unknown): boolean {
  return isObject(value) && Object.keys(value).join() === 'secure' && typeof Object.values(value)[0] === 'string';
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
