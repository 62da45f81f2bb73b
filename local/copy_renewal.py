"""Renews the copies without a location of the running local service: `make renew-copies`."""

from __future__ import annotations

from collections.abc import Mapping

from aws.resources import ResourceNames
from infra.deploy.console import ConsoleTerminal
from infra.deploy.copy_renewal import renew_copies
from local.configuration import data_dir_of
from local.provisioning import PREFIX
from local.running_service import running_service
from runtime.wiring import utc_now


async def renew_local_copies(environment: Mapping[str, str]) -> None:
    """Raises StartupError and DeployError."""
    aws, _ = running_service(data_dir_of(environment))
    await renew_copies(aws, ResourceNames.with_prefix(PREFIX), ConsoleTerminal(), utc_now)
