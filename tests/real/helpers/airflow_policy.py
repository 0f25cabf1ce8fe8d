"""What Airflow applies in the tests: a retry does not wait, a run is looked at often, and tokens are asked for where the services are."""

import os
from datetime import timedelta
from typing import Any

from airflow.providers.databricks.hooks import databricks_base

# The newer provider asks for them at port 443, whatever the connection says.
if hasattr(databricks_base.BaseDatabricksHook, "_get_oidc_token_service_url"):
    assert databricks_base.OIDC_TOKEN_SERVICE_URL == "{}/oidc/v1/token"
    databricks_base.OIDC_TOKEN_SERVICE_URL = f"{os.environ['AWS_ENDPOINT_URL_SNS']}/oidc/v1/token"


def task_policy(task: Any) -> None:
    task.retry_delay = timedelta(0)
    if hasattr(task, "polling_period_seconds"):
        task.polling_period_seconds = 1
