"""How often somebody may be wrong: failures are counted, success never is.

An attempt takes its place before it is judged and gives it back when it was right, so parallel rate_limiter can't slip
past the count. A budget ends by itself; nobody is ever locked out for good.
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
    """One budget as it applies to somebody: `name` says what is counted and for whom, without naming a person.

    `amount` is what one attempt takes: one, or so many bytes.
    """

    name: str
    budget: Budget
    amount: int = 1


class RateLimiter:
    def __init__(self, limits: RateLimits, clock: Clock) -> None:
        self._limits = limits
        self._clock = clock

    async def acquire(self, counted: Sequence[LimitKey]) -> Attempt:
        """Takes a place in every budget, side by side."""
        now = self._clock()
        windows = [_window(each, now) for each in counted]
        taken = await asyncio.gather(
            *(
                self._limits.acquire(key, limit=each.budget.limit, expires_at=ends_at, amount=each.amount)
                for each, (key, ends_at) in zip(counted, windows, strict=True)
            )
        )
        places = tuple((key, each.amount) for each, (key, _), got in zip(counted, windows, taken, strict=True) if got)
        refused = tuple(
            (each, ends_at) for each, (_, ends_at), got in zip(counted, windows, taken, strict=True) if not got
        )
        return Attempt(self._limits, places, refused, now)


@dataclass(frozen=True)
class Attempt:
    """`places` are what it took: keys of counters, and how much of each. `refused` are the budgets that are used up,
    each with the end of its window.
    """

    limits: RateLimits
    places: tuple[tuple[str, int], ...]
    refused: tuple[tuple[LimitKey, datetime], ...]
    taken_at: datetime

    async def release(self) -> None:
        await asyncio.gather(*(self.limits.release(key, amount=amount) for key, amount in self.places))

    def followed_by(self, later: Attempt) -> Attempt:
        """Both places are given back together; only what refused `later` still refuses."""
        return replace(later, places=self.places + later.places)

    @property
    def retry_after_seconds(self) -> int:
        return max((ceil((ends - self.taken_at).total_seconds()) for _, ends in self.refused), default=0)

    async def raise_if_limited(self) -> None:
        """Raises RateLimited when any budget is used up.

        What is not judged does not count: else one address could use up the budget of everybody.
        """
        if self.refused:
            await self.release()
            raise RateLimited(self.retry_after_seconds)


def network_of(address: str) -> str:
    """Whom an address belongs to: IPv4 as it is; of IPv6 the /64, since one household has all of it."""
    return _network(address, ipv4_prefix=32, ipv6_prefix=64)


def wider_network_of(address: str) -> str:
    """What one customer can rent many addresses of: IPv4's /24, IPv6's /48."""
    return _network(address, ipv4_prefix=24, ipv6_prefix=48)


def anonymized(text: str) -> str:
    """Stands for an e-mail address or a link in a counter's key, which then names nobody."""
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


def _window(counted: LimitKey, now: datetime) -> tuple[str, datetime]:
    seconds = counted.budget.window_seconds
    number = int(now.timestamp()) // seconds
    return f"{counted.name}#{number}", datetime.fromtimestamp((number + 1) * seconds, UTC)
