"""The same stores over three engines: memory, moto, and MiniStack with signatures and rights on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pytest

from aws.admin.provision import application_user, provision
from aws.clients import AccessKey, Aws
from aws.dynamodb.accessors import DynamoAccessors
from aws.dynamodb.deletion_marks import DynamoDeletionMarks
from aws.dynamodb.events import DynamoEvents
from aws.dynamodb.jobs import DynamoJobs
from aws.dynamodb.one_time_tokens import DynamoOneTimeTokens
from aws.dynamodb.photos import DynamoPhotos
from aws.dynamodb.rate_limits import DynamoRateLimits
from aws.dynamodb.sorting import DynamoSorting
from aws.dynamodb.users import DynamoUsers
from aws.resources import ResourceNames, buckets
from domain.models import Photo
from domain.ports.accounts import OneTimeTokenStore, RateLimits, UserStore
from domain.ports.events import AccessorStore, EventStore, PhotoStore
from domain.ports.jobs import DeletionMarks, JobStore
from domain.ports.sorting import SortingStore
from infra.iam_policies import Statement, api_statements, job_statements, worker_statements
from local.engine import Engine
from tests.aws.aws_backends import AwsBackend, with_buckets_only, with_tables
from tests.engine_processes import Moto, ministack, moto, seaweedfs
from tests.fake_deletion import FakeDeletionMarks
from tests.fake_jobs import FakeJobs
from tests.fake_sorting import FakeSorting
from tests.fakes import FakeAccessors, FakeEvents, FakeOneTimeTokens, FakePhotos, FakeRateLimits, FakeUsers, Tables

REGION = "eu-west-1"
NAMES = ResourceNames.with_prefix("imgsh")
APP_ORIGIN = "http://127.0.0.1:8000"


@dataclass(frozen=True)
class Stores:
    users: UserStore
    events: EventStore
    accessors: AccessorStore
    photos: PhotoStore
    limits: RateLimits
    one_time_tokens: OneTimeTokenStore
    jobs: JobStore
    deletion_marks: DeletionMarks
    sorting: SortingStore


@pytest.fixture(params=["fakes", "moto", "ministack"])
def stores(request: pytest.FixtureRequest) -> Stores:
    found: Stores = request.getfixturevalue(f"{request.param}_stores")
    return found


@pytest.fixture(params=["fakes", "ministack"])
def stores_under_load(request: pytest.FixtureRequest) -> Stores:
    """Without moto, which loses acknowledged writes of concurrent transactions."""
    found: Stores = request.getfixturevalue(f"{request.param}_stores")
    return found


@pytest.fixture
def fakes_stores() -> Stores:
    tables = Tables()
    return Stores(
        FakeUsers(tables),
        FakeEvents(tables),
        FakeAccessors(tables),
        FakePhotos(tables),
        FakeRateLimits(tables),
        FakeOneTimeTokens(tables),
        FakeJobs(tables),
        FakeDeletionMarks(tables),
        FakeSorting(tables),
    )


@pytest.fixture(scope="module")
def moto_stores(moto_aws: Aws) -> Stores:
    return _stores(moto_aws, DynamoPhotos(moto_aws, NAMES))


@pytest.fixture(scope="session")
def ministack_stores(ministack_api: Aws, ministack_worker: Aws, ministack_jobs: Aws) -> Stores:
    """Each call has the rights of the role that makes it in the cloud."""
    return _stores(ministack_api, PhotosByRole(ministack_api, ministack_worker, ministack_jobs))


class PhotosByRole(DynamoPhotos):
    def __init__(self, api: Aws, worker: Aws, jobs: Aws) -> None:
        super().__init__(api, NAMES)
        self._workers = DynamoPhotos(worker, NAMES)
        self._of_jobs = DynamoPhotos(jobs, NAMES)

    async def stills_of_videos(self, event_id: str) -> dict[str, str]:
        return await self._of_jobs.stills_of_videos(event_id)

    async def start_processing(self, photo: Photo) -> bool:
        return await self._workers.start_processing(photo)

    async def finish(self, photo: Photo) -> bool:
        return await self._workers.finish(photo)


def _stores(aws: Aws, photos: PhotoStore) -> Stores:
    return Stores(
        DynamoUsers(aws, NAMES),
        DynamoEvents(aws, NAMES),
        DynamoAccessors(aws, NAMES),
        photos,
        DynamoRateLimits(aws, NAMES),
        DynamoOneTimeTokens(aws, NAMES),
        DynamoJobs(aws, NAMES),
        DynamoDeletionMarks(aws, NAMES),
        DynamoSorting(aws, NAMES),
    )


@pytest.fixture(scope="session")
def moto_engine() -> Iterator[Moto]:
    with moto() as engine:
        yield engine


@pytest.fixture(scope="session")
def moto_clients(moto_engine: Moto) -> Aws:
    """Created once: this takes longer than everything else."""
    return Aws(REGION, moto_engine.endpoint_url, AccessKey("moto", "moto"))


@pytest.fixture(scope="module")
def moto_aws(moto_engine: Moto, moto_clients: Aws) -> Aws:
    """Emptied and provisioned for each module: moto searches through all that it keeps."""
    moto_engine.empty()
    provision(moto_clients, NAMES, app_origin=APP_ORIGIN)
    return moto_clients


@pytest.fixture(scope="session")
def ministack_engine() -> Iterator[Engine]:
    with ministack() as engine:
        yield engine


@pytest.fixture(scope="session")
def ministack_root(ministack_engine: Engine) -> Aws:
    """The administrator, with everything provisioned."""
    key = AccessKey(ministack_engine.access_key, ministack_engine.secret_key)
    root = Aws(REGION, ministack_engine.endpoint_url, key)
    provision(root, NAMES, app_origin=APP_ORIGIN)
    return root


@pytest.fixture(scope="session")
def ministack_api(ministack_root: Aws) -> Aws:
    """With the rights of the API in the cloud."""
    return _as_user(ministack_root, "api", api_statements(NAMES))


@pytest.fixture(scope="session")
def ministack_worker(ministack_root: Aws) -> Aws:
    """With the rights of the worker in the cloud."""
    return _as_user(ministack_root, "worker", worker_statements(NAMES))


@pytest.fixture(scope="session")
def ministack_jobs(ministack_root: Aws) -> Aws:
    """With the rights of the jobs function in the cloud."""
    return _as_user(ministack_root, "jobs", job_statements(NAMES))


@pytest.fixture(scope="session")
def seaweedfs_aws() -> Iterator[Aws]:
    with seaweedfs() as engine:
        aws = Aws("eu-west-1", engine.endpoint_url, AccessKey(engine.access_key, engine.secret_key))
        for bucket in buckets(NAMES):
            aws.client("s3").create_bucket(Bucket=bucket.name)
        yield aws


@pytest.fixture(params=["moto", "ministack", "seaweedfs"])
def backend(request: pytest.FixtureRequest) -> AwsBackend:
    if request.param == "moto":
        moto: Aws = request.getfixturevalue("moto_aws")
        return with_tables(moto, moto, "before")
    if request.param == "seaweedfs":
        return with_buckets_only(request.getfixturevalue("seaweedfs_aws"), "before")
    return with_tables(request.getfixturevalue("ministack_root"), request.getfixturevalue("ministack_jobs"), "after")


def _as_user(root: Aws, user_name: str, statements: Sequence[Statement]) -> Aws:
    return Aws(REGION, root.endpoint_url, application_user(root, user_name, statements))
