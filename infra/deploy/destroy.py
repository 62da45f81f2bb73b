"""Deletes the service and all its data from an account."""

from __future__ import annotations

from dataclasses import dataclass, replace

from aws import resources
from aws.admin.account import Account
from aws.admin.service_switch import ServiceSwitch
from infra.deploy.commands import Commands
from infra.deploy.console import DeployError, Terminal
from infra.deployment import Deployment

WARNING = """
This permanently deletes:
- every photo and video, event, access code and photographer's account;
- their backups, which end with their tables;
- the signing keys, which ends every session and every link;
- the web app, the API, the workers, their logs and alarms."""


@dataclass(frozen=True)
class Destroy:
    """Every step is idempotent: run it again after an interruption."""

    terminal: Terminal
    account: Account
    commands: Commands
    switch: ServiceSwitch

    def remove(self, deployment: Deployment, now_seconds: int, *, forced: bool = False) -> None:
        """`forced` deletes even if events have not expired. Asks for confirmation first. Raises DeployError."""
        if self.account.outputs(deployment.data_stack) is None:
            raise DeployError(f"there is no stack {deployment.data_stack} in {deployment.region}: nothing to delete")
        live = self.account.live_events(deployment.names.events, now_seconds)
        if live and not forced:
            raise DeployError(
                f"{live} events have not expired, and guests expect their photos until then. "
                "Delete the events first, or run make destroy FORCE=1"
            )
        self.terminal.say(WARNING)
        if live:
            self.terminal.say(f"- including {live} events that have not expired.")
        if self.terminal.ask(f'Type "{deployment.name}" to delete it, or anything else to cancel:') != deployment.name:
            raise DeployError("nothing was deleted")
        self.commands.bundle()
        self.commands.synthesize(disposable=True)
        self._remove_service(deployment)
        self._remove_data(deployment)
        forgotten = replace(deployment, cdn_domain=None, photo_cdn_domain=None, photo_distribution=None)
        forgotten.save(self.commands.file)
        self.terminal.say("\nEverything is deleted, except the CDK's own resources (the stack CDKToolkit).")

    def _remove_service(self, deployment: Deployment) -> None:
        """First, so that nothing is written any more: deleting the roles invalidates the URLs that they signed."""
        outputs = self.account.outputs(deployment.service_stack)
        if outputs is not None:
            if "SiteBucket" in outputs:
                self.account.empty(outputs["SiteBucket"])
            # CloudFormation can't delete a role with a policy that the stack did not create, such as that of a pause.
            self.switch.allow_all_sessions(self.switch.parts())
            self.commands.destroy("Service")

    def _remove_data(self, deployment: Deployment) -> None:
        self.commands.deploy("Data")  # without deletion protection
        for bucket in resources.buckets(deployment.names):
            self.account.empty(bucket.name)
        self.commands.destroy("Data")
