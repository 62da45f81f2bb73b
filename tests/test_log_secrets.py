"""The check of every test's output for secrets finds them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.log_secrets import secrets_in

ROOT = Path(__file__).resolve().parents[1]

SECRETS = [
    "token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ1MSJ9.abc",
    "GET https://b.s3.amazonaws.com/k?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=0123",
    "GET /d/AbCdEfGhIjKlMnOpQrS-_0/a1.1796130000/anna/wedding/cake.jpg/thumbnail",
    "mail to anna@example.com",
    "https://imgsh.example/anna/wedding#ABC34D.q83hx9-_",
    "https://imgsh.example/reset#eyJ",
    "https://imgsh.example/sign-up#invitation=x",
    "sign in with correct horse battery",
]

PLANTED = """\
import logging
import pytest
from tests.in_memory_backend import InMemoryBackend

@pytest.mark.parametrize("line", {lines!r})
def test_a_secret_is_logged(line):
    logging.getLogger("imgsh").info("%s", line)

def test_a_secret_is_printed():
    print({lines!r}[0])

async def test_a_code_is_logged():
    backend = InMemoryBackend()
    anna = await backend.photographer()
    accessor = await backend.issue(anna, await backend.event(anna), all_photos=True)
    logging.getLogger("imgsh").info("%s", accessor.access_code)

def test_nothing_is_logged():
    logging.getLogger("imgsh").info("status 200")
"""


@pytest.mark.parametrize("line", SECRETS)
def test_secrets_in_a_log_are_found(line: str) -> None:
    assert secrets_in(f'{{"outcome": "ok"}}\n{line}\n')


def test_a_known_access_code_is_found() -> None:
    assert secrets_in("redeemed ABC34D", ["ABC34D"]) == ["a secret: ABC34D"]
    assert secrets_in('{"event_id": "cd20a0b0-556e-4c8d-8550-0a26c1c668c4"}', ["ABC34D"]) == []


def test_a_test_fails_only_by_secrets_in_its_log(tmp_path: Path) -> None:
    planted = tmp_path / "test_planted.py"
    planted.write_text(PLANTED.format(lines=SECRETS))
    options = ["-c", str(ROOT / "pyproject.toml"), "-p", "tests.conftest", "-p", "no:xdist"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, str(planted)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert f"{len(SECRETS) + 2} failed, 1 passed" in done.stdout, done.stdout + done.stderr
