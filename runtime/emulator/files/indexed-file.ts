import { closeSync, openSync, read as readLater, readSync } from 'node:fs';
import { promisify } from 'node:util';
import { type Contract, keyField, rawSchema } from '../../contracts/index.ts';
import { PinflowError } from '../../errors.ts';
import { eachLine } from './lines.ts';

/** A file of JSON lines whose rows can be found by key. */
export interface IndexedFile {
  has(key: number): boolean;
  keys(): Iterable<number>;
  /** The line of a key that the file has, as it stands in the file. */
  read(key: number): string;
  close(): void;
}

/** Reads every line of a file once and remembers where each key's line stands. */
export async function indexFile(path: string, contract: Contract): Promise<IndexedFile> {
  const descriptor = open(path);
  try {
    const places = await index(path, descriptor, contract);
    return {
      has: (key) => places.has(key),
      keys: () => places.keys(),
      read: (key) => read(path, descriptor, places.get(key)),
      close: () => closeSync(descriptor),
    };
  } catch (cause) {
    closeSync(descriptor);
    throw cause;
  }
}

/** Where lines stand in a file, by key. Arrays of numbers rather than an object a line: a table may have a million. */
class Places {
  readonly #lines = new Map<number, number>();
  readonly #starts: number[] = [];
  readonly #lengths: number[] = [];

  /** Adds the next line; returns the number of the line that already has the key, if one has. */
  add(key: number, start: number, length: number): number | undefined {
    const earlier = this.#lines.get(key);
    if (earlier !== undefined) return earlier;
    this.#lines.set(key, this.#starts.push(start));
    this.#lengths.push(length);
    return undefined;
  }

  has(key: number): boolean {
    return this.#lines.has(key);
  }

  keys(): Iterable<number> {
    return this.#lines.keys();
  }

  get size(): number {
    return this.#lines.size;
  }

  get(key: number): { start: number; length: number } {
    const line = this.#lines.get(key);
    if (line === undefined) throw new RangeError(`no line has the key ${key}`);
    return { start: this.#starts[line - 1] as number, length: this.#lengths[line - 1] as number };
  }
}

function open(path: string): number {
  try {
    return openSync(path, 'r');
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

async function index(path: string, descriptor: number, contract: Contract): Promise<Places> {
  const places = new Places();
  const keyOf = keyReader(contract);
  try {
    await eachLine(chunks(descriptor), (line, start) => {
      const invalid = (what: string) => new PinflowError('SOURCE_LINE_INVALID', `${path}:${places.size + 1}: ${what}`);
      const key = keyOf(line, invalid);
      const earlier = places.add(key, start, line.length);
      if (earlier !== undefined) throw invalid(`the key ${key} is already that of line ${earlier}`);
    });
  } catch (cause) {
    throw unreadable(path, cause);
  }
  if (places.size === 0) throw new PinflowError('SOURCE_EMPTY', `${path}: the file has no line`);
  return places;
}

const chunkBytes = 256 * 1024;
const readChunk = promisify(readLater);

/** The bytes of a file. Not a stream, which would close the descriptor when a line is refused. */
async function* chunks(descriptor: number): AsyncGenerator<Buffer> {
  for (let position = 0; ; ) {
    const { bytesRead, buffer } = await readChunk(descriptor, Buffer.allocUnsafe(chunkBytes), 0, chunkBytes, position);
    if (bytesRead === 0) return;
    position += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function keyReader(contract: Contract): (line: Uint8Array, invalid: (what: string) => Error) => number {
  const field = keyField(contract);
  const schema = rawSchema(contract).shape[field];
  if (schema === undefined) throw new TypeError(`contract ${contract.kind} has no rule for ${field}`);
  return (line, invalid) => {
    const row = parse(line, invalid);
    const result = schema.safeParse(row[field]);
    if (!result.success)
      throw invalid(`${result.error.issues[0]?.message}: ${field} is ${JSON.stringify(row[field])?.slice(0, 80)}`);
    return result.data as number;
  };
}

function parse(line: Uint8Array, invalid: (what: string) => Error): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(utf8.decode(line));
  } catch (cause) {
    throw invalid(`not a JSON object: ${(cause as Error).message}`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid('not a JSON object');
  return value as Record<string, unknown>;
}

function read(path: string, descriptor: number, { start, length }: { start: number; length: number }): string {
  const bytes = Buffer.allocUnsafe(length);
  let filled = 0;
  while (filled < length) {
    const count = readSync(descriptor, bytes, filled, length - filled, start + filled);
    if (count === 0) throw new PinflowError('SOURCE_MISSING', `${path}: the file became shorter while it was posted`);
    filled += count;
  }
  return bytes.toString();
}

function unreadable(path: string, cause: unknown): PinflowError {
  if (cause instanceof PinflowError) return cause;
  return new PinflowError('SOURCE_MISSING', `${path}: ${(cause as Error).message}`, { cause });
}
