"""The same storage over four engines.

moto checks no signature, size, type or checksum: what rests on those runs on MiniStack and SeaweedFS.
"""

from __future__ import annotations

import pytest

from aws.clients import Aws
from aws.storage import S3Storage
from infra.definition import ResourceNames
from tests.aws.shelves import Shelf, send_over_http
from tests.fake_storage import FakeStorage

NAMES = ResourceNames.with_prefix("imgsh")


@pytest.fixture
def fake_shelf() -> Shelf:
    fake = FakeStorage()
    return Shelf(fake, fake.send)


@pytest.fixture
def moto_shelf(moto_aws: Aws) -> Shelf:
    return Shelf(S3Storage(moto_aws, NAMES), send_over_http)


class StorageByRole(S3Storage):
    """Each call is made by the role that makes it in the cloud, with that role's rights."""

    def __init__(self, api: Aws, worker: Aws) -> None:
        super().__init__(api, NAMES)
        workers = S3Storage(worker, NAMES)
        self.read_original = workers.read_original  # type: ignore[method-assign]
        self.read_original_range = workers.read_original_range  # type: ignore[method-assign]
        self.write_rendition = workers.write_rendition  # type: ignore[method-assign]
        self.write_unlocated = workers.write_unlocated  # type: ignore[method-assign]
        self.delete_original = workers.delete_original  # type: ignore[method-assign]
        self.delete_renditions = workers.delete_renditions  # type: ignore[method-assign]


@pytest.fixture
def ministack_shelf(ministack_api: Aws, ministack_worker: Aws) -> Shelf:
    return Shelf(StorageByRole(ministack_api, ministack_worker), send_over_http)


@pytest.fixture
def seaweedfs_shelf(seaweedfs_aws: Aws) -> Shelf:
    return Shelf(S3Storage(seaweedfs_aws, NAMES), send_over_http)


@pytest.fixture(params=["fake", "moto", "ministack", "seaweedfs"])
def shelf(request: pytest.FixtureRequest) -> Shelf:
    found: Shelf = request.getfixturevalue(f"{request.param}_shelf")
    return found


@pytest.fixture(params=["ministack", "seaweedfs"])
def guarded(request: pytest.FixtureRequest) -> Shelf:
    """Storage that checks what was signed."""
    found: Shelf = request.getfixturevalue(f"{request.param}_shelf")
    return found


@pytest.fixture(params=["fake", "ministack", "seaweedfs"])
def checked(request: pytest.FixtureRequest) -> Shelf:
    """The same and the fake, which must not let pass what storage refuses."""
    found: Shelf = request.getfixturevalue(f"{request.param}_shelf")
    return found
