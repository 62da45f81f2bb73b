"""Limits how often somebody may fail. Success is never counted.

An attempt acquires its place before it is judged and releases it on success, so parallel guesses can't get past the
count. Budgets reset with every window: nobody is ever locked out permanently.
"""

from __future__ import annotations

import asyncio
import hashlib
import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from math import ceil

from domain.errors import RateLimited
from domain.models import Clock
from domain.ports.accounts import RateLimits


@dataclass(frozen=True)
class Budget:
    """At most `limit` failures in each window of `window_seconds`."""

    limit: int
    window_seconds: int


@dataclass(frozen=True)
class LimitKey:
    """One budget, applied to somebody. `name` identifies what is counted and for whom, without personal data.

    `amount` is what one attempt uses: 1, or a number of bytes.
    """

    name: str
    budget: Budget
    amount: int = 1


@dataclass(frozen=True)
class RateLimiter:
    limits: RateLimits
    clock: Clock

    async def acquire(self, keys: Sequence[LimitKey]) -> Attempt:
        """Acquires a place in every budget, in parallel."""
        now = self.clock()
        windows = [_window(key, now) for key in keys]
        acquired = await asyncio.gather(
            *(
                self.limits.acquire(counter, limit=key.budget.limit, expires_at=ends_at, amount=key.amount)
                for key, (counter, ends_at) in zip(keys, windows, strict=True)
            )
        )
        results = list(zip(keys, windows, acquired, strict=True))
        places = tuple((counter, key.amount) for key, (counter, _), is_acquired in results if is_acquired)
        refused = tuple((key, ends_at) for key, (_, ends_at), is_acquired in results if not is_acquired)
        return Attempt(self.limits, places, refused, now)


@dataclass(frozen=True)
class Attempt:
    """`places` are the acquired counters with their amounts. `refused` are the used-up budgets, each with the end of
    its window.
    """

    limits: RateLimits
    places: tuple[tuple[str, int], ...]
    refused: tuple[tuple[LimitKey, datetime], ...]
    acquired_at: datetime

    async def release(self) -> None:
        await asyncio.gather(*(self.limits.release(key, amount=amount) for key, amount in self.places))

    def followed_by(self, later: Attempt) -> Attempt:
        """Combines two attempts: the places of both, and the refusals of `later` only."""
        return replace(later, places=self.places + later.places)

    @property
    def retry_after_seconds(self) -> int:
        return max((ceil((ends - self.acquired_at).total_seconds()) for _, ends in self.refused), default=0)

    async def raise_if_limited(self) -> None:
        """Raises RateLimited when a budget is used up.

        Releases its places first: otherwise one address could use up everybody's budget with refused attempts.
        """
        if self.refused:
            await self.release()
            raise RateLimited(self.retry_after_seconds)


def network_of(address: str) -> str:
    """An IPv4 address itself; the /64 of an IPv6 address, since one household has all of it."""
    return _network(address, ipv4_prefix=32, ipv6_prefix=64)


def wider_network_of(address: str) -> str:
    """The /24 of an IPv4 address or the /48 of an IPv6 address: one customer can rent many addresses in it."""
    return _network(address, ipv4_prefix=24, ipv6_prefix=48)


def anonymized(text: str) -> str:
    """Replaces an e-mail address or a link in a key, which then identifies nobody."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _network(address: str, *, ipv4_prefix: int, ipv6_prefix: int) -> str:
    try:
        parsed = ipaddress.ip_address(address.split("%", 1)[0])
    except ValueError:
        return "unknown"
    parsed = (isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped) or parsed
    prefix = ipv4_prefix if parsed.version == 4 else ipv6_prefix
    if prefix == parsed.max_prefixlen:
        return str(parsed)
    return str(ipaddress.ip_network((parsed, prefix), strict=False))


def _window(key: LimitKey, now: datetime) -> tuple[str, datetime]:
    seconds = key.budget.window_seconds
    number = int(now.timestamp()) // seconds
    return f"{key.name}#{number}", datetime.fromtimestamp((number + 1) * seconds, UTC)
