from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from aws.admin.provision import provision
from tests.local.ministack.kept_engine import NAMES, ORIGIN, kept


@pytest.fixture(scope="module")
def provisioned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("provisioned") / "data"
    with kept(folder) as service:
        provision(service.aws, NAMES, app_origin=ORIGIN)
    return folder


@pytest.fixture
def folder(provisioned: Path, tmp_path: Path) -> Path:
    """With the tables, buckets and queues of the service."""
    return Path(shutil.copytree(provisioned, tmp_path / "data"))
