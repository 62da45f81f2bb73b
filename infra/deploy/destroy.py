"""Takes the service out of an account again, with everything that it keeps."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Protocol

from aws import resources
from aws.admin.service_switch import ServiceSwitch
from infra.deploy.commands import Commands
from infra.deploy.console import DeployError, Terminal
from infra.deployment import Deployment

WHAT_GOES = """
This deletes for good, and nobody can bring it back:
- every photo and video, every event and access code, every account of a photographer;
- their backups, for tables keep none once they are gone;
- the keys of tokens: every session and every link ends;
- the web app, the API, the worker, their logs and their alarms."""


class DestroyAccount(Protocol):
    """What is asked of the account itself: `aws.admin.account.Account`."""

    def outputs(self, stack: str) -> dict[str, str] | None: ...

    def live_events(self, table: str, now_seconds: int) -> int: ...

    def empty(self, bucket: str) -> None: ...


@dataclass(frozen=True)
class Destroy:
    """Every step may be done again: who was interrupted starts anew."""

    terminal: Terminal
    account: DestroyAccount
    commands: Commands
    switch: ServiceSwitch

    def remove(self, deployment: Deployment, now_seconds: int, *, forced: bool = False) -> None:
        """`forced` also while guests still look at their photos. Raises Trouble; nothing is gone before the answer."""
        if self.account.outputs(deployment.data_stack) is None:
            raise DeployError(f"there is no stack {deployment.data_stack} in {deployment.region}: nothing to delete")
        live = self.account.live_events(deployment.names.events, now_seconds)
        if live and not forced:
            raise DeployError(
                f"{live} events are not over yet, and guests were promised their photos until then. "
                "Delete the events first, or say make destroy FORCE=1"
            )
        self.terminal.say(WHAT_GOES)
        if live:
            self.terminal.say(f"- among them {live} events that are not over.")
        if self.terminal.ask(f'Type "{deployment.name}" to delete it, anything else to keep it:') != deployment.name:
            raise DeployError("nothing was deleted")
        self.commands.bundle()
        self.commands.synthesize(disposable=True)
        self._remove_service(deployment)
        self._remove_data(deployment)
        replace(deployment, cdn_domain=None).save(self.commands.file)
        self.terminal.say("\nAll of it is gone, but for what the CDK keeps for itself (the stack CDKToolkit).")

    def _remove_service(self, deployment: Deployment) -> None:
        """First, so that nobody writes any more: what its roles have signed ends with them."""
        told = self.account.outputs(deployment.service_stack)
        if told is not None:
            if "SiteBucket" in told:
                self.account.empty(told["SiteBucket"])
            # A role is not deleted while it has a policy that the stack does not know: a pause leaves one.
            self.switch.allow_all_sessions(self.switch.parts())
            self.commands.destroy("Service")

    def _remove_data(self, deployment: Deployment) -> None:
        self.commands.deploy("Data")  # without its locks
        for bucket in resources.buckets(deployment.names):
            self.account.empty(bucket.name)
        self.commands.destroy("Data")
