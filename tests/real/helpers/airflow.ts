import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { ExecutionContext } from 'ava';
import { type AirflowVersion, dagSettings } from '../../../runtime/blueprint/index.ts';
import { devStage } from '../../helpers/stage.ts';
import { client, openServices, type Scenario, type Services } from './airflow-services.ts';
import { realFolder } from './python.ts';

export const dagFile = fileURLToPath(new URL('../../../runtime/airflow/dag.py', import.meta.url));
const helper = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/** What the platform uploads beside the DAG. */
export const settings = dagSettings(devStage, {
  jobId: '123456789012345',
  topicArn: 'arn:aws:sns:us-east-1:123456789012:demo',
  timeoutMinutes: 105,
  paused: false,
});

/** An Airflow of its own, with the DAG and its settings in it, beside the services of a scenario. */
export interface Airflow {
  readonly services: Services;
  readonly dags: string;
  /** The command line, or another tool of its environment; it says what was printed. */
  command(tool: 'airflow' | 'python' | 'pip', ...args: string[]): Promise<{ status: number | null; said: string }>;
  /** Starts a service of Airflow, which ends with the test. */
  serve(...args: string[]): void;
  /** What it has in its database. */
  query<Row>(sql: string): Row[];
}

/** What is said of a task that has run. */
export interface TaskInstance {
  readonly task_id: string;
  readonly state: string;
  readonly try_number: number;
}

/** Opens one that ends with the test. */
export async function openAirflow(
  t: ExecutionContext,
  version: AirflowVersion,
  scenario: Scenario,
  given: { settings?: Partial<typeof settings>; environment?: Record<string, string>; retriesAtOnce?: boolean } = {},
): Promise<Airflow> {
  const home = mkdtempSync(join(tmpdir(), 'pinflow-airflow-'));
  const services = await openServices(scenario);
  const children: ChildProcess[] = [];
  t.teardown(async () => {
    await Promise.all(children.map(end));
    await services.close();
    rmSync(home, { recursive: true, force: true });
  });
  cpSync(await migrated(version), home, { recursive: true });
  const dags = join(home, 'dags');
  mkdirSync(dags, { recursive: true });
  copyFileSync(dagFile, join(dags, 'demo_dag.py'));
  writeFileSync(join(dags, 'demo_dag.json'), JSON.stringify({ ...settings, ...given.settings }));
  if (given.retriesAtOnce ?? true) {
    mkdirSync(join(home, 'config'), { recursive: true });
    copyFileSync(helper('airflow_policy.py'), join(home, 'config', 'airflow_local_settings.py'));
  }
  const environment = { ...environmentOf(home), ...reach(services.url), ...given.environment };

  return {
    services,
    dags,
    async command(tool, ...args) {
      const child = start(version, environment, tool, args);
      children.push(child);
      return finished(child);
    },
    serve(...args) {
      children.push(start(version, environment, 'airflow', args, 'ignore'));
    },
    query<Row>(sql: string) {
      const database = new DatabaseSync(join(home, 'airflow.db'), { readOnly: true, timeout: 10_000 });
      try {
        return database.prepare(sql).all() as Row[];
      } finally {
        database.close();
      }
    },
  };
}

/** A port that nothing listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

/** Homes with a migrated database, made once a version and removed at exit. */
const homes = new Map<AirflowVersion, Promise<string>>();

function migrated(version: AirflowVersion): Promise<string> {
  const home = homes.get(version) ?? migrate(version);
  homes.set(version, home);
  return home;
}

async function migrate(version: AirflowVersion): Promise<string> {
  const home = mkdtempSync(join(tmpdir(), 'pinflow-airflow-'));
  process.on('exit', () => rmSync(home, { recursive: true, force: true }));
  const { status, said } = await finished(start(version, environmentOf(home), 'airflow', ['db', 'migrate']));
  if (status !== 0) throw new Error(said);
  // It names the home that wrote it; a copy gets its own.
  rmSync(join(home, 'airflow.cfg'), { force: true });
  return home;
}

/** Nothing of the caller's, so that no proxy or credential is found. */
const environmentOf = (home: string): Record<string, string> => ({
  PATH: process.env.PATH ?? '',
  HOME: home,
  AIRFLOW_HOME: home,
  AIRFLOW__CORE__LOAD_EXAMPLES: 'False',
  AIRFLOW__USAGE_DATA_COLLECTION__ENABLED: 'False',
  PYTHONDONTWRITEBYTECODE: '1',
  PYTHONWARNINGS: 'ignore',
  TZ: 'UTC',
});

/** The connection as it is in Secrets Manager, but for the place, and SNS. */
const reach = (url: string): Record<string, string> => ({
  AIRFLOW_CONN_DATABRICKS_DEMO: JSON.stringify({
    conn_type: 'databricks',
    host: url,
    schema: 'http',
    port: Number(new URL(url).port),
    login: client.id,
    password: client.secret,
    extra: { service_principal_oauth: true },
  }),
  AWS_ENDPOINT_URL_SNS: url,
  AWS_ACCESS_KEY_ID: 'nobody',
  AWS_SECRET_ACCESS_KEY: 'nothing',
});

/** In a group of its own, which is ended as a whole: Airflow's services have children. */
function start(
  version: AirflowVersion,
  env: Record<string, string>,
  tool: string,
  args: string[],
  said: 'pipe' | 'ignore' = 'pipe',
): ChildProcess {
  const tools = fileURLToPath(new URL(`airflow-${version}/bin/`, realFolder));
  // Airflow 2 starts its tasks by the name of its command.
  const PATH = `${tools}:${env.PATH}`;
  return spawn(join(tools, tool), args, { env: { ...env, PATH }, detached: true, stdio: ['ignore', said, said] });
}

async function finished(child: ChildProcess): Promise<{ status: number | null; said: string }> {
  const [said] = await Promise.all([
    Promise.all([child.stdout, child.stderr].map((stream) => (stream ? text(stream) : ''))),
    once(child, 'exit'),
  ]);
  return { status: child.exitCode, said: said.join('\n') };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  // The scheduler ends children that have left its group; it is not waited for in vain.
  child.kill('SIGTERM');
  const late = setTimeout(() => process.kill(-(child.pid as number), 'SIGKILL'), 20_000);
  await exited;
  clearTimeout(late);
}
