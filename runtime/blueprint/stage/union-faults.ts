import { z } from 'zod';
import { chooseOne, type Fault, faultsOf, unknownKey } from './faults.ts';
import { type Alternatives, branchesOf, choicesOf, isObject, placeAt, schemasBelow, typeOf } from './places.ts';

/**
 * Every fault that a schema finds. A union whose `type` is missing or wrong is read by none of its branches; of what is written in it,
 * each key is at fault that is at fault in every branch. What is missing there depends on the branch, and is not reported.
 */
export function schemaFaults(schema: z.core.$ZodType, input: unknown): Fault[] {
  const { error } = z.safeParse(schema, input);
  if (error === undefined) return [];
  const choicesAt = (path: Fault['path']) => {
    const { schemas, value } = placeAt(schema, input, path);
    return choicesOf(schemas, value);
  };
  const undecided = error.issues.flatMap((issue) =>
    issue.code === 'invalid_union' && issue.discriminator !== undefined
      ? [issue.path.slice(0, -1) as (string | number)[]]
      : [],
  );
  return [
    ...faultsOf(error, input, choicesAt),
    ...undecided.flatMap((path) => {
      const { schemas, value } = placeAt(schema, input, path);
      return keyFaults(schemas, value as object, path);
    }),
  ];
}

/** The faults of the keys of an object, but for the `type` of a union. */
function keyFaults(schemas: Alternatives, object: object, path: Fault['path']): Fault[] {
  const { keys, types } = choicesOf(schemas, object);
  return Object.entries(object).flatMap(([key, value]) => {
    if (key === 'type' && types.length > 0) return [];
    const below = schemasBelow(schemas, object, key);
    if (below.length === 0) return [{ path: [...path, key], message: unknownKey(key, keys) }];
    return value === undefined ? [] : valueFaults(below, value, [...path, key]);
  });
}

/** The faults of a written value that none of the schemas of its place allows. */
function valueFaults(schemas: Alternatives, value: unknown, path: Fault['path']): Fault[] {
  if (isObject(value) && branchesOf(schemas, value).length > 0) {
    return [...typeFaults(schemas, value, path), ...keyFaults(schemas, value, path)];
  }
  const faults = schemas.map((schema) => schemaFaults(schema, value));
  if (faults.some((list) => list.length === 0)) return [];
  return (faults[0] ?? []).map((fault) => ({ ...fault, path: [...path, ...fault.path] }));
}

function typeFaults(schemas: Alternatives, object: object, path: Fault['path']): Fault[] {
  const { types } = choicesOf(schemas, object);
  const type = typeOf(object);
  if (types.length === 0 || type === undefined || types.includes(type as string)) return [];
  return [{ path: [...path, 'type'], message: chooseOne(types, type) }];
}
