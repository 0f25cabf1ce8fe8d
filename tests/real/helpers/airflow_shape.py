"""Prints what Airflow makes of the DAG files of a folder, as JSON."""

import json
import sys

try:
    from airflow.dag_processing.dagbag import DagBag
except ImportError:  # Airflow 2 and 3.0
    from airflow.models.dagbag import DagBag

bag = DagBag(sys.argv[1])
dags = {
    dag.dag_id: {
        "schedule": getattr(dag, "schedule", None) or dag.schedule_interval,
        "catchup": dag.catchup,
        "activeRuns": dag.max_active_runs,
        "paused": dag.is_paused_upon_creation,
        "tasks": [
            {
                "id": task.task_id,
                "upstream": sorted(task.upstream_task_ids),
                "retries": task.retries,
                "retrySeconds": task.retry_delay.total_seconds(),
                "deferrable": getattr(task, "deferrable", False),
                "tells": bool(task.on_failure_callback),
            }
            for task in dag.topological_sort()
        ],
    }
    for dag in bag.dags.values()
}
print(json.dumps({"dags": dags, "errors": list(bag.import_errors.values())}))
