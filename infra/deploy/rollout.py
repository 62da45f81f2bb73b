"""Puts the service into an account, and brings it up to date there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Protocol

from aws.admin.account import SiteFile
from infra.deploy.commands import Commands
from infra.deploy.console import DeployError, Terminal
from infra.deploy.site_files import site_files
from infra.deployment import Deployment


class RolloutAccount(Protocol):
    """What is asked of the account itself: `aws.admin.account.Account`."""

    def outputs(self, stack: str) -> dict[str, str] | None: ...

    def upload_site(self, bucket: str, files: Iterable[SiteFile]) -> None: ...

    def invalidate(self, distribution: str, reference: str) -> None: ...

    def has_mail_production_access(self) -> bool: ...


@dataclass(frozen=True)
class Rollout:
    """Every step may be done again: who was interrupted starts anew."""

    terminal: Terminal
    account: RolloutAccount
    commands: Commands

    def roll_out(self, deployment: Deployment, reference: str) -> Deployment:
        """`reference` is new for each time. Returns the deployment with the name that CloudFront gave to it."""
        self._step("Building what Lambda runs")
        self.commands.bundle()
        self._step("Writing down what is deployed")
        self.commands.synthesize()
        self._step("Making room for the CDK in the account")
        self.commands.bootstrap(deployment)
        self._step("Tables, buckets and queues, then everything that works with them (CloudFront takes some minutes)")
        self.commands.deploy("Data", "Service")
        told = self._told(deployment)
        deployment = self._named(deployment, told["PublicOrigin"])
        self._step("Sending the web app")
        self.account.upload_site(told["SiteBucket"], site_files(self.commands.site))
        self.account.invalidate(told["Distribution"], reference)
        self._conclude(deployment, told["PublicOrigin"])
        return deployment

    def _told(self, deployment: Deployment) -> dict[str, str]:
        told = self.account.outputs(deployment.service_stack)
        if told is None:
            raise DeployError(f"the stack {deployment.service_stack} is not there, though it was deployed")
        return told

    def _named(self, deployment: Deployment, origin: str) -> Deployment:
        """Until CloudFront has named our origin no page may talk to the buckets: the first time it takes two rounds."""
        if origin == deployment.public_origin:
            return deployment
        named = replace(deployment, cdn_domain=origin.removeprefix("https://"))
        named.save(self.commands.file)
        self._step("Telling the buckets which pages may talk to them")
        self.commands.synthesize()
        self.commands.deploy("Data")
        return named

    def _conclude(self, deployment: Deployment, origin: str) -> None:
        say = self.terminal.say
        identity = deployment.mail_identity
        say(f"\nimgsh is at {origin}")
        say(f"- AWS has written to {deployment.alarm_address}: confirm, or no alarm reaches you.")
        if "@" in identity:
            say(f"- SES has written to {identity}: confirm, or no mail leaves.")
        else:
            say(f"- Put the three records that SES shows into the DNS of {identity}, or no mail leaves.")
        if not self.account.has_mail_production_access():
            say("- SES holds this account in its sandbox, where nobody but you gets mail: photographers can't confirm")
            say('  their address until you have asked it for "production access" (SES console, Account dashboard).')
        if deployment.domain and not deployment.hosted_zone_id:
            say(f"- Let {deployment.domain} be an alias (CNAME) of the distribution that CloudFront's console shows.")
        say("- docs/runbook.md says what to do when something happens.")

    def _step(self, what: str) -> None:
        self.terminal.say(f"\n== {what}")
