import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { names } from '../../runtime/blueprint/index.ts';
import { contracts, keyField } from '../../runtime/contracts/index.ts';
import { answerQuestions, type BatchJob, runBatchJob, runStreamJob } from '../../runtime/jobs/index.ts';
import { answerNames } from '../../runtime/transforms/index.ts';
import { expectedAnswers } from '../helpers/answers.ts';
import { committedRows, type RawRows, realRows, realRowsMissing } from '../helpers/committed-rows.ts';
import { makePlace, putObject } from './helpers/bucket.ts';
import { MemoryStreams } from './stream/helpers/memory-streams.ts';

/** Puts rows into the bucket in the order of their arrival: copies of a post share a partition, and an object holds 50 records. */
function post(job: BatchJob, rows: RawRows): void {
  for (const contract of contracts) {
    const partitions: Record<string, unknown>[][] = [[], [], []];
    for (const row of rows[contract.kind] as Record<string, unknown>[]) {
      partitions[(Number(row[keyField(contract)]) || 0) % 3]?.push(row);
    }
    for (const [partition, lines] of partitions.entries()) {
      for (let startOffset = 0; startOffset < lines.length; startOffset += 50) {
        putObject(job, contract.kind, lines.slice(startOffset, startOffset + 50), { partition, startOffset });
      }
    }
  }
}

test('the answers from the tables are those of an independent computation over the rows', async (t) => {
  const job = makePlace(t);
  const rows = committedRows();
  post(job, rows);
  await runBatchJob(job);
  const answers = await answerQuestions({ ...job, from: 'batch' }, answerNames);
  t.deepEqual<object, object>(answers, expectedAnswers(rows));
  t.deepEqual(await answerQuestions({ ...job, from: 'batch' }, answerNames), answers);
});

test('the streaming path gives the same answers, also when copies of a post stand in a shard and its child', async (t) => {
  const { stage, tables } = makePlace(t);
  const streams = new MemoryStreams();
  const rows = committedRows();
  for (const contract of contracts) {
    const stream = names(stage).streams[contract.kind] as string;
    streams.create(stream, 2);
    for (const [index, row] of (rows[contract.kind] as Record<string, unknown>[]).entries()) {
      if (index === 100) streams.split(stream, 0);
      if (index === 200) streams.merge(stream);
      streams.put(stream, Number(row[keyField(contract)]) || 0, JSON.stringify(row));
    }
  }
  const trigger = { maxRecords: 64, maxLatencyMs: 10 };
  await runStreamJob({
    stage,
    source: streams,
    tables,
    trigger,
    drain: AbortSignal.abort(),
    signal: new AbortController().signal,
  });
  const answers = await answerQuestions({ stage, tables, from: 'stream' }, answerNames);
  t.deepEqual<object, object>(answers, expectedAnswers(rows));
});

(realRowsMissing === undefined ? test : test.skip)(
  `the answers from the tables of the real rows are right${realRowsMissing === undefined ? '' : `: ${realRowsMissing}`}`,
  async (t) => {
    const job = makePlace(t);
    const rows = realRows();
    post(job, rows);
    const counts = await runBatchJob(job);
    for (const { kind } of contracts) t.like(counts[kind], { read: 1000, quarantined: 0, rows: 963 });
    t.deepEqual<object, object>(await answerQuestions({ ...job, from: 'batch' }, answerNames), expectedAnswers(rows));
  },
);

test('one question is answered alone, and empty tables have no answers', async (t) => {
  const job = makePlace(t);
  await runBatchJob(job);
  t.deepEqual(await answerQuestions({ ...job, from: 'batch' }, ['users_joined_by_year']), { users_joined_by_year: [] });
});

test('without tables there is no answer', async (t) => {
  const job = makePlace(t);
  await t.throwsAsync(answerQuestions({ ...job, from: 'batch' }, answerNames), {
    code: 'TABLE_MISSING',
    message: /demo_pin_batch/,
  });
});

test('a data file that is gone is named', async (t) => {
  const job = makePlace(t);
  post(job, committedRows());
  await runBatchJob(job);
  const folder = join(job.tables, names(job.stage).batchTables.geo as string);
  const file = join(folder, readdirSync(folder).find((name) => name.endsWith('.parquet')) as string);
  rmSync(file);
  const message = `${file} is missing`;
  await t.throwsAsync(answerQuestions({ ...job, from: 'batch' }, answerNames), { code: 'TABLE_DAMAGED', message });
});
