/** What happened to the records of one kind, in the order in which it happens, each with its meaning in plain words. */
export const countMeanings = {
  generated: 'records the emulator made',
  stored: 'answered with a place in a topic',
  rejected: 'refused by an answer, and not worth another try',
  unknown: 'sent, but the answer never came',
  landed: 'written to an object in the bucket',
  dead_lettered: 'set aside by the sink, because they cannot be written',
  redelivered: 'arrived although no answer named them',
  cleaned: 'passed every rule of their contract',
  quarantined: 'broke a rule, and are kept with the reasons',
  rows: 'rows in the table, one for each post',
} as const;

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
export const laws: readonly Law[] = [
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
    left: ['landed'],
    sign: '=',
    right: ['cleaned', 'quarantined'],
    says: 'Every record in the bucket was cleaned, or quarantined with its reasons.',
  },
  {
    left: ['cleaned'],
    sign: '≥',
    right: ['rows'],
    says: 'The copies of a post became one row: its newest.',
  },
];

/** Whether a law holds for these counts. */
export function holds({ left, sign, right }: Law, counts: Counts): boolean {
  const [before, after] = [sum(left, counts), sum(right, counts)];
  return sign === '=' ? before === after : before >= after;
}

/** Whether every law holds for every kind. */
export function balances(kinds: Readonly<Record<string, Counts>>): boolean {
  return Object.values(kinds).every((counts) => laws.every((law) => holds(law, counts)));
}

/** One count over all kinds. */
export function total(name: CountName, kinds: Readonly<Record<string, Counts>>): number {
  return Object.values(kinds).reduce((all, counts) => all + counts[name], 0);
}

function sum(names: readonly CountName[], counts: Counts): number {
  return names.reduce((all, name) => all + counts[name], 0);
}
