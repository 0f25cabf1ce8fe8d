import { JsonSyntaxError } from '../../json.ts';
import { valueAtPath } from './json-path.ts';
import { JsonObject, type JsonValue, parseJson, printJson } from './json-value.ts';

/** A body that a template asks for a part of, and that is not JSON. */
export class UnreadableBodyError extends Error {
  override readonly name = 'UnreadableBodyError';
  /** What is wrong, and where; to the message of an error the template engine adds its own place. */
  readonly why: string;

  constructor(why: string) {
    super(why);
    this.why = why;
  }
}

/** The places that parameters come from, in the order in which they are searched. */
const places = ['path', 'querystring', 'header'] as const;

/** Parameters of a request by name, for each place. */
export type Parameters = Readonly<Record<(typeof places)[number], Iterable<readonly [string, string]>>>;

/**
 * `$input` of mapping templates (API Gateway documentation, "Mapping template and access logging variable reference"). The body is read
 * when a template first asks for a part of it; an empty one is `{}`.
 */
export class TemplateInput {
  readonly #bytes: Buffer;
  readonly #parameters: JsonObject;
  #value: JsonValue | undefined;

  constructor(body: Buffer, parameters: Parameters) {
    this.#bytes = body.length > 0 ? body : Buffer.from('{}');
    this.#parameters = new JsonObject(places.map((place) => [place, new JsonObject(parameters[place])]));
  }

  get body(): string {
    return this.#bytes.toString();
  }

  /** The value at a JSONPath as JSON; that of an empty text where there is none. */
  json(path: string): string {
    const value = this.#at(path);
    return printJson(value === undefined ? '' : value);
  }

  /** The value at a JSONPath; null where there is none. */
  path(path: string): JsonValue {
    return this.#at(path) ?? null;
  }

  /** A parameter, an empty text where there is none; or without a name the parameters of every place. */
  params(name?: string): JsonValue {
    if (name === undefined) return this.#parameters;
    for (const found of this.#parameters.values()) {
      const value = (found as JsonObject).get(name);
      if (value !== undefined) return value;
    }
    return '';
  }

  #at(path: string): JsonValue | undefined {
    this.#value ??= this.#read();
    return valueAtPath(this.#value, path);
  }

  #read(): JsonValue {
    try {
      return parseJson(this.#bytes);
    } catch (error) {
      if (error instanceof JsonSyntaxError) throw new UnreadableBodyError(error.message);
      throw error;
    }
  }
}
