import test from 'ava';
import { listQuarantine, runBatchJob } from '../../runtime/jobs/index.ts';
import { makePlace, putObject } from './helpers/bucket.ts';

test('rejected records are listed by their places, with how often each reason was given', async (t) => {
  const job = makePlace(t);
  const later = putObject(job, 'user', ['{"ind":1,"age":131}', '\ufeff{}', '{"ind":-1,"age":"x"}'], {
    startOffset: 10,
  });
  const first = putObject(job, 'user', [{ ind: 1 }, '{"ind":2,"age":-1}', Buffer.from([0x61, 0xff])]);
  const geo = putObject(job, 'geo', ['']);
  await runBatchJob(job);
  const all = await listQuarantine({ ...job, limit: 100 });
  t.deepEqual(all, {
    total: 6,
    reasons: [
      { kind: 'user', reason: 'age_invalid', records: 3 },
      { kind: 'user', reason: 'not_json_object', records: 2 },
      { kind: 'geo', reason: 'not_json_object', records: 1 },
      { kind: 'user', reason: 'key_invalid', records: 1 },
    ],
    records: [
      { kind: 'geo', object: geo, line: 1, reasons: ['not_json_object'], payload: '' },
      { kind: 'user', object: first, line: 2, reasons: ['age_invalid'], payload: '{"ind":2,"age":-1}' },
      { kind: 'user', object: first, line: 3, reasons: ['not_json_object'], payload: 'a\ufffd' },
      { kind: 'user', object: later, line: 1, reasons: ['age_invalid'], payload: '{"ind":1,"age":131}' },
      { kind: 'user', object: later, line: 2, reasons: ['not_json_object'], payload: '\ufeff{}' },
      {
        kind: 'user',
        object: later,
        line: 3,
        reasons: ['key_invalid', 'age_invalid'],
        payload: '{"ind":-1,"age":"x"}',
      },
    ],
  });
  const two = await listQuarantine({ ...job, limit: 2 });
  t.deepEqual(two, { ...all, records: all.records.slice(0, 2) });
});

test('an empty quarantine is listed as one, and a missing one is an error', async (t) => {
  const job = makePlace(t);
  await t.throwsAsync(listQuarantine({ ...job, limit: 1 }), { code: 'TABLE_MISSING' });
  await runBatchJob(job);
  t.deepEqual(await listQuarantine({ ...job, limit: 1 }), { total: 0, reasons: [], records: [] });
});
