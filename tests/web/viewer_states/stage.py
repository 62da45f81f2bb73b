"""What the viewer's states are shown on, and how an album is opened."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Page, Route, expect

from tests.user_journey import Answer, Picture, Uploaded
from tests.web.browser import Visit
from tests.web.scenes import Scene, pictures

State = Callable[[Visit, "Stage"], Awaitable[None]]

VIDEO = Path(__file__).resolve().parents[2] / "media/samples/camera.mp4"


@dataclass(frozen=True)
class Stage:
    """An event with many photos, a code without any, an event that ends within the hour, and one within the day."""

    scene: Scene
    event: Uploaded
    code: Answer
    second: Answer
    empty: Answer
    last_hour: Answer
    last_day: Answer

    @property
    def address(self) -> str:
        return f"{self.scene.origin}/{self.event.public_url}"


async def stage_of(scene: Scene, photos: Sequence[Picture] = ()) -> Stage:
    event = await scene.event("Anna & Ben", photos or pictures(24))
    last_hour = await scene.event("Last call", [*photos, *pictures(5)][:5])
    last_day = await scene.event("The day after", [*pictures(1), Picture("Toast.mp4", VIDEO.read_bytes(), "video/mp4")])
    for ending, seconds in ((last_hour, 3600), (last_day, 12 * 3600)):
        await scene.photographer.ask("UpdateEvent", input={"eventId": ending.event_id, "secondsToLive": seconds})
    return Stage(
        scene,
        event,
        code=await scene.code(event, "The bride’s family"),
        second=await scene.code(event, "The band", sorted(event.ids)[:7]),
        empty=await scene.code(event, "Nobody yet", []),
        last_hour=await scene.code(last_hour, "Everybody"),
        last_day=await scene.code(last_day, "Everybody"),
    )


async def show_album(visit: Visit, url: str) -> Page:
    await visit.page.goto(url)
    await expect(visit.page.locator(".tile img[data-loaded]").first).to_be_visible()
    await expect(visit.page.locator(".tile img:not([data-loaded])")).to_have_count(0)
    await visit.page.wait_for_function("() => !document.getAnimations().some(each => each instanceof CSSTransition)")
    return visit.page


async def never(route: Route) -> None:
    await asyncio.sleep(0)
