"""Serves one JSON request a line of standard input; each answer is a line on descriptor 3, away from what libraries print."""

import json
import os
import sys
from datetime import datetime, timezone


def serve(rows_of):
    """Answers every request with `{"rows": [...]}`, or with `{"error": text}` when `rows_of` raises."""
    with os.fdopen(3, "w") as answers:
        for line in sys.stdin:
            try:
                answer = {"rows": rows_of(json.loads(line))}
                text = json.dumps(answer, default=_plain)
            except Exception as error:
                text = json.dumps({"error": f"{type(error).__name__}: {error}"})
            print(text, file=answers, flush=True)


def _plain(value):
    """An instant as ISO 8601 in UTC. Any other type is an error, so that no value changes silently on its way."""
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(timezone.utc).isoformat().replace("+00:00", "Z")
    raise TypeError(f"no plain form for {type(value).__name__}")
