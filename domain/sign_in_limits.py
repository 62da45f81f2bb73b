"""Limits wrong passwords: for an account, from a network, and from a device that has signed in before."""

from __future__ import annotations

from dataclasses import dataclass

from domain.rate_limiting import Attempt, Budget, LimitKey, RateLimiter, anonymized, network_of, wider_network_of

WRONG_PASSWORDS_FROM_ADDRESS = Budget(10, 900)
"""For one account. Only people at this address can use it up, so there are no slow places after it."""

WRONG_PASSWORDS_OF_ACCOUNT = Budget(100, 3600)
WRONG_PASSWORDS_OF_ADDRESS = Budget(20, 900)
WRONG_PASSWORDS_OF_NETWORK = Budget(120, 900)
SLOWED_PASSWORDS_OF_NETWORK = Budget(5, 150)
SLOWED_PASSWORDS_OF_ACCOUNT = Budget(20, 600)
"""One place in 30 seconds after strangers have used up a budget, so that right passwords still get through. Places
come several at a time, so that a constant guesser can't take each of them before the owner."""

SLOWED_PASSWORDS_FROM_ADDRESS = Budget(3, 3600)
SLOWED_PASSWORDS_FROM_NETWORK = Budget(15, 3600)
"""For one slowed account: a few strangers must not take all of its slow places."""

WRONG_PASSWORDS_OF_DEVICE = Budget(10, 900)
WRONG_CONFIRMATIONS_OF_ACCOUNT = Budget(100, 3600)


@dataclass(frozen=True)
class SignInLimits:
    """The methods acquire places and never raise. Call `raise_if_limited` first, and `release` for a right password."""

    rate_limiter: RateLimiter

    async def of_stranger(self, email: str, address: str) -> Attempt:
        """Counts in the same way for an e-mail address without an account."""
        account, network = anonymized(email), wider_network_of(address)
        attempt = await self.rate_limiter.acquire(
            [
                LimitKey(f"sign-in#{account}#{network_of(address)}", WRONG_PASSWORDS_FROM_ADDRESS),
                LimitKey(f"sign-in#{account}", WRONG_PASSWORDS_OF_ACCOUNT),
                LimitKey(f"sign-ins#{network_of(address)}", WRONG_PASSWORDS_OF_ADDRESS),
                LimitKey(f"sign-ins#{network}", WRONG_PASSWORDS_OF_NETWORK),
            ]
        )
        used_up = {key.budget for key, _ in attempt.refused}
        if not used_up or WRONG_PASSWORDS_FROM_ADDRESS in used_up:
            return attempt
        slowed: list[LimitKey] = []
        if used_up != {WRONG_PASSWORDS_OF_ACCOUNT}:
            slowed.append(LimitKey(f"slow-sign-in#{network}", SLOWED_PASSWORDS_OF_NETWORK))
        if WRONG_PASSWORDS_OF_ACCOUNT in used_up:
            slowed += [
                LimitKey(f"slow-sign-in#{account}#{network_of(address)}", SLOWED_PASSWORDS_FROM_ADDRESS),
                LimitKey(f"slow-sign-in#{account}#in#{network}", SLOWED_PASSWORDS_FROM_NETWORK),
                LimitKey(f"slow-sign-in#{account}", SLOWED_PASSWORDS_OF_ACCOUNT),
            ]
        return await self._slow_places(attempt, slowed)

    async def of_device(self, user_id: str, device_id: str) -> Attempt:
        """Strangers can't use up this budget."""
        return await self.rate_limiter.acquire([LimitKey(f"device#{user_id}#{device_id}", WRONG_PASSWORDS_OF_DEVICE)])

    async def of_signed_in(self, user_id: str, address: str) -> Attempt:
        """For somebody with an access token of the account: strangers can't use up these budgets either."""
        return await self.rate_limiter.acquire(
            [
                LimitKey(f"confirm-password#{user_id}#{network_of(address)}", WRONG_PASSWORDS_FROM_ADDRESS),
                LimitKey(f"confirm-password#{user_id}", WRONG_CONFIRMATIONS_OF_ACCOUNT),
            ]
        )

    async def _slow_places(self, attempt: Attempt, slowed: list[LimitKey]) -> Attempt:
        # In sequence: an attempt that the first refuses must not hold a place of the last for a moment.
        for key in slowed:
            attempt = attempt.followed_by(await self.rate_limiter.acquire([key]))
            if attempt.refused:
                break
        return attempt
