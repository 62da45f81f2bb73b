"""Calls the Lambda function that decodes untrusted files. Its role has no rights, so it gets a signed URL."""

from __future__ import annotations

import asyncio
import random
from datetime import timedelta
from typing import Any

from aws.clients import Aws
from aws.resources import ResourceNames
from aws.s3 import keys
from aws.s3.signing import signer_of
from domain.models import Clock, RenditionKind
from domain.rendering import Original

FUNCTION_SECONDS = 180
"""Longer than the function's timeout (infra/lambda_functions.py)."""

URL_LIFETIME = timedelta(minutes=5)
MAX_ATTEMPTS = 12
MAX_PAUSE_SECONDS = 20.0
"""Between attempts while the account's concurrency is exhausted. The caller has a timeout of its own."""


class DecoderFailed(Exception):
    """The function raised, ran out of time or memory, or was never started. The file need not be the cause."""


class DecoderFunction:
    """Implements `RemoteDecoder` of media/remote/renderer.py."""

    def __init__(self, aws: Aws, functions: Aws, names: ResourceNames, name: str, clock: Clock) -> None:
        """`aws` signs URLs of originals and their copies. `functions` has a read timeout of `FUNCTION_SECONDS`."""
        self._functions = functions
        self._name = name
        self._clock = clock
        self._originals_signer = signer_of(aws, names.originals)
        self._derived_signer = signer_of(aws, names.derived)

    def address_of(self, original: Original) -> str:
        now = self._clock()
        if original.is_location_stripped:
            key = keys.rendition_of(original.key, RenditionKind.LOCATION_STRIPPED)
            return self._derived_signer.uncached_get(key, now=now, until=now + URL_LIFETIME)
        return self._originals_signer.uncached_get(original.key, now=now, until=now + URL_LIFETIME)

    async def decode(self, request: bytes) -> bytes:
        """Raises DecoderFailed and botocore's errors."""
        for attempt in range(MAX_ATTEMPTS):
            if response := await self._invoke(request):
                break
            await asyncio.sleep(random.uniform(0, min(MAX_PAUSE_SECONDS, 0.5 * 2**attempt)))  # noqa: S311 - no secret
        else:
            raise DecoderFailed("throttled")
        body: bytes = await asyncio.to_thread(response["Payload"].read)
        if "FunctionError" in response:
            raise DecoderFailed(response["FunctionError"])
        return body

    async def _invoke(self, request: bytes) -> dict[str, Any] | None:
        """None when throttled: to be retried."""
        from botocore.exceptions import ClientError

        try:
            return await self._functions.call("lambda", "invoke", FunctionName=self._name, Payload=request)
        except ClientError as error:
            if error.response["Error"]["Code"] != "TooManyRequestsException":
                raise
            return None
