"""Every call to AWS goes through here: to DynamoDB and Secrets Manager by our own client, to the rest by botocore."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property, partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, overload

import orjson

from aws.transport.credentials import CredentialSource
from aws.transport.json_client import DYNAMODB, SECRETS_MANAGER, JsonClient, OnThrottled, ignore_throttled
from aws.transport.sigv4 import Credentials

if TYPE_CHECKING:
    from botocore.client import BaseClient
    from botocore.session import Session
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_iam import IAMClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sesv2 import SESV2Client
    from mypy_boto3_sqs import SQSClient

MAX_CONCURRENT_CALLS = 32
READ_TIMEOUT_SECONDS = 10
COPY_READ_TIMEOUT_SECONDS = 60
"""S3 answers a copy after it has copied all bytes."""

COPIES = frozenset({"copy_object", "upload_part_copy"})
MAX_ATTEMPTS = 3


@dataclass(frozen=True)
class AccessKey:
    access_key_id: str
    secret_access_key: str = field(repr=False)


class Aws:
    """Calls services of one region, or of a local engine at `endpoint_url`. Safe in any thread.

    Without `access_key`, credentials come from `environment`, where Lambda puts those of its role, or else from
    botocore's own sources.
    """

    def __init__(
        self,
        region: str,
        endpoint_url: str | None = None,
        access_key: AccessKey | None = None,
        *,
        environment: Mapping[str, str] = MappingProxyType({}),
        read_timeout_seconds: int = READ_TIMEOUT_SECONDS,
        max_attempts: int = MAX_ATTEMPTS,
        on_throttled: OnThrottled = ignore_throttled,
    ) -> None:
        self.region = region
        self.endpoint_url = endpoint_url
        self._access_key = access_key
        self._read_timeout_seconds = read_timeout_seconds
        self._max_attempts = max_attempts
        explicit = Credentials(access_key.access_key_id, access_key.secret_access_key) if access_key else None
        self.credentials = CredentialSource(explicit, environment, lambda: self._session)
        self._json_clients = {
            protocol.service: JsonClient(region, endpoint_url, self.credentials, protocol, on_throttled)
            for protocol in (DYNAMODB, SECRETS_MANAGER)
        }
        self._clients: dict[tuple[str, int], BaseClient] = {}
        self._creating = threading.Lock()

    async def call(
        self, service: str, operation: str, *, parse: Any = orjson.loads, **parameters: Any
    ) -> dict[str, Any]:
        """The response to one call, with botocore's names. `parse`, a `Parse`, reads those of our own client.

        Raises ConnectionFailed and ServiceError for "dynamodb" and "secretsmanager", botocore's errors for others.
        """
        if service in self._json_clients:
            return await self._json_clients[service].call(operation, parameters, parse)
        call = partial(self._call, service, operation, parameters)
        return await asyncio.get_running_loop().run_in_executor(self._threads, call)

    @overload
    def client(self, service: Literal["dynamodb"]) -> DynamoDBClient: ...
    @overload
    def client(self, service: Literal["iam"]) -> IAMClient: ...
    @overload
    def client(self, service: Literal["s3"]) -> S3Client: ...
    @overload
    def client(self, service: Literal["sesv2"]) -> SESV2Client: ...
    @overload
    def client(self, service: Literal["sqs"]) -> SQSClient: ...
    @overload
    def client(self, service: str) -> BaseClient: ...
    def client(self, service: str) -> BaseClient:
        """botocore's client, for blocking use."""
        return self._client(service, self._read_timeout_seconds)

    def _client(self, service: str, read_timeout_seconds: int) -> BaseClient:
        key = service, read_timeout_seconds
        client = self._clients.get(key)
        if client is None:
            with self._creating:
                client = self._clients.get(key) or self._create(service, read_timeout_seconds)
                self._clients[key] = client
        return client

    @cached_property
    def _session(self) -> Session:
        """botocore's session, not boto3's: the same clients, less than half the import time."""
        import botocore.session

        session = botocore.session.get_session()
        if self._access_key:
            session.set_credentials(self._access_key.access_key_id, self._access_key.secret_access_key)
        return session

    @cached_property
    def _threads(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(MAX_CONCURRENT_CALLS, thread_name_prefix="aws")

    def _call(self, service: str, operation: str, parameters: Mapping[str, Any]) -> dict[str, Any]:
        least_seconds = COPY_READ_TIMEOUT_SECONDS if operation in COPIES else 0
        client = self._client(service, max(self._read_timeout_seconds, least_seconds))
        response: dict[str, Any] = getattr(client, operation)(**parameters)
        return response

    def _create(self, service: str, read_timeout_seconds: int) -> BaseClient:
        from botocore.config import Config

        config = Config(
            # By default botocore signs S3 URLs with SigV2 in old regions.
            signature_version="s3v4" if service == "s3" else None,
            s3={"addressing_style": "path" if self.endpoint_url else "virtual"},
            connect_timeout=2,
            read_timeout=read_timeout_seconds,
            retries={"mode": "standard", "max_attempts": self._max_attempts},
            max_pool_connections=MAX_CONCURRENT_CALLS,
            # This package alone builds requests, and is tested against engines that validate them.
            parameter_validation=False,
            # Fixed: composing botocore's own takes a fifth of a call's time.
            user_agent="imgsh",
        )
        return self._session.create_client(
            service, region_name=self.region, endpoint_url=self.endpoint_url, config=config
        )
