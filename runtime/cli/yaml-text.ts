import {
  type Alias,
  type Document,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  visit,
  type YAMLError,
  type YAMLMap,
} from 'yaml';
import type { Fault } from '../blueprint/index.ts';

/** A YAML text as plain data. */
export interface YamlText {
  /** Undefined where there are faults. */
  readonly value?: unknown;
  /** What makes it no YAML, each with its line. */
  readonly faults: readonly LocatedFault[];
  /** The line of the key that a path leads to, or of the nearest one above that is there; the first is 1. */
  readonly lineOf: (path: Fault['path']) => number;
}

/** A fault with its line, the first being 1. */
export interface LocatedFault extends Fault {
  readonly line: number;
}

/** Reads a YAML text as Pulumi does: one document, unique keys, aliases and merge keys (`<<`). */
export function readYaml(text: string): YamlText {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, prettyErrors: false, merge: true });
  const lineAt = (offset: number) => counter.linePos(offset).line;
  const lineOf = (path: Fault['path']) => lineAt(placeOf(document, path));
  const faults = [
    ...document.errors.map((error) => ({ ...yamlFault(document, error), line: lineAt(error.pos[0]) })),
    ...danglingAliases(document).map(({ source, range }) => ({
      path: [],
      message: `nothing above is named &${source}`,
      line: lineAt(range?.[0] ?? 0),
    })),
  ];
  if (faults.length > 0) return { faults, lineOf };
  try {
    return { value: document.toJS(), faults, lineOf };
  } catch (cause) {
    // Aliases of aliases that would fill the memory.
    return { faults: [{ path: [], message: (cause as Error).message, line: 1 }], lineOf };
  }
}

/** What YAML itself says, where it says what to do. */
function yamlFault(document: Document, { code, message, pos: [at] }: YAMLError): Fault {
  if (code === 'MULTIPLE_DOCS') return { path: [], message: 'holds a second document: keep one' };
  const path = code === 'DUPLICATE_KEY' ? pathOfKey(document, at) : undefined;
  return path === undefined
    ? { path: [], message }
    : { path, message: 'stands here a second time: delete one of them' };
}

/** The path of the key that begins at an offset. */
function pathOfKey(document: Document, offset: number): Fault['path'] | undefined {
  let found: Fault['path'] | undefined;
  visit(document, {
    Pair: (_, pair, ancestors) => {
      if (!isScalar(pair.key) || pair.key.range?.[0] !== offset) return undefined;
      found = stepsOf([...ancestors, pair]);
      return visit.BREAK;
    },
  });
  return found;
}

/** The keys and indexes of nodes that lead to one another. */
function stepsOf(nodes: readonly unknown[]): Fault['path'] {
  return nodes.flatMap((node, index): (string | number)[] => {
    if (isPair(node) && isScalar(node.key)) return [String(node.key.value)];
    return isSeq(node) ? [node.items.indexOf(nodes[index + 1])] : [];
  });
}

function danglingAliases(document: Document): Alias[] {
  const dangling: Alias[] = [];
  visit(document, {
    Alias: (_, alias) => {
      if (alias.resolve(document) === undefined) dangling.push(alias);
    },
  });
  return dangling;
}

/** The offset of the key that a path leads to, or of the nearest one above that is there. */
function placeOf(document: Document, path: Fault['path']): number {
  let offset = 0;
  let node: unknown = document.contents;
  for (const step of path) {
    const pair = isMap(node) ? node.items.find(({ key }) => isScalar(key) && String(key.value) === step) : undefined;
    const next: unknown =
      pair?.value ?? (isNode(node) && 'get' in node ? (node as YAMLMap).get(step, true) : undefined);
    const place = (pair?.key ?? next) as Node | undefined;
    if (!place?.range) break;
    offset = place.range[0];
    node = next;
  }
  return offset;
}
