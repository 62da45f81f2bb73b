"""Stops a deployed service at once, and starts it again: what `make pause` and `make resume` do."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from aws.admin.service_switch import NotSettled, ServiceParts, ServiceSwitch
from aws.clients import Aws
from infra.deploy.console import DeployError, Terminal
from infra.deployment import Deployment
from infra.lambda_functions import API

PAUSED = """
Paused. Requests get an error, signed addresses of photos and uploads are refused, and no work is done: events that end
now are deleted only after `make resume`, though nobody can open them. The pages themselves still load."""

RESUMED = """
Resumed. Pages that are open get new addresses for their photos with their next request."""

STAYS_DENIED = """What was signed before stays refused for good, and so does a session that somebody has taken. If
requests still fail after some minutes, AWS gives sessions of before to the functions: `make resume KEEP_SESSIONS=1`
lets these in again."""


def service_switch_of(
    aws: Aws, deployment: Deployment, *, sleep: Callable[[float], None] = time.sleep
) -> ServiceSwitch:
    api = deployment.function(API.name)
    return ServiceSwitch(
        aws, stack=deployment.service_stack, api_function=api, api_arn=deployment.place.function(api), sleep=sleep
    )


@dataclass(frozen=True)
class Pausing:
    """Every step may be done again: who was interrupted starts the same command anew, or the other one."""

    terminal: Terminal
    switch: ServiceSwitch

    def pause(self) -> None:
        """Raises Trouble."""
        parts = self._parts()
        if self.switch.is_denied(parts) and self.switch.saved_state() is not None:
            self._step("It is paused already, or half: every step is done again")
        self._step("Denying everything to the roles: signed addresses and sessions end within seconds")
        self.switch.deny_everything(parts)
        self._step("Stopping requests, schedules and deliveries")
        try:
            self.switch.save_state(parts)
            self.switch.turn_off(parts)
        except NotSettled as mapping:
            raise DeployError(f"the delivery {mapping} does not stop; start `make pause` again") from None
        if any(self._say_state(parts).values()):
            raise DeployError("not all of it stands still; start `make pause` again")
        self.terminal.say(PAUSED)

    def resume(self, *, keep_sessions: bool) -> None:
        """`keep_sessions` lets in again who was in before the pause, stolen sessions too. Raises Trouble."""
        parts = self._parts()
        paused = self.switch.is_denied(parts) or self.switch.saved_state() is not None
        if not paused and not keep_sessions:
            raise DeployError("it is not paused")
        if keep_sessions:
            self._step("Letting all sessions of the roles in again")
            self.switch.allow_all_sessions(parts)
        else:
            self._step("Letting new sessions of the roles in, and starting the functions anew")
            self.switch.deny_older_sessions(parts)
            self.switch.restart_functions(parts)
        self._step("Starting deliveries, schedules and requests; what was off before the pause stays off")
        try:
            self.switch.turn_on(parts)
        except NotSettled as mapping:
            raise DeployError(f"the delivery {mapping} does not start; start `make resume` again") from None
        self._say_state(parts)
        self.terminal.say(RESUMED)
        if not keep_sessions:
            self.terminal.say(STAYS_DENIED)

    def _parts(self) -> ServiceParts:
        parts = self.switch.parts()
        if not parts.functions or not parts.roles:
            raise DeployError("nothing is deployed that could be paused")
        return parts

    def _say_state(self, parts: ServiceParts) -> dict[str, bool]:
        state = self.switch.state(parts)
        for name, is_on in state.items():
            self.terminal.say(f"  {'on ' if is_on else 'off'}  {name}")
        return state

    def _step(self, what: str) -> None:
        self.terminal.say(f"== {what}")
