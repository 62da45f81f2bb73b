"""A worker that dies at a given call to AWS."""

from __future__ import annotations

from typing import Any, Literal

from aws.clients import Aws

Moment = Literal["before", "after"]


class Killed(BaseException):
    """No `except Exception` catches it, as none catches the end of a process."""


class FaultInjectingAws(Aws):
    """Dies before or right after call number `at`. A dead process makes no further calls."""

    def __init__(self, aws: Aws, at: int, moment: Moment) -> None:
        self.__dict__.update(aws.__dict__)
        self._at = at
        self._moment = moment
        self.calls = 0

    @property
    def is_dead(self) -> bool:
        return self.calls >= self._at

    async def call(self, service: str, operation: str, **parameters: Any) -> dict[str, Any]:
        if self.is_dead:
            raise Killed
        self.calls += 1
        dies_now = self.is_dead
        if dies_now and self._moment == "before":
            raise Killed
        response = await super().call(service, operation, **parameters)
        if dies_now:
            raise Killed
        return response
