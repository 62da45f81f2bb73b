"""Stops everything that a deployed service does, and starts it again. Blocking, with the credentials of its owner.

All that acts is in the service stack: functions, their roles, and what calls them. Each method may be repeated.
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

from aws.clients import Aws
from aws.resources import POLICY_VERSION

DENIAL = "paused"
"""The name of the inline policy. It stays after a resume, for the sessions of before."""

BEFORE_TAG = "imgsh:off-before-pause"
"""Of the API's function, from the first step of a pause to the last of a resume: its reserved concurrency of before,
or "none", and the ids of what was off already and stays off."""

SETTLED = frozenset({"Enabled", "Disabled"})
MAX_POLLS, SECONDS_BETWEEN_POLLS = 60, 2.0


class NotSettled(Exception):
    """A delivery of a queue does not reach its state; the message names it."""


@dataclass(frozen=True)
class Parts:
    """What acts, by the ids that AWS knows it by. `mappings` deliver queues to functions; `rules` are schedules."""

    roles: tuple[str, ...]
    functions: tuple[str, ...]
    mappings: tuple[str, ...]
    rules: tuple[str, ...]


class ServiceSwitch:
    def __init__(
        self, aws: Aws, *, stack: str, api_function: str, api_arn: str, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        """`stack` is the service stack. `api_arn` is the ARN of its function `api_function`."""
        self._stack = stack
        self._api = api_function
        self._api_arn = api_arn
        self._cloudformation: Any = aws.client("cloudformation")
        self._lambda: Any = aws.client("lambda")
        self._events: Any = aws.client("events")
        self._iam = aws.client("iam")
        self._sleep = sleep

    def parts(self) -> Parts:
        pages = self._cloudformation.get_paginator("list_stack_resources").paginate(StackName=self._stack)
        found = [each for page in pages for each in page["StackResourceSummaries"] if each.get("PhysicalResourceId")]

        def of_type(kind: str) -> tuple[str, ...]:
            return tuple(each["PhysicalResourceId"] for each in found if each["ResourceType"] == kind)

        return Parts(
            of_type("AWS::IAM::Role"),
            of_type("AWS::Lambda::Function"),
            of_type("AWS::Lambda::EventSourceMapping"),
            of_type("AWS::Events::Rule"),
        )

    def deny_everything(self, parts: Parts) -> None:
        """To every session of the service's roles, and so to every URL that one has signed."""
        self._deny(parts, {})

    def deny_older_sessions(self, parts: Parts) -> None:
        """To those of before this moment alone, by the clock of AWS, which tells whole seconds. They never come back.

        Returns when a session that is given out now is a later one.
        """
        answered = self._iam.get_role(RoleName=parts.roles[0])["ResponseMetadata"]["HTTPHeaders"]["date"]
        begins = parsedate_to_datetime(answered).astimezone(UTC) + timedelta(seconds=1)
        self._deny(parts, {"Condition": {"DateLessThan": {"aws:TokenIssueTime": f"{begins:%Y-%m-%dT%H:%M:%SZ}"}}})
        self._sleep(1.0)

    def allow_all_sessions(self, parts: Parts) -> None:
        for role in parts.roles:
            with suppress(self._iam.exceptions.NoSuchEntityException):
                self._iam.delete_role_policy(RoleName=role, PolicyName=DENIAL)

    def is_denied(self, parts: Parts) -> bool:
        """Whether everything is denied to at least one role: a pause has begun."""
        return any("Condition" not in denial for denial in self._denials(parts))

    def remember(self, parts: Parts) -> None:
        """Writes down what is off already, unless it stands there from a pause that has begun."""
        if self.remembered() is None:
            off = [*filter(self._is_off, parts.mappings), *filter(self._is_disabled, parts.rules)]
            value = " ".join([str(self._reserved() if self._reserved() is not None else "none"), *off])
            self._lambda.tag_resource(Resource=self._api_arn, Tags={BEFORE_TAG: value})

    def remembered(self) -> str | None:
        """None unless a pause has begun, or a resume has not ended."""
        tags: dict[str, str] = self._lambda.list_tags(Resource=self._api_arn)["Tags"]
        return tags.get(BEFORE_TAG)

    def turn_off(self, parts: Parts) -> None:
        self._lambda.put_function_concurrency(FunctionName=self._api, ReservedConcurrentExecutions=0)
        for rule in parts.rules:
            self._events.disable_rule(Name=rule)
        self._set_mappings(parts.mappings, enabled=False)

    def turn_on(self, parts: Parts) -> None:
        """All but what was off before the pause; then forgets the pause."""
        before = self.remembered()
        if before is None:
            return
        reserved, *off = before.split()
        self._set_mappings([each for each in parts.mappings if each not in off], enabled=True)
        for rule in parts.rules:
            if rule not in off:
                self._events.enable_rule(Name=rule)
        if reserved == "none":
            self._lambda.delete_function_concurrency(FunctionName=self._api)
        else:
            self._lambda.put_function_concurrency(FunctionName=self._api, ReservedConcurrentExecutions=int(reserved))
        self._lambda.untag_resource(Resource=self._api_arn, TagKeys=[BEFORE_TAG])

    def start_anew(self, parts: Parts) -> None:
        """Every function gets new environments, and so a new session of its role: a warm one keeps its old one."""
        at = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
        for function in parts.functions:
            self._lambda.get_waiter("function_updated_v2").wait(FunctionName=function)
            self._lambda.update_function_configuration(FunctionName=function, Description=f"Started anew at {at}")
        for function in parts.functions:
            self._lambda.get_waiter("function_updated_v2").wait(FunctionName=function)

    def state(self, parts: Parts) -> dict[str, bool]:
        """What AWS says of each thing that acts: whether it does."""
        return {
            f"requests ({self._api})": self._reserved() != 0,
            **{f"delivery ({each})": not self._is_off(each) for each in parts.mappings},
            **{f"schedule ({each})": not self._is_disabled(each) for each in parts.rules},
            "sessions of the roles": not self.is_denied(parts),
        }

    def _deny(self, parts: Parts, condition: dict[str, object]) -> None:
        statement = {"Effect": "Deny", "Action": "*", "Resource": "*", **condition}
        document = json.dumps({"Version": POLICY_VERSION, "Statement": [statement]})
        for role in parts.roles:
            self._iam.put_role_policy(RoleName=role, PolicyName=DENIAL, PolicyDocument=document)

    def _denials(self, parts: Parts) -> Iterator[dict[str, object]]:
        for role in parts.roles:
            try:
                found: Any = self._iam.get_role_policy(RoleName=role, PolicyName=DENIAL)["PolicyDocument"]
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

    def _is_off(self, mapping: str) -> bool:
        return self._settled(mapping) == "Disabled"

    def _set_mappings(self, mappings: tuple[str, ...] | list[str], *, enabled: bool) -> None:
        """All are asked first, and waited for afterwards: each takes up to a minute."""
        for mapping in mappings:
            self._settled(mapping)
            self._lambda.update_event_source_mapping(UUID=mapping, Enabled=enabled)
        for mapping in mappings:
            self._settled(mapping)

    def _settled(self, mapping: str) -> str:
        for _ in range(MAX_POLLS):
            state: str = self._lambda.get_event_source_mapping(UUID=mapping)["State"]
            if state in SETTLED:
                return state
            self._sleep(SECONDS_BETWEEN_POLLS)
        raise NotSettled(mapping)
