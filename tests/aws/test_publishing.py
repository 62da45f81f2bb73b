"""Publishing by a request that dies at any call to AWS: a repetition loses nothing and doubles nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass, replace

from aws.clients import Aws
from domain.codes import EVERYBODY_CARD
from domain.models import Event, Photo, Photographer, PhotoStatus
from domain.service import Service
from domain.sorting.changes import Assign
from domain.sorting.log import Publication
from runtime.adapters import adapters_of
from runtime.wiring import service_of, utc_now
from tests.aws.factories import a_photo, a_user, an_accessor, an_event
from tests.aws.fault_injection import FaultInjectingAws, Killed
from tests.fake_jobs import FakeQueue
from tests.in_memory_backend import settings_with

MAX_CALLS = 60
BEN, CLEO, EVERYBODY = "AAAAAA", "BBBBBB", EVERYBODY_CARD
PROPOSED = {
    BEN: {"02.jpg", "03.jpg"},
    CLEO: {"05.jpg"},
    EVERYBODY: {"07.jpg"},
}
AS_CORRECTED = {BEN: {"02.jpg"}, CLEO: {"05.jpg", "03.jpg"}, EVERYBODY: {"07.jpg"}}


@dataclass(frozen=True)
class Scene:
    aws: Aws
    photographer: Photographer
    event: Event

    def service(self, aws: Aws | None = None) -> Service:
        settings = settings_with()
        return service_of(settings, replace(adapters_of(settings, aws or self.aws), queue=FakeQueue()))

    async def version(self) -> str:
        event = await self.service().events.own(self.photographer, self.event.event_id)
        return (await self.service().sorting.current(event)).proposal.version

    async def publish(self, aws: Aws | None = None) -> Publication | None:
        version, publishing = await self.version(), self.service(aws).publishing
        event_id = self.event.event_id
        return (await publishing.publish(self.photographer, event_id, version=version, series_ids=None))[1]

    async def undo(self, number: int, aws: Aws | None = None) -> None:
        await self.service(aws).publishing.undo(self.photographer, self.event.event_id, number)

    async def given(self) -> dict[str, set[str]]:
        accessors = await self.service().accessors.page(self.event.event_id, first=10, after=None)
        lists = {each.access_code: set(each.images) for each in accessors.items}
        lists[EVERYBODY] = set(accessors.items[0].for_everybody)
        return {code: names for code, names in lists.items() if names}


async def a_scene(aws: Aws) -> Scene:
    """Cards of Ben, Cleo and everybody, each followed by photos."""
    adapters, now = adapters_of(settings_with(), aws), utc_now()
    user = a_user(email_verified=True)
    event = an_event(user_id=user.user_id, public_url=f"{user.user_name}/party", created_at=now)
    await asyncio.gather(adapters.users.add(user), adapters.events.add(event))
    cards = {1: BEN, 4: CLEO, 6: EVERYBODY}
    photos = [_shot(event, number, cards.get(number)) for number in range(1, 8)]
    pending = [photo.model_copy(update={"status": PhotoStatus.UPLOADING}) for photo in photos]
    await adapters.photos.register(event, pending, quota_bytes=10**9, now=now)
    await asyncio.gather(*(adapters.photos.finish(photo) for photo in photos))
    await adapters.accessors.add([an_accessor(event.event_id, code, created_at=now) for code in (BEN, CLEO)])
    return Scene(aws, Photographer.of(user), event)


def _shot(event: Event, number: int, card: str | None) -> Photo:
    return a_photo(
        event,
        f"{number:02}.jpg",
        registered_at=event.created_at,
        status=PhotoStatus.READY,
        camera_id="0" * 16,
        taken_local=f"2026-06-20T12:{number:02}:00.000",
        card_codes=frozenset({card} if card else ()),
        qr_card=bool(card),
    )


async def test_publishing_is_finished_by_its_repetition_after_a_death_at_any_call(ministack_api: Aws) -> None:
    for at in range(1, MAX_CALLS):
        scene = await a_scene(ministack_api)
        faulty = FaultInjectingAws(ministack_api, at, "before")
        is_dead = await _dies(scene.publish(faulty))
        publication = await scene.publish()
        assert publication
        assert publication.is_settled
        assert await scene.given() == PROPOSED, at
        current = await scene.service().sorting.current(scene.event)
        assert len(current.facts.stored.log) == 1
        await scene.undo(publication.number)
        assert await scene.given() == {}, at
        if not is_dead:
            break
    assert at > 10


async def test_undoing_is_finished_by_whatever_comes_next_after_a_death_at_any_call(ministack_api: Aws) -> None:
    for at in range(1, MAX_CALLS):
        scene = await a_scene(ministack_api)
        await scene.publish()
        change = Assign(("03.jpg",), frozenset({CLEO}))
        await scene.service().sorting.change(scene.photographer, scene.event.event_id, [change])
        second = await scene.publish()
        assert second
        assert await scene.given() == AS_CORRECTED
        faulty = FaultInjectingAws(ministack_api, at, "before")
        is_dead = await _dies(scene.undo(second.number, faulty))
        await scene.undo(second.number)
        assert await scene.given() == PROPOSED, at
        await scene.undo(1)
        assert await scene.given() == {}, at
        if not is_dead:
            break
    assert at > 10


async def test_two_devices_publish_and_undo_at_a_time(ministack_api: Aws) -> None:
    """Whatever wins, each code has what the log says."""
    scene = await a_scene(ministack_api)
    first, second = await asyncio.gather(scene.publish(), scene.publish())
    assert await scene.given() == PROPOSED
    numbers = {each.number for each in (first, second) if each}
    await asyncio.gather(*(scene.undo(number) for number in (*numbers, *numbers)))
    assert await scene.given() == {}
    published = await scene.publish()
    assert published
    await asyncio.gather(scene.undo(published.number), scene.publish())
    log = (await scene.service().sorting.current(scene.event)).facts.stored.log
    assert await scene.given() == (PROPOSED if log[-1].undone_at is None else {})


async def _dies(request: Awaitable[object]) -> bool:
    try:
        await request
    except Killed:
        return True
    return False
