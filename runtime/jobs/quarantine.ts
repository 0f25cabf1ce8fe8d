import type { DuckDBConnection } from '@duckdb/node-api';
import type { PathName } from '../blueprint/index.ts';
import { literal } from '../delta/index.ts';
import { PinflowError } from '../errors.ts';
import { withEngine } from './engine.ts';
import { type QuarantinePlace, rejectedRelation } from './rejected.ts';

interface Rejected {
  readonly kind: string;
  /** Its place in one word, which no other record has. */
  readonly place: string;
  readonly reasons: readonly string[];
  readonly payload: string | null;
  /** The payload that it was last replayed with. */
  readonly correction: string | null;
  /** Whether that counts by now: in the streaming path it is in its table, in the batch path the next run takes it. */
  readonly replayed: boolean;
}

/** A rejected line of the bucket; lines count from 1. */
export interface RejectedLine extends Rejected {
  readonly path: 'batch';
  readonly object: string;
  readonly line: number;
}

/** A rejected record of a stream. */
export interface RejectedEvent extends Rejected {
  readonly path: 'stream';
  readonly shard_id: string;
  readonly sequence_number: string;
  readonly arrived_at: Date;
  /** Its bytes, where they are not UTF-8. */
  readonly data_base64: string | null;
}

/** A rejected record: where it stands, why it was rejected, and its text. */
export type RejectedRecord = RejectedLine | RejectedEvent;

/** What is in quarantine. */
export interface Quarantine {
  readonly total: number;
  /** How many records were given a reason; a record with two reasons counts in both. */
  readonly reasons: readonly { readonly kind: string; readonly reason: string; readonly records: number }[];
  readonly records: readonly RejectedRecord[];
}

/** Which rejected records are meant; what is left out selects all. */
export interface Selection {
  readonly kind?: string | undefined;
  /** Records with this reason among theirs. */
  readonly reason?: string | undefined;
  readonly places?: readonly string[] | undefined;
  /** Whether records that were replayed are among them. */
  readonly withReplayed?: boolean | undefined;
}

/**
 * The rejected records of a selection, in the order of their places, at most `limit` of them.
 * @throws {PinflowError} `TABLE_MISSING` where there is no quarantine, and other `TABLE_…`
 */
export async function listQuarantine(
  options: QuarantinePlace & Selection & { readonly limit: number },
): Promise<Quarantine> {
  return withEngine(async (connection) => {
    const selected = `(select * from ${await rejectedRelation(connection, options)} where ${conditionOf(options)})`;
    const reasons = await connection.runAndReadAll(
      `select kind, reason, count(*) as records from (select kind, unnest(reasons) as reason from ${selected})
       group by kind, reason order by records desc, kind, reason`,
    );
    const total = await connection.runAndReadAll(`select count(*) from ${selected}`);
    return {
      total: Number(total.getRows()[0]?.[0]),
      reasons: reasons
        .getRows()
        .map(([kind, reason, records]) => ({ kind: String(kind), reason: String(reason), records: Number(records) })),
      records: await readRejected(connection, selected, options.limit),
    };
  });
}

/**
 * One rejected record, replayed or not.
 * @throws {PinflowError} `RECORD_MISSING` when none is at that place, `TABLE_…`
 */
export async function showQuarantined(options: QuarantinePlace & { readonly place: string }): Promise<RejectedRecord> {
  const { place } = options;
  const { records } = await listQuarantine({ ...options, places: [place], withReplayed: true, limit: 1 });
  if (records[0] !== undefined) return records[0];
  throw new PinflowError('RECORD_MISSING', `${options.tables}: no rejected record is at ${place}`);
}

/** The rejected records of a selection, on a connection that is open. */
export async function selectRejected(
  connection: DuckDBConnection,
  from: QuarantinePlace,
  selection: Selection,
): Promise<RejectedRecord[]> {
  const rejected = await rejectedRelation(connection, from);
  return await readRejected(connection, `(select * from ${rejected} where ${conditionOf(selection)})`);
}

function conditionOf({ kind, reason, places, withReplayed = false }: Selection): string {
  const conditions = [
    kind === undefined ? [] : `kind = ${literal(kind)}`,
    reason === undefined ? [] : `list_contains(reasons, ${literal(reason)})`,
    places === undefined ? [] : `list_contains([${places.map(literal).join(', ')}]::varchar[], place)`,
    withReplayed ? [] : 'not replayed',
  ];
  return conditions.flat().join(' and ') || 'true';
}

/** Payloads come as bytes, since a text loses a byte-order mark on its way out of the engine. */
async function readRejected(connection: DuckDBConnection, rejected: string, limit?: number): Promise<RejectedRecord[]> {
  const result = await connection.runAndReadAll(
    `select * replace (encode(payload) as payload, encode(correction) as correction) from ${rejected}
     order by path, kind, object, line, shard_id, length(sequence_number), sequence_number ${limit === undefined ? '' : `limit ${limit}`}`,
  );
  return result.getRowObjectsJS().map((row) => rejectedRecord(row as unknown as RejectedRow));
}

type RejectedRow = Omit<RejectedLine, 'path' | 'payload' | 'correction' | 'line'> &
  Omit<RejectedEvent, 'path' | 'payload' | 'correction'> & {
    readonly path: PathName;
    readonly payload: Uint8Array | null;
    readonly correction: Uint8Array | null;
    readonly line: bigint;
  };

function rejectedRecord({ path, object, line, payload, correction, ...row }: RejectedRow): RejectedRecord {
  const { kind, place, reasons, replayed, shard_id, sequence_number, arrived_at, data_base64 } = row;
  const shared = { kind, place, reasons, payload: textOf(payload), correction: textOf(correction), replayed };
  return path === 'batch'
    ? { path, ...shared, object, line: Number(line) }
    : { path, ...shared, shard_id, sequence_number, arrived_at, data_base64 };
}

function textOf(bytes: Uint8Array | null): string | null {
  return bytes === null ? null : Buffer.from(bytes).toString();
}
