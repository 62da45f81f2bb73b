"""Photographers, in the seed's table Users. A pointer item beside the account reserves its user name."""

from __future__ import annotations

from aws.clients import Aws
from aws.dynamodb import keys
from aws.dynamodb.one_time_tokens import DynamoOneTimeTokens
from aws.dynamodb.serialization import from_user, item, to_user
from aws.dynamodb.table import Table, assignments, expressions
from aws.dynamodb.transactions import ConditionsFailed, transact
from aws.resources import ResourceNames
from domain.errors import Conflict, EmailTaken, InvalidInvitation, UserNameTaken
from domain.models import User
from domain.one_time_tokens import OneTimeToken

NEW = "attribute_not_exists(user_email)"
UNCHANGED = (
    "user_id = :user_id AND session_epoch = :known_epoch AND email_verified = :known_verified "
    "AND attribute_not_exists(deleting_since)"
)


class DynamoUsers:
    """Implements `UserStore`."""

    def __init__(self, aws: Aws, names: ResourceNames) -> None:
        self._table = Table(aws, names.users, "user_email")
        self._tokens = DynamoOneTimeTokens(aws, names)

    async def add(self, user: User, invitation: OneTimeToken | None = None) -> None:
        pointer = item({"user_email": keys.user_name(user.user_name), "points_to": user.email})
        account = self._table.put_action(from_user(user), NEW)
        name = self._table.put_action(pointer, NEW)
        used = [self._tokens.use_action(invitation)] if invitation else []
        try:
            await transact(self._table.aws, [account, name, *used])
        except ConditionsFailed as failed:
            errors = (EmailTaken, UserNameTaken, InvalidInvitation)
            raise errors[min(failed.numbers)] from failed

    async def by_email(self, email: str) -> User | None:
        stored = await self._table.get(email)
        user = to_user(stored) if stored else None
        return None if user is None or user.deleting_since else user

    async def by_id(self, user_id: str) -> User | None:
        if not keys.is_valid(user_id):
            return None
        wanted = expressions({"user_id": user_id}, KeyConditionExpression="user_id = :user_id")
        page = await self._table.page(
            lambda stored: stored["user_email"]["S"], first=1, IndexName="by_user_id", **wanted
        )
        return await self.by_email(page.items[0]) if page.items else None

    async def change(
        self,
        user: User,
        *,
        password_hash: str | None = None,
        email_verified: bool | None = None,
        session_epoch: int | None = None,
    ) -> User:
        fields = {"password_hash": password_hash, "email_verified": email_verified, "session_epoch": session_epoch}
        changes = {name: value for name, value in fields.items() if value is not None}
        # The id never changes: it is here because an update has to set something.
        changes["user_id"] = user.user_id
        known = {"known_epoch": user.session_epoch, "known_verified": user.email_verified}
        stored = await self._table.update((user.email,), assignments(changes), UNCHANGED, **known, **changes)
        changed = to_user(stored) if stored else None
        if changed is None:
            raise Conflict
        return changed

    async def storage_bytes(self, user_id: str) -> int:
        stored = await self._table.get(keys.storage_usage(user_id))
        return int(stored["storage_bytes"]["N"]) if stored else 0
