/** One run of the batch benchmark in a process of its own, `batch-run.ts job|bare BUCKET TABLES`; prints what was measured as JSON. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { names, topicsFolder } from '../../runtime/blueprint/index.ts';
import { contracts } from '../../runtime/contracts/index.ts';
import { runBatchJob } from '../../runtime/jobs/index.ts';
import { checkQuery, dialects, newestQuery, quarantineQuery } from '../../runtime/transforms/index.ts';
import { stage } from './batch-objects.ts';

/** What can be measured. */
export type Subject = 'job' | 'bare';

/** What a run took. */
export interface Measured {
  readonly seconds: number;
  /** Seconds of all threads. */
  readonly cpu: number;
  /** Megabytes of the process's largest resident set. */
  readonly peak: number;
  /** Rows of the clean tables. */
  readonly rows: number;
}

const subjects: Record<Subject, (bucket: string, tables: string) => Promise<number>> = { job: runJob, bare: runBare };

const [subject, bucket = '', tables = ''] = process.argv.slice(2);
const start = performance.now();
const rows = await subjects[subject as Subject](bucket, tables);
const seconds = (performance.now() - start) / 1000;
const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
const measured: Measured = { seconds, cpu: (userCPUTime + systemCPUTime) / 1e6, peak: (maxRSS * 1024) / 1e6, rows };
console.log(JSON.stringify(measured));

async function runJob(bucket: string, tables: string): Promise<number> {
  const counts = await runBatchJob({ stage, bucket, tables });
  return Object.values(counts).reduce((sum, { rows }) => sum + rows, 0);
}

/**
 * What someone with DuckDB alone would run: the lines into a table, which is then checked by all threads (checked while they are read
 * they would have one), and from its result the two Parquet files. One engine with its defaults.
 */
async function runBare(bucket: string, tables: string): Promise<number> {
  await mkdir(tables, { recursive: true });
  const connection = await (
    await DuckDBInstance.create(':memory:', { temp_directory: join(tables, 'spill') })
  ).connect();
  await connection.run("set timezone = 'UTC'");
  let rows = 0;
  for (const contract of contracts) {
    const topic = join(bucket, topicsFolder, names(stage).topics[contract.kind] as string);
    const file = (name: string) => `'${join(tables, `${contract.kind}-${name}.parquet`)}' (format parquet)`;
    await connection.run(`create or replace temp table texts as ${linesOf(join(topic, '*/*.json'))}`);
    await connection.run('create or replace temp view lines as select *, text as payload from texts');
    await connection.run(`create or replace temp table checked as ${checkQuery(contract, dialects.duckdb)}`);
    const written = await connection.run(`copy (${newestQuery(contract, dialects.duckdb)}) to ${file('clean')}`);
    rows += Number((await written.getRows())[0]?.[0]);
    await connection.run(`copy (${quarantineQuery(contract, dialects.duckdb)}) to ${file('rejected')}`);
  }
  return rows;
}

function linesOf(objects: string): string {
  const number = (pattern: string) => `cast(regexp_extract(filename, '${pattern}', 1) as bigint)`;
  return `
    select filename as object, ${number('partition=([0-9]+)')}::integer as partition,
      ${number('([0-9]+)[.]json$')} + line - 1 as "offset", line, text
    from (
      select filename, unnest(texts) as text, generate_subscripts(texts, 1) as line, len(texts) as lines
      from (select filename, string_split(content, chr(10)) as texts from read_text('${objects}'))
    )
    where line < lines or text <> ''`;
}
