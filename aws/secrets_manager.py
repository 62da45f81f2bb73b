"""Signing keys of tokens: each version of one secret in Secrets Manager is a key, and its stage tells its age."""

from __future__ import annotations

import asyncio

from aws.clients import Aws
from aws.transport.json_client import ServiceError
from aws.transport.pool import ConnectionFailed
from domain.ports.accounts import Key, KeysUnreadable

CURRENT_STAGE, PREVIOUS_STAGE = "AWSCURRENT", "AWSPREVIOUS"
KID_CHARACTERS = 8
"""Of the version's random id: enough to distinguish two keys, and short in every token."""


class SecretKeys:
    def __init__(self, aws: Aws, name: str) -> None:
        self._aws = aws
        self._name = name

    async def read(self) -> tuple[Key, ...]:
        """Implements `domain.signing_keys.KeySource`."""
        try:
            current, previous = await asyncio.gather(self._version(CURRENT_STAGE), self._version(PREVIOUS_STAGE))
        except (ServiceError, ConnectionFailed) as error:
            raise KeysUnreadable from error
        if current is None:
            raise KeysUnreadable
        return (current, previous) if previous else (current,)

    async def _version(self, stage: str) -> Key | None:
        """None if no version has this stage: before the first rotation there is no previous one."""
        try:
            secret = await self._aws.call("secretsmanager", "get_secret_value", SecretId=self._name, VersionStage=stage)
        except ServiceError as error:
            if error.code == "ResourceNotFoundException":
                return None
            raise
        return Key(secret["VersionId"][:KID_CHARACTERS], secret["SecretString"].encode())
