import { z } from 'zod';
import type { Choices, Fault } from './faults.ts';

/** The schemas of one place of a stage: several below a union whose `type` is missing or wrong. */
export type Alternatives = readonly z.core.$ZodType[];

/** The objects that may be written at a place: of a union the branches that the `type` of `value` names, or else all. */
export function branchesOf(schemas: Alternatives, value: unknown): z.ZodObject[] {
  const type = typeOf(value);
  const options = optionsOf(schemas);
  const named = options.filter((option) => literalType(option) === type);
  const objects = schemas.map(unwrapped).filter((schema) => schema instanceof z.ZodObject);
  return [...objects, ...(named.length > 0 ? named : options)];
}

/** The schemas of a key of an object or an index of a list. */
export function schemasBelow(schemas: Alternatives, value: unknown, step: string | number): Alternatives {
  const items = schemas.map(unwrapped).flatMap((schema) => (schema instanceof z.ZodArray ? [schema.element] : []));
  const fields = branchesOf(schemas, value).flatMap(({ shape }) =>
    Object.hasOwn(shape, step) ? [shape[step] as z.core.$ZodType] : [],
  );
  return [...items, ...fields];
}

/** The schemas that a path leads to, and the value that is written there. */
export function placeAt(schema: z.core.$ZodType, input: unknown, path: Fault['path']) {
  return path.reduce<{ schemas: Alternatives; value: unknown }>(
    ({ schemas, value }, step) => ({
      schemas: schemasBelow(schemas, value, step),
      value: (value as Record<string | number, unknown> | null | undefined)?.[step],
    }),
    { schemas: [schema], value: input },
  );
}

/** The keys and the types that may be written at a place. */
export function choicesOf(schemas: Alternatives, value: unknown): Choices {
  const keys = branchesOf(schemas, value).flatMap(({ shape }) => Object.keys(shape));
  return { keys: [...new Set(keys)], types: [...new Set(optionsOf(schemas).map(literalType))] };
}

/** The `type` of a section as it is written. */
export function typeOf(section: unknown): unknown {
  return isObject(section) ? (section as { type?: unknown }).type : undefined;
}

/** Whether a value is written as keys and values. */
export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The branches of the unions among schemas. */
function optionsOf(schemas: Alternatives): z.ZodObject[] {
  return schemas
    .map(unwrapped)
    .flatMap((schema) => (schema instanceof z.ZodDiscriminatedUnion ? (schema.options as z.ZodObject[]) : []));
}

function literalType({ shape }: z.ZodObject): string {
  return String((shape.type as z.ZodLiteral).value);
}

/** A schema without its default and without `optional`. */
function unwrapped(schema: z.core.$ZodType): z.core.$ZodType {
  const { innerType } = schema._zod.def as { innerType?: z.core.$ZodType };
  return innerType === undefined ? schema : unwrapped(innerType);
}
