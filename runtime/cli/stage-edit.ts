import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { isAlias, isMap, isScalar, type Node, parseDocument, type Scalar, type YAMLMap } from 'yaml';
import { checkStage, configNamespace, pathText } from '../blueprint/index.ts';
import { PinflowError, storageError } from '../errors.ts';
import { replaceFile } from './replace-file.ts';
import { readYaml } from './yaml-text.ts';

/** Values for `artifacts.sha256` and `artifacts.versions` of a stage, by the name of the artifact. */
export type ArtifactChanges = Readonly<Partial<Record<'sha256' | 'versions', Readonly<Record<string, string>>>>>;

/**
 * Writes values into the artifacts of `Pulumi.<name>.yaml`, whole or not at all. Returns whether the text has changed.
 * @throws {PinflowError} `STAGE_UNWRITABLE`, a storage code
 */
export function writeArtifacts(name: string, changes: ArtifactChanges, folder = '.'): boolean {
  const file = `Pulumi.${name}.yaml`;
  const path = join(folder, file);
  const text = read(path);
  const edited = editArtifacts(text, changes, file);
  if (edited === text) return false;
  replaceFile(path, edited);
  return true;
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw storageError(cause, path);
  }
}

/**
 * Writes values into the artifacts of a stage's YAML text. Every other byte stays: comments, order, quotes, blank lines, line ends.
 * @param file name of the stage's file, for messages
 * @throws {PinflowError} `STAGE_UNWRITABLE` where the form of the text does not allow it, with the lines to add
 */
export function editArtifacts(text: string, changes: ArtifactChanges, file: string): string {
  const entries = Object.entries(changes).flatMap(([section, values]) =>
    Object.entries(values).map(([name, value]) => ({ section, name, value })),
  );
  try {
    let edited = text;
    for (const entry of entries) edited = setEntry(edited, entry);
    requireOnly(text, edited, entries);
    return edited;
  } catch (cause) {
    if (!(cause instanceof FormError)) throw cause;
    const lines = Object.entries(changes).flatMap(([section, values]) => [
      `  ${section}:`,
      ...Object.entries(values).map(([name, value]) => `    ${name}: ${quoted(value)}`),
    ]);
    throw new PinflowError(
      'STAGE_UNWRITABLE',
      `${file} was not changed: ${cause.message}. Its artifacts need:\n${lines.join('\n')}`,
    );
  }
}

interface Entry {
  readonly section: string;
  readonly name: string;
  readonly value: string;
}

/** A form of YAML that is not edited. */
class FormError extends Error {}

function setEntry(text: string, { section, name, value }: Entry): string {
  const document = parseDocument(text, { merge: true });
  const config = mapIn(document.contents, 'config');
  const stageKey = [`${configNamespace}:stage`, 'stage'].find((key) => pairIn(config, key) !== undefined);
  const stage = mapIn(config, stageKey ?? `${configNamespace}:stage`);
  const artifacts = mapIn(stage, 'artifacts');
  if (pairIn(artifacts, section) === undefined) {
    if (artifacts.flow) return append(text, artifacts, [`${section}: { ${name}: ${quoted(value)} }`]);
    const step = columnOf(text, firstKey(artifacts)) - columnOf(text, pairIn(stage, 'artifacts')?.key as Node);
    return append(text, artifacts, [`${section}:`, `${' '.repeat(step)}${name}: ${quoted(value)}`]);
  }
  const values = mapIn(artifacts, section);
  const written = pairIn(values, name)?.value;
  if (written === undefined) return append(text, values, [`${name}: ${quoted(value)}`]);
  if (!isScalar(written) || written.type?.startsWith('BLOCK')) throw new FormError(`its ${name} is not a plain text`);
  if (written.value === value) return text;
  const [start, end] = rangeOf(written);
  return text.slice(0, start) + quoted(value) + text.slice(end);
}

/** Adds an entry, of one or more lines, at the end of a map. */
function append(text: string, map: YAMLMap, lines: readonly [string, ...string[]]): string {
  const last = map.items.at(-1);
  if (last === undefined) return insert(text, rangeOf(map)[0] + 1, ` ${lines.join(' ')} `);
  const valueEnd = contentEnd(last.value as Node);
  if (map.flow) return insert(text, valueEnd, `, ${lines.join(' ')}`);
  // The value of a block scalar ends after its line feed.
  const end = text.slice(0, valueEnd).trimEnd().length;
  const indent = ' '.repeat(columnOf(text, firstKey(map)));
  const lineFeed = text.indexOf('\n', end);
  const lineEnd = text.slice(0, lineFeed < 0 ? text.length : lineFeed).replace(/\r$/, '').length;
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  return insert(text, lineEnd, lines.map((line) => `${eol}${indent}${line}`).join(''));
}

function insert(text: string, at: number, added: string): string {
  return text.slice(0, at) + added + text.slice(at);
}

/** Where the content of a node ends, without the comments and the blank lines after it. */
function contentEnd(node: Node): number {
  const last = isMap(node) && !node.flow ? node.items.at(-1) : undefined;
  return last === undefined ? rangeOf(node)[1] : contentEnd(last.value as Node);
}

function pairIn(map: unknown, key: string) {
  return isMap(map) ? map.items.find((pair) => isScalar(pair.key) && pair.key.value === key) : undefined;
}

/** The map under a key, written there and nowhere else. */
function mapIn(map: unknown, key: string): YAMLMap {
  const value = pairIn(map, key)?.value;
  if (isMap(value)) return value;
  if (isAlias(value)) throw new FormError(`its ${key} is an alias`);
  if (isScalar(value)) throw new FormError(`its ${key} is a text`);
  throw new FormError(`its ${key} comes from a merge key`);
}

function firstKey(map: YAMLMap): Node {
  return map.items[0]?.key as Node;
}

/** Spaces before a key that begins its line. */
function columnOf(text: string, key: Node): number {
  const [start] = rangeOf(key);
  const before = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  if (/[^ ]/.test(before)) throw new FormError(`its ${(key as Scalar).value} does not begin a line`);
  return before.length;
}

function rangeOf({ range }: Node): readonly [number, number, number] {
  if (!range) throw new Error('a parsed node has a range');
  return range;
}

/** Text in single quotes: digits alone would be a number. */
function quoted(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

/** Aliases, merge keys and odd indentation could carry a change elsewhere: the values show it. */
function requireOnly(text: string, edited: string, entries: readonly Entry[]): void {
  const expected = plain(text);
  for (const { section, name, value } of entries) {
    const { artifacts } = stageIn(expected);
    artifacts[section] = { ...artifacts[section], [name]: value };
  }
  const actual = plain(edited);
  if (!isDeepStrictEqual(actual, expected)) throw new FormError('the change would reach other keys');
  const [fault] = checkStage(stageIn(actual)).faults;
  if (fault !== undefined) throw new FormError(`${pathText(fault.path)} ${fault.message}`);
}

interface PlainFile {
  readonly config: Readonly<Record<string, PlainStage>>;
}
interface PlainStage {
  readonly artifacts: Record<string, Record<string, string>>;
}

function stageIn({ config }: PlainFile): PlainStage {
  return (config[`${configNamespace}:stage`] ?? config.stage) as PlainStage;
}

/** The values of a YAML text, each alias a copy. */
function plain(text: string): PlainFile {
  const { value, faults } = readYaml(text);
  if (faults.length > 0) throw new FormError('the changed text would not be YAML');
  return JSON.parse(JSON.stringify(value));
}
