"""Deploys or updates the service in an account."""

from __future__ import annotations

from dataclasses import dataclass, replace

from aws.admin.account import Account
from infra.deploy.commands import Commands
from infra.deploy.console import DeployError, Terminal
from infra.deploy.site_files import site_files
from infra.deployment import Deployment


@dataclass(frozen=True)
class Rollout:
    """Every step is idempotent: run it again after an interruption."""

    terminal: Terminal
    account: Account
    commands: Commands

    def roll_out(self, deployment: Deployment, reference: str) -> Deployment:
        """`reference` is unique for each call. Returns the deployment with the names that CloudFront gave."""
        self._step("Building the Lambda bundles")
        self.commands.bundle()
        self._step("Synthesizing the CloudFormation templates")
        self.commands.synthesize()
        self._step("Bootstrapping the CDK in the account")
        self.commands.bootstrap(deployment)
        self._step("Deploying the data stack, then the service stack (CloudFront takes some minutes)")
        self.commands.deploy("Data", "Service")
        outputs = self._outputs(deployment)
        deployment = self._with_names(deployment, outputs)
        self._step("Uploading the web app")
        self.account.upload_site(outputs["SiteBucket"], site_files(self.commands.site))
        self.account.invalidate(outputs["Distribution"], reference)
        self._show_next_steps(deployment, outputs["PublicOrigin"])
        return deployment

    def _outputs(self, deployment: Deployment) -> dict[str, str]:
        outputs = self.account.outputs(deployment.service_stack)
        if outputs is None:
            raise DeployError(f"the stack {deployment.service_stack} is missing after its deployment")
        return outputs

    def _with_names(self, deployment: Deployment, outputs: dict[str, str]) -> Deployment:
        """The buckets need our origin and the distribution of photos, which are known only after the first deployment.

        The API signs links to photos from the second round on, when the buckets admit that distribution.
        """
        named = deployment
        if outputs["PublicOrigin"] != deployment.public_origin:
            named = replace(named, cdn_domain=outputs["PublicOrigin"].removeprefix("https://"))
        if "PhotoDistribution" in outputs:
            named = replace(
                named,
                photo_cdn_domain=outputs["PhotoOrigin"].removeprefix("https://"),
                photo_distribution=outputs["PhotoDistribution"],
            )
        if named == deployment:
            return deployment
        named.save(self.commands.file)
        self._step("Telling the buckets and the API the names that CloudFront gave")
        self.commands.synthesize()
        self.commands.deploy("Data", "Service")
        return named

    def _show_next_steps(self, deployment: Deployment, origin: str) -> None:
        say = self.terminal.say
        identity = deployment.mail_identity
        say(f"\nimgsh runs at {origin}")
        say(f"- Confirm the subscription that AWS mailed to {deployment.alarm_address}, or you receive no alarms.")
        if "@" in identity:
            say(f"- Confirm the address {identity} with the link that SES mailed to it, or no mail is sent.")
        else:
            say(f"- Add the three DNS records that the SES console shows for {identity}, or no mail is sent.")
        if not self.account.has_mail_production_access():
            say("- SES keeps this account in its sandbox, where only verified addresses get mail. Photographers can't")
            say("  confirm theirs until you request production access (SES console, Account dashboard).")
        if deployment.domain and not deployment.hosted_zone_id:
            say(f"- Create a CNAME record from {deployment.domain} to the domain that the CloudFront console shows.")
        say("- docs/runbook.md explains how to operate it.")

    def _step(self, title: str) -> None:
        self.terminal.say(f"\n== {title}")
