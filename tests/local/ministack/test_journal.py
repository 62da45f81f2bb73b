"""A journal gives back what was appended, whatever happened to its end, and says when anything else is broken."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from local.ministack.journal import Journal, JournalDamaged, Record, packed

RECORDS: list[Record] = [[["put", "table", f"photo-{number}", {"label": {"S": "ü" * number}}]] for number in range(6)]


def begun(folder: Path, state: list[Record]) -> Journal:
    """A journal as after a first start: `state` is its checkpoint."""
    journal = Journal(folder)
    journal.open()
    save(journal, state)
    return journal


def save(journal: Journal, state: list[Record]) -> None:
    file = journal.begin_checkpoint()
    file.write(b"".join(map(packed, state)))
    journal.end_checkpoint(file)


def records(folder: Path) -> list[Record]:
    return list(Journal(folder).records())


def last_segment(folder: Path) -> Path:
    return max(folder.glob("segment-*"), key=lambda path: int(path.name.partition("-")[2]))


def test_what_was_appended_is_there_after_the_checkpoint(tmp_path: Path) -> None:
    journal = begun(tmp_path, RECORDS[:2])
    for record in RECORDS[2:]:
        journal.append(record)

    assert records(tmp_path) == RECORDS


def test_the_last_record_may_be_cut_or_damaged_at_every_byte(tmp_path: Path) -> None:
    """Issue 13: a torn last record is normal. All before it is there, and another one can follow."""
    journal = begun(tmp_path / "whole", [])
    for record in RECORDS[:-1]:
        journal.append(record)
    start = last_segment(tmp_path / "whole").stat().st_size
    journal.append(RECORDS[-1])
    whole = last_segment(tmp_path / "whole").read_bytes()

    for end in range(start, len(whole)):
        for rest in (b"", bytes(len(whole) - end), b"\xff" * (len(whole) - end)):
            torn = tmp_path / "torn"
            shutil.copytree(tmp_path / "whole", torn)
            last_segment(torn).write_bytes(whole[:end] + rest)
            assert records(torn) == RECORDS[:-1], end
            again = Journal(torn)
            again.open()
            again.append([["next"]])
            assert records(torn) == [*RECORDS[:-1], [["next"]]], end
            shutil.rmtree(torn)


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_whatever_is_lost_after_the_last_sync_everything_before_it_is_there(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """A power cut leaves any of the later pages, in any state."""
    folder = tmp_path_factory.mktemp("journal")
    journal = begun(folder, [])
    synced = data.draw(st.integers(0, len(RECORDS)))
    for record in RECORDS[:synced]:
        journal.append(record)
    journal.sync()
    on_disk = last_segment(folder).stat().st_size
    for record in RECORDS[synced:]:
        journal.append(record)
    content = bytearray(last_segment(folder).read_bytes())
    later = st.tuples(st.integers(on_disk, len(content)), st.integers(on_disk, len(content)))
    for start, end in data.draw(st.lists(later, max_size=3)):
        content[start:end] = bytes(max(0, end - start))
    last_segment(folder).write_bytes(content[: data.draw(st.integers(on_disk, len(content)))])

    found = records(folder)

    assert found == RECORDS[: len(found)]
    assert len(found) >= synced


def test_damage_to_what_was_on_disk_is_refused_and_nothing_is_cut_off(tmp_path: Path) -> None:
    journal = begun(tmp_path, [])
    for record in RECORDS:
        journal.append(record)
        journal.sync()
    whole = last_segment(tmp_path).read_bytes()

    for position in range(len(packed(RECORDS[0]))):
        damaged = bytearray(whole)
        damaged[position] ^= 0xFF
        last_segment(tmp_path).write_bytes(damaged)
        with pytest.raises(JournalDamaged, match="segment-1 at byte 0"):
            records(tmp_path)
        assert last_segment(tmp_path).read_bytes() == damaged


def test_damage_to_a_checkpoint_is_refused(tmp_path: Path) -> None:
    begun(tmp_path, RECORDS)
    checkpoint = tmp_path / "checkpoint-1"
    checkpoint.write_bytes(checkpoint.read_bytes()[:-1])

    with pytest.raises(JournalDamaged, match="checkpoint-1 at byte"):
        records(tmp_path)


@pytest.mark.parametrize("name", ["checkpoint-1", "segment-1"])
def test_a_missing_file_is_refused(tmp_path: Path, name: str) -> None:
    begun(tmp_path, []).append(RECORDS[0])
    (tmp_path / name).unlink()

    with pytest.raises(JournalDamaged, match="missing"):
        records(tmp_path)


def test_a_checkpoint_replaces_what_came_before(tmp_path: Path) -> None:
    journal = begun(tmp_path, [])
    for record in RECORDS:
        journal.append(record)

    save(journal, [[["state"]]])

    assert records(tmp_path) == [[["state"]]]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["checkpoint-2", "segment-2"]


def test_a_checkpoint_that_was_cut_short_loses_nothing(tmp_path: Path) -> None:
    journal = begun(tmp_path, [])
    journal.append(RECORDS[0])
    journal.begin_checkpoint().write(b"half of it")
    journal.append(RECORDS[1])

    assert records(tmp_path) == RECORDS[:2]
    assert not list(tmp_path.glob("*.new"))


def test_a_first_start_that_was_cut_short_begins_again(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    journal.open()
    journal.begin_checkpoint().write(b"half of it")

    again = begun(tmp_path, RECORDS)

    assert not again.is_new
    assert records(tmp_path) == RECORDS
