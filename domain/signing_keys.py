"""The keys that sign tokens. They can be rotated during sessions: the newest signs, older ones still verify."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from domain.models import Clock
from domain.ports.accounts import Key, KeySource, KeysUnreadable

MAX_AGE = timedelta(minutes=5)
"""How long keys are used before they are read again."""

MIN_FORCED_REFRESH_INTERVAL = timedelta(seconds=10)
"""Between two refreshes for unknown keys: anybody can make up a token with a new key id."""


class KeyRing:
    def __init__(self, clock: Clock, *, fixed: Sequence[Key] = (), source: KeySource | None = None) -> None:
        """Uses `fixed` keys that never change, or a `source` to read them from. Raises ValueError without either."""
        if not fixed and source is None:
            raise ValueError("there are no signing keys")
        self._clock = clock
        self._source = source
        self._keys = {key.kid: key for key in fixed}
        self._read_at = self._last_forced_refresh = datetime.min.replace(tzinfo=clock().tzinfo)

    @property
    def newest(self) -> Key:
        return next(iter(self._keys.values()))

    def secret_of(self, kid: str) -> bytes:
        """Raises KeyError."""
        return self._keys[kid].secret

    async def refresh_if_stale(self, kid: str | None) -> None:
        """Reads the keys again when they are old or `kid` is unknown, since it may be new.

        Raises KeysUnreadable only before the first successful read: later, the keys in memory are used.
        """
        if self._source is None or not self._is_refresh_due(kid):
            return
        try:
            self._keys = {key.kid: key for key in await self._source.read()}
        except KeysUnreadable:
            if not self._keys:
                raise
        self._read_at = self._clock()

    def _is_refresh_due(self, kid: str | None) -> bool:
        now = self._clock()
        if now - self._read_at >= MAX_AGE:
            return True
        if kid is None or kid in self._keys or now - self._last_forced_refresh < MIN_FORCED_REFRESH_INTERVAL:
            return False
        self._last_forced_refresh = now
        return True
