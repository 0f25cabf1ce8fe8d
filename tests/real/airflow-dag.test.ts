import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import type { AirflowVersion } from '../../runtime/blueprint/index.ts';
import { type Airflow, dagFile, openAirflow, settings } from './helpers/airflow.ts';
import type { Part } from './helpers/missing-parts.ts';
import { real } from './helpers/parts.ts';

const local = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** What Airflow makes of the DAG files of a folder. */
interface Parsed {
  readonly dags: Readonly<Record<string, object>>;
  readonly errors: readonly string[];
}

async function parse(airflow: Airflow): Promise<Parsed> {
  const { said } = await airflow.command('python', local('helpers/airflow_shape.py'), airflow.dags);
  return JSON.parse(said.split('\n').findLast((line) => line.startsWith('{"dags"')) ?? said) as Parsed;
}

function declare(version: AirflowVersion): void {
  const it = (title: string, body: (t: ExecutionContext, airflow: Airflow) => Promise<void>) =>
    test.serial(`Airflow ${version}: ${title}`, async (t) => {
      t.timeout(300_000);
      await body(t, await openAirflow(t, version, { runs: [] }, { retriesAtOnce: false }));
    });

  it('the DAGs of two users are as they should be, side by side', async (t, airflow) => {
    copyFileSync(dagFile, join(airflow.dags, 'other_dag.py'));
    writeFileSync(
      join(airflow.dags, 'other_dag.json'),
      JSON.stringify({ ...settings, dag_id: 'other_dag', topic_arn: null, paused: true }),
    );
    const task = { retries: 3, retrySeconds: 120 };
    const dag = {
      schedule: '@daily',
      catchup: false,
      activeRuns: 1,
      paused: false,
      tasks: [
        { ...task, id: 'run_batch', upstream: [], deferrable: version !== '3.0.6', tells: true },
        { ...task, id: 'check_counts', upstream: ['run_batch'], deferrable: false, tells: true },
      ],
    };
    const silent = { ...dag, paused: true, tasks: dag.tasks.map((task) => ({ ...task, tells: false })) };
    t.deepEqual(await parse(airflow), { dags: { demo_dag: dag, other_dag: silent }, errors: [] });
  });

  // In the others the process that tells of it reaches what the task has left.
  if (version === '3.0.6') {
    it('of a task whose worker is lost, people are told', async (t, airflow) => {
      const { said } = await airflow.command('python', local('helpers/airflow_lost_worker.py'), airflow.dags);
      const [message] = airflow.services.messages;
      t.is(message?.Subject, 'dev: run_batch of demo_dag has failed', said);
      t.regex(message?.Message ?? '', /^Run page: not known, since the worker was lost$/m);
    });
  }

  it('settings that are missing, cut off or of another kind are named', async (t, airflow) => {
    const file = join(airflow.dags, 'demo_dag.json');
    for (const [text, why] of [
      [undefined, 'No such file'],
      ['{"dag_id": "demo_dag",', 'Expecting property name'],
      [JSON.stringify({ ...settings, stage: undefined }), "missing 1 required positional argument: 'stage'"],
    ] as const) {
      if (text === undefined) rmSync(file);
      else writeFileSync(file, text);
      const { dags, errors } = await parse(airflow);
      t.deepEqual(dags, {});
      const said = errors[0]?.split('\n').findLast((line) => line.includes('RuntimeError')) ?? '';
      t.true(said.includes(`${file}: not the settings of this DAG`) && said.includes(why), errors.join('\n'));
    }
  });

  it('what MWAA is to install is what it ships', async (t, airflow) => {
    const requirements = local(`../../runtime/airflow/requirements-${version}.txt`);
    const { status, said } = await airflow.command(
      'pip',
      'install',
      '--dry-run',
      '--no-index',
      '--requirement',
      requirements,
    );
    t.is(status, 0, said);
    t.notRegex(said, /Would install/);
    t.regex(readFileSync(requirements, 'utf8'), /^apache-airflow-providers-databricks(\[fab\])?==[\d.]+$/m);
  });
}

for (const [part, version] of [
  ['Airflow 2.11', '2.11.0'],
  ['Airflow 3.0', '3.0.6'],
  ['Airflow 3.3', '3.3.1'],
] as const satisfies readonly [Part, AirflowVersion][]) {
  real([part], () => declare(version));
}
