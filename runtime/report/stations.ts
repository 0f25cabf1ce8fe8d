import type { PathName } from '../blueprint/index.ts';
import type { CountName, Counts } from './counts.ts';
import type { Phase, Totals } from './data.ts';

/** A place that records pass on their way. */
export interface Station {
  readonly name: string;
  /** At most 16 letters, which is what a station has room for. */
  readonly does: string;
  /** The count of the records that stand here. */
  readonly count?: CountName;
  readonly aside?: readonly Aside[];
}

/** Records that leave the way at a station, or join it. */
export interface Aside {
  readonly says: string;
  /** The records, as counts that are added and taken away. */
  readonly plus: CountName;
  readonly minus?: CountName;
  /** Any such record asks for a look. */
  readonly bad: boolean;
}

/** The way of one path through its stations. */
export interface Path {
  readonly name: PathName;
  readonly title: string;
  /** By the column of the map: the stations that do the same on both paths stand below each other. */
  readonly stations: readonly (Station | undefined)[];
  /** Between which columns records move, while what is named has a rate or goes on. */
  readonly flows: readonly { readonly from: number; readonly to: number; readonly by: keyof Totals | Phase }[];
}

const rejected: Aside = { says: 'rejected', plus: 'rejected', bad: true };
const unknown: Aside = { says: 'unknown', plus: 'unknown', bad: true };
const redelivered: Aside = { says: 'redelivered', plus: 'redelivered', bad: false };
const quarantined: Aside = { says: 'quarantined', plus: 'quarantined', bad: true };

const emulator: Station = { name: 'Emulator', does: 'makes posts', count: 'generated' };
const gateway: Station = { name: 'Gateway', does: 'routes requests' };

/** Stations that both paths share, from the first. */
export const shared = [emulator, gateway].length;

/** The batch path. */
export const batchPath: Path = {
  name: 'batch',
  title: 'Batch path',
  stations: [
    emulator,
    gateway,
    { name: 'REST proxy', does: 'feeds topics', aside: [rejected, unknown] },
    { name: 'Topics', does: 'keep the order', count: 'stored' },
    {
      name: 'S3 sink',
      does: 'writes objects',
      aside: [redelivered, { says: 'dead-lettered', plus: 'dead_lettered', bad: true }],
    },
    { name: 'Bucket', does: 'holds objects', count: 'landed' },
    {
      name: 'Batch job',
      does: 'checks, cleans',
      count: 'cleaned',
      aside: [quarantined, { says: 'replayed', plus: 'replayed', bad: false }],
    },
    {
      name: 'Delta tables',
      does: 'one row a post',
      count: 'rows',
      aside: [{ says: 'copies', plus: 'cleaned', minus: 'rows', bad: false }],
    },
  ],
  flows: [
    { from: 0, to: 3, by: 'stored' },
    { from: 3, to: 5, by: 'landed' },
    { from: 5, to: 7, by: 'cleaning' },
  ],
};

/** The streaming path. */
export const streamPath: Path = {
  name: 'stream',
  title: 'Streaming path',
  stations: [
    emulator,
    gateway,
    undefined,
    { name: 'Streams', does: 'keep the order', count: 'stored', aside: [rejected, unknown] },
    undefined,
    undefined,
    { name: 'Stream job', does: 'checks, cleans', count: 'cleaned', aside: [quarantined, redelivered] },
    { name: 'Delta tables', does: 'one row a record', count: 'rows' },
  ],
  flows: [
    { from: 0, to: 3, by: 'stored' },
    { from: 3, to: 7, by: 'landed' },
  ],
};

/** Where both paths lead. */
export const answersStation: Station = { name: 'Answers', does: 'eight questions' };

/** The records of an aside; undefined while a count of it is not known. */
export function recordsAside({ plus, minus }: Aside, counts: Partial<Counts>): number | undefined {
  const [more, less] = [counts[plus], minus === undefined ? 0 : counts[minus]];
  return more === undefined || less === undefined ? undefined : more - less;
}
