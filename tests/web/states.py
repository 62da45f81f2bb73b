"""Every screen and state of the viewer, by name: for the audits of accessibility, and for looking at."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from playwright.async_api import Page, Route, expect

from tests.walk import Answer, Picture, Uploaded
from tests.web.browser import Visit
from tests.web.scenes import Scene, pictures

State = Callable[[Visit, "Stage"], Awaitable[None]]


@dataclass(frozen=True)
class Stage:
    """An event with many photos, one without, and one that ends within the hour."""

    scene: Scene
    event: Uploaded
    code: Answer
    empty: Answer
    ending: Answer

    @property
    def address(self) -> str:
        return f"{self.scene.origin}/{self.event.public_url}"


async def stage_of(scene: Scene, photos: Sequence[Picture] = ()) -> Stage:
    event = await scene.event("Anna & Ben", photos or pictures(24))
    ending = await scene.event("Last call", pictures(5))
    await scene.photographer.ask("UpdateEvent", input={"eventId": ending.event_id, "secondsToLive": 3600})
    return Stage(
        scene,
        event,
        await scene.code(event, "The bride's family"),
        await scene.code(event, "Nobody yet", []),
        await scene.code(ending, "Everybody"),
    )


async def _album(visit: Visit, url: str) -> Page:
    await visit.page.goto(url)
    await expect(visit.page.locator(".tile img[data-loaded]").first).to_be_visible()
    await expect(visit.page.locator(".tile img:not([data-loaded])")).to_have_count(0)
    await visit.page.wait_for_function("() => !document.getAnimations().some(each => each instanceof CSSTransition)")
    return visit.page


async def _never(route: Route) -> None:
    await asyncio.sleep(0)


async def _submit(visit: Visit, stage: Stage, code: str) -> None:
    await visit.page.goto(stage.address)
    await visit.page.get_by_label("Access code").fill(code)
    await visit.page.get_by_label("Access code").press("Enter")


async def _refuse(visit: Visit, extensions: dict[str, object]) -> None:
    """What the service answers when a program alone could put it right."""
    body = json.dumps({"data": None, "errors": [{"message": "", "extensions": extensions}]})
    await visit.page.route("**/graphql", lambda route: route.fulfill(body=body, content_type="application/json"))


async def code(visit: Visit, stage: Stage) -> None:
    await visit.page.goto(stage.address)
    await expect(visit.page.get_by_label("Access code")).to_be_focused()


async def code_busy(visit: Visit, stage: Stage) -> None:
    await visit.page.route("**/graphql", _never)
    await _submit(visit, stage, "ABC34D")
    await expect(visit.page.get_by_text("Opening the album…")).to_be_visible()


async def code_wrong(visit: Visit, stage: Stage) -> None:
    await _submit(visit, stage, "nobody/knows-this")
    await expect(visit.page.get_by_text("This code does not open an album here.")).to_be_visible()


async def code_limited(visit: Visit, stage: Stage) -> None:
    await _refuse(visit, {"code": "RATE_LIMITED", "retryAfterSeconds": 42})
    await _submit(visit, stage, "ABC34D")
    await expect(visit.page.get_by_role("button", name="Try again in")).to_be_visible()


async def code_offline(visit: Visit, stage: Stage) -> None:
    visit.expect("ERR_INTERNET_DISCONNECTED", "Failed to load resource")
    await visit.page.goto(stage.address)
    await visit.set_network(offline=True)
    await visit.page.get_by_label("Access code").fill(stage.code["accessCode"])
    await visit.page.get_by_label("Access code").press("Enter")
    await expect(visit.page.get_by_text("There is no connection.")).to_be_visible()


async def code_failed(visit: Visit, stage: Stage) -> None:
    visit.expect("Failed to load resource")
    await visit.page.route("**/graphql", lambda route: route.fulfill(status=503, body=""))
    await _submit(visit, stage, "ABC34D")
    await expect(visit.page.get_by_text("Something went wrong on our side.")).to_be_visible()


async def code_revoked(visit: Visit, stage: Stage) -> None:
    await _album(visit, stage.code["url"])
    await _refuse(visit, {"code": "UNAUTHENTICATED", "reason": "CODE_REVOKED"})
    await visit.page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")
    await expect(visit.page.get_by_text("This code no longer opens the album.")).to_be_visible()


async def ended(visit: Visit, stage: Stage) -> None:
    await _album(visit, stage.code["url"])
    await _refuse(visit, {"code": "UNAUTHENTICATED", "reason": "EVENT_EXPIRED"})
    await visit.page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")
    await expect(visit.page.get_by_role("heading", name="These photos are deleted")).to_be_visible()


async def album(visit: Visit, stage: Stage) -> None:
    await _album(visit, stage.code["url"])


async def album_loading(visit: Visit, stage: Stage) -> None:
    await _album(visit, stage.code["url"])
    await visit.page.route("**/graphql", _never)
    await visit.page.reload()
    await expect(visit.page.get_by_role("img", name="Loading photos")).to_be_visible()


async def album_placeholders(visit: Visit, stage: Stage) -> None:
    await visit.page.route("**/thumbnail?*", _never)
    await visit.page.goto(stage.code["url"])
    await expect(visit.page.locator(".tile canvas").first).to_be_visible()


async def album_empty(visit: Visit, stage: Stage) -> None:
    await visit.page.goto(stage.empty["url"])
    await expect(visit.page.get_by_text("No photos yet")).to_be_visible()


async def album_offline(visit: Visit, stage: Stage) -> None:
    visit.expect("ERR_INTERNET_DISCONNECTED", "Failed to load resource")
    await _album(visit, stage.code["url"])
    await visit.set_network(offline=True)
    await expect(visit.page.get_by_text("You are offline.")).to_be_visible()


async def album_broken(visit: Visit, stage: Stage) -> None:
    visit.expect("404")
    await visit.page.route("**/IMG_0001.jpg/thumbnail?*", lambda route: route.fulfill(status=404))
    await visit.page.goto(stage.code["url"])
    await expect(visit.page.get_by_role("button", name="Load IMG_0001.jpg again")).to_be_visible()


async def album_last_hour(visit: Visit, stage: Stage) -> None:
    await _album(visit, stage.ending["url"])
    await expect(visit.page.locator(".countdown")).to_have_attribute("data-urgency", "hour")


async def selecting(visit: Visit, stage: Stage) -> None:
    page = await _album(visit, stage.code["url"])
    await page.get_by_role("button", name="Select", exact=True).click()
    for number in (0, 2, 3):
        await page.locator(f'.tile[data-index="{number}"] .tile-open').click()
    await expect(page.get_by_text("3 selected", exact=True)).to_be_visible()
    await page.wait_for_function("() => !document.getAnimations().some(each => each instanceof CSSTransition)")


async def menu(visit: Visit, stage: Stage) -> None:
    page = await _album(visit, stage.code["url"])
    await page.get_by_role("button", name="More").click()
    await expect(page.get_by_role("dialog", name="More")).to_be_visible()


async def large(visit: Visit, stage: Stage) -> None:
    page = await _album(visit, stage.code["url"])
    await page.locator('.tile[data-index="3"] .tile-open').click()
    await expect(page.get_by_role("dialog", name="Photo")).to_be_visible()
    await page.wait_for_function("() => document.querySelector('.pswp--ui-visible')")
    await page.wait_for_function("() => !document.getAnimations().some(each => each instanceof CSSTransition)")


async def download_running(visit: Visit, stage: Stage) -> None:
    async def stall(route: Route) -> None:
        if "IMG_0009" not in route.request.url:
            await route.continue_()

    page = await _album(visit, stage.code["url"])
    await page.context.route("**/imgsh-originals/**", stall)
    await page.locator(".download").click()
    await expect(page.get_by_role("region", name="Download")).to_contain_text("9 of 24")


async def download_done(visit: Visit, stage: Stage) -> None:
    page = await _album(visit, stage.code["url"])
    async with page.expect_download() as coming:
        await page.locator(".download").click()
    await (await coming.value).path()
    await expect(page.get_by_role("region", name="Download")).to_contain_text("24 photos saved")


STATES: tuple[State, ...] = (
    code,
    code_busy,
    code_wrong,
    code_limited,
    code_offline,
    code_failed,
    code_revoked,
    ended,
    album,
    album_loading,
    album_placeholders,
    album_empty,
    album_offline,
    album_broken,
    album_last_hour,
    selecting,
    menu,
    large,
    download_running,
    download_done,
)
