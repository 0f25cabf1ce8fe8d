/** JSON with the source text of its numbers at hand, which the compiler's library does not declare yet. */
interface JsonWithSource {
  parse(
    text: string,
    reviver: (this: unknown, key: string, value: unknown, context: { readonly source: string }) => unknown,
  ): unknown;
  rawJSON(text: string): object;
  isRawJSON(value: unknown): boolean;
}

const json = JSON as unknown as JsonWithSource;

/**
 * Reads JSON so that `JSON.stringify` writes every number as it was: one that JavaScript has no equal of, such as `1e999`, would come out
 * as another, or as null.
 * @throws {SyntaxError}
 */
export function parseJson(text: string): unknown {
  return json.parse(text, (_key, value, { source }) =>
    typeof value === 'number' && String(value) !== source ? json.rawJSON(source) : value,
  );
}

/** A JSON object that came from {@link parseJson}. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Whether a value that came from {@link parseJson} is an object. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !json.isRawJSON(value);
}

/** What a JSON merge patch makes of a value (RFC 7396). */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isJsonObject(patch)) return patch;
  const merged = new Map(isJsonObject(target) ? Object.entries(target) : []);
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) merged.delete(name);
    else merged.set(name, mergePatch(merged.get(name), value));
  }
  // Defines its properties: a name such as __proto__ is one like any other.
  return Object.fromEntries(merged);
}
