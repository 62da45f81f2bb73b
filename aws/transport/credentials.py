"""Credentials: an explicit key, those of the role in the environment, or whatever botocore finds."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from aws.transport.sigv4 import Credentials

if TYPE_CHECKING:
    from botocore.session import Session


class CredentialSource:
    """Read before every signature: credentials of a role change while the process runs."""

    def __init__(
        self, explicit: Credentials | None, environment: Mapping[str, str], session: Callable[[], Session]
    ) -> None:
        """`session` is called only when neither `explicit` nor `environment` has credentials: a session is slow to
        create."""
        self._explicit = explicit
        self._environment = environment
        self._session = session

    def now(self) -> Credentials:
        """Blocks when botocore makes a request for them. Raises botocore's NoCredentialsError."""
        known = self._without_botocore()
        return self._from_botocore() if known is None else known

    async def ready(self) -> Credentials:
        """The same without blocking the event loop."""
        known = self._without_botocore()
        return await asyncio.to_thread(self._from_botocore) if known is None else known

    def _without_botocore(self) -> Credentials | None:
        if self._explicit is not None:
            return self._explicit
        access_key = self._environment.get("AWS_ACCESS_KEY_ID")
        secret_key = self._environment.get("AWS_SECRET_ACCESS_KEY")
        if not access_key or not secret_key:
            return None
        return Credentials(access_key, secret_key, self._environment.get("AWS_SESSION_TOKEN") or None)

    def _from_botocore(self) -> Credentials:
        """From a profile, a login, a container or an instance; botocore renews them before they expire."""
        found = self._session().get_credentials()
        frozen = found and found.get_frozen_credentials()
        if not frozen or not frozen.access_key or not frozen.secret_key:
            from botocore.exceptions import NoCredentialsError

            raise NoCredentialsError
        return Credentials(frozen.access_key, frozen.secret_key, frozen.token)
