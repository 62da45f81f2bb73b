"""Starts the local engine, and creates in it what the service needs."""

from __future__ import annotations

import asyncio
import inspect
import json
import os
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path

from aws import resources
from aws.admin import provision as provisioner
from aws.admin.photo_index_migration import PhotoIndexMigration
from aws.admin.provision import application_user, provision, verify_sender
from aws.clients import AccessKey, Aws
from aws.resources import ResourceNames
from aws.transport.json_client import ServiceError
from infra import iam_policies
from infra.iam_policies import api_statements, job_statements, local_worker_statements
from local import storage_proxy
from local.configuration import Configuration
from local.engine import HOST, Engine, is_busy, start_ministack
from local.state import LocalKey, LocalState

REGION = "eu-west-1"
PREFIX = "imgsh"
MAIL_SENDER = "imgsh@localhost.localdomain"
LAST_ROLE = "jobs"
MIGRATING = "Sorting the photos of an earlier version. It happens once, and may be interrupted."


def engine_dir(data_dir: Path) -> Path:
    return data_dir / "engine"


def start_engine(engines: Path, data_dir: Path, local_state: LocalState) -> Engine:
    """Uses the last port if it is free, so that earlier signed URLs stay valid."""
    folder = engine_dir(data_dir)
    folder.mkdir(mode=0o700, exist_ok=True)
    folder.chmod(0o700)  # an earlier version made it world-readable
    port = local_state.engine_port if local_state.engine_port and not is_busy(local_state.engine_port) else None
    engine = start_ministack(engines, port=port, state_dir=folder, region=REGION, log=data_dir / "engine.log")
    local_state.engine_port = engine.port
    return engine


def provision_engine(
    engine: Engine,
    local_state: LocalState,
    *,
    origin: str,
    more_origins: Sequence[str] = (),
    say: Callable[[str], None] = print,
) -> bool:
    """Creates tables, buckets and queues, and for each role a user with the rights of the role in the cloud.

    Does nothing if an earlier start has done the same. Returns whether the engine has lost what it had then.
    `say` tells what takes long.
    """
    digest = _digest(origin, *more_origins)
    if local_state.provisioned == digest and asyncio.run(_has_everything(engine, local_state)):
        return False
    aws = Aws(REGION, engine.endpoint_url, AccessKey(engine.access_key, engine.secret_key))
    names = ResourceNames.with_prefix(PREFIX)
    migration = PhotoIndexMigration(aws, names)
    if migration.is_needed():
        say(MIGRATING)
        migration.run()
    provision(aws, names, app_origin=origin, more_origins=more_origins)
    verify_sender(aws, MAIL_SENDER)
    roles = {"api": api_statements(names), "worker": local_worker_statements(names), LAST_ROLE: job_statements(names)}
    has_lost_data = False
    for role, statements in roles.items():
        last = local_state.access_keys.get(role)
        known = AccessKey(last.access_key_id, last.secret_access_key) if last else None
        key = application_user(aws, f"{PREFIX}-{role}", statements, known)
        if known and key != known:
            # An engine that does not know our key has lost its state, including the demo.
            local_state.demo, has_lost_data = None, True
        local_state.access_keys[role] = LocalKey(
            access_key_id=key.access_key_id, secret_access_key=key.secret_access_key
        )
    local_state.provisioned = digest
    return has_lost_data


def _digest(*origins: str) -> str:
    """Of everything that decides what is provisioned."""
    sources = (inspect.getsource(module) for module in (resources, provisioner, iam_policies))
    return sha256("\0".join([*sources, PREFIX, REGION, MAIL_SENDER, *origins]).encode()).hexdigest()


async def _has_everything(engine: Engine, local_state: LocalState) -> bool:
    """Whether the key of the last role works: it is provisioned last, and the engine's journal keeps the order."""
    key = local_state.access_keys[LAST_ROLE]
    aws = Aws(REGION, engine.endpoint_url, AccessKey(key.access_key_id, key.secret_access_key))
    nothing = {"subject": {"S": "nothing"}, "name": {"S": "nothing"}}
    try:
        await aws.call("dynamodb", "get_item", TableName=ResourceNames.with_prefix(PREFIX).jobs, Key=nothing)
    except ServiceError:
        return False
    return True


def variables(configured: Configuration, engine: Engine, local_state: LocalState, *, role: str) -> dict[str, str]:
    """Returns the environment variables of a process, as in the cloud."""
    key = local_state.access_keys[role]
    behind_proxy = {"IMGSH_STORAGE_URL": configured.origin + storage_proxy.PATH} if configured.is_on_network else {}
    photos = {"IMGSH_PHOTO_ORIGIN": configured.photo_origin} if configured.photo_origin else {}
    chosen = {} if configured.min_free_bytes is None else {"IMGSH_MIN_FREE_BYTES": str(configured.min_free_bytes)}
    return {
        **behind_proxy,
        **photos,
        **chosen,
        **configured.companion_apps,
        "DATA_DIR": str(configured.data_dir),
        "IMGSH_REGION": REGION,
        "IMGSH_ENDPOINT_URL": engine.endpoint_url,
        "IMGSH_PREFIX": PREFIX,
        "IMGSH_PUBLIC_ORIGIN": configured.origin,
        "IMGSH_MAIL_SENDER": MAIL_SENDER,
        "IMGSH_SIGN_UP": configured.sign_up.value,
        "IMGSH_TOKEN_KEYS": json.dumps([{"kid": "local", "secret": local_state.token_secret}]),
        "IMGSH_PHOTO_LINK_KEYS": f"a:{local_state.photo_link_secret}",
        "IMGSH_INTROSPECTION": str(not configured.is_on_network).lower(),
        "AWS_ACCESS_KEY_ID": key.access_key_id,
        "AWS_SECRET_ACCESS_KEY": key.secret_access_key,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "NO_PROXY": f"{HOST},localhost",
    }
