"""Pauses and resumes a deployed service. Blocking, with the owner's credentials.

The service stack contains everything that acts: functions, their roles, and their triggers. Methods are idempotent.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from aws.admin.event_source_mappings import EventSourceMappings
from aws.clients import Aws
from aws.resources import POLICY_VERSION

DENY_POLICY = "paused"
"""The name of the inline policy. It stays after a resume, for sessions from before the pause."""

BEFORE_TAG = "imgsh:off-before-pause"
"""A tag of the API's function, from the first step of a pause to the last of a resume: its earlier reserved
concurrency, or "none", and the ids of what was off already and stays off."""

OFTEN = {"Delay": 0.2, "MaxAttempts": 1500}
"""For functions that restart within a second. Gives up after five minutes."""


@dataclass(frozen=True)
class ServiceParts:
    """Physical ids of everything that acts. `mappings` deliver queues to functions; `rules` are schedules."""

    roles: tuple[str, ...]
    functions: tuple[str, ...]
    mappings: tuple[str, ...]
    rules: tuple[str, ...]


class ServiceSwitch:
    def __init__(
        self, aws: Aws, *, stack: str, api_function: str, api_arn: str, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        """`stack` is the service stack. `api_arn` is the ARN of `api_function`."""
        self._stack = stack
        self._api = api_function
        self._api_arn = api_arn
        self._cloudformation: Any = aws.client("cloudformation")
        self._lambda: Any = aws.client("lambda")
        self._mappings = EventSourceMappings(self._lambda, sleep)
        self._events: Any = aws.client("events")
        self._iam = aws.client("iam")
        self._sleep = sleep

    def parts(self) -> ServiceParts:
        pages = self._cloudformation.get_paginator("list_stack_resources").paginate(StackName=self._stack)
        found = [each for page in pages for each in page["StackResourceSummaries"] if each.get("PhysicalResourceId")]

        def of_type(kind: str) -> tuple[str, ...]:
            return tuple(each["PhysicalResourceId"] for each in found if each["ResourceType"] == kind)

        return ServiceParts(
            of_type("AWS::IAM::Role"),
            of_type("AWS::Lambda::Function"),
            of_type("AWS::Lambda::EventSourceMapping"),
            of_type("AWS::Events::Rule"),
        )

    def deny_everything(self, parts: ServiceParts) -> None:
        """Denies every session of the roles everything, and so disables every URL that they have signed."""
        self._deny(parts, {})

    def deny_older_sessions(self, parts: ServiceParts) -> None:
        """Denies sessions that began before now, by AWS's clock in whole seconds, everything forever.

        Returns when new sessions are no longer denied.
        """
        date = self._iam.get_role(RoleName=parts.roles[0])["ResponseMetadata"]["HTTPHeaders"]["date"]
        starts_at = parsedate_to_datetime(date).astimezone(UTC) + timedelta(seconds=1)
        self._deny(parts, {"Condition": {"DateLessThan": {"aws:TokenIssueTime": f"{starts_at:%Y-%m-%dT%H:%M:%SZ}"}}})
        self._sleep(1.0)

    def allow_all_sessions(self, parts: ServiceParts) -> None:
        for role in parts.roles:
            with suppress(self._iam.exceptions.NoSuchEntityException):
                self._iam.delete_role_policy(RoleName=role, PolicyName=DENY_POLICY)

    def is_denied(self, parts: ServiceParts) -> bool:
        """Whether at least one role is denied everything: a pause has begun."""
        return any("Condition" not in statement for statement in self._deny_statements(parts))

    def save_state(self, parts: ServiceParts) -> None:
        """Tags the API's function with what is off already, unless a pause that has begun did so."""
        if self.saved_state() is None:
            off = [*filter(self._mappings.is_off, parts.mappings), *filter(self._is_disabled, parts.rules)]
            reserved = self._reserved()
            value = " ".join(["none" if reserved is None else str(reserved), *off])
            self._lambda.tag_resource(Resource=self._api_arn, Tags={BEFORE_TAG: value})

    def saved_state(self) -> str | None:
        """None unless a pause has begun and no resume has ended."""
        tags: dict[str, str] = self._lambda.list_tags(Resource=self._api_arn)["Tags"]
        return tags.get(BEFORE_TAG)

    def turn_off(self, parts: ServiceParts) -> None:
        self._lambda.put_function_concurrency(FunctionName=self._api, ReservedConcurrentExecutions=0)
        for rule in parts.rules:
            self._events.disable_rule(Name=rule)
        self._mappings.set_enabled(parts.mappings, enabled=False)

    def turn_on(self, parts: ServiceParts) -> None:
        """Turns on all but what was off before the pause, then removes the tag."""
        saved = self.saved_state()
        if saved is None:
            return
        reserved, *off = saved.split()
        self._mappings.set_enabled([each for each in parts.mappings if each not in off], enabled=True)
        for rule in parts.rules:
            if rule not in off:
                self._events.enable_rule(Name=rule)
        if reserved == "none":
            self._lambda.delete_function_concurrency(FunctionName=self._api)
        else:
            self._lambda.put_function_concurrency(FunctionName=self._api, ReservedConcurrentExecutions=int(reserved))
        self._lambda.untag_resource(Resource=self._api_arn, TagKeys=[BEFORE_TAG])

    def restart_functions(self, parts: ServiceParts) -> None:
        """Replaces all execution environments: a warm one keeps its old session of the role."""
        updated = self._lambda.get_waiter("function_updated_v2")
        at = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
        for function in parts.functions:
            updated.wait(FunctionName=function, WaiterConfig=OFTEN)
            self._lambda.update_function_configuration(FunctionName=function, Description=f"Restarted at {at}")
        for function in parts.functions:
            updated.wait(FunctionName=function, WaiterConfig=OFTEN)

    def state(self, parts: ServiceParts) -> dict[str, bool]:
        """Whether each trigger is on, and the roles are allowed."""
        return {
            f"requests ({self._api})": self._reserved() != 0,
            **{f"delivery ({each})": not self._mappings.is_off(each) for each in parts.mappings},
            **{f"schedule ({each})": not self._is_disabled(each) for each in parts.rules},
            "sessions of the roles": not self.is_denied(parts),
        }

    def _deny(self, parts: ServiceParts, condition: dict[str, object]) -> None:
        statement = {"Effect": "Deny", "Action": "*", "Resource": "*", **condition}
        document = json.dumps({"Version": POLICY_VERSION, "Statement": [statement]})
        for role in parts.roles:
            self._iam.put_role_policy(RoleName=role, PolicyName=DENY_POLICY, PolicyDocument=document)

    def _deny_statements(self, parts: ServiceParts) -> Iterator[dict[str, object]]:
        for role in parts.roles:
            try:
                found: Any = self._iam.get_role_policy(RoleName=role, PolicyName=DENY_POLICY)["PolicyDocument"]
            except self._iam.exceptions.NoSuchEntityException:
                continue
            yield from found["Statement"]

    def _reserved(self) -> int | None:
        found: int | None = self._lambda.get_function_concurrency(FunctionName=self._api).get(
            "ReservedConcurrentExecutions"
        )
        return found

    def _is_disabled(self, rule: str) -> bool:
        return bool(self._events.describe_rule(Name=rule)["State"] == "DISABLED")
