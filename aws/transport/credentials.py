"""Whose calls these are: a key that was given, the role's in the environment, or whatever botocore finds."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from aws.transport.sigv4 import Credentials

if TYPE_CHECKING:
    from botocore.session import Session


class CredentialSource:
    """Asked before every signature, since those of a role change while it runs."""

    def __init__(
        self, given: Credentials | None, environment: Mapping[str, str], session: Callable[[], Session]
    ) -> None:
        """`session` is called only where neither `given` nor `environment` has any: it takes long to make."""
        self._given = given
        self._environment = environment
        self._session = session

    def now(self) -> Credentials:
        """Blocks where botocore has to ask somebody. Raises botocore's NoCredentialsError."""
        at_hand = self._at_hand()
        return self._botocores() if at_hand is None else at_hand

    async def ready(self) -> Credentials:
        """The same beside the event loop."""
        at_hand = self._at_hand()
        return await asyncio.to_thread(self._botocores) if at_hand is None else at_hand

    def _at_hand(self) -> Credentials | None:
        if self._given is not None:
            return self._given
        access_key = self._environment.get("AWS_ACCESS_KEY_ID")
        secret_key = self._environment.get("AWS_SECRET_ACCESS_KEY")
        if not access_key or not secret_key:
            return None
        return Credentials(access_key, secret_key, self._environment.get("AWS_SESSION_TOKEN") or None)

    def _botocores(self) -> Credentials:
        """From a profile, a login, a container or a machine; botocore knows when they end and renews them."""
        found = self._session().get_credentials()
        frozen = found and found.get_frozen_credentials()
        if not frozen or not frozen.access_key or not frozen.secret_key:
            from botocore.exceptions import NoCredentialsError

            raise NoCredentialsError
        return Credentials(frozen.access_key, frozen.secret_key, frozen.token)
