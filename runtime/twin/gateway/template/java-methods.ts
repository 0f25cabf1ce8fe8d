import { JsonArray, JsonObject, type JsonValue } from './json-value.ts';

/** What a Java method of a JSON value answers; undefined when the value has no such method. */
export function javaMethod(value: JsonValue, name: string, args: readonly unknown[]): unknown {
  const methods = methodsOf(value);
  return Object.hasOwn(methods, name) ? methods[name]?.(value as never, ...args) : undefined;
}

function methodsOf(value: JsonValue): Methods {
  if (typeof value === 'string') return ofStrings;
  if (value instanceof JsonArray) return ofLists;
  return value instanceof JsonObject ? ofMaps : {};
}

type Methods = Readonly<Record<string, (value: never, ...args: unknown[]) => unknown>>;

const ofMaps: Methods = {
  get: (map: JsonObject, name) => map.get(String(name)) ?? null,
  containsKey: (map: JsonObject, name) => map.has(String(name)),
  isEmpty: (map: JsonObject) => map.size === 0,
  keySet: (map: JsonObject) => [...map.keys()],
  size: (map: JsonObject) => map.size,
};

const ofLists: Methods = {
  get: (list: JsonArray, index) => list[Number(index)],
  isEmpty: (list: JsonArray) => list.length === 0,
  size: (list: JsonArray) => list.length,
};

const ofStrings: Methods = {
  contains: (text: string, part) => text.includes(String(part)),
  equals: (text: string, other) => text === other,
  isEmpty: (text: string) => text === '',
  length: (text: string) => text.length,
  replaceAll: (text: string, pattern, replacement) =>
    text.replace(new RegExp(String(pattern), 'gu'), (...found) => expanded(String(replacement), found)),
};

/** A replacement as Java reads it: `$1` is a group, `$0` all that was found, and what follows a backslash is meant as it is. */
function expanded(replacement: string, found: readonly string[]): string {
  return replacement.replace(/\\(.)|\$(\d)/g, (_, quoted, group) => quoted ?? found[Number(group)] ?? '');
}
