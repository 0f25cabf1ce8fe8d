import { distance } from 'fastest-levenshtein';
import type { z } from 'zod';
import { type InputFault, PinflowError } from '../../errors.ts';
import { isSecretName, tokenShape } from './secrets.ts';

/** One fault of a stage: where, as the keys and indexes that lead there, and what to change. */
export interface Fault {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** Keys that people try for a reason, with what to do instead. */
const hints: Readonly<Record<string, string>> = {
  shardCount: 'an on-demand stream has no shard count: delete the line',
  streamMode: 'streams are always on demand: delete the line',
};

/** What may be written at a place: the keys of an object, and the types of one that has several. */
export interface Choices {
  readonly keys: readonly string[];
  readonly types: readonly string[];
}

/** What a schema found, as faults. `choices` gives what may be written at a path. */
export function faultsOf(error: z.ZodError, input: unknown, choices: (path: Fault['path']) => Choices): Fault[] {
  return error.issues.flatMap((issue): Fault[] => {
    const path = issue.path as (string | number)[];
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({ path: [...path, key], message: unknownKey(key, choices(path).keys) }));
    }
    const value = valueAt(input, issue.path);
    if (issue.code === 'invalid_type' && issue.expected === 'object') {
      return [{ path, message: noObject(value, choices(path).types) }];
    }
    return [{ path, message: messageOf(issue, value) }];
  });
}

function noObject(value: unknown, types: readonly string[]): string {
  const object = types.length === 0 ? article('object') : `an object with a type: ${types.join(', ')}`;
  return value === undefined ? `is missing: give ${object}` : `must be ${object}, but is ${shown(value)}`;
}

/** A `STAGE_INVALID` error that lists every fault of `subject`. */
export function stageInvalid(subject: string, faults: readonly InputFault[]): PinflowError {
  const lines = faults.map(({ file, line, path, message }) => {
    const places = [...(file === undefined ? [] : [`${file}:${line}`]), ...(path === '' ? [] : [`${path}:`])];
    return `  ${[...places, message].join(' ')}`;
  });
  const count = faults.length === 1 ? '1 fault' : `${faults.length} faults`;
  return new PinflowError('STAGE_INVALID', `${subject} has ${count}:\n${lines.join('\n')}`, { faults });
}

/** Every text of a stage that looks like a secret, with the key that leads to it. */
export function secretFaults(value: unknown, path: Fault['path'] = []): Fault[] {
  if (typeof value === 'string') {
    const shape = tokenShape(value);
    return shape === undefined
      ? []
      : [{ path, message: `looks like ${shape}: take it out of the file, and revoke it if it was shared` }];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    secretFaults(inner, [...path, Array.isArray(value) ? Number(key) : key]),
  );
}

/** A path as people write it: `kafka.brokers`, `network.zones[1]`. */
export function pathText(path: Fault['path']): string {
  const text = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`)).join('');
  return text.replace(/^\./, '') || '(stage)';
}

/** The known key that was probably meant; undefined when none is near. */
function nearest(key: string, known: readonly string[]): string | undefined {
  const ranked = known
    .map((one) => ({ one, apart: distance(key.toLowerCase(), one.toLowerCase()) }))
    .sort((a, b) => a.apart - b.apart);
  const [best] = ranked;
  return best !== undefined && best.apart <= Math.max(2, key.length / 3) ? best.one : undefined;
}

/** The remedy for a key of a stage that is not in `known`. */
export function unknownKey(key: string, known: readonly string[]): string {
  if (Object.hasOwn(hints, key)) return hints[key] as string;
  if (isSecretName(key))
    return 'a secret does not belong into the stage: delete the line and set it with `pulumi config set --secret`';
  return notKnown(key, known);
}

/** That nobody knows a key, and which one was probably meant. */
export function notKnown(key: string, known: readonly string[]): string {
  const meant = nearest(key, known);
  return meant === undefined
    ? `is not known here; known are ${[...known].sort().join(', ')}`
    : `is not known here; did you mean ${meant}?`;
}

function messageOf(issue: z.core.$ZodIssue, value: unknown): string {
  if (issue.message.startsWith('is missing: ')) return issue.message;
  if (issue.code === 'invalid_type' && value === undefined) return `is missing: give ${article(issue.expected)}`;
  if (issue.code === 'invalid_type' && issue.expected === 'string' && typeof value === 'number') {
    return `must be text, but is the number ${value}: put it in quotes`;
  }
  if (issue.code === 'invalid_type') return `must be ${article(issue.expected)}, but is ${shown(value)}`;
  if (issue.code === 'invalid_value' && issue.message.startsWith('Invalid')) {
    return chooseOne(issue.values, value);
  }
  if (issue.code === 'invalid_union' && issue.discriminator !== undefined) {
    return chooseOne('options' in issue ? (issue.options as unknown[]) : [], value);
  }
  if (issue.code === 'invalid_key') return issue.issues.map(({ message }) => message).join('; ');
  if (issue.code === 'too_small' && issue.message.startsWith('Too small'))
    return `must be at least ${issue.minimum}, but is ${shown(value)}`;
  if (issue.code === 'too_big' && issue.message.startsWith('Too big'))
    return `must be at most ${issue.maximum}, but is ${shown(value)}`;
  return value === undefined || typeof value === 'object' ? issue.message : `${issue.message}; it is ${shown(value)}`;
}

/** Which of `options` to write. */
export function chooseOne(options: readonly unknown[], value: unknown): string {
  const choices = options.map(String).join(', ');
  return value === undefined
    ? `is missing: choose one of ${choices}`
    : `choose one of ${choices}; ${shown(value)} is none of them`;
}

const articles: Readonly<Record<string, string>> = {
  int: 'a whole number',
  number: 'a number',
  string: 'text',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object (keys and values)',
  record: 'an object (keys and values)',
};

function article(expected: string): string {
  return articles[expected] ?? expected;
}

function shown(value: unknown): string {
  if (typeof value === 'string')
    return tokenShape(value) === undefined ? `'${value.slice(0, 60).replaceAll('\n', '\\n')}'` : 'a secret';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, step) => (value as Record<PropertyKey, unknown> | undefined | null)?.[step],
    input,
  );
}
