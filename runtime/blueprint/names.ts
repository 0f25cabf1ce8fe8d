import { type Contract, contracts } from '../contracts/index.ts';

/** The two paths that a post takes to a table. */
export const paths = ['batch', 'stream'] as const;

/** The name of a path. */
export type PathName = (typeof paths)[number];

/** Every name of a stack, made from its `userId`. */
export function names({ userId }: { readonly userId: string }) {
  return {
    bucket: `user-${userId}-bucket`,
    topics: perKind((kind) => `${userId}.${kind}`),
    deadLetterTopic: `${userId}.dlq`,
    plugin: `${userId}-plugin`,
    connector: `${userId}-connector`,
    streams: perKind((kind) => `${streamPrefix(userId)}${kind}`),
    batchTables: perKind((kind) => `${userId}_${kind}_batch`),
    streamTables: perKind((kind) => `${userId}_${kind}_table`),
    quarantineTables: { batch: `${userId}_quarantine_batch`, stream: `${userId}_quarantine_stream` } satisfies Record<
      PathName,
      string
    >,
    replayedTable: `${userId}_replayed`,
    dag: `${userId}_dag`,
    jobs: { batch: `${userId}-batch`, stream: `${userId}-stream` } satisfies Record<PathName, string>,
    /** In Unity Catalog's metastore, which workspaces share. */
    storageCredential: `pinflow-${userId}-lake`,
    externalLocation: `pinflow-${userId}-lake`,
    serviceCredential: `pinflow-${userId}-streams`,
    airflow: `pinflow-${userId}`,
    /** Of Databricks, in Airflow: an environment may hold those of several users. */
    connection: `${connectionStart}${userId}`,
  };
}

/** The tag of every resource that names its user. */
export const userTag = 'pinflow:user';

/** The tag of a lake bucket that names the team's cluster from which objects land in it. */
export const clusterTag = 'pinflow:cluster';

/** The lifecycle rule of the lake bucket for replaced versions of table files; the gate finds their folder in it. */
export const oldTableVersions = 'old-table-versions';

/** How Airflow's connections to Databricks begin. */
export const connectionStart = 'databricks_';

/** How the names of a user's streams begin, and no other user's: a user's ID has no hyphen. */
export function streamPrefix(userId: string): string {
  return `streaming-${userId}-`;
}

/** The topics of every kind and the one for dead letters. */
export function everyTopic({ topics, deadLetterTopic }: Names): string[] {
  return [...Object.values(topics), deadLetterTopic];
}

/** The tables of every kind and path. */
export function everyTable({ batchTables, streamTables, quarantineTables, replayedTable }: Names): string[] {
  return [...[batchTables, streamTables, quarantineTables].flatMap((tables) => Object.values(tables)), replayedTable];
}

/** The names of one stack. */
export type Names = ReturnType<typeof names>;

function perKind(name: (kind: string) => string): Record<string, string> {
  return Object.fromEntries(contracts.map((contract: Contract) => [contract.kind, name(contract.kind)]));
}
