import { contracts } from '../../contracts/index.ts';
import { PinflowError } from '../../errors.ts';
import { type Engine, withEngine } from '../engine.ts';
import {
  type RejectedEvent,
  type RejectedLine,
  type RejectedRecord,
  type Selection,
  selectRejected,
} from '../quarantine.ts';
import type { QuarantinePlace } from '../rejected.ts';
import { BatchReplays } from './batch-replays.ts';
import { judge } from './judge.ts';
import { ReplayFolder } from './objects.ts';
import { onlyByFile, type Repair, repairedPayload } from './repair.ts';
import { ReplayedTable } from './replayed-table.ts';
import { StreamReplays } from './stream-replays.ts';

/** Which records are replayed, and how. */
export type ReplayOptions = QuarantinePlace & {
  readonly selection: Selection;
  readonly repair: Repair;
  /** Whether nothing is replayed, and only told what would be. */
  readonly dryRun?: boolean;
} & (
    | {
        /** The folder that stands for the bucket: corrected lines go there. */
        readonly bucket: string;
      }
    | { readonly path: 'stream'; readonly bucket?: undefined }
  );

/** A record that was not replayed, since its payload breaks a rule still, and every reason. */
export interface StillRejected extends Pick<RejectedRecord, 'path' | 'kind' | 'place'> {
  readonly reasons: readonly string[];
}

/** What became of the selected records. */
export interface Replayed {
  readonly selected: number;
  /** Replayed by this command. */
  readonly replayed: number;
  /** Replayed before. */
  readonly already: number;
  readonly rejected: readonly StillRejected[];
  /** Corrections of replays that were ended before they were done, which this one has finished. */
  readonly resumed: number;
}

/**
 * Replays rejected records: repairs their payloads, checks them as a job does, and has those that keep every rule take the place of what
 * was rejected, each once, whatever moment a replay is killed at and whoever else replays: lines of the bucket by the next batch run,
 * records of streams in their tables at once.
 * @throws {PinflowError} `RECORD_MISSING` for a selected place where nothing was rejected, `OBJECT_UNREADABLE`, `TABLE_…`, `STORAGE_…`
 */
export async function replayQuarantine(
  options: ReplayOptions,
  { now = Date.now }: { readonly now?: () => number } = {},
): Promise<Replayed> {
  return await withEngine(
    async (connection, engine) => {
      const replayed = await ReplayedTable.open(connection, options);
      const stream = new StreamReplays(engine, replayed, options);
      const batch =
        options.bucket === undefined
          ? undefined
          : new BatchReplays(new ReplayFolder({ stage: options.stage, bucket: options.bucket }), replayed);
      const settle = async () => (options.dryRun ? 0 : ((await batch?.settle()) ?? 0) + (await stream.settle()));
      for (let resumed = 0; ; ) {
        resumed += await settle();
        const { accepted, ...result } = await choose(engine, replayed, options);
        if (options.dryRun) return { ...result, resumed };
        if (!(await stream.replay(accepted.filter(isEvent), now()))) continue;
        await batch?.replay(accepted.filter(isLine), now());
        await settle();
        return { ...result, resumed };
      }
    },
    { keepsPlans: true },
  );
}

/** A record and what it is replayed with. */
interface Corrected<Record extends RejectedRecord = RejectedRecord> {
  readonly record: Record;
  readonly payload: string;
}

const isEvent = (each: Corrected): each is Corrected<RejectedEvent> => each.record.path === 'stream';
const isLine = (each: Corrected): each is Corrected<RejectedLine> => each.record.path === 'batch';

/** Decides what of the selected records is replayed. */
async function choose(engine: Engine, replayed: ReplayedTable, options: ReplayOptions) {
  const { selection, repair } = options;
  const records = await selectRejected(replayed.connection, options, selection);
  const gone = await goneRecords(replayed, selection.places ?? [], records);
  const open: Corrected[] = [];
  const rejected: StillRejected[] = [];
  for (const record of records) {
    const payload = repairedPayload(record, repair);
    if (isDone(record, payload)) continue;
    if (payload === undefined) rejected.push(stillRejected(record, [...record.reasons, onlyByFile]));
    else open.push({ record, payload });
  }
  const already = gone + records.length - open.length - rejected.length;
  const accepted: Corrected[] = [];
  for (const { record, payload, reasons } of await judged(engine, open)) {
    if (reasons.length === 0) accepted.push({ record, payload });
    else rejected.push(stillRejected(record, reasons));
  }
  return { accepted, selected: records.length + gone, replayed: accepted.length, already, rejected };
}

/** A record of a stream is replayed once; a line may get another correction, of which the latest counts. */
function isDone(record: RejectedRecord, payload: string | undefined): boolean {
  return record.path === 'stream' ? record.replayed : payload !== undefined && payload === record.correction;
}

/** How many of the places are in quarantine no more, since a batch run has taken what was replayed. */
async function goneRecords(
  replayed: ReplayedTable,
  places: readonly string[],
  records: readonly RejectedRecord[],
): Promise<number> {
  const found = new Set(records.map(({ place }) => place));
  const missing = [...new Set(places)].filter((place) => !found.has(place));
  const known = await replayed.known(missing);
  const unknown = missing.filter((place) => !known.has(place));
  if (unknown.length === 0) return known.size;
  throw new PinflowError('RECORD_MISSING', `no rejected record is at ${unknown.join(', ')}; nothing was replayed`);
}

async function judged(engine: Engine, open: readonly Corrected[]) {
  const results: (Corrected & { readonly reasons: readonly string[] })[] = [];
  for (const contract of contracts) {
    const own = open.filter(({ record }) => record.kind === contract.kind);
    if (own.length === 0) continue;
    const connection = await engine.connect();
    try {
      const payloads = own.map(({ payload }) => payload);
      const reasons = await judge(connection, contract, payloads);
      results.push(...own.map((each, index) => ({ ...each, reasons: reasons[index] as string[] })));
    } finally {
      connection.closeSync();
    }
  }
  return results;
}

function stillRejected({ path, kind, place }: RejectedRecord, reasons: readonly string[]): StillRejected {
  return { path, kind, place, reasons };
}
