"""The Lambda function that opens strangers' files: its role may do nothing, so it is given a signed address."""

from __future__ import annotations

import asyncio
import random
from datetime import timedelta
from typing import Any

from aws.clients import Aws
from aws.resources import ResourceNames
from aws.s3.signing import signer_of
from domain.models import Clock

FUNCTION_SECONDS = 180
"""Longer than the function may run (infra/lambda_functions.py)."""

ADDRESS_LIFE = timedelta(minutes=5)
MAX_CALLS = 12
MAX_PAUSE_SECONDS = 20.0
"""Between attempts while every place of the account is taken. Whoever waits has a time of its own as well."""


class DecoderFailed(Exception):
    """The function raised, ran out of time or memory, or was never started. No file is to blame for certain."""


class DecoderFunction:
    """Implements `RemoteDecoder` of media/remote_renderer.py."""

    def __init__(self, aws: Aws, functions: Aws, names: ResourceNames, name: str, clock: Clock) -> None:
        """`aws` is where originals are, and `functions` waits for `FUNCTION_SECONDS`."""
        self._functions = functions
        self._name = name
        self._clock = clock
        self._signer = signer_of(aws, names.originals)

    def address_of(self, key: str) -> str:
        now = self._clock()
        return self._signer.link(key, now=now, until=now + ADDRESS_LIFE)

    async def decode(self, request: bytes) -> bytes:
        """Raises DecoderFailed, and botocore's errors."""
        for attempt in range(MAX_CALLS):
            if answer := await self._invoke(request):
                break
            await asyncio.sleep(random.uniform(0, min(MAX_PAUSE_SECONDS, 0.5 * 2**attempt)))  # noqa: S311 - no secret
        else:
            raise DecoderFailed("throttled")
        body: bytes = await asyncio.to_thread(answer["Payload"].read)
        if "FunctionError" in answer:
            raise DecoderFailed(answer["FunctionError"])
        return body

    async def _invoke(self, request: bytes) -> dict[str, Any] | None:
        """None when it is to be tried again."""
        from botocore.exceptions import ClientError

        try:
            return await self._functions.call("lambda", "invoke", FunctionName=self._name, Payload=request)
        except ClientError as error:
            if error.response["Error"]["Code"] != "TooManyRequestsException":
                raise
            return None
