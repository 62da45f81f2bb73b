"""Storage on four engines.

moto checks no signature, size, type or checksum: tests of these run on MiniStack and SeaweedFS.
"""

from __future__ import annotations

import pytest

from aws.clients import Aws
from aws.resources import ResourceNames
from aws.s3.storage import S3Storage
from tests.aws.storage_under_test import StorageUnderTest, send_over_http
from tests.fake_storage import FakeStorage

NAMES = ResourceNames.with_prefix("imgsh")


@pytest.fixture
def fake_storage() -> StorageUnderTest:
    fake = FakeStorage()
    return StorageUnderTest(fake, fake.send)


@pytest.fixture
def moto_storage(moto_aws: Aws) -> StorageUnderTest:
    return StorageUnderTest(S3Storage(moto_aws, NAMES), send_over_http)


class StorageByRole(S3Storage):
    """Each call has the rights of the role that makes it in the cloud."""

    def __init__(self, api: Aws, worker: Aws) -> None:
        super().__init__(api, NAMES)
        workers = S3Storage(worker, NAMES)
        self.read_original = workers.read_original  # type: ignore[method-assign]
        self.read_original_range = workers.read_original_range  # type: ignore[method-assign]
        self.write_rendition = workers.write_rendition  # type: ignore[method-assign]
        self.write_location_stripped = workers.write_location_stripped  # type: ignore[method-assign]
        self.delete_original = workers.delete_original  # type: ignore[method-assign]
        self.delete_renditions = workers.delete_renditions  # type: ignore[method-assign]


@pytest.fixture
def ministack_storage(ministack_api: Aws, ministack_worker: Aws) -> StorageUnderTest:
    return StorageUnderTest(StorageByRole(ministack_api, ministack_worker), send_over_http)


@pytest.fixture
def seaweedfs_storage(seaweedfs_aws: Aws) -> StorageUnderTest:
    return StorageUnderTest(S3Storage(seaweedfs_aws, NAMES), send_over_http)


@pytest.fixture(params=["fake", "moto", "ministack", "seaweedfs"])
def under_test(request: pytest.FixtureRequest) -> StorageUnderTest:
    found: StorageUnderTest = request.getfixturevalue(f"{request.param}_storage")
    return found


@pytest.fixture(params=["ministack", "seaweedfs"])
def guarded(request: pytest.FixtureRequest) -> StorageUnderTest:
    """Storage that checks signatures."""
    found: StorageUnderTest = request.getfixturevalue(f"{request.param}_storage")
    return found


@pytest.fixture(params=["fake", "ministack", "seaweedfs"])
def checked(request: pytest.FixtureRequest) -> StorageUnderTest:
    """The same, and the fake, which must refuse what storage refuses."""
    found: StorageUnderTest = request.getfixturevalue(f"{request.param}_storage")
    return found
