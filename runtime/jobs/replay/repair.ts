import { recordReasons } from '../../contracts/index.ts';
import type { RejectedRecord } from '../quarantine.ts';
import { isJsonObject, type JsonObject, mergePatch, parseJson } from './json.ts';

/** What is done to the payloads of rejected records; nothing where a rule has changed and they are acceptable by now. */
export type Repair =
  | { readonly by: 'nothing' }
  /** A JSON merge patch (RFC 7396) of each. */
  | { readonly by: 'patch'; readonly patch: JsonObject }
  /** A payload of its own for each, by place. */
  | { readonly by: 'file'; readonly payloads: ReadonlyMap<string, string> };

/** Told beside the reasons of a record that only a payload of its own, by `--file`, can repair. */
export const onlyByFile = 'only_by_file';

/** The repaired payload of a record; undefined for one that only a payload of its own can repair: its text is not what arrived, or too deep. */
export function repairedPayload(record: RejectedRecord, repair: Repair): string | undefined {
  if (repair.by === 'file') return repair.payloads.get(record.place);
  const { payload } = record;
  if (payload === null || !isText(record)) return undefined;
  return repair.by === 'patch' ? patched(payload, repair.patch) : payload;
}

/** A payload that is no JSON object stays as it is, and is rejected as such once more; one that is nested too deep cannot be patched. */
function patched(payload: string, patch: JsonObject): string | undefined {
  let value: unknown;
  try {
    value = parseJson(payload);
    return isJsonObject(value) ? JSON.stringify(mergePatch(value, patch)) : payload;
  } catch (error) {
    if (error instanceof SyntaxError) return payload;
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Whether what arrived was UTF-8. Of a line of the bucket nothing says so, but one that was not has U+FFFD and this reason. */
function isText(record: RejectedRecord): boolean {
  if (record.path === 'stream') return record.data_base64 === null;
  return !(record.reasons.includes(recordReasons.notJsonObject) && record.payload?.includes('\ufffd'));
}
