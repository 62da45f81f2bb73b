"""What the doors import."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
DOORS = ("app", "worker", "jobs", "decoder")
NEVER_AT_THE_DOOR = {"boto3", "botocore", "PIL", "uvicorn", "httpx", "argon2", "zxcvbn", "cryptography"}


def test_the_http_door_imports_nothing_that_an_album_does_not_need() -> None:
    program = "import app, json, sys; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True, capture_output=True, text=True)
    imported = {name.partition(".")[0] for name in json.loads(done.stdout)}
    assert "strawberry" in imported
    assert not imported & NEVER_AT_THE_DOOR


@pytest.mark.parametrize("door", DOORS)
def test_no_door_imports_another(door: str) -> None:
    """import-linter reads packages alone."""
    imported: set[str] = set()
    for node in ast.walk(ast.parse((ROOT / f"{door}.py").read_text())):
        if isinstance(node, ast.Import):
            imported |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            imported.add(node.module or "")
    assert "__future__" in imported
    assert not imported & set(DOORS)
