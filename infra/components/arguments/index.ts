import * as pulumi from '@pulumi/pulumi';
import { z } from 'zod';
import { type Fault, faultsOf, isSecretName } from '../../../runtime/blueprint/index.ts';

/** An argument without the forms in which it is not known yet. */
type Plain<T> = T extends Promise<unknown> | pulumi.OutputInstance<unknown>
  ? never
  : T extends readonly (infer Element)[]
    ? readonly Plain<Element>[]
    : T extends object
      ? { readonly [Key in keyof T]: Plain<T[Key]> }
      : T;

/** One schema for each argument; an optional argument has an optional schema. */
export type FieldsOf<Args> = {
  readonly [Key in keyof Args]-?: Pick<Args, Key> extends Required<Pick<Args, Key>>
    ? z.ZodType<Plain<Args[Key]>>
    : z.ZodOptional<z.ZodType<Plain<Args[Key]>>>;
};

/** A plain value; what is not known in it is undefined. */
type Known<T> = T extends readonly (infer Element)[]
  ? readonly (Known<Element> | undefined)[]
  : T extends object
    ? { readonly [Key in keyof T]?: Known<T[Key]> | undefined }
    : T;

type KnownFields<Fields extends z.ZodRawShape> = { readonly [Key in keyof Fields]: Known<z.output<Fields[Key]>> };

/** A rule between arguments. It runs when each of them is absent, or known and without fault. */
interface Rule {
  readonly keys: readonly PropertyKey[];
  readonly faults: (known: never) => readonly (Fault | false)[];
}

/** Makes a rule of the arguments that it reads. */
type RuleOf<Fields extends z.ZodRawShape> = <Key extends keyof Fields>(
  keys: readonly Key[],
  faults: (known: Pick<KnownFields<Fields>, Key>) => readonly (Fault | false)[],
) => Rule;

/** The schema of a component's arguments. */
export interface ArgumentsSchema<Fields> {
  readonly fields: Fields;
  readonly rules: readonly Rule[];
}

/** The schema of a component's arguments: each by itself, and the rules between them. */
export function argumentsSchema<Fields extends z.ZodRawShape>(
  fields: Fields,
  rules: (rule: RuleOf<Fields>) => readonly Rule[] = () => [],
): ArgumentsSchema<Fields> {
  return { fields, rules: rules((keys, faults) => ({ keys, faults })) };
}

/** A fault of an argument. */
export function fault(path: Fault['path'], message: string): Fault {
  return { path, message };
}

/**
 * Checks the arguments of a component; outputs, promises and unknown values pass wherever they stand.
 * @throws {pulumi.InputPropertiesError} with every fault at once, each with its property path.
 */
export function checkArguments<Args extends object, Fields extends FieldsOf<Args>>(
  type: string,
  name: string,
  args: Args,
  schema: ArgumentsSchema<Fields & { readonly [Key in Exclude<keyof Fields, keyof Args>]: never }>,
): void {
  const errors = faultsIn(args, schema as ArgumentsSchema<z.ZodRawShape>).map(({ path, message }) => ({
    propertyPath: propertyPath(path),
    reason: message,
  }));
  if (errors.length === 0) return;
  const lines = errors.map(({ propertyPath: path, reason }) => (path === '' ? `  ${reason}` : `  ${path}: ${reason}`));
  throw new pulumi.InputPropertiesError({
    message: `${type} ${name} has wrong arguments:\n${lines.join('\n')}`,
    errors,
  });
}

function faultsIn(args: object, { fields, rules }: ArgumentsSchema<z.ZodRawShape>): Fault[] {
  const { plain, unknowns } = withoutUnknowns(args);
  if (!isRecord(plain)) return [fault([], 'the arguments must be an object')];
  const { error } = z.object(fields).safeParse(plain);
  const faults = (error?.issues ?? [])
    .flatMap((issue) => faultsFrom(issue, plain))
    .filter(({ path }) => !unknowns.some((unknown) => unknown.every((step, index) => step === path[index])));
  // The known part of a partly unknown value counts.
  const whole = unknowns.filter(({ length }) => length === 1);
  const unsound = new Set([...faults.map(({ path }) => path), ...whole].map(([key]) => key));
  const broken = rules
    .filter(({ keys }) => !keys.some((key) => unsound.has(key as string)))
    .flatMap((rule) => rule.faults(plain as never).filter((found) => found !== false));
  return [...faults, ...broken];
}

/** The faults of an issue; the value of a secret is never shown. */
function faultsFrom(issue: z.core.$ZodIssue, plain: unknown): Fault[] {
  const path = issue.path as Fault['path'];
  if (path.some((step) => isSecretName(String(step)))) return [fault(path, issue.message)];
  return faultsOf(new z.ZodError([issue]), plain, () => ({ keys: [], types: [] }));
}

/** A copy with undefined for each value that is not known yet, and the paths of these. */
function withoutUnknowns(args: object): { plain: unknown; unknowns: Fault['path'][] } {
  const unknowns: Fault['path'][] = [];
  const copy = (value: unknown, path: Fault['path']): unknown => {
    if (isNotKnown(value)) {
      unknowns.push(path);
      return undefined;
    }
    if (Array.isArray(value)) return value.map((element, index) => copy(element, [...path, index]));
    if (!isRecord(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, copy(inner, [...path, key])]));
  };
  return { plain: copy(args, []), unknowns };
}

function isNotKnown(value: unknown): boolean {
  return pulumi.Output.isInstance(value) || pulumi.isUnknown(value) || value instanceof Promise;
}

/** Whether a value is an object of keys and values, and not one of a class. */
function isRecord(value: unknown): value is object {
  return typeof value === 'object' && value !== null && [Object.prototype, null].includes(Object.getPrototypeOf(value));
}

/** A path as Pulumi writes it: `zones[1]`, `files["batch.py"]`. */
function propertyPath(path: Fault['path']): string {
  const steps = path.map((step) => {
    if (typeof step === 'number') return `[${step}]`;
    return /^[A-Za-z_$][\w$]*$/.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`;
  });
  return steps.join('').replace(/^\./, '');
}
