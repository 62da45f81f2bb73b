"""The archives that Lambda gets."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from infra import bundle
from tests.infra.running import unpack

MOST_UNZIPPED = {"api": 60e6, "worker": 250e6}
"""Bytes: of the worker what Lambda takes, of the API what starts quickly."""


def test_the_same_sources_make_the_same_bytes(bundles: Path, tmp_path: Path) -> None:
    again = bundle.build("api", tmp_path, python=Path(sys.executable))
    assert again.sha256 == hashlib.sha256((bundles / "api.zip").read_bytes()).hexdigest()


@pytest.mark.parametrize("name", bundle.SOURCES)
def test_a_bundle_is_within_its_limit_and_has_its_bytecode(bundles: Path, name: str) -> None:
    with zipfile.ZipFile(bundles / f"{name}.zip") as archive:
        entries = {entry.filename: entry for entry in archive.infolist()}
    assert sum(entry.file_size for entry in entries.values()) < MOST_UNZIPPED[name]
    tag = sys.implementation.cache_tag
    for module in ("wiring", "settings"):
        assert f"__pycache__/{module}.{tag}.pyc" in entries
    assert f"domain/__pycache__/tokens.{tag}.pyc" in entries


def test_the_api_s_bundle_carries_no_pixels_and_none_carries_tests_or_the_cdk(bundles: Path) -> None:
    api, worker = (set(zipfile.ZipFile(bundles / f"{name}.zip").namelist()) for name in ("api", "worker"))
    tops = {path.partition("/")[0] for path in api}
    assert not tops & {"PIL", "pillow.libs", "imageio_ffmpeg", "boto3", "tests", "worker.py"}
    assert not {path for path in api | worker if path.startswith(("infra/cloud", "tests/", "bench/", "local.py"))}
    assert "strawberry" not in {path.partition("/")[0] for path in worker}


def test_the_worker_s_bundle_holds_native_libraries_that_are_new_enough(bundles: Path, tmp_path: Path) -> None:
    """Issue 11 A1. As Lambda runs it: with the packages of the bundle and no others."""
    unpack(bundles / "worker.zip", tmp_path)
    command = [sys.executable, "-S", "-P", "-B", "-m", "media.native_versions"]
    environment = {"PYTHONPATH": str(tmp_path)}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "libheif" in done.stdout
