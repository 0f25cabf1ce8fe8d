import { Compile, Helper, parse } from 'velocityjs';
import { TemplateInput } from './input.ts';
import { javaMethod } from './java-methods.ts';
import { JsonArray, JsonNumber, JsonObject, type JsonValue, printJson } from './json-value.ts';
import { util } from './util.ts';

/** `$context` of mapping templates. A template changes the answer by what it sets in `responseOverride`. */
export interface TemplateContext {
  readonly [name: string]: unknown;
  readonly requestId: string;
  readonly responseOverride: { readonly status?: unknown; readonly header: Readonly<Record<string, unknown>> };
}

type Parsed = ReturnType<typeof parse>;

/** A mapping template in the Velocity Template Language, as API Gateway runs it. */
export class Template {
  readonly #parsed: Parsed;
  /** Texts in double quotes are templates too, and the engine would parse each of them anew, in every round of a loop. */
  readonly #texts = new Map<string, Parsed>();

  /** @throws {Error} for a text that is no template */
  constructor(text: string) {
    this.#parsed = parse(text);
  }

  /** @throws {UnreadableBodyError} when a part of the body is asked for and the body is not JSON */
  render(input: TemplateInput, context: TemplateContext): string {
    return new Rendering(this.#parsed, this.#texts).render({ input, context, util });
  }
}

/** What the engine is made of: its package's types leave it out. */
interface Engine {
  render(variables: object): string;
  renderAstList(parsed: Parsed, contextId: string): string;
  evalStr(text: string): string;
  getReferences(reference: Reference, printed?: boolean): unknown;
  getAttributes(attribute: Attribute, base: unknown, reference: unknown): unknown;
  getLocal(reference: Reference): { readonly isLocal: boolean; readonly value: unknown };
  getLiteral(literal: unknown): unknown;
  readonly contextId: string;
  readonly context: Readonly<Record<string, unknown>>;
}

type Reference = Parameters<typeof Helper.getRefText>[0] & {
  readonly id: string;
  readonly leader: '$' | '$!';
  readonly path?: readonly Attribute[];
};

type Attribute =
  | { readonly type: 'property'; readonly id: string }
  | { readonly type: 'index'; readonly id: unknown }
  | { readonly type: 'method'; readonly id: string; readonly args?: readonly unknown[] | false };

/** What a template can call: `$input` and `$util`. */
type Callable = Readonly<Record<string, (...args: readonly unknown[]) => unknown>>;

const Engine = Compile as unknown as new (parsed: Parsed) => Engine;

class Rendering extends Engine {
  readonly #texts: Map<string, Parsed>;

  constructor(parsed: Parsed, texts: Map<string, Parsed>) {
    super(parsed);
    this.#texts = texts;
  }

  override evalStr(text: string): string {
    const parsed = this.#texts.get(text) ?? parse(text);
    this.#texts.set(text, parsed);
    return this.renderAstList(parsed, this.contextId);
  }

  /** Of a reference that has a path the engine would make the text too, each time, which takes longer than all the rest. */
  override getReferences(reference: Reference, printed = false): unknown {
    const value = reference.path === undefined ? super.getReferences(reference, printed) : this.#follow(reference);
    if (!printed) return value;
    return value === undefined && reference.leader !== '$!' ? Helper.getRefText(reference) : shown(value ?? null);
  }

  #follow(reference: Reference): unknown {
    const { isLocal, value } = this.getLocal(reference);
    const root = isLocal ? value : this.context[reference.id];
    return reference.path?.reduce((base, attribute) => this.getAttributes(attribute, base, reference), root);
  }

  override getAttributes(attribute: Attribute, base: unknown, reference: unknown): unknown {
    if (attribute.type === 'method') {
      const args = () => (attribute.args || []).map((argument) => this.getLiteral(argument));
      if (base instanceof TemplateInput || base === util) return (base as Callable)[attribute.id]?.(...args());
      if (isJson(base)) return javaMethod(base, attribute.id, args());
    }
    if (!isJson(base)) return super.getAttributes(attribute, base, reference);
    const key = attribute.type === 'index' ? this.getLiteral(attribute.id) : attribute.id;
    return javaMethod(base, 'get', [key]);
  }
}

function isJson(value: unknown): value is JsonValue {
  return (
    typeof value !== 'object' ||
    value instanceof JsonObject ||
    value instanceof JsonArray ||
    value instanceof JsonNumber
  );
}

/** A value as a template writes it: nothing for null, a list as JSON, a map as Java does. */
function shown(value: unknown): unknown {
  if (value === null) return '';
  if (value instanceof JsonArray) return printJson(value);
  if (!(value instanceof JsonObject)) return value instanceof JsonNumber ? value.text : value;
  return `{${[...value].map(([name, member]) => `${name}=${member === null ? 'null' : shown(member)}`).join(', ')}}`;
}
