"""Tells of a task whose worker is lost as the DAG processor of Airflow 3.0 does, which has no way to what the task has left."""

import sys
from datetime import datetime, timezone
from uuid import uuid4

import structlog
from airflow.api_fastapi.execution_api.datamodels.taskinstance import DagRun, TaskInstance, TIRunContext
from airflow.callbacks.callback_requests import TaskCallbackRequest
from airflow.dag_processing.processor import _execute_task_callbacks
from airflow.models.dagbag import DagBag

day = datetime(2026, 11, 27, tzinfo=timezone.utc)
run = DagRun(
    dag_id="demo_dag",
    run_id="scheduled__2026-11-27",
    logical_date=day,
    data_interval_start=day,
    data_interval_end=day,
    run_after=day,
    start_date=day,
    end_date=None,
    run_type="scheduled",
    state="running",
    conf={},
    consumed_asset_events=[],
)
request = TaskCallbackRequest(
    filepath="demo_dag.py",
    bundle_name="dags-folder",
    bundle_version=None,
    ti=TaskInstance(id=uuid4(), task_id="run_batch", dag_id=run.dag_id, run_id=run.run_id, try_number=4),
    context_from_server=TIRunContext(dag_run=run, max_tries=3),
)
_execute_task_callbacks(DagBag(sys.argv[1]), request, structlog.get_logger())
