import { gatewayLimits } from '../../blueprint/index.ts';
import type { Connections, Reply } from './connections.ts';
import type { Result, Target, Unstored } from './target.ts';

/** The requests that go through the gateway to one kind of place. */
export interface Protocol {
  readonly method: 'POST' | 'PUT';
  /** Of every request, names and values in turn. */
  readonly headers: string[];
  /** Below the URL of the gateway. */
  path(name: string): string;
  /** A record as a request holds it; `json` is the text of the row, which is not changed. */
  entry(key: number, json: string): string;
  body(entries: readonly string[], name: string): string;
  /** Most records in one request, and most bytes of an entry that has others beside it; without, as many as a body takes. */
  readonly most?: { readonly records: number; readonly recordBytes: number };
  /** What an answer says of each of the `count` records of its request, or of all of them. */
  judge(answer: Answer, count: number): readonly Result[] | Unstored;
}

/** A {@link Reply} that came. */
export type Answer = Extract<Reply, { status: number }>;

/** A target behind the gateway; `names` gives the topic or stream of each kind. */
export function gatewayTarget(
  { path, entry, body, judge, most }: Protocol,
  names: Readonly<Record<string, string>>,
  connections: Connections,
): Target {
  const { records = Number.POSITIVE_INFINITY, recordBytes = Number.POSITIVE_INFINITY } = most ?? {};
  const frame = Math.max(...Object.values(names).map((name) => body([], name).length));
  return {
    // Each record adds a comma, though there is none behind the last one.
    limits: { records, recordBytes, bytes: gatewayLimits.bodyBytes - frame + 1 },
    record: (key, json) => {
      const text = entry(key, json);
      return { key, entry: text, bytes: Buffer.byteLength(text) + 1 };
    },
    send: async (kind, records, timeoutMs) => {
      const name = names[kind] as string;
      const entries = records.map((record) => record.entry);
      const reply = await connections.send(path(name), body(entries, name), timeoutMs);
      const judged =
        reply.status === undefined
          ? ({ is: 'unanswered', lost: reply.sent, why: reply.why } as const)
          : judge(reply, records.length);
      const results = 'is' in judged ? records.map(() => judged) : judged;
      return { results, retryAfterMs: reply.status === undefined ? undefined : reply.retryAfterMs };
    },
    cut: connections.cut,
    close: connections.close,
  };
}

/** The body of a request with a list of records. */
export function recordsBody(entries: readonly string[]): string {
  return `{"records":[${entries.join(',')}]}`;
}
