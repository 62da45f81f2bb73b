"""Access to the data of the local service while it runs, for commands."""

from __future__ import annotations

from pathlib import Path

from aws.clients import AccessKey, Aws
from local import state
from local.engine import HOST
from local.errors import StartupError
from local.provisioning import REGION
from local.state import LocalState


def running_service(data_dir: Path) -> tuple[Aws, LocalState]:
    """With the rights of the jobs. Raises StartupError if the service does not run."""
    local_state = state.load(data_dir)
    key = local_state.access_keys.get("jobs")
    if key is None or not state.is_in_use(data_dir):
        raise StartupError(f"no service is running with the data in {data_dir}. Start it first: make run.")
    endpoint_url = f"http://{HOST}:{local_state.engine_port}"
    return Aws(REGION, endpoint_url, AccessKey(key.access_key_id, key.secret_access_key)), local_state
