"""Runs the batch job on Databricks once a day, and checks the counts that it reports.

The platform uploads this file as `<id>_dag.py` and its settings beside it as `<id>_dag.json`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from hashlib import sha256
from pathlib import Path
from typing import Any

import boto3
from airflow import __version__ as airflow_version
from airflow.providers.databricks.hooks.databricks import DatabricksHook, RunState
from airflow.providers.databricks.operators.databricks import DatabricksRunNowOperator

try:
    from airflow.sdk import DAG, task
except ImportError:  # Airflow 2
    from airflow.decorators import task
    from airflow.models.dag import DAG
try:
    from airflow.sdk.exceptions import AirflowException, AirflowFailException
except ImportError:  # Airflow 2 and 3.0
    from airflow.exceptions import AirflowException, AirflowFailException

is_airflow_3_0 = airflow_version.startswith("3.0.")


@dataclass(frozen=True)
class Settings:
    """What the platform says of its stack."""

    dag_id: str
    stage: str
    connection_id: str
    job_id: str
    task_key: str
    """Of the job's task that prints the counts."""
    kinds: list[str]
    topic_arn: str | None
    """The SNS topic that is told of failures."""
    timeout_seconds: int
    """How long a run of the job may last."""
    paused: bool
    """Whether the DAG waits to be switched on when it is first seen."""


def read_settings(path: Path) -> Settings:
    """The settings in a file.

    Raises RuntimeError with the file's name where there are none.
    """
    try:
        return Settings(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise RuntimeError(f"{path}: not the settings of this DAG ({error}); deploy its stack anew, which uploads them") from error


class RunBatch(DatabricksRunNowOperator):
    """Runs the job once in a DAG run, and anew only after a run of it has ended in failure."""

    def execute(self, context: Any) -> None:
        # Without it, Airflow 3.0 stumbles over the operator's link to the page, and calls nothing on failure.
        context["ti"].xcom_push(key="run_page_url", value="")
        self.json["idempotency_token"] = self.token(context)
        super().execute(context)
        # Of a run that has ended before it is waited for, the operator takes a failure for a success.
        state = self._hook.get_run_state(self.run_id)
        if not state.is_successful:
            raise AirflowException(f"the run ended as {state.result_state or state.life_cycle_state}: {state.state_message}")

    def token(self, context: Any) -> str:
        """The token of the first run that has not failed.

        A known token gives its old run, and a try adds one failed run at most: nothing has to be remembered between tries.
        """
        run = f"{self.json['job_id']} {self.dag_id} {context['dag_run'].run_id}"
        tokens = [sha256(f"{run} {failures}".encode()).hexdigest() for failures in range(context["ti"].try_number)]
        for token in tokens[:-1]:
            state = self._hook.get_run_state(self._hook.run_now({**self.json, "idempotency_token": token}))
            if not failed(state):
                return token
        return tokens[-1]

    def defer(self, **options: Any) -> None:
        super().defer(**options, timeout=timedelta(seconds=settings.timeout_seconds))

    def resume_execution(self, next_method: str, next_kwargs: dict[str, Any] | None, context: Any) -> Any:
        # Each version of Airflow has an exception of its own for this, and this mark.
        if next_method == "__fail__" and str((next_kwargs or {}).get("error")).lower().endswith("timeout"):
            self.run_id = context["ti"].xcom_pull(task_ids=self.task_id, key="run_id")
            self.on_kill()
            raise AirflowException(f"the run has not ended within {settings.timeout_seconds} s and was cancelled")
        # Where the trigger itself has failed, the next try waits for the same run again.
        return super().resume_execution(next_method, next_kwargs, context)


def failed(state: RunState) -> bool:
    """Whether a run has ended in failure."""
    return state.is_terminal and not state.is_successful


@task
def check_counts(job_run: int) -> None:
    """Fails where the counts that the run printed do not balance; to try again would not change them."""
    hook = DatabricksHook(settings.connection_id)
    attempts = [run for run in hook.get_run(job_run)["tasks"] if run["task_key"] == settings.task_key]
    if not attempts:
        raise AirflowFailException(f"run {job_run} has no task {settings.task_key!r}")
    output = hook.get_run_output(max(attempts, key=lambda run: run.get("attempt_number", 0))["run_id"])
    faults = faults_of(reported(output))
    if faults:
        raise AirflowFailException("; ".join(faults))


def reported(output: dict[str, Any]) -> dict[str, dict[str, int]]:
    """The counts of each kind, from the last line of the output that has some."""
    for line in reversed((output.get("logs") or "").splitlines()):
        try:
            return json.loads(line)["counts"]
        except (ValueError, TypeError, KeyError):
            continue
    where = "in the end of the output, which was too long to be kept" if output.get("logs_truncated") else "in the output"
    raise AirflowFailException(f"the job has reported no counts {where}")


def faults_of(counts: dict[str, dict[str, int]]) -> list[str]:
    """What is wrong with the counts, a sentence each."""
    faults = []
    if set(counts) != set(settings.kinds):
        faults.append(f"counts of {sorted(counts)} were reported, those of {sorted(settings.kinds)} were expected")
    for kind, count in counts.items():
        missing = {"read", "replayed", "cleaned", "quarantined", "rows"} - set(count)
        if missing:
            faults.append(f"{kind}: no count of {sorted(missing)}")
            continue
        if count["read"] + count["replayed"] != count["cleaned"] + count["quarantined"]:
            faults.append(
                f"{kind}: read {count['read']} + replayed {count['replayed']}"
                f" != cleaned {count['cleaned']} + quarantined {count['quarantined']}"
            )
        if count["rows"] == 0:
            faults.append(f"{kind}: the table is empty")
    return faults


def notify(context: Any) -> None:
    """Publishes what an on-call person needs; where that fails, Airflow logs it beside the failure of the task."""
    ti, run = context["ti"], context["dag_run"]
    lines = {
        "Stage": settings.stage,
        "DAG run": f"{ti.dag_id}, {run.run_id}, of {(run.logical_date or run.run_after).date()}",
        "Task": f"{ti.task_id}, try {ti.try_number}",
        "Run page": page_of(ti),
        "Log": ti.log_url or "in Airflow",
        "Error": str(context.get("exception") or "see the log")[:10_000],
    }
    subject = f"{settings.stage}: {ti.task_id} of {ti.dag_id} has failed"
    boto3.client("sns", region_name=settings.topic_arn.split(":")[3]).publish(
        TopicArn=settings.topic_arn,
        Subject=subject.encode("ascii", "replace").decode()[:100],
        Message="\n".join(f"{name}: {text}" for name, text in lines.items()),
    )


def page_of(ti: Any) -> str:
    """The page of the run that a failed task was at."""
    # Of a task whose worker is lost, Airflow 3.0 tells in a process that waits for ever for what the task has left.
    if is_airflow_3_0 and not hasattr(ti, "start_date"):
        return "not known, since the worker was lost"
    return ti.xcom_pull(task_ids="run_batch", key="run_page_url") or "none: no run was started"


# The triggerer of Airflow 3.0 cannot give the provider's trigger its connection.
deferrable = not is_airflow_3_0
settings = read_settings(Path(__file__).with_suffix(".json"))

with DAG(
    dag_id=settings.dag_id,
    doc_md=__doc__,
    schedule="@daily",
    start_date=datetime(2026, 1, 1, tzinfo=timezone.utc),
    catchup=False,
    max_active_runs=1,
    is_paused_upon_creation=settings.paused,
    default_args={
        "retries": 3,
        "retry_delay": timedelta(minutes=2),
        "on_failure_callback": notify if settings.topic_arn else None,
    },
):
    run_batch = RunBatch(
        task_id="run_batch",
        json={
            "job_id": settings.job_id,
            # A run that was started by hand has no logical date in Airflow 3.
            "job_parameters": {"logical_date": "{{ (dag_run.logical_date or dag_run.run_after).date() }}"},
        },
        databricks_conn_id=settings.connection_id,
        deferrable=deferrable,
        # Of a task that waits in a worker; it is killed, and the run cancelled.
        execution_timeout=None if deferrable else timedelta(seconds=settings.timeout_seconds),
    )
    check_counts(run_batch.output["run_id"])
