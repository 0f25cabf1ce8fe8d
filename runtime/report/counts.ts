import type { PathName } from '../blueprint/index.ts';

/** What happened to the records of one kind, in the order in which it happens, each with its meaning in plain words. */
export const countMeanings = {
  generated: 'records the emulator made',
  stored: 'answered with a place in a topic',
  rejected: 'refused by an answer, and not worth another try',
  unknown: 'sent, but the answer never came',
  landed: 'written to an object in the bucket',
  dead_lettered: 'set aside by the sink, because they cannot be written',
  redelivered: 'arrived although no answer named them',
  replayed: 'corrected after they were rejected, and checked once more',
  cleaned: 'passed every rule of their contract',
  quarantined: 'broke a rule, and are kept with the reasons',
  rows: 'rows in the table, one for each post',
} as const;

/** What a count of the streaming path means where that differs: it has no bucket, and its tables keep the copies of a post. */
const streamMeanings: Partial<Record<CountName, string>> = {
  stored: 'answered with a place in a stream',
  landed: 'read from a stream by the stream job',
  rows: 'rows in the table, one for each record',
};

/** Counts that the streaming path does not have. */
const batchOnly: ReadonlySet<CountName> = new Set<CountName>(['dead_lettered', 'replayed']);

/** The counts of a path in order, each with its meaning. */
export function meanings(path: PathName): [CountName, string][] {
  if (path === 'batch') return countNames.map((name) => [name, countMeanings[name]]);
  return countNames
    .filter((name) => !batchOnly.has(name))
    .map((name) => [name, streamMeanings[name] ?? countMeanings[name]]);
}

/** The name of a count. */
export type CountName = keyof typeof countMeanings;

/** The counts of one kind. */
export type Counts = Readonly<Record<CountName, number>>;

/** The names of the counts, in order. */
export const countNames = Object.keys(countMeanings) as CountName[];

/** What must hold between the counts, or a record was lost or doubled. */
export interface Law {
  readonly left: readonly CountName[];
  readonly sign: '=' | '≥';
  readonly right: readonly CountName[];
  readonly says: string;
}

/** Invariant 2 of docs/architecture.md, and that a table holds no post that was not cleaned. */
const laws: readonly Law[] = [
  {
    left: ['generated'],
    sign: '=',
    right: ['stored', 'rejected', 'unknown'],
    says: 'Every record that was made got an answer, or is known to have none.',
  },
  {
    left: ['stored', 'redelivered'],
    sign: '=',
    right: ['landed', 'dead_lettered'],
    says: 'Every record in a topic reached the bucket, or the dead-letter topic.',
  },
  {
    left: ['landed', 'replayed'],
    sign: '=',
    right: ['cleaned', 'quarantined'],
    says: 'Every record in the bucket, and every correction of one, was cleaned, or quarantined with its reasons.',
  },
  {
    left: ['cleaned'],
    sign: '≥',
    right: ['rows'],
    says: 'The copies of a post became one row: its newest.',
  },
];

/** The same for the streaming path, whose tables hold every accepted record once. */
const streamLaws: readonly Law[] = [
  ...laws.slice(0, 1),
  {
    left: ['stored', 'redelivered'],
    sign: '=',
    right: ['landed'],
    says: 'Every record in a stream was read.',
  },
  {
    left: ['landed'],
    sign: '=',
    right: ['cleaned', 'quarantined'],
    says: 'Every record that was read was cleaned, or quarantined with its reasons.',
  },
  {
    left: ['cleaned'],
    sign: '=',
    right: ['rows'],
    says: 'Every clean record is one row: none is missing, none is there twice.',
  },
];

/** The laws of each path. */
export const pathLaws: Readonly<Record<PathName, readonly Law[]>> = { batch: laws, stream: streamLaws };

/** Whether a law holds for these counts. */
export function holds({ left, sign, right }: Law, counts: Counts): boolean {
  const [before, after] = [sum(left, counts), sum(right, counts)];
  return sign === '=' ? before === after : before >= after;
}

/** Whether every law of a path holds for every kind. */
export function balances(kinds: Readonly<Record<string, Counts>>, path: PathName = 'batch'): boolean {
  return Object.values(kinds).every((counts) => pathLaws[path].every((law) => holds(law, counts)));
}

/** One count over all kinds; undefined while a kind's is not known. */
export function total(name: CountName, kinds: Readonly<Record<string, Counts>>): number;
export function total(name: CountName, kinds: Readonly<Record<string, Partial<Counts>>>): number | undefined;
export function total(name: CountName, kinds: Readonly<Record<string, Partial<Counts>>>): number | undefined {
  let all = 0;
  for (const counts of Object.values(kinds)) {
    const count = counts[name];
    if (count === undefined) return undefined;
    all += count;
  }
  return all;
}

function sum(names: readonly CountName[], counts: Counts): number {
  return names.reduce((all, name) => all + counts[name], 0);
}
