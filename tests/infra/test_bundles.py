"""The archives that Lambda gets."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from infra import bundle
from tests.infra.conftest import build_bundle

MAX_UNZIPPED = {"api": 60e6, "worker": 250e6}
"""Bytes: of the worker what Lambda takes, of the API what starts quickly."""


def test_the_same_sources_make_the_same_bytes(bundles: Path, tmp_path: Path) -> None:
    again = build_bundle("api", tmp_path)
    assert again.sha256 == hashlib.sha256((bundles / "api.zip").read_bytes()).hexdigest()


@pytest.mark.parametrize("name", bundle.SOURCES)
def test_a_bundle_is_within_its_limit_and_has_its_bytecode(bundles: Path, name: str) -> None:
    with zipfile.ZipFile(bundles / f"{name}.zip") as archive:
        entries = {entry.filename: entry for entry in archive.infolist()}
    assert sum(entry.file_size for entry in entries.values()) < MAX_UNZIPPED[name]
    tag = sys.implementation.cache_tag
    assert f"domain/__pycache__/tokens.{tag}.pyc" in entries


NEVER_BUNDLED = ("infra", "local", "bench", "tests", "web", "docs")
"""Our own rooms that no function needs."""


@pytest.mark.parametrize("name", bundle.SOURCES)
def test_no_bundle_holds_what_its_functions_do_not_run(bundles: Path, name: str) -> None:
    held = zipfile.ZipFile(bundles / f"{name}.zip").namelist()
    tops = {path.partition("/")[0] for path in held}
    assert not tops & {*NEVER_BUNDLED, "boto3", "pytest"}
    assert not [path for path in held if path.startswith("aws/admin")]
    foreign = {
        "api": {"PIL", "pillow.libs", "imageio_ffmpeg", "worker.py", "jobs.py", "decoder.py"},
        "worker": {"strawberry", "graphql", "app.py", "graphql_http", "resolvers", "schema"},
    }
    assert not tops & foreign[name]


def test_the_worker_s_bundle_holds_native_libraries_that_are_new_enough(unpacked: Path) -> None:
    """Issue 11 A1. As Lambda runs it: with the packages of the bundle and no others."""
    worker = unpacked / "worker"
    command = [sys.executable, "-S", "-P", "-B", "-m", "media.native_versions"]
    environment = {"PYTHONPATH": str(worker)}
    done = subprocess.run(command, cwd=worker, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "libheif" in done.stdout
