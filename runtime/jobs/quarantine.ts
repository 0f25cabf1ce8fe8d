import { join } from 'node:path';
import { names, type Stage } from '../blueprint/index.ts';
import { scanTable } from './draft.ts';
import { withEngine } from './engine.ts';

/** A rejected record: where it stands, why it was rejected, and its text. */
export interface RejectedRecord {
  readonly kind: string;
  readonly object: string;
  readonly line: number;
  readonly reasons: readonly string[];
  readonly payload: string | null;
}

/** What is in quarantine. */
export interface Quarantine {
  readonly total: number;
  /** How many records were given a reason; a record with two reasons counts in both. */
  readonly reasons: readonly { readonly kind: string; readonly reason: string; readonly records: number }[];
  readonly records: readonly RejectedRecord[];
}

/** The rejected records of the batch path, in the order of their places, at most `limit`. */
export async function listQuarantine(options: {
  readonly stage: Stage;
  readonly tables: string;
  readonly limit: number;
}): Promise<Quarantine> {
  const { stage, tables, limit } = options;
  return withEngine(async (connection) => {
    const table = await scanTable(connection, join(tables, names(stage).quarantineTables.batch));
    const rows = await connection.runAndReadAll(
      `select kind, object, line, reasons, encode(payload) as payload from ${table} order by kind, object, line limit ${limit}`,
    );
    const reasons = await connection.runAndReadAll(
      `select kind, reason, count(*) as records from (select kind, unnest(reasons) as reason from ${table})
       group by kind, reason order by records desc, kind, reason`,
    );
    const total = await connection.runAndReadAll(`select count(*) from ${table}`);
    return {
      total: Number(total.getRows()[0]?.[0]),
      reasons: reasons
        .getRows()
        .map(([kind, reason, records]) => ({ kind: String(kind), reason: String(reason), records: Number(records) })),
      records: rows.getRowObjectsJS().map(rejectedRecord),
    };
  });
}

/** A payload comes as bytes, since a text loses a byte-order mark on its way out of the engine. */
function rejectedRecord({ kind, object, line, reasons, payload }: Record<string, unknown>): RejectedRecord {
  return {
    kind: String(kind),
    object: String(object),
    line: Number(line),
    reasons: reasons as string[],
    payload: payload === null ? null : Buffer.from(payload as Uint8Array).toString(),
  };
}
