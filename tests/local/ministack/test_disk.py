"""What has to be on disk before an object is."""

from __future__ import annotations

from pathlib import Path

from local.ministack.disk import folders_between, free_bytes, sync_path


def test_an_object_needs_every_folder_that_leads_to_it() -> None:
    """After a power cut a folder that its parent does not name is gone, with all that is in it."""
    root = Path("/data/s3")

    assert folders_between([root / "a" / "b" / "one.jpg", root / "two.jpg"], root) == {
        root,
        root / "a",
        root / "a" / "b",
    }
    assert folders_between([], root) == set()


def test_what_was_deleted_meanwhile_needs_nothing(tmp_path: Path) -> None:
    sync_path(tmp_path)
    sync_path(tmp_path / "deleted")


def test_the_free_space_is_that_of_the_folder(tmp_path: Path) -> None:
    assert free_bytes(tmp_path) > 0
