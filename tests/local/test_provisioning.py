"""What a start provisions in the engine, and what it leaves to an earlier one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from aws.admin.provision import create_table
from aws.clients import AccessKey, Aws
from aws.resources import ResourceNames, tables
from local.engine import Engine
from local.provisioning import MIGRATING, PREFIX, REGION, provision_engine
from local.state import LocalState
from tests.engine_processes import ministack

NAMES = ResourceNames.with_prefix(PREFIX)
ORIGIN = "http://127.0.0.1:8000"


@pytest.fixture
def engine() -> Iterator[Engine]:
    with ministack() as started:
        yield started


def queues(engine: Engine) -> list[str]:
    aws = Aws(REGION, engine.endpoint_url, AccessKey(engine.access_key, engine.secret_key))
    return sorted(aws.client("sqs").list_queues()["QueueUrls"])


def delete_a_queue(engine: Engine) -> None:
    aws = Aws(REGION, engine.endpoint_url, AccessKey(engine.access_key, engine.secret_key))
    aws.client("sqs").delete_queue(QueueUrl=queues(engine)[0])


def test_the_same_is_provisioned_once(engine: Engine) -> None:
    local_state = LocalState()
    assert not provision_engine(engine, local_state, origin=ORIGIN)
    everything = queues(engine)
    delete_a_queue(engine)

    assert not provision_engine(engine, local_state, origin=ORIGIN)
    assert queues(engine) != everything, "the start does not look at what it knows"

    assert not provision_engine(engine, local_state, origin="http://127.0.0.1:8001")
    assert queues(engine) == everything


def test_an_engine_that_has_lost_everything_is_provisioned_again(engine: Engine) -> None:
    local_state = LocalState()
    with ministack() as earlier:
        provision_engine(earlier, local_state, origin=ORIGIN)

    assert provision_engine(engine, local_state, origin=ORIGIN)
    assert queues(engine)


def test_a_start_says_that_it_moves_the_photos_of_an_earlier_version(engine: Engine) -> None:
    aws = Aws(REGION, engine.endpoint_url, AccessKey(engine.access_key, engine.secret_key))
    photos = next(table for table in tables(NAMES) if table.name == NAMES.photos)
    create_table(aws, replace(photos, local_indexes=()))
    said: list[str] = []
    for origin in (ORIGIN, "http://127.0.0.1:8001"):
        provision_engine(engine, LocalState(), origin=origin, say=said.append)
    assert said == [MIGRATING]
