"""What Airflow applies to every task in the tests: a retry does not wait, and a run is looked at often."""

from datetime import timedelta
from typing import Any


def task_policy(task: Any) -> None:
    task.retry_delay = timedelta(0)
    if hasattr(task, "polling_period_seconds"):
        task.polling_period_seconds = 1
