import { type Contract, contracts } from '../contracts/index.ts';

/** Every name of a stack, made from its `userId`. */
export function names({ userId }: { readonly userId: string }) {
  return {
    bucket: `user-${userId}-bucket`,
    topics: perKind((kind) => `${userId}.${kind}`),
    deadLetterTopic: `${userId}.dlq`,
    plugin: `${userId}-plugin`,
    connector: `${userId}-connector`,
    streams: perKind((kind) => `streaming-${userId}-${kind}`),
    batchTables: perKind((kind) => `${userId}_${kind}_batch`),
    streamTables: perKind((kind) => `${userId}_${kind}_table`),
    quarantineTables: { batch: `${userId}_quarantine_batch`, stream: `${userId}_quarantine_stream` },
    dag: `${userId}_dag`,
  };
}

/** The names of one stack. */
export type Names = ReturnType<typeof names>;

function perKind(name: (kind: string) => string): Record<string, string> {
  return Object.fromEntries(contracts.map((contract: Contract) => [contract.kind, name(contract.kind)]));
}
