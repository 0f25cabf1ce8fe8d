import { setTimeout } from 'node:timers/promises';
import test from 'ava';
import type { AirflowVersion } from '../../runtime/blueprint/index.ts';
import { type Airflow, freePort, openAirflow } from './helpers/airflow.ts';
import { real } from './helpers/parts.ts';

/** Services of Airflow check at once what they check every few seconds. */
const hurried = {
  AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION: 'False',
  AIRFLOW__SCHEDULER__TRIGGER_TIMEOUT_CHECK_INTERVAL: '1',
  AIRFLOW__SCHEDULER__PARSING_PROCESSES: '1',
};

/** Where Airflow 3 serves what its tasks ask for. */
const apiServer = (port: number) => ({
  AIRFLOW__API__HOST: '127.0.0.1',
  AIRFLOW__API__PORT: String(port),
  AIRFLOW__CORE__EXECUTION_API_SERVER_URL: `http://127.0.0.1:${port}/execution/`,
  // Made by the first that starts, where it is not given: the others would not know it.
  AIRFLOW__API_AUTH__JWT_SECRET: 'a-secret-of-nobody-of-64-characters-or-so-as-HS512-wants-it-to-be',
});

const counts = { read: 1, replayed: 0, cleaned: 1, quarantined: 0, rows: 1 };
const logs = JSON.stringify({ counts: { pin: counts, geo: counts, user: counts } });

/** Until its one DAG run has ended. */
async function ended(airflow: Airflow): Promise<string> {
  for (let seconds = 0; seconds < 240; seconds += 1) {
    const [run] = airflow.query<{ state: string }>("select state from dag_run where state in ('success', 'failed')");
    if (run) return run.state;
    await setTimeout(1000);
  }
  throw new Error(JSON.stringify(airflow.query('select task_id, state, try_number from task_instance')));
}

/** The trigger of a deferred task is watched by the scheduler and run by the triggerer: `airflow dags test` has neither. */
function declare(version: AirflowVersion, services: readonly (readonly string[])[]): void {
  test.serial(`Airflow ${version}: a run that hangs is cancelled, and the next try starts another`, async (t) => {
    t.timeout(300_000);
    // The second has ended before it is waited for: on a busy machine, waiting alone could take as long as is allowed.
    const scenario = { runs: [{}, { end: 'SUCCESS', logs }] } as const;
    const environment = { ...hurried, ...apiServer(await freePort()) };
    const airflow = await openAirflow(t, version, scenario, { settings: { timeout_seconds: 8 }, environment });
    for (const service of services) airflow.serve(...service);
    const state = await ended(airflow);
    const { runs, violations, messages } = airflow.services;
    t.is(state, 'success', JSON.stringify({ runs, violations, messages }));
    t.deepEqual(violations, []);
    t.deepEqual(
      runs.map(({ cancelled }) => cancelled),
      [true, false],
    );
    t.deepEqual(messages, []);
    // How often it was tried is left open: on a busy machine a try can time out before it has seen its run.
    const tasks = airflow.query('select task_id, state from task_instance order by task_id desc');
    t.deepEqual(tasks, [
      { task_id: 'run_batch', state: 'success' },
      { task_id: 'check_counts', state: 'success' },
    ]);
    // No catch-up: the last day, of all those since the DAG began.
    t.is(airflow.query('select run_id from dag_run').length, 1);
  });
}

const scheduler = ['scheduler', '--skip-serve-logs'];
const triggerer = ['triggerer', '--skip-serve-logs'];

real(['Airflow 2.11'], () => declare('2.11.0', [scheduler, triggerer]));

const ofThree = [scheduler, triggerer, ['dag-processor'], ['api-server', '--workers', '1']] as const;
real(['Airflow 3.0'], () => declare('3.0.6', ofThree));
real(['Airflow 3.3'], () => declare('3.3.1', ofThree));
