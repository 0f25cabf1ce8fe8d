import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Document, isMap, isNode, isScalar, LineCounter, type Node, parseDocument, type YAMLMap } from 'yaml';
import {
  checkStage,
  configNamespace,
  type Fault,
  pathText,
  type SecretName,
  type Stage,
  secrets,
  setSecretCommand,
  unknownKey,
} from '../blueprint/index.ts';
import { PinflowError, storageError } from '../errors.ts';

/** What a stack's file says. */
export interface StackFile {
  readonly stage: Stage;
  /** The secrets that are set, encrypted. */
  readonly secrets: readonly SecretName[];
}

/**
 * Reads `Pulumi.<name>.yaml` of a folder, without Pulumi and without AWS.
 * @throws {PinflowError} `STAGE_MISSING`; `STAGE_INVALID` with every fault at once, each with its line and path.
 */
export function readStackFile(name: string, folder = '.'): StackFile {
  const file = `Pulumi.${name}.yaml`;
  const { stackFile, faults } = checkStackFile(read(join(folder, file)), name);
  if (stackFile !== undefined) return stackFile;
  const lines = faults.map(({ line, path, message }) => {
    const place = path.length === 0 ? '' : ` ${pathText(path)}:`;
    return `  ${file}:${line}${place} ${message}`;
  });
  throw new PinflowError('STAGE_INVALID', `${file} has ${faults.length} fault(s):\n${lines.join('\n')}`);
}

/** A fault of a stack's file, with its line, the first being 1. */
interface LocatedFault extends Fault {
  readonly line: number;
}

/** Reads the text of the file of the stack `name`; without faults there is a stack file. */
function checkStackFile(text: string, name: string): { stackFile?: StackFile; faults: LocatedFault[] } {
  const lines = new LineCounter();
  // Pulumi takes merge keys (`<<`) too.
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, merge: true });
  if (document.errors.length > 0) {
    return {
      faults: document.errors.map(({ message, pos }) => ({ line: lines.linePos(pos[0]).line, path: [], message })),
    };
  }
  const { stackFile, faults } = checkConfig(document, name);
  const located = faults.map((fault) => ({ ...fault, line: lineOf(document, fault.path, lines) }));
  return { ...(stackFile && { stackFile }), faults: located.sort((one, other) => one.line - other.line) };
}

const stageKey = `${configNamespace}:stage`;

function checkConfig(document: Document, name: string): { stackFile?: StackFile; faults: Fault[] } {
  const config = document.getIn(['config'], true);
  if (!isMap(config)) {
    return {
      faults: [{ path: ['config'], message: `must hold ${stageKey}, the stage: copy it from Pulumi.dev.yaml` }],
    };
  }
  const faults = keyFaults(config);
  if (!config.has(stageKey)) {
    return { faults: [...faults, { path: ['config', stageKey], message: 'is missing: copy it from Pulumi.dev.yaml' }] };
  }
  const { stage, faults: stageFaults } = checkStage(document.toJS().config[stageKey]);
  faults.push(...stageFaults.map(({ path, message }) => ({ path: ['config', stageKey, ...path], message })));
  const set = secretNames.filter((secret) => config.has(keyOf(secret)));
  if (stage !== undefined) faults.push(...unsetFaults(stage, set, name));
  return { ...(stage && faults.length === 0 && { stackFile: { stage, secrets: set } }), faults };
}

const secretNames = Object.keys(secrets) as SecretName[];
const keyOf = (secret: SecretName) => `${configNamespace}:${secret}`;

/** Keys of pinflow's that nobody knows, and secrets in plain text. */
function keyFaults(config: YAMLMap): Fault[] {
  const known = [stageKey, ...secretNames.map(keyOf)];
  return config.items.flatMap(({ key: node, value }): Fault[] => {
    const key = String(isScalar(node) ? node.value : node);
    const path = ['config', key];
    if (!key.startsWith(`${configNamespace}:`) || key === stageKey) return [];
    if (!known.includes(key)) return [{ path, message: unknownKey(key, known) }];
    if (isMap(value) && value.has('secure')) return [];
    const command = setSecretCommand(key.slice(configNamespace.length + 1) as SecretName);
    return [{ path, message: `stands in plain text: choose another one and set it with \`${command}\`` }];
  });
}

function unsetFaults(stage: Stage, set: readonly SecretName[], name: string): Fault[] {
  return secretNames
    .filter((secret) => secrets[secret].neededBy(stage) && !set.includes(secret))
    .map((secret) => ({
      path: ['config', keyOf(secret)],
      message: `is not set: run \`${setSecretCommand(secret)} --stack ${name}\` (${secrets[secret].for}; ${secrets[secret].form})`,
    }));
}

/** The line of the key that a path leads to, or of the nearest one above that is there. */
function lineOf(document: Document, path: Fault['path'], lines: LineCounter): number {
  let line = 1;
  let node: unknown = document.contents;
  for (const step of path) {
    const pair = isMap(node) ? node.items.find(({ key }) => isScalar(key) && key.value === step) : undefined;
    const next: unknown =
      pair?.value ?? (isNode(node) && 'get' in node ? (node as YAMLMap).get(step, true) : undefined);
    const place = (pair?.key ?? next) as Node | undefined;
    if (!place?.range) break;
    line = lines.linePos(place.range[0]).line;
    node = next;
  }
  return line;
}

function read(place: string): string {
  try {
    return readFileSync(place, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT')
      throw new PinflowError('STAGE_MISSING', `there is no ${place} here`);
    throw storageError(cause, place);
  }
}
