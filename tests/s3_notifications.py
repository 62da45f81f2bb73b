"""What S3 tells a queue."""

from __future__ import annotations

import json
from urllib.parse import quote_plus


def notification(*keys: str, event_name: str = "ObjectCreated:Put") -> str:
    """Keys are form-encoded, with their slashes left alone."""
    records = [
        {"eventSource": "aws:s3", "eventName": event_name, "s3": {"object": {"key": quote_plus(key, safe="/")}}}
        for key in keys
    ]
    return json.dumps({"Records": records})
