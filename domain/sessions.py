"""Whether a photographer's session goes on: asked by everything that a photographer may do, beside its first reads."""

from __future__ import annotations

from domain.errors import Unauthenticated
from domain.models import Photographer, User
from domain.ports.accounts import UserStore
from domain.tokens import ENDED


class Sessions:
    def __init__(self, users: UserStore) -> None:
        self._users = users

    async def user_of(self, photographer: Photographer) -> User:
        """The account, in one consistent read.

        Raises Unauthenticated once the session was ended: by signing out, by another password, with the account.
        """
        user = await self._users.by_email(photographer.email)
        known = (photographer.user_id, photographer.session_epoch)
        if user is None or (user.user_id, user.session_epoch) != known:
            raise Unauthenticated(ENDED, reason="TOKEN_EXPIRED")
        return user
