"""The keys of tokens in Secrets Manager: each version of one secret is a key, and its stage says how new it is."""

from __future__ import annotations

import asyncio

from aws.clients import Aws
from aws.transport.json_client import ServiceError
from aws.transport.pool import ConnectionFailed
from domain.ports.accounts import Key, KeysUnreadable

NEWEST, ONE_BEFORE = "AWSCURRENT", "AWSPREVIOUS"
KID_CHARACTERS = 8
"""Of a version's id, which is random: enough to tell two keys apart in every token."""


class SecretKeys:
    def __init__(self, aws: Aws, name: str) -> None:
        self._aws = aws
        self._name = name

    async def read(self) -> tuple[Key, ...]:
        """As `domain.signing_keys.KeySource` has it."""
        try:
            newest, before = await asyncio.gather(self._version(NEWEST), self._version(ONE_BEFORE))
        except (ServiceError, ConnectionFailed) as error:
            raise KeysUnreadable from error
        if newest is None:
            raise KeysUnreadable
        return (newest, before) if before else (newest,)

    async def _version(self, stage: str) -> Key | None:
        """None where no version has this stage: before the first rotation there is none before the newest."""
        try:
            told = await self._aws.call("secretsmanager", "get_secret_value", SecretId=self._name, VersionStage=stage)
        except ServiceError as error:
            if error.code == "ResourceNotFoundException":
                return None
            raise
        return Key(told["VersionId"][:KID_CHARACTERS], told["SecretString"].encode())
