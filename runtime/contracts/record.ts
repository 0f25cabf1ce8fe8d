import { z } from 'zod';
import { type CleanRow, type Contract, type Derivation, limits, type Rule } from './contract.ts';

/** What a record gets: its clean row, or every reason why it is quarantined, in field order. */
export type Verdict<C extends Contract = Contract> =
  | { readonly clean: CleanRow<C>; readonly reasons?: undefined }
  | { readonly reasons: readonly string[]; readonly clean?: undefined };

/** Reasons that concern the record as a whole; the others are `key_…` and `<field>_…`. */
export const recordReasons = { notJsonObject: 'not_json_object', tooLarge: 'too_large' } as const;

/** The reasons that a field of this rule can be given, in the order in which they are given. */
export function fieldReasons(field: string, rule: Rule): string[] {
  switch (rule.is) {
    case 'key':
      return ['key_missing', 'key_invalid'];
    case 'text':
      return [`${field}_wrong_type`, `${field}_too_long`, `${field}_not_text`];
    case 'ignored':
      return [];
    default:
      return [`${field}_invalid`];
  }
}

/**
 * The patterns of values that travel as text, in the syntax that JavaScript, RE2 and Java read alike. They match the whole value,
 * and bound every run of digits, so that an engine's cast of what they accept cannot overflow.
 */
export const patterns = {
  uuid: '[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}',
  whole: '[0-9]{1,10}',
  thousands: '[0-9]{1,10}([.][0-9]{1,3})?k',
  millions: '[0-9]{1,10}([.][0-9]{1,6})?M',
  number: '-?[0-9]{1,40}([.][0-9]{1,40})?([eE][+-]?[0-9]{1,3})?',
  timestamp: '(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])[T ]([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]',
} as const;

/** The zod schema of a contract's raw record; its output holds each field as the clean row needs it, its issues' messages are the reasons. */
export function rawSchema(contract: Contract) {
  const fields = Object.entries(contract.raw).map(([name, rule]) => [name, fieldSchema(name, rule).prefault(null)]);
  return z.object(Object.fromEntries(fields) as Record<string, z.ZodType>);
}

/** The zod schema from a raw record to the clean row. */
export function recordSchema(contract: Contract) {
  return rawSchema(contract).transform((raw) =>
    Object.fromEntries(Object.entries(contract.clean).map(([column, derivation]) => [column, derive(derivation, raw)])),
  );
}

/** Makes the check of one kind's records: a line of text, or the bytes of one, to its {@link Verdict}. */
export function lineChecker<C extends Contract>(contract: C): (line: string | Uint8Array) => Verdict<C> {
  const schema = recordSchema(contract);
  return (line) => {
    const text = typeof line === 'string' ? line : decode(line);
    if (text !== undefined && Buffer.byteLength(text) > limits.recordBytes)
      return { reasons: [recordReasons.tooLarge] };
    const record = text === undefined ? undefined : parseObject(text);
    if (record === undefined) return { reasons: [recordReasons.notJsonObject] };
    const result = schema.safeParse(record);
    return result.success
      ? { clean: result.data as CleanRow<C> }
      : { reasons: result.error.issues.map((issue) => issue.message) };
  };
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function decode(bytes: Uint8Array): string | undefined {
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}

function parseObject(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function fieldSchema(field: string, rule: Rule): z.ZodType {
  const [first = '', second = '', third = ''] = fieldReasons(field, rule);
  switch (rule.is) {
    case 'key':
      return z
        .unknown()
        .refine((value) => value !== null, { error: first, abort: true })
        .transform(read(second, (value) => wholeNumber(value, 0, limits.integer)));
    case 'text':
      return z
        .string({ error: first })
        .refine((text) => Buffer.byteLength(text) <= limits.textBytes, { error: second })
        .refine((text) => text.isWellFormed() && !text.includes('\0'), { error: third })
        .nullable()
        .transform((text) => (text === null || rule.noData?.includes(text) ? null : text));
    case 'ignored':
      return z.unknown();
    case 'uuid':
      return orNull(first, (value) => (matches('uuid', value) ? value : undefined));
    case 'count':
      return orNull(first, (value) => (rule.noData?.includes(value as string) ? null : count(value)));
    case 'whole':
      return orNull(first, (value) => wholeNumber(value, rule.min, rule.max));
    case 'number':
      return orNull(first, (value) => {
        const number = matches('number', value) ? Number(value) : value;
        return typeof number === 'number' && number >= rule.min && number <= rule.max ? number + 0 : undefined;
      });
    case 'timestamp':
      return orNull(first, (value) => (matches('timestamp', value) ? instant(value) : undefined));
  }
}

/** A field that may be missing; otherwise what `accept` makes of it, which is undefined for a value to be refused. */
function orNull(reason: string, accept: (value: unknown) => unknown): z.ZodType {
  return z.unknown().transform(read(reason, (value) => (value === null ? null : accept(value))));
}

function read(reason: string, accept: (value: unknown) => unknown) {
  return (value: unknown, context: z.RefinementCtx) => {
    const accepted = accept(value);
    if (accepted !== undefined) return accepted;
    context.addIssue({ code: 'custom', message: reason });
    return z.NEVER;
  };
}

const whole = Object.fromEntries(
  Object.entries(patterns).map(([name, pattern]) => [name, new RegExp(`^(?:${pattern})$`)]),
) as Record<keyof typeof patterns, RegExp>;

function matches(pattern: keyof typeof patterns, value: unknown): value is string {
  return typeof value === 'string' && whole[pattern].test(value);
}

function wholeNumber(value: unknown, min: number, max: number): number | undefined {
  const number = matches('whole', value) ? Number(value) : value;
  return Number.isInteger(number) && (number as number) >= min && (number as number) <= max
    ? (number as number) + 0
    : undefined;
}

/** The number a follower count stands for. The decimals are counted, not multiplied: 1.001k is not whole as a binary fraction. */
function count(value: unknown): number | undefined {
  const zeros = matches('thousands', value) ? 3 : matches('millions', value) ? 6 : undefined;
  if (zeros === undefined) return wholeNumber(value, 0, limits.integer);
  const [digits = '', decimals = ''] = (value as string).slice(0, -1).split('.');
  return wholeNumber(Number(digits + decimals.padEnd(zeros, '0')), 0, limits.integer);
}

function instant(text: string): string | undefined {
  const utc = `${text.slice(0, 10)}T${text.slice(11)}Z`;
  const date = new Date(utc);
  return !Number.isNaN(date.getTime()) && date.toISOString() === `${utc.slice(0, -1)}.000Z` ? utc : undefined;
}

function derive(derivation: Derivation, raw: Record<string, unknown>): unknown {
  if ('pair' in derivation) {
    const pair = derivation.pair.map((field) => raw[field]);
    return pair.includes(null) ? null : pair;
  }
  if ('words' in derivation) {
    return (
      derivation.words
        .map((field) => raw[field])
        .filter((word) => word !== null)
        .join(' ') || null
    );
  }
  const value = raw[derivation.from];
  const { dropPrefix } = derivation;
  return dropPrefix !== undefined && typeof value === 'string' && value.startsWith(dropPrefix)
    ? value.slice(dropPrefix.length)
    : value;
}
