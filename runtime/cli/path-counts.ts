import type { Account } from '../emulator/index.ts';
import type { Counts } from '../report/counts.ts';
import type { Kinds } from '../report/data.ts';

/** What of a kind came through a topic or a stream. */
export type Arrived = Pick<Counts, 'landed' | 'dead_lettered' | 'redelivered'>;

/** What the job of a path made of it. */
export type Checked = Pick<Counts, 'replayed' | 'cleaned' | 'quarantined' | 'rows'>;

/** The counts of a path, each made by the piece that did the work. */
export function pathCounts({ kinds }: Account, arrived: Kinds<Arrived>, checked: Kinds<Checked>): Kinds<Counts> {
  return mapKinds(kinds, ({ generated, stored, rejected, unknown }, kind) => {
    const posted = { generated, stored, rejected, unknown };
    return { ...posted, ...(arrived[kind] as Arrived), ...(checked[kind] as Checked) };
  });
}

/** Something of each kind made of something else of it. */
export function mapKinds<From, To>(kinds: Kinds<From>, of: (value: From, kind: string) => To): Kinds<To> {
  return Object.fromEntries(Object.entries(kinds).map(([kind, value]) => [kind, of(value, kind)]));
}
