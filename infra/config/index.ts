import * as pulumi from '@pulumi/pulumi';
import * as runtimeConfig from '@pulumi/pulumi/runtime/config.js';
import {
  configNamespace,
  notKnown,
  parseStage,
  type SecretName,
  type Stage,
  secrets,
  setSecretCommand,
} from '../../runtime/blueprint/index.ts';
import { PinflowError } from '../../runtime/errors.ts';

/** A stack's configuration: its stage, and the secrets that the stage needs. */
export interface StackConfig {
  readonly stage: Stage;
  readonly secrets: Partial<Record<SecretName, pulumi.Output<string>>>;
}

/**
 * Reads the stack's configuration; nothing else of the program does.
 * @throws {pulumi.RunError} with what to do, which the engine prints without a stack trace.
 */
export function readConfig(): StackConfig {
  const config = new pulumi.Config(configNamespace);
  refuseUnknownKeys();
  const written = readStage(config);
  const stage = said(() => parseStage(written));
  const needed = (Object.keys(secrets) as SecretName[]).filter((name) => secrets[name].neededBy(stage));
  return { stage, secrets: Object.fromEntries(needed.map((name) => [name, readSecret(config, name)])) };
}

function refuseUnknownKeys(): void {
  const known = ['stage', ...Object.keys(secrets)];
  for (const key of Object.keys(pulumi.runtime.allConfig())) {
    const [namespace, name = ''] = key.split(':');
    if (namespace === configNamespace && !known.includes(name)) {
      throw new pulumi.RunError(`Pulumi.${pulumi.getStack()}.yaml: ${key} ${notKnown(name, known)}`);
    }
  }
}

function readStage(config: pulumi.Config): unknown {
  const stack = pulumi.getStack();
  try {
    const written = config.getObject<unknown>('stage');
    if (written !== undefined) return written;
  } catch (cause) {
    if (!(cause instanceof Error)) throw cause;
    throw new pulumi.RunError(
      `${configNamespace}:stage of Pulumi.${stack}.yaml must be an object (keys and values), not a text`,
    );
  }
  throw new pulumi.RunError(
    `Pulumi.${stack}.yaml has no ${configNamespace}:stage: copy it from Pulumi.dev.yaml, give it a userId and an accountId of your own, and run \`npx pinflow config check --stage ${stack}\``,
  );
}

/** A secret of the stack. What was set in plain text is refused: it stands in the file, and would stand in the state. */
function readSecret(config: pulumi.Config, name: SecretName): pulumi.Output<string> {
  const { form, pattern } = secrets[name];
  const value = config.get(name);
  if (value === undefined) {
    throw new pulumi.RunError(
      `the secret ${configNamespace}:${name} is not set: run \`${setSecretCommand(name)}\` (${secrets[name].for}; ${form})`,
    );
  }
  if (!isSecret(`${configNamespace}:${name}`)) {
    throw new pulumi.RunError(
      `${configNamespace}:${name} stands in plain text in Pulumi.${pulumi.getStack()}.yaml: choose another one and set it with \`${setSecretCommand(name)}\``,
    );
  }
  if (!pattern.test(value))
    throw new pulumi.RunError(
      `the secret ${configNamespace}:${name} must be ${form}: run \`${setSecretCommand(name)}\``,
    );
  return config.requireSecret(name);
}

/** Whether the engine got a value as a secret. The SDK keeps this to itself so far (pulumi/pulumi issue 7127). */
function isSecret(key: string): boolean {
  return (runtimeConfig as unknown as { isConfigSecret(key: string): boolean }).isConfigSecret(key);
}

function said<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof PinflowError) throw new pulumi.RunError(`Pulumi.${pulumi.getStack()}.yaml: ${cause.message}`);
    throw cause;
  }
}
