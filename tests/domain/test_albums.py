from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from domain import codes
from domain.albums import Redeemed, Totals
from domain.errors import EventExpired, InvalidAccessCode, NotFound, RateLimited, Refusal, Unauthenticated
from domain.models import Accessor, Event, Photographer, PhotoKey, Viewer
from domain.photo_order import Listing
from domain.uploads import UploadFile
from tests.in_memory_backend import InMemoryBackend, some_id

LINK = "anna/wedding"
NAMES = [f"{number:03}.jpg" for number in range(12)]


class Party:
    """Anna's wedding with a dozen photos, of which Ben's code opens every second."""

    def __init__(
        self, backend: InMemoryBackend, anna: Photographer, event: Event, keys: list[PhotoKey], ben: Accessor
    ) -> None:
        self.backend, self.anna, self.event, self.keys, self.ben = backend, anna, event, keys, ben

    @classmethod
    async def begin(cls) -> Party:
        backend = InMemoryBackend()
        anna = await backend.photographer()
        event = await backend.event(anna)
        keys = await backend.upload(anna, event, *NAMES)
        return cls(backend, anna, event, keys, await backend.issue(anna, event, *keys[::2]))

    async def redeem(self, code: str | None = None, **given: Any) -> Redeemed:
        asked = {"public_url": LINK, "link_key": None, "address": "192.0.2.50", **given}
        return await self.backend.service.albums.redeem(
            access_code=self.ben.access_code if code is None else code, **asked
        )

    @property
    def viewer(self) -> Viewer:
        return Viewer(self.event.event_id, self.ben.access_code)

    @property
    def wrong(self) -> str:
        return "ZZZZZZ" if self.ben.access_code != "ZZZZZZ" else "YYYYYY"

    async def names(self, first: int = 100) -> list[str]:
        album = await self.backend.service.albums.open(self.viewer)
        page = await self.backend.service.albums.photo_page(album, Listing(first))
        return [photo.filename for photo in page.items]


async def test_a_code_opens_its_photos_and_no_other() -> None:
    party = await Party.begin()
    redeemed = await party.redeem()
    assert redeemed.album.accessor.open_count == 1
    assert redeemed.album.accessor.first_opened_at == party.backend.clock.now
    assert redeemed.expires_at == party.event.expires_at
    assert party.backend.service.tokens.read(redeemed.viewer_token) == party.viewer
    assert await party.names() == NAMES[::2]
    size = sum(party.backend.tables.photos[key].size_bytes for key in party.keys[::2])
    assert await party.backend.service.albums.totals(redeemed.album) == Totals(6, size, has_live_photos=False)


@pytest.mark.parametrize("link", ["anna/wedding", "/Anna/Wedding/", " ANNA/WEDDING "])
async def test_links_and_codes_are_accepted_as_people_type_them(link: str) -> None:
    party = await Party.begin()
    typed = f" {party.ben.access_code[:3]}-{party.ben.access_code[3:].lower()} "
    assert (await party.redeem(typed, public_url=link)).album.event.event_id == party.event.event_id


async def test_every_wrong_attempt_gets_the_same_error() -> None:
    party = await Party.begin()
    revoked = await party.backend.issue(party.anna, party.event)
    await party.backend.service.accessors.revoke(party.anna, party.event.event_id, revoked.access_code)
    other = await party.backend.issue(party.anna, await party.backend.event(party.anna, "Other"), all_photos=True)
    tries: list[dict[str, Any]] = [
        {"code": party.wrong},
        {"code": "not a code"},
        {"code": ""},
        {"code": revoked.access_code},
        {"code": other.access_code},
        {"public_url": "nobody/nothing"},
        {"public_url": ""},
        {"public_url": "x" * 10_000},
        {"code": party.wrong, "link_key": "forged"},
        {"code": party.wrong, "link_key": codes.link_key(party.event.link_secret, party.ben.access_code)},
    ]
    answers = set()
    for number, given in enumerate(tries):
        with pytest.raises(InvalidAccessCode) as refused:
            await party.redeem(**given, address=f"192.0.2.{number}")
        answers.add((refused.value.message, refused.value.field))
    assert len(answers) == 1


async def test_the_sixth_wrong_code_within_a_minute_is_limited() -> None:
    party = await Party.begin()
    for _ in range(5):
        with pytest.raises(InvalidAccessCode):
            await party.redeem(party.wrong)
    with pytest.raises(RateLimited) as limited:
        await party.redeem()
    assert 0 < limited.value.retry_after_seconds <= 60
    await party.redeem(address="192.0.2.51")
    party.backend.clock.forward(seconds=limited.value.retry_after_seconds)
    await party.redeem()


async def test_addresses_of_one_ipv6_network_share_a_budget() -> None:
    party = await Party.begin()
    for host in range(5):
        with pytest.raises(InvalidAccessCode):
            await party.redeem(party.wrong, address=f"2001:db8:1:2::{host:x}")
    with pytest.raises(RateLimited):
        await party.redeem(address="2001:db8:1:2:ffff::1")
    await party.redeem(address="2001:db8:1:3::1")


async def test_right_codes_are_never_counted() -> None:
    party = await Party.begin()
    for _ in range(200):
        await party.redeem()
    assert (await party.redeem()).album.accessor.open_count == 201


async def test_fifty_parallel_guesses_are_counted_exactly() -> None:
    party = await Party.begin()
    tries = (party.redeem(party.wrong) for _ in range(50))
    outcomes = await asyncio.gather(*tries, return_exceptions=True)
    kinds = sorted(type(outcome).__name__ for outcome in outcomes)
    assert kinds == ["InvalidAccessCode"] * 5 + ["RateLimited"] * 45


async def attack(party: Party, guesses: int = 100) -> list[str]:
    """Sends wrong codes, each from another address; returns the outcome of each."""
    kinds = []
    for number in range(guesses):
        with pytest.raises(Refusal) as refused:
            await party.redeem(party.wrong, address=f"198.51.{number // 250}.{number % 250}")
        kinds.append(type(refused.value).__name__)
    return kinds


async def test_beyond_the_events_budget_typed_codes_are_slowed_but_never_locked() -> None:
    party = await Party.begin()
    assert set(await attack(party)) == {"InvalidAccessCode"}
    await party.redeem()
    with pytest.raises(RateLimited) as limited:
        await party.redeem(address="192.0.2.60")
    assert 0 < limited.value.retry_after_seconds <= 30
    party.backend.clock.forward(seconds=limited.value.retry_after_seconds)
    await party.redeem(address="192.0.2.60")
    party.backend.clock.forward(hours=1)
    for _ in range(3):
        await party.redeem()


async def test_an_attack_reaches_the_event_with_few_guesses_an_hour() -> None:
    party = await Party.begin()
    judged = 0
    for minute in range(60):
        for number in range(20):
            with pytest.raises(Refusal) as refused:
                await party.redeem(party.wrong, address=f"198.51.{minute}.{number}")
            judged += isinstance(refused.value, InvalidAccessCode)
        party.backend.clock.forward(minutes=1)
    assert judged <= 220


async def test_a_valid_link_key_is_never_slowed() -> None:
    party = await Party.begin()
    await attack(party, 120)
    key = codes.link_key(party.event.link_secret, party.ben.access_code)
    for _ in range(20):
        await party.redeem(link_key=key)


async def test_open_albums_keep_working_during_an_attack() -> None:
    party = await Party.begin()
    await party.redeem()
    await attack(party, 120)
    assert await party.names() == NAMES[::2]


async def test_the_photographer_is_warned_once_a_day_that_codes_are_guessed() -> None:
    party = await Party.begin()
    before = len(party.backend.mailer.sent)
    await attack(party, 150)
    warnings = party.backend.mailer.sent[before:]
    assert [mail.to for mail in warnings] == ["anna@example.com"]
    assert party.event.name in warnings[0].text
    party.backend.clock.forward(days=1)
    await attack(party, 150)
    assert len(party.backend.mailer.sent) - before == 2


async def test_an_undelivered_warning_is_sent_with_the_next_refusal() -> None:
    party = await Party.begin()
    party.backend.mailer.broken = True
    await attack(party, 110)
    party.backend.mailer.broken = False
    before = len(party.backend.mailer.sent)
    await attack(party, 10)
    assert len(party.backend.mailer.sent) - before == 1


async def test_an_unknown_event_is_slowed_like_a_known_one() -> None:
    party = await Party.begin()
    for link in (LINK, "nobody/nothing"):
        kinds = []
        for _ in range(8):
            with pytest.raises(Refusal) as refused:
                await party.redeem(party.wrong, public_url=link)
            kinds.append(type(refused.value).__name__)
        assert kinds == ["InvalidAccessCode"] * 5 + ["RateLimited"] * 3


async def test_only_the_right_code_reveals_that_an_event_is_over() -> None:
    party = await Party.begin()
    party.backend.clock.forward(days=7)
    for _ in range(10):
        with pytest.raises(EventExpired):
            await party.redeem()
    with pytest.raises(InvalidAccessCode):
        await party.redeem(party.wrong)


async def test_a_revoked_code_ends_its_open_album_at_once() -> None:
    party = await Party.begin()
    await party.redeem()
    await party.backend.service.accessors.revoke(party.anna, party.event.event_id, party.ben.access_code)
    with pytest.raises(Unauthenticated) as refused:
        await party.names()
    assert refused.value.reason == "CODE_REVOKED"


async def test_an_album_ends_exactly_when_its_event_does() -> None:
    party = await Party.begin()
    party.backend.clock.forward(seconds=7 * 24 * 3600 - 1)
    assert await party.names()
    party.backend.clock.forward(seconds=1)
    with pytest.raises(Unauthenticated) as refused:
        await party.names()
    assert refused.value.reason == "EVENT_EXPIRED"


async def test_a_code_for_all_photos_shows_later_ones_too_but_none_that_is_not_ready() -> None:
    party = await Party.begin()
    every = await party.backend.issue(party.anna, party.event, all_photos=True)
    viewer = Viewer(party.event.event_id, every.access_code)
    await party.backend.upload(party.anna, party.event, "later.jpg")
    await party.backend.service.uploads.request(
        party.anna, party.event.event_id, [UploadFile("coming.jpg", "image/jpeg", 9)]
    )
    album = await party.backend.service.albums.open(viewer)
    page = await party.backend.service.albums.photo_page(album, Listing(100))
    assert [photo.filename for photo in page.items] == [*NAMES, "later.jpg"]
    assert (await party.backend.service.albums.totals(album))[0] == 13


async def test_a_photo_that_is_not_ready_never_shortens_a_page() -> None:
    party = await Party.begin()
    files = [UploadFile(f"{number:03}a.jpg", "image/jpeg", 9) for number in range(8)]
    _, tickets = await party.backend.service.uploads.request(party.anna, party.event.event_id, files)
    await party.backend.service.accessors.update(
        party.anna,
        party.event.event_id,
        party.ben.access_code,
        all_photos=None,
        add=[ticket.photo.key for ticket in tickets],
        remove=[],
    )
    album = await party.backend.service.albums.open(party.viewer)
    listing = Listing(4)
    first = await party.backend.service.albums.photo_page(album, listing)
    assert ([photo.filename for photo in first.items], first.has_next) == (NAMES[:8:2], True)
    rest = await party.backend.service.albums.photo_page(
        album, replace(listing, after=listing.position_after(first.items))
    )
    assert ([photo.filename for photo in rest.items], rest.has_next) == (NAMES[8::2], False)


async def test_only_downloads_of_the_albums_photos_are_counted() -> None:
    party = await Party.begin()
    report = party.backend.service.albums.report_downloads
    await report(party.viewer, party.keys[:5:2])
    assert party.backend.tables.accessors[party.event.event_id, party.ben.access_code].download_count == 3
    for key in (party.keys[1], PhotoKey(some_id(1), NAMES[0]), PhotoKey(party.event.event_id, "nothing.jpg")):
        with pytest.raises(NotFound):
            await report(party.viewer, [key])
