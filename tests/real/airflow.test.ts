import test, { type ExecutionContext } from 'ava';
import type { AirflowVersion } from '../../runtime/blueprint/index.ts';
import { type Airflow, openAirflow, settings, type TaskInstance } from './helpers/airflow.ts';
import type { RunScript } from './helpers/airflow-jobs.ts';
import { client, type Scenario } from './helpers/airflow-services.ts';
import { real } from './helpers/parts.ts';

const balanced = { read: 3, replayed: 1, cleaned: 3, quarantined: 1, rows: 3 };
const counts = { pin: balanced, geo: balanced, user: balanced };
const report = (counts: object) => `starting\n${JSON.stringify({ counts, logical_date: '2026-11-27' })}\n`;

/** Seen running until it is waited for outside of the worker. */
const success: RunScript = { seenRunning: 3, end: 'SUCCESS', logs: report(counts) };
const failure: RunScript = { seenRunning: 3, end: 'FAILED' };

/** Runs the DAG for a day, with its tasks ending as expected; says what was printed. */
async function runDag(t: ExecutionContext, airflow: Airflow, expected: readonly TaskInstance[]): Promise<string> {
  const { said } = await airflow.command('airflow', 'dags', 'test', 'demo_dag', '2026-11-27');
  const tasks = airflow.query('select task_id, state, try_number from task_instance order by task_id desc');
  t.deepEqual(tasks, expected, said.slice(-5000));
  t.deepEqual(airflow.services.violations, []);
  // Airflow 3 prints of `dags test`, and of it alone, which secrets it is to mask.
  t.false(said.replace(/^.*MaskSecret\(.*$/gm, '').includes(client.secret));
  return said;
}

/** What is expected of run_batch, then of check_counts. */
const ended = (run: string, tries: number, check = run, checks = 1) => [
  { task_id: 'run_batch', state: run, try_number: tries },
  { task_id: 'check_counts', state: check, try_number: checks },
];

function declare(version: AirflowVersion, api: string, errorsAreTold: boolean): void {
  const it = (title: string, scenario: Scenario, body: (t: ExecutionContext, airflow: Airflow) => Promise<void>) =>
    test.serial(`Airflow ${version}: ${title}`, async (t) => {
      t.timeout(300_000);
      await body(t, await openAirflow(t, version, scenario));
    });

  it(
    'runs the job once, with the day, and checks its counts',
    { runs: [{ ...success, retried: true }] },
    async (t, airflow) => {
      await runDag(t, airflow, ended('success', 1));
      const { calls, runs, messages } = airflow.services;
      t.deepEqual(
        runs.map(({ jobId, parameters }) => ({ jobId, parameters })),
        [{ jobId: settings.job_id, parameters: { logical_date: '2026-11-27' } }],
      );
      t.regex(runs[0]?.token ?? '', /^[0-9a-f]{64}$/);
      t.is(calls.filter(({ call }) => call === 'POST run-now').length, 1);
      t.deepEqual([...new Set(calls.map(({ version }) => version))], [api]);
      t.deepEqual(messages, []);
    },
  );

  it(
    'starts another run after one that failed at once, one that failed later, and one that was skipped',
    { runs: [{ end: 'FAILED' }, failure, { end: 'SKIPPED' }, success] },
    async (t, airflow) => {
      await runDag(t, airflow, ended('success', 4));
      const { runs, messages } = airflow.services;
      t.is(new Set(runs.map(({ token }) => token)).size, 4);
      t.deepEqual(messages, []);
    },
  );

  it(
    'starts one run, however often the answer is a 503 or lost',
    { runs: [success], runNow: ['503', '503 after it was taken', 'no answer'] },
    async (t, airflow) => {
      await runDag(t, airflow, ended('success', 2));
      const { calls, runs } = airflow.services;
      t.is(runs.length, 1);
      t.is(calls.filter(({ call }) => call === 'POST run-now').length, 5);
    },
  );

  it('tells people once, after the last try', { runs: [failure, failure, failure, failure] }, async (t, airflow) => {
    await runDag(t, airflow, ended('failed', 4, 'upstream_failed', 0));
    const { url, runs, messages } = airflow.services;
    t.is(runs.length, 4);
    t.is(messages.length, 1);
    t.is(messages[0]?.TopicArn, settings.topic_arn ?? '');
    t.is(messages[0]?.Subject, 'dev: run_batch of demo_dag has failed');
    const lines = messages[0]?.Message.split('\n') ?? [];
    t.is(lines[0], 'Stage: dev');
    t.regex(lines[1] ?? '', /^DAG run: demo_dag, manual__\S+, of 2026-11-27$/);
    t.is(lines[2], 'Task: run_batch, try 4');
    t.is(lines[3], `Run page: ${url}/?o=1#job/${settings.job_id}/run/4000`);
    t.regex(lines[4] ?? '', errorsAreTold ? /^Log: http/ : /^Log: in Airflow$/);
    t.regex(lines[5] ?? '', errorsAreTold ? /^Error: .*FAILED.*the lake is dry/ : /^Error: see the log$/);
  });

  it(
    'gets a new access token for one that is about to expire',
    { runs: [success], tokenSeconds: 60, tokenRequests: [1, 1, 1, 1, 1, 1, 1, 1, 1, 1] },
    async (t, airflow) => {
      await runDag(t, airflow, ended('success', 1));
    },
  );

  it(
    'comes back to its run after an access token that was refused',
    { runs: [{ ...success, seenRunning: 5 }], tokenRequests: [2] },
    async (t, airflow) => {
      await runDag(t, airflow, ended('success', 2));
      t.is(airflow.services.runs.length, 1);
    },
  );

  it(
    'fails on counts that do not balance, at once and for every reason',
    {
      runs: [
        {
          ...success,
          logs: report({ pin: { ...balanced, cleaned: 2 }, geo: { ...balanced, rows: 0 }, tag: { read: 1 } }),
        },
      ],
    },
    async (t, airflow) => {
      const said = await runDag(t, airflow, ended('success', 1, 'failed', 1));
      const [message] = airflow.services.messages;
      t.is(message?.Subject, 'dev: check_counts of demo_dag has failed');
      t.regex(message?.Message ?? '', /^Run page: http.*\/run\/1000$/m);
      const faults =
        "counts of ['geo', 'pin', 'tag'] were reported, those of ['geo', 'pin', 'user'] were expected; " +
        'pin: read 3 + replayed 1 != cleaned 2 + quarantined 1; geo: the table is empty; ' +
        "tag: no count of ['cleaned', 'quarantined', 'replayed', 'rows']";
      t.is(/^Error: (.*)$/m.exec(message?.Message ?? '')?.[1], errorsAreTold ? faults : 'see the log');
      if (errorsAreTold) t.true(said.includes(faults));
    },
  );

  it(
    'fails without a report, and as it should where SNS refuses',
    { runs: [{ ...success, logs: 'cut off', logsTruncated: true }], snsRefuses: true },
    async (t, airflow) => {
      const said = await runDag(t, airflow, ended('success', 1, 'failed', 1));
      t.regex(said, /reported no counts in the end of the output/);
      t.regex(said, /AuthorizationError/);
    },
  );
}

real(['Airflow 2.11'], () => declare('2.11.0', '2.1', true));
// Its `dags test` keeps from a callback why the task has failed, and where its log is; its workers do not.
real(['Airflow 3.0'], () => declare('3.0.6', '2.1', false));
real(['Airflow 3.3'], () => declare('3.3.1', '2.2', true));
