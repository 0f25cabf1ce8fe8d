import {
  bytesColumn,
  type Contract,
  cleanColumns,
  contractProperties,
  contracts,
  quarantineColumns,
  sparkDdl,
  streamColumns,
  streamPlace,
  streamQuarantineColumns,
  type TableColumn,
} from '../contracts/index.ts';
import {
  type AnswerName,
  answerNames,
  answerStatement,
  checkQuery,
  cleanQuery,
  correctedQuery,
  correctionsQuery,
  dialects,
  eventLinesQuery,
  landedLinesQuery,
  newestQuery,
  quarantineQuery,
  standingQuery,
} from '../transforms/index.ts';
import { names } from './names.ts';
import { replayFolder, replayKeys } from './replay.ts';
import { landedKeys, topicsFolder } from './sink.ts';
import type { Stage } from './stage/index.ts';
import { kinesisDefaults } from './stage/workspace.ts';

/** Where a job reads and writes. */
export interface JobPlaces {
  /** The URL of the bucket, such as `s3://user-demo-bucket`. */
  readonly lake: string;
  readonly catalog: string;
  readonly schema: string;
}

/** The folder of the bucket for the checkpoints of the streaming job. */
export const checkpointsFolder = 'checkpoints';

/** Where the jobs of a user read and write in a workspace. */
export function jobPlaces(
  user: Pick<Stage, 'userId'>,
  { catalog, schema }: Extract<Stage['workspace'], { type: 'existing' }>,
): JobPlaces {
  return { lake: `s3://${names(user).bucket}`, catalog: catalog.name, schema: schema.name };
}

/** What a driver on Spark does; everything that names a column, a table or a rule is in here. */
interface Spec {
  /** Settings of the session. */
  readonly settings: Readonly<Record<string, string>>;
  /** The tables that the job fills, made where they are missing. */
  readonly tables: readonly TableSpec[];
}

/** A table that a job fills. */
export interface TableSpec {
  /** Its name in Unity Catalog, quoted. */
  readonly name: string;
  readonly create: string;
  /** Names files that are at its place already and differ: a table of before, dropped or of another workspace. */
  readonly attach: string;
  /** What its properties are to be, and the statement that makes them so. */
  readonly properties: Readonly<Record<string, string>>;
  readonly setProperties: string;
}

/** The batch job: steps, in order. */
export interface BatchSpec extends Spec {
  readonly job: 'batch';
  readonly steps: readonly BatchStep[];
}

/** One step; the frame that it makes becomes a view, a table's new content, or a part of the report. */
export type BatchStep =
  /** Whole objects below a folder, which need not be there. */
  | { readonly read: string; readonly view: string }
  /** `keep`: it is read more than once, or its text too often by the query after it. */
  | { readonly query: string; readonly view: string; readonly keep?: true }
  | { readonly query: string; readonly overwrite: string }
  /** A row of counts, of a record kind. */
  | { readonly query: string; readonly report: string }
  /** A statement that is run for what it does. */
  | { readonly run: string };

/** The streaming job: one query for each record kind. */
export interface StreamSpec extends Spec {
  readonly job: 'stream';
  readonly queries: readonly StreamQuerySpec[];
}

/** What takes the records of one kind. */
export interface StreamQuerySpec {
  readonly kind: string;
  readonly source: {
    readonly format: string;
    readonly options: Readonly<Record<string, string>>;
    /** As DDL, where the source does not know it. */
    readonly schema?: string;
  };
  readonly checkpoint: string;
  /** From the view `events` on. */
  readonly views: readonly { readonly query: string; readonly view: string; readonly keep?: true }[];
  /** In this order: a record is in quarantine before the batch counts as taken. */
  readonly appends: readonly { readonly query: string; readonly table: string }[];
}

const { spark } = dialects;

const settings = { 'spark.sql.session.timeZone': 'UTC' };

/** The batch job of a stage: what `pinflow job batch` does on one machine, from the same queries. */
export function batchSpec(stage: Stage, places: JobPlaces): BatchSpec {
  const { batchTables, quarantineTables } = names(stage);
  const table = tableMaker(stage, places);
  const rejected = (kind: string) => `rejected_${kind}`;
  const quarantine = table(quarantineTables.batch, quarantineColumns);
  const kinds = kindTables(table, batchTables, cleanColumns);
  return {
    job: 'batch',
    settings,
    tables: [...kinds.map(({ table }) => table), quarantine],
    steps: [
      ...kinds.flatMap(({ contract, table }) => [
        ...checkSteps(stage, places, contract),
        { query: quarantineQuery(contract, spark), view: rejected(contract.kind) },
        { query: newestQuery(contract, spark), view: 'newest', keep: true } as const,
        { query: 'select * from newest', overwrite: table.name },
        { query: countsQuery(table), report: contract.kind },
      ]),
      {
        query: contracts.map(({ kind }) => `select * from ${rejected(kind)}`).join(' union all '),
        overwrite: quarantine.name,
      },
      // Every run leaves the files of the run before, which nobody reads after a week.
      ...[...kinds.map(({ table }) => table), quarantine].map(({ name }) => ({ run: `vacuum ${name}` })),
      ...answerNames.map((name) => ({
        run: `create or replace view ${qualifiedName(places, `${stage.userId}_${name}`)} as ${stageAnswer(stage, places, name)}`,
      })),
    ],
  };
}

/** Checks what has landed of a kind, and what stands corrected; the verdicts that stand are the view `checked`. */
function checkSteps(stage: Stage, { lake }: JobPlaces, contract: Contract): BatchStep[] {
  const topic = names(stage).topics[contract.kind] as string;
  return [
    { read: `${lake}/${topicsFolder}/${topic}`, view: 'objects' },
    { query: landedLinesQuery(landedKeys(topic)), view: 'lines', keep: true },
    { query: linesQuery, view: 'read', keep: true },
    { query: checkQuery(contract, spark), view: 'landed', keep: true },
    { read: `${lake}/${replayFolder}/${contract.kind}`, view: 'objects' },
    { query: correctionsQuery(replayKeys(contract.kind)), view: 'corrections' },
    { query: correctedQuery(spark), view: 'lines', keep: true },
    { query: linesQuery, view: 'corrected', keep: true },
    { query: checkQuery(contract, spark), view: 'replayed', keep: true },
    { query: standingQuery(contract, spark), view: 'checked' },
  ];
}

/** The answer to a question from the batch tables of a stage, as Spark SQL. */
export function stageAnswer(stage: Pick<Stage, 'userId'>, places: JobPlaces, name: AnswerName): string {
  const tables = Object.entries(names(stage).batchTables).map(([kind, table]) => [kind, qualifiedName(places, table)]);
  return answerStatement(name, Object.fromEntries(tables));
}

/** Lines are counted before they are checked, so that one that a check lost is missed. */
const linesQuery = 'select count(*) as counted from lines';

/** The counts of a kind, as the batch job on one machine has them: lines, verdicts, and the rows of the table that was written. */
function countsQuery(table: TableSpec): string {
  const verdicts = (condition: string) =>
    ['landed', 'replayed'].map((view) => `(select count(*) from ${view} where ${condition})`).join(' + ');
  const counts = {
    read: '(select counted from read)',
    replayed: '(select counted from corrected)',
    cleaned: verdicts('size(reasons) = 0'),
    quarantined: verdicts('size(reasons) > 0'),
    rows: `(select count(*) from ${table.name})`,
  };
  const columns = Object.entries(counts).map(([name, query]) => `${query} as \`${name}\``);
  return `select ${columns.join(', ')}`;
}

/** The streaming job of a stage, from the Kinesis streams. */
export function streamSpec(stage: Stage, places: JobPlaces): StreamSpec {
  const { streams, streamTables, quarantineTables } = names(stage);
  const table = tableMaker(stage, places);
  const quarantine = table(quarantineTables.stream, streamQuarantineColumns);
  const kinds = kindTables(table, streamTables, streamColumns);
  return {
    job: 'stream',
    settings,
    tables: [...kinds.map(({ table }) => table), quarantine],
    queries: kinds.map(({ contract, table }) => ({
      kind: contract.kind,
      source: {
        format: 'kinesis',
        options: kinesisOptions(stage, streams[contract.kind] as string),
      },
      checkpoint: `${places.lake}/${checkpointsFolder}/${contract.kind}`,
      views: [
        { query: eventLinesQuery(), view: 'lines', keep: true },
        { query: checkQuery(contract, spark, [...streamPlace, bytesColumn]), view: 'checked', keep: true },
      ],
      appends: [
        { query: quarantineQuery(contract, spark, streamQuarantineColumns), table: quarantine.name },
        { query: cleanQuery(contract, spark), table: table.name },
      ],
    })),
  };
}

/** The options of the `kinesis` source (Databricks documentation, "Configure Kinesis options"). */
function kinesisOptions(stage: Stage, streamName: string): Record<string, string> {
  const { workspace, region } = stage;
  const job = workspace.type === 'existing' && workspace.stream.type === 'managed' ? workspace.stream : undefined;
  const { consumerMode, initialPosition } = job ?? kinesisDefaults;
  return {
    streamName,
    region,
    initialPosition,
    consumerMode,
    ...(consumerMode === 'efo' && { consumerNamePrefix: streamName, requireConsumerDeregistration: 'true' }),
    ...(job?.access.type === 'serviceCredential' && { serviceCredential: names(stage).serviceCredential }),
  };
}

/** The tables of the kinds, each with its contract. */
function kindTables(
  table: ReturnType<typeof tableMaker>,
  named: Readonly<Record<string, string>>,
  columns: (contract: Contract) => readonly TableColumn[],
) {
  return contracts.map((contract: Contract) => ({
    contract,
    table: table(named[contract.kind] as string, columns(contract), contract),
  }));
}

/** How long files that a table needs no more are kept: the default of Delta, so that a reader of an old version has a week. */
const deletedFileRetention = 'interval 7 days';

function tableMaker(stage: Stage, places: JobPlaces) {
  return (name: string, columns: readonly TableColumn[], contract?: Contract): TableSpec => {
    const qualified = qualifiedName(places, name);
    const properties = {
      'delta.deletedFileRetentionDuration': deletedFileRetention,
      // The jobs on one machine write the same tables.
      'delta.enableDeletionVectors': 'false',
      ...(contract && contractProperties(contract)),
    };
    const list = Object.entries(properties)
      .map(([key, value]) => `'${key}' = '${value}'`)
      .join(', ');
    const place = `using delta location '${places.lake}/${stage.tables.prefix}/${name}'`;
    return {
      name: qualified,
      create: `create table if not exists ${qualified} (${sparkDdl(columns)}) ${place} tblproperties (${list})`,
      attach: `create table ${qualified} ${place}`,
      properties,
      setProperties: `alter table ${qualified} set tblproperties (${list})`,
    };
  };
}

/** The name of a table or view in Unity Catalog, quoted. */
export function qualifiedName({ catalog, schema }: Pick<JobPlaces, 'catalog' | 'schema'>, name: string): string {
  return [catalog, schema, name].map(quoted).join('.');
}

const quoted = (name: string) => `\`${name.replaceAll('`', '``')}\``;
