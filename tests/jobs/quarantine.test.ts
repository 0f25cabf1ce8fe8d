import test from 'ava';
import { listQuarantine, runBatchJob } from '../../runtime/jobs/index.ts';
import { makePlace, putObject } from './helpers/bucket.ts';

/** A rejected line as it is listed before anybody has replayed it. */
function line(kind: string, object: string, number: number, reasons: string[], payload: string) {
  const place = `${object}:${number}`;
  return { path: 'batch', kind, place, reasons, payload, correction: null, replayed: false, object, line: number };
}

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
      line('geo', geo, 1, ['not_json_object'], ''),
      line('user', first, 2, ['age_invalid'], '{"ind":2,"age":-1}'),
      line('user', first, 3, ['not_json_object'], 'a\ufffd'),
      line('user', later, 1, ['age_invalid'], '{"ind":1,"age":131}'),
      line('user', later, 2, ['not_json_object'], '\ufeff{}'),
      line('user', later, 3, ['key_invalid', 'age_invalid'], '{"ind":-1,"age":"x"}'),
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
