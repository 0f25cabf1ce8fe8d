import { z } from 'zod';
import { kinesisLimits } from '../../blueprint/index.ts';
import type { Appended } from '../log/port.ts';
import { internalFailure, invalid, invalidArgument, type KinesisError, rateExceeded } from './errors.ts';
import {
  blob,
  blobBytes,
  hashKey,
  referencedStream,
  sequenceNumber as sequenceNumberMember,
  streamReference,
} from './members.ts';
import { anyReshard } from './reshard.ts';
import { numberPrefix, sequenceNumber } from './sequence-numbers.ts';
import { action, type Service } from './service.ts';
import type { Entry } from './store.ts';
import { isHashKey, type Shard } from './streams.ts';

const entryMembers = { Data: blob, PartitionKey: z.string().min(1).max(256), ExplicitHashKey: hashKey.nullish() };

/** The actions that put records. */
export const writeActions = {
  PutRecord: action(
    z.object({ ...streamReference, ...entryMembers, SequenceNumberForOrdering: sequenceNumberMember.nullish() }),
    async (service, { Data, PartitionKey, ExplicitHashKey, ...input }) => {
      const entry = entryOf('data', { Data, PartitionKey, ExplicitHashKey });
      const [result] = await put(service, referencedStream(input), [entry]);
      if (!result || 'error' in result) throw result?.error;
      return { ...result, EncryptionType: 'NONE' };
    },
  ),

  PutRecords: action(
    z.object({ ...streamReference, Records: z.array(z.object(entryMembers)).min(1).max(kinesisLimits.records) }),
    async (service, { Records, ...input }) => {
      const entries = Records.map((record, index) => entryOf(`records.${index + 1}.member.data`, record));
      const total = entries.reduce((sum, entry) => sum + entryBytes(entry), 0);
      if (total > kinesisLimits.bytes)
        throw invalidArgument(`Records size exceeds ${kinesisLimits.bytes / 2 ** 20} MB limit`);
      const results = await put(service, referencedStream(input), entries, () => service.faults.entry());
      const answers = results.map((result) =>
        'error' in result ? { ErrorCode: result.error.type, ErrorMessage: result.error.message } : result,
      );
      const FailedRecordCount = answers.filter((answer) => 'ErrorCode' in answer).length;
      return { FailedRecordCount, Records: answers, EncryptionType: 'NONE' };
    },
  ),
};

function entryOf(
  path: string,
  {
    Data,
    PartitionKey,
    ExplicitHashKey,
  }: { Data: string; PartitionKey: string; ExplicitHashKey?: string | null | undefined },
): Entry {
  const entry = {
    data: blobBytes(path, Data),
    partitionKey: PartitionKey,
    hashKey: ExplicitHashKey == null ? undefined : BigInt(ExplicitHashKey),
  };
  if (entryBytes(entry) > kinesisLimits.recordBytes) {
    throw invalid(
      `1 validation error detected: Value at '${path}' failed to satisfy constraint: Member must have length less than or equal to ${kinesisLimits.recordBytes}`,
    );
  }
  if (entry.hashKey !== undefined && !isHashKey(entry.hashKey)) {
    throw invalidArgument(
      `Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]. Specified value was ${ExplicitHashKey}`,
    );
  }
  return entry;
}

/** A record counts with its key. */
function entryBytes({ data, partitionKey }: Entry): number {
  return data.length + Buffer.byteLength(partitionKey);
}

type PutResult = { readonly SequenceNumber: string; readonly ShardId: string } | { readonly error: KinesisError };

async function put(
  { store, faults, limits: shardLimits }: Service,
  name: string,
  entries: readonly Entry[],
  isRefused: () => boolean = () => false,
): Promise<PutResult[]> {
  const random = faults.reshard();
  if (random !== undefined) await store.change(() => anyReshard(store.stream(name), random));
  // From here to the log nothing may come between: a shard that is found open must not be read to its end before it has the records.
  const stream = store.stream(name);
  const prefixes = new Map<Shard, string>();
  const placed = entries.map((entry) => store.place(stream, entry));
  const taken = placed.map(({ shard }, index) => {
    const isTaken = shardLimits?.write(`${stream.name} ${shard.id}`, entryBytes(entries[index] as Entry)) ?? true;
    return isTaken && !isRefused();
  });
  const stored = await store.append(
    stream,
    placed.filter((_, index) => taken[index]),
  );
  let next = 0;
  return placed.map(({ shard }, index) =>
    taken[index]
      ? putResult(shard, stored[next++] as Appended, prefixes)
      : { error: rateExceeded(stream.name, shard.id) },
  );
}

function putResult(shard: Shard, stored: Appended, prefixes: Map<Shard, string>): PutResult {
  if (stored.error !== undefined) return { error: internalFailure() };
  const prefix = prefixes.get(shard) ?? numberPrefix(shard);
  prefixes.set(shard, prefix);
  return { SequenceNumber: sequenceNumber(prefix, stored.offset), ShardId: shard.id };
}
