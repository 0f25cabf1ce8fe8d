import { JsonArray, JsonObject, type JsonValue } from './json-value.ts';

/** `.name`, `['name']`, `["name"]` or `[index]`. */
const step = /\.([^.[\]()\s*]+)|\[\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|(-?\d+))\s*\]/y;

/**
 * The value at a definite JSONPath (`$.records[0]['partition-key']`), as Jayway JsonPath finds it; undefined when there is none. A negative
 * index counts from the end.
 * @throws {Error} for a path that can find more than one value, or is none
 */
export function valueAtPath(root: JsonValue, path: string): JsonValue | undefined {
  if (!path.startsWith('$')) throw new Error(`${path}: a path begins with $`);
  let value: JsonValue | undefined = root;
  step.lastIndex = 1;
  while (step.lastIndex < path.length) {
    const at = step.lastIndex;
    const found = step.exec(path);
    if (found === null) throw new Error(`${path}: names and indexes alone are supported, not ${path.slice(at)}`);
    const [, dotted, single, double, index] = found;
    if (index !== undefined) value = value instanceof JsonArray ? value.at(Number(index)) : undefined;
    else value = value instanceof JsonObject ? value.get(dotted ?? unescaped(single ?? double ?? '')) : undefined;
  }
  return value;
}

function unescaped(name: string): string {
  return name.replace(/\\(.)/g, '$1');
}
