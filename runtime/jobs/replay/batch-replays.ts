import { type ObjectPlace, parseObjectKey, parseReplayKey, type Replay } from '../../blueprint/index.ts';
import { contracts } from '../../contracts/index.ts';
import { literal } from '../../delta/index.ts';
import type { RejectedLine } from '../quarantine.ts';
import type { Correction, ReplayFolder } from './objects.ts';
import type { ReplayedRow, ReplayedTable } from './replayed-table.ts';

/**
 * Replays of the batch path: corrections are objects of the bucket, which every run of the batch job reads, and the table of what was
 * replayed follows them, object by object.
 */
export class BatchReplays {
  readonly #folder: ReplayFolder;
  readonly #replayed: ReplayedTable;

  constructor(folder: ReplayFolder, replayed: ReplayedTable) {
    this.#folder = folder;
    this.#replayed = replayed;
  }

  /**
   * Puts into the table what is in the bucket and not yet there, also of replays that were killed before they could.
   * @returns how many corrections
   */
  async settle(): Promise<number> {
    for (;;) {
      const rows = await this.#unlisted();
      if (rows.length === 0 || (await this.#replayed.append(rows))) return rows.length;
    }
  }

  /** Puts corrected payloads into the bucket: what makes them count. */
  async replay(corrected: readonly { readonly record: RejectedLine; readonly payload: string }[], now: number) {
    for (const { kind } of contracts) {
      const own = corrected.filter(({ record }) => record.kind === kind);
      if (own.length > 0) await this.#folder.write(kind, own.map(correctionOf), now);
    }
  }

  async #unlisted(): Promise<ReplayedRow[]> {
    const rows: ReplayedRow[] = [];
    for (const { kind } of contracts) {
      const result = await this.#replayed.connection.runAndReadAll(
        `select distinct replay_object from ${await this.#replayed.scan()} where path = 'batch' and kind = ${literal(kind)}`,
      );
      const listed = new Set(result.getRows().map(([key]) => key));
      for (const key of await this.#folder.list(kind)) {
        if (listed.has(key)) continue;
        const { at } = parseReplayKey(key) as Replay;
        for (const { text, ...place } of await this.#folder.read(kind, key)) {
          rows.push({ path: 'batch', kind, ...place, replayed_at: at, replay_object: key, payload: text });
        }
      }
    }
    return rows;
  }
}

/** Its offset follows from its line: an object's records stand in it in order. */
function correctionOf({ record, payload }: { readonly record: RejectedLine; readonly payload: string }): Correction {
  const { object, line } = record;
  const { partition, startOffset } = parseObjectKey(object) as ObjectPlace;
  return { object, partition, offset: startOffset + line - 1, line, text: payload };
}
