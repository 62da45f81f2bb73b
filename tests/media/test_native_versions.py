"""The check of native libraries (issue 11 A1): loaded ones are new enough, and older ones are reported."""

from __future__ import annotations

import subprocess
import sys

import pi_heif
import pytest

from media.native_minimums import ACCEPTED_GAPS, PACKAGED, Minimum
from media.native_versions import find_problems, loaded_versions, report


def test_loaded_libraries_are_new_enough_and_printed() -> None:
    """A1: the command of `make check`."""
    command = [sys.executable, "-B", "-m", "media.native_versions"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    printed = {line.split()[0]: line.split()[1] for line in done.stdout.splitlines()}
    assert {minimum.library for minimum in PACKAGED} <= set(printed)
    assert printed["libheif"] == pi_heif.libheif_info()["libheif"]
    assert "-" not in printed.values()


@pytest.mark.parametrize("minimum", PACKAGED, ids=lambda minimum: minimum.library)
def test_an_older_library_fails_with_its_reason(minimum: Minimum) -> None:
    """A1"""
    library, version, reason = minimum
    *major, last = version.split(".")
    older = ".".join([*major, str(int(last) - 1)]) if last != "0" else "0.9"
    (problem,) = find_problems({**loaded_versions(), library: older})
    assert (library in problem, older in problem, version in problem, reason in problem) == (True,) * 4


def test_the_replaced_heif_decoder_would_fail() -> None:
    """A1: the versions in pi-heif 1.4.0."""
    assert len(find_problems({**loaded_versions(), "libheif": "1.23.0", "libde265": "1.1.0"})) == 2


def test_a_newer_version_passes_whatever_its_length() -> None:
    assert find_problems({**loaded_versions(), "lcms2": "2.19.1", "libwebp": "2.0", "libde265": "1.10.0"}) == []


def test_a_library_without_a_version_fails() -> None:
    loaded = loaded_versions()
    del loaded["dav1d"]
    assert find_problems(loaded) == ["dav1d reports no version."]


def test_an_accepted_gap_is_reported_until_it_is_closed() -> None:
    """A1"""
    loaded = loaded_versions()
    for gap in ACCEPTED_GAPS:
        assert any(line.startswith(f"accepted: {gap.library} is not {gap.wanted}") for line in report(loaded))
        (problem,) = find_problems({**loaded, gap.library: gap.wanted})
        assert "delete the accepted gap" in problem
