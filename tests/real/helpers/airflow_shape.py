"""Prints what Airflow makes of the DAG files of a folder, as JSON."""

import json
import sys

from airflow.models.dagbag import DagBag

bag = DagBag(sys.argv[1], include_examples=False)
dags = {
    dag.dag_id: {
        "schedule": dag.timetable.summary,
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
