import test from 'ava';
import { contracts, keyField } from '../../runtime/contracts/index.ts';
import { answerQuestions, type BatchJob, runBatchJob } from '../../runtime/jobs/index.ts';
import { answerNames } from '../../runtime/transforms/index.ts';
import { expectedAnswers } from '../helpers/answers.ts';
import { committedRows, type RawRows, realRows, realRowsMissing } from '../helpers/committed-rows.ts';
import { makePlace, putObject } from './helpers/bucket.ts';

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
  const answers = await answerQuestions(job, answerNames);
  t.deepEqual<object, object>(answers, expectedAnswers(rows));
  t.deepEqual(await answerQuestions(job, answerNames), answers);
});

(realRowsMissing === undefined ? test : test.skip)(
  `the answers from the tables of the real rows are right${realRowsMissing === undefined ? '' : `: ${realRowsMissing}`}`,
  async (t) => {
    const job = makePlace(t);
    const rows = realRows();
    post(job, rows);
    const counts = await runBatchJob(job);
    for (const { kind } of contracts) t.like(counts[kind], { read: 1000, quarantined: 0, rows: 963 });
    t.deepEqual<object, object>(await answerQuestions(job, answerNames), expectedAnswers(rows));
  },
);

test('one question is answered alone, and empty tables have no answers', async (t) => {
  const job = makePlace(t);
  await runBatchJob(job);
  t.deepEqual(await answerQuestions(job, ['users_joined_by_year']), { users_joined_by_year: [] });
});

test('without tables there is no answer', async (t) => {
  const job = makePlace(t);
  await t.throwsAsync(answerQuestions(job, answerNames), { code: 'TABLE_MISSING', message: /demo_pin_batch/ });
});
