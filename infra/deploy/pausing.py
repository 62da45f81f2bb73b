"""Pauses a deployed service, and resumes it: `make pause` and `make resume`."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from aws.admin.event_source_mappings import NotSettled
from aws.admin.service_switch import ServiceParts, ServiceSwitch
from aws.clients import Aws
from infra.deploy.console import DeployError, Terminal
from infra.deployment import Deployment
from infra.lambda_functions import API

PAUSED = """
Paused. Requests fail, signed URLs of photos and uploads are refused, and no jobs run. Events that expire now can't be
opened, but are deleted only after `make resume`. The web app's pages still load."""

RESUMED = """
Resumed. Open pages get new signed URLs for their photos with their next request."""

STAYS_DENIED = """URLs and role sessions from before the pause stay invalid, stolen ones included. If requests still
fail after some minutes, AWS has given the functions earlier sessions: `make resume KEEP_SESSIONS=1` accepts these
again."""


def service_switch_of(
    aws: Aws, deployment: Deployment, *, sleep: Callable[[float], None] = time.sleep
) -> ServiceSwitch:
    api = deployment.function(API.name)
    return ServiceSwitch(
        aws, stack=deployment.service_stack, api_function=api, api_arn=deployment.arns.function(api), sleep=sleep
    )


@dataclass(frozen=True)
class Pausing:
    """Every step is idempotent: run the same command, or the other one, after an interruption."""

    terminal: Terminal
    switch: ServiceSwitch

    def pause(self) -> None:
        """Raises DeployError."""
        parts = self._parts()
        if self.switch.is_denied(parts) and self.switch.saved_state() is not None:
            self._step("It is already paused, at least partly: repeating every step")
        self._step("Denying everything to the roles: signed URLs and sessions end within seconds")
        self.switch.deny_everything(parts)
        self._step("Stopping requests, schedules and queue consumers")
        try:
            self.switch.save_state(parts)
            self.switch.turn_off(parts)
        except NotSettled as mapping:
            raise DeployError(f"the queue consumer {mapping} does not stop; run `make pause` again") from None
        if any(self._show_state(parts).values()):
            raise DeployError("something is still running; run `make pause` again")
        self.terminal.say(PAUSED)

    def resume(self, *, keep_sessions: bool) -> None:
        """`keep_sessions` accepts role sessions from before the pause again, stolen ones too. Raises DeployError."""
        parts = self._parts()
        paused = self.switch.is_denied(parts) or self.switch.saved_state() is not None
        if not paused and not keep_sessions:
            raise DeployError("it is not paused")
        if keep_sessions:
            self._step("Accepting all sessions of the roles again")
            self.switch.allow_all_sessions(parts)
        else:
            self._step("Accepting new sessions of the roles, and restarting the functions")
            self.switch.deny_older_sessions(parts)
            self.switch.restart_functions(parts)
        self._step("Starting queue consumers, schedules and requests; what was off before the pause stays off")
        try:
            self.switch.turn_on(parts)
        except NotSettled as mapping:
            raise DeployError(f"the queue consumer {mapping} does not start; run `make resume` again") from None
        self._show_state(parts)
        self.terminal.say(RESUMED)
        if not keep_sessions:
            self.terminal.say(STAYS_DENIED)

    def _parts(self) -> ServiceParts:
        parts = self.switch.parts()
        if not parts.functions or not parts.roles:
            raise DeployError("nothing is deployed")
        return parts

    def _show_state(self, parts: ServiceParts) -> dict[str, bool]:
        state = self.switch.state(parts)
        for name, is_on in state.items():
            self.terminal.say(f"  {'on ' if is_on else 'off'}  {name}")
        return state

    def _step(self, title: str) -> None:
        self.terminal.say(f"== {title}")
