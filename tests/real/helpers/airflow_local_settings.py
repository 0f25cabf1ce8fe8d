"""What Airflow applies to every task in the tests: a retry does not wait."""

from datetime import timedelta
from typing import Any


def task_policy(task: Any) -> None:
    task.retry_delay = timedelta(0)
