import type { Answered, Result, Unstored } from './target.ts';

/** What an answer with an error says of every record of its request; `forAll` is what to do where no other request would fare better. */
export function unstored(refusal: Answered, forAll?: string): Unstored {
  const { status, message } = refusal;
  if (mayHaveStored(status)) return { is: 'unanswered', lost: true, why: `answer ${status}: ${message}` };
  if (retriedStatuses.has(status)) return { is: 'refused', again: true, refusal };
  return { is: 'refused', again: false, refusal, ...(forAll !== undefined && { forAll }) };
}

/** What to do where nobody is let in: the caller or the address is wrong, so that every record would be refused. */
export const lookWhoAsks =
  'check the URL with its stage, or the region; who you are (credentials, or API key); and the clock of this machine';

/** Refusals that are over after a while: a request that came too slowly, or too many of them. */
const retriedStatuses = new Set([408, 429]);

/**
 * Whether an answer leaves it open if the records are stored. A success that does not name their places says nothing. Of the 5xx, API
 * Gateway's 504 and 500 come while its integration is still at work, or after it has been; 502 and 503 come from proxies on the way
 * that lost the connection to what is behind them; the REST proxy's own 500 and 503 come after records went to the producer; and
 * Kinesis' own say that it does not know what went wrong.
 */
function mayHaveStored(status: number): boolean {
  return status < 300 || status >= 500;
}

/** The results of a list with one entry a record, as `of` reads each; undefined for anything else. */
export function resultsOf(
  entries: unknown,
  count: number,
  of: (entry: unknown) => Result | undefined,
): Result[] | undefined {
  if (!Array.isArray(entries) || entries.length !== count) return undefined;
  const results = entries.map(of);
  return results.includes(undefined) ? undefined : (results as Result[]);
}

/** The members of a JSON object; none of anything else. */
export function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

export function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
