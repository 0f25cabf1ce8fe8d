import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { PinflowError } from '../../errors.ts';
import { isJsonObject, parseJson } from './json.ts';

const correctionSchema = z.object({
  place: z.string(),
  payload: z.custom<string | object>(
    (value) => (typeof value === 'string' ? value.isWellFormed() : isJsonObject(value)),
    { error: 'give a text without lone surrogates, or a JSON object' },
  ),
});

const fileSchema = z.object({ records: z.array(correctionSchema) });

/**
 * Reads corrected payloads by place: `{"records": [{"place", "payload"}, …]}`, as `quarantine list --json` prints it, or one such record,
 * as `quarantine show --json` does. A payload is a text, or the JSON object itself. Other fields mean nothing.
 * @throws {PinflowError} `CORRECTIONS_UNREADABLE` with every fault
 */
export async function readCorrections(file: string): Promise<ReadonlyMap<string, string>> {
  const faulty = (faults: readonly string[]) =>
    new PinflowError('CORRECTIONS_UNREADABLE', `${file}: ${faults.join('; ')}`);
  const value = await parseFile(file, faulty);
  const isOne = isJsonObject(value) && !('records' in value);
  const { data, error } = fileSchema.safeParse(isOne ? { records: [value] } : value);
  if (data === undefined) {
    throw faulty(error.issues.map(({ path, message }) => `${path.join('.') || 'the file'}: ${message}`));
  }
  const payloads = new Map<string, string>();
  for (const { place, payload } of data.records) {
    if (payloads.has(place)) throw faulty([`${place} stands in it twice`]);
    payloads.set(place, typeof payload === 'string' ? payload : JSON.stringify(payload));
  }
  return payloads;
}

async function parseFile(file: string, faulty: (faults: readonly string[]) => Error): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    throw faulty([(cause as Error).message]);
  }
  try {
    return parseJson(text);
  } catch (cause) {
    throw faulty([(cause as Error).message]);
  }
}
