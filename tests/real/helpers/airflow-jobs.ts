import type { JobsCall } from './airflow-jobs-requests.ts';

/** How a run goes: it is seen running so many times, then it ends; without an end it hangs. */
export interface RunScript {
  readonly seenRunning?: number;
  readonly end?: 'SUCCESS' | 'FAILED' | 'SKIPPED';
  /** What the task printed. */
  readonly logs?: string;
  readonly logsTruncated?: boolean;
  /** The task was tried before, and printed something else. */
  readonly retried?: boolean;
}

/** An answer over HTTP; text is XML. */
export interface Answer {
  readonly status: number;
  readonly body: object | string;
}

/** A run of the job, as it was asked for. */
export interface JobRun {
  readonly id: number;
  readonly token: string;
  readonly jobId: string;
  readonly parameters: Readonly<Record<string, string>>;
  cancelled: boolean;
}

/** The error of an answer of Databricks. */
export const refused = (error_code: string, message: string, status = 400): Answer => ({
  status,
  body: { error_code, message },
});

/** The task that prints, and one that runs before it. */
const taskKey = 'batch';
const otherTaskKey = 'prepare';

/** A job of Databricks, whose runs go as scripted: the Jobs API by its documented answers, as far as the DAG reads them. */
export function openJobs(url: string, scripts: readonly RunScript[]) {
  const runs: (JobRun & { readonly script: RunScript; seen: number })[] = [];

  function answer(call: JobsCall, body: { run_id?: number | string } & Record<string, unknown>): Answer {
    if (call === 'POST run-now') return runNow(body);
    const id = Number(body.run_id);
    const run = runs.find((run) => run.id === id || tasksOf(run).some((task) => task.run_id === id));
    if (run === undefined) return refused('INVALID_PARAMETER_VALUE', `Run ${id} does not exist.`);
    if (call === 'POST runs/cancel') {
      run.cancelled = true;
      return { status: 200, body: {} };
    }
    if (call === 'GET runs/get') {
      run.seen += 1;
      return { status: 200, body: described(run) };
    }
    if (run.id === id) {
      const why = 'Retrieving the output of runs with multiple tasks is not supported.';
      return refused('INVALID_PARAMETER_VALUE', why);
    }
    return { status: 200, body: output(run, id) };
  }

  function runNow(body: Record<string, unknown>): Answer {
    const token = String(body.idempotency_token);
    let run = runs.find((run) => run.token === token);
    if (run === undefined) {
      const script = scripts[runs.length];
      if (script === undefined) throw new Error('a run was started that the scenario does not have');
      const parameters = (body.job_parameters ?? {}) as Record<string, string>;
      const id = 1000 * (runs.length + 1);
      run = { id, token, jobId: String(body.job_id), parameters, cancelled: false, script, seen: 0 };
      runs.push(run);
    }
    return { status: 200, body: { run_id: run.id, number_in_job: run.id } };
  }

  function described(run: (typeof runs)[number]): object {
    return {
      job_id: Number(run.jobId),
      run_id: run.id,
      number_in_job: run.id,
      run_name: 'demo_batch',
      run_type: 'JOB_RUN',
      format: 'MULTI_TASK',
      run_page_url: `${url}/?o=1#job/${run.jobId}/run/${run.id}`,
      state: stateOf(run),
      tasks: tasksOf(run),
    };
  }

  function tasksOf(run: (typeof runs)[number]) {
    const task = (run_id: number, task_key: string, attempt_number: number) =>
      ({ run_id, task_key, attempt_number, state: stateOf(run) }) as const;
    return [
      ...(run.script.retried ? [task(run.id + 3, taskKey, 1)] : []),
      task(run.id + 2, taskKey, 0),
      task(run.id + 1, otherTaskKey, 0),
    ];
  }

  function output(run: (typeof runs)[number], id: number): object {
    const task = tasksOf(run).find((task) => task.run_id === id);
    const metadata = { ...described(run), ...task };
    if (run.script.end === 'FAILED')
      return { metadata, error: 'ValueError: the lake is dry', error_trace: 'Traceback' };
    const last = id === run.id + (run.script.retried ? 3 : 2);
    return {
      metadata,
      logs: last ? (run.script.logs ?? '') : 'nothing',
      logs_truncated: run.script.logsTruncated ?? false,
    };
  }

  function stateOf({ script, seen, cancelled }: (typeof runs)[number]) {
    if (cancelled) return { life_cycle_state: 'TERMINATED', result_state: 'CANCELED', state_message: 'Run cancelled.' };
    if (script.end === undefined || seen <= (script.seenRunning ?? 0)) {
      return { life_cycle_state: 'RUNNING', state_message: 'In run' };
    }
    if (script.end === 'SKIPPED') return { life_cycle_state: 'SKIPPED', state_message: 'Another run was active.' };
    const state_message = script.end === 'FAILED' ? 'Task batch failed.' : '';
    return {
      life_cycle_state: 'TERMINATED',
      result_state: script.end,
      state_message,
      user_cancelled_or_timedout: false,
    };
  }

  return { runs: runs as readonly JobRun[], answer };
}
