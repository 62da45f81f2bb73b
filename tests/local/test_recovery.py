"""What a start says about the changes that the storage engine found in its journal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from local import recovery


def sentence(engine_dir: Path, found: dict[str, object]) -> str | None:
    (engine_dir / "state").mkdir()
    (engine_dir / "state" / "recovery.json").write_text(json.dumps(found))
    return recovery.read(engine_dir).sentence


@pytest.mark.parametrize(
    ("found", "said"),
    [
        ({"records": 0, "torn_bytes": 0, "seconds": 0.1, "error": None}, None),
        ({"records": 1}, "Recovered 1 change since the last clean stop."),
        ({"records": 1214}, "Recovered 1,214 changes since the last clean stop."),
        ({"unrecorded": 1}, "Found 1 file whose record was missing."),
        ({"error": "the journal is damaged."}, "Not every change could be recovered: the journal is damaged."),
    ],
)
def test_what_is_said(tmp_path: Path, found: dict[str, object], said: str | None) -> None:
    assert sentence(tmp_path, found) == said


@pytest.mark.parametrize("records", [0, 7])
def test_a_change_that_was_being_written_is_told(tmp_path: Path, records: int) -> None:
    said = sentence(tmp_path, {"records": records, "torn_bytes": 3})

    assert said
    assert "incomplete" in said


def test_an_engine_that_says_nothing_has_recovered_nothing(tmp_path: Path) -> None:
    assert recovery.read(tmp_path).sentence is None


def test_an_unreadable_account_is_told(tmp_path: Path) -> None:
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / "recovery.json").write_text("{")

    assert "can't be read" in str(recovery.read(tmp_path).sentence)
