"""A cold start imports what the first request needs, and nothing else."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NEVER_AT_THE_DOOR = {"boto3", "botocore", "PIL", "uvicorn", "httpx", "argon2", "zxcvbn", "cryptography"}


def test_the_http_door_imports_nothing_that_an_album_does_not_need() -> None:
    program = "import app, json, sys; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True, capture_output=True, text=True)
    imported = {name.partition(".")[0] for name in json.loads(done.stdout)}
    assert "strawberry" in imported
    assert not imported & NEVER_AT_THE_DOOR
