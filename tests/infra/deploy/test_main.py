"""`make deploy` as a person meets it: it asks, and says what is wrong before it does anything."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.deploy.commands import ROOT
from tests.engine_processes import moto
from tests.infra.conftest import DEPLOYMENT

ACCOUNT = "123456789012"
"""As moto calls every account."""


@pytest.fixture(scope="module")
def account() -> Iterator[dict[str, str]]:
    with moto() as engine:
        yield {
            "AWS_ENDPOINT_URL": engine.endpoint_url,
            "AWS_ACCESS_KEY_ID": "owner",
            "AWS_SECRET_ACCESS_KEY": "secret",
            "AWS_CONFIG_FILE": os.devnull,
        }


def run_cli(file: Path, *arguments: str, typed: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [str(ROOT / ".venv/bin/python"), "-m", "infra.deploy", *arguments],
        check=False,
        cwd=ROOT,
        env={"PATH": os.defpath, "DEPLOYMENT": str(file), "COMPILER": "", **environment},
        input=typed,
        capture_output=True,
        text=True,
    )
    assert "Traceback" not in done.stderr
    return done


def test_what_is_typed_answers_the_questions_and_only_yes_deploys(account: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "deployment.json"
    answers = ["Mars", "eu-central-1", "photos@example.com", "", "", "", "", "", "", "", "no"]
    done = run_cli(file, typed="\n".join(answers) + "\n", **account)
    assert "Enter a region such as eu-central-1." in done.stdout
    assert f"Deploy to account {ACCOUNT}, eu-central-1? [yes/no]" in done.stdout
    assert (done.returncode, done.stderr.strip()) == (1, "Stopped: nothing was deployed.")
    assert not file.exists()


def test_where_nobody_answers_it_stops(account: dict[str, str], tmp_path: Path) -> None:
    done = run_cli(tmp_path / "deployment.json", typed="eu-central-1\n", **account)
    assert (done.returncode, done.stderr.strip()) == (1, "Stopped: there is no terminal to ask for an answer.")


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["destroy"],
        ["pause"],
        ["resume"],
        ["restore", "photos", "2026-11-22T20:00:00Z"],
        ["invite", "anna@example.com"],
    ],
)
def test_a_deployment_in_another_account_is_left_alone(
    account: dict[str, str], arguments: list[str], tmp_path: Path
) -> None:
    file = tmp_path / "deployment.json"
    DEPLOYMENT.save(file)
    done = run_cli(file, *arguments, typed="\n" * 20, **account)
    assert done.returncode == 1
    assert f"account {DEPLOYMENT.account}, but you are signed in to {ACCOUNT}" in done.stderr


def test_without_credentials_it_says_how_to_get_some(tmp_path: Path) -> None:
    nowhere = dict.fromkeys(("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"), os.devnull)
    done = run_cli(tmp_path / "deployment.json", typed="\n", AWS_EC2_METADATA_DISABLED="true", **nowhere)
    assert done.returncode == 1
    assert "aws sso login" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["destory"], "unknown command"),
        (["invite", "anna@example.com"], "is missing; it describes what was deployed"),
        (["destroy"], "is missing; it describes what was deployed"),
        (["pause"], "is missing; it describes what was deployed"),
        (["resume"], "is missing; it describes what was deployed"),
        (["restore", "photos", "2026-11-22T20:00:00Z"], "is missing; it describes what was deployed"),
    ],
)
def test_what_can_not_be_meant_is_refused(arguments: list[str], message: str, tmp_path: Path) -> None:
    done = run_cli(tmp_path / "deployment.json", *arguments)
    assert done.returncode == 1
    assert message in done.stderr
