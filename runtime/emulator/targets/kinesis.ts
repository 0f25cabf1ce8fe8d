import { type KinesisClient, PutRecordCommand, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { kinesisLimits } from '../../blueprint/index.ts';
import type { Clock } from '../clock.ts';
import { putError, putResults } from './put-records.ts';
import { retryAfterMs } from './retry-after.ts';
import type { Attempt, EmulatedRecord, Target, Unstored } from './target.ts';

/** The part of a client that is used; its own retries are to be switched off (`maxAttempts: 1`), for the emulator's count each attempt. */
export type Sender = Pick<KinesisClient, 'send'>;

/** Amazon Kinesis itself: `PutRecord` for one record in a request, else `PutRecords`. The client is left open. */
export function kinesisTarget(client: Sender, streams: Readonly<Record<string, string>>, clock: Clock): Target {
  const underWay = new Set<AbortController>();
  let isCut = false;
  return {
    limits: kinesisLimits,
    record: (key, json) => ({ key, entry: json, bytes: Buffer.byteLength(json) + String(key).length }),
    send: async (kind, records, timeoutMs) => {
      if (isCut) return unanswered(records, { lost: false, why: 'the run had ended' });
      const call = new AbortController();
      const callOff = clock.after(timeoutMs, () => call.abort(`no answer in ${Math.round(timeoutMs)} ms`));
      underWay.add(call);
      try {
        return await put(client, streams[kind] as string, records, call.signal);
      } catch (error) {
        return call.signal.aborted
          ? unanswered(records, { lost: true, why: call.signal.reason as string })
          : failed(records, error as CallError);
      } finally {
        callOff();
        underWay.delete(call);
      }
    },
    cut: () => {
      isCut = true;
      for (const call of underWay) call.abort('no answer before the run ended');
    },
    close: async () => {},
  };
}

async function put(
  client: Sender,
  StreamName: string,
  records: readonly EmulatedRecord[],
  abortSignal: AbortSignal,
): Promise<Attempt> {
  const Records = records.map(({ key, entry }) => ({ PartitionKey: String(key), Data: Buffer.from(entry) }));
  const [alone] = Records.length === 1 ? Records : [];
  const answer =
    alone === undefined
      ? await client.send(new PutRecordsCommand({ StreamName, Records }), { abortSignal })
      : { Records: [await client.send(new PutRecordCommand({ StreamName, ...alone }), { abortSignal })] };
  const results = putResults(success, answer, records.length);
  return { results: results ?? all(records, putError(success, 'not an answer of Kinesis')) };
}

const success = 200;

/** An error of the SDK. It has a status when Kinesis answered, and a `$fault` when the answer named an exception. */
interface CallError extends Error {
  readonly code?: string;
  readonly cause?: { readonly code?: string };
  readonly $fault?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly $response?: { readonly headers: Readonly<Record<string, string>> };
}

function failed(records: readonly EmulatedRecord[], error: CallError): Attempt {
  const { name, message, $fault, $metadata, $response } = error;
  const status = $metadata?.httpStatusCode;
  if (status === undefined) return unanswered(records, { lost: !isUnsent(error), why: message });
  const isNamed = $fault !== undefined && name !== 'Unknown';
  return {
    results: all(records, putError(status, message, isNamed ? name : undefined)),
    retryAfterMs: retryAfterMs($response?.headers['retry-after'], Date.now()),
  };
}

/** Whether a call failed before a connection was there. */
function isUnsent({ name, code, cause }: CallError): boolean {
  const codes = ['ECONNREFUSED', 'EAI_AGAIN', 'ENOTFOUND', 'EHOSTUNREACH', 'ENETUNREACH'];
  return name === 'CredentialsProviderError' || codes.includes(code ?? '') || codes.includes(cause?.code ?? '');
}

function unanswered(
  records: readonly EmulatedRecord[],
  { lost, why }: { readonly lost: boolean; readonly why: string },
): Attempt {
  return { results: all(records, { is: 'unanswered', lost, why }) };
}

function all(records: readonly EmulatedRecord[], result: Unstored): Unstored[] {
  return records.map(() => result);
}
