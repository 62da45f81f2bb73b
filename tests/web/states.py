"""Every screen and state of the viewer, by name: for the audits of accessibility, and for looking at."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Page, Route, expect

from tests.walk import Answer, Picture, Uploaded
from tests.web.browser import Visit
from tests.web.scenes import Scene, pictures

State = Callable[[Visit, "Stage"], Awaitable[None]]

VIDEO = Path(__file__).resolve().parents[1] / "media/samples/camera.mp4"
SHARING = """
  const match = window.matchMedia.bind(window);
  window.matchMedia = query => query.includes("pointer: coarse") ? { matches: true } : match(query);
  navigator.canShare = data => data.files.length > 0;
"""
"""Makes any device one that shares as phones do."""


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


async def code_of_link(visit: Visit, stage: Stage) -> None:
    await visit.page.route("**/graphql", _never)
    await visit.page.goto(stage.code["url"])
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
    await expect(visit.page.get_by_role("heading", name="Your code has ended")).to_be_visible()


async def code_another(visit: Visit, stage: Stage) -> None:
    await menu(visit, stage)
    await visit.page.get_by_role("button", name="Enter another code").click()
    await expect(visit.page.get_by_role("button", name="Back to the album")).to_be_visible()


async def ended(visit: Visit, stage: Stage) -> None:
    await _album(visit, stage.code["url"])
    await _refuse(visit, {"code": "UNAUTHENTICATED", "reason": "EVENT_EXPIRED"})
    await visit.page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")
    await expect(visit.page.get_by_role("heading", name="These photos are deleted")).to_be_visible()


async def ended_long_ago(visit: Visit, stage: Stage) -> None:
    await visit.page.goto(stage.address)
    await visit.page.evaluate(
        "([name, pocket]) => localStorage.setItem(name, JSON.stringify(pocket))",
        [f"imgsh.codes.{stage.event.public_url}", {"codes": [], "expiresAt": "2026-06-20T12:00:00.000Z"}],
    )
    await visit.page.reload()
    await expect(visit.page.get_by_text("They were deleted on 20 June 2026")).to_be_visible()


async def home(visit: Visit, stage: Stage) -> None:
    for code in (stage.code, stage.last_day):
        await _album(visit, code["url"])
    await visit.page.goto(f"{stage.scene.origin}/albums")
    await expect(visit.page.get_by_role("link", name="The day after")).to_be_visible()


async def home_empty(visit: Visit, stage: Stage) -> None:
    await visit.page.goto(f"{stage.scene.origin}/albums")
    await visit.page.get_by_label("Link of the event").fill("what is this?")
    await visit.page.keyboard.press("Enter")
    await expect(visit.page.get_by_text("This is not the link of an event.")).to_be_visible()


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


async def album_failed(visit: Visit, stage: Stage) -> None:
    visit.expect("Failed to load resource")
    await _album(visit, stage.code["url"])
    await visit.page.route("**/graphql", lambda route: route.fulfill(status=503, body=""))
    await visit.page.reload()
    await expect(visit.page.get_by_text("Something went wrong on our side.")).to_be_visible()


async def album_last_hour(visit: Visit, stage: Stage) -> None:
    await _album(visit, stage.last_hour["url"])
    await expect(visit.page.locator(".countdown")).to_have_attribute("data-urgency", "hour")


async def album_last_day(visit: Visit, stage: Stage) -> None:
    await _album(visit, stage.last_day["url"])
    await expect(visit.page.locator(".countdown")).to_have_attribute("data-urgency", "day")


async def album_of_two_codes(visit: Visit, stage: Stage) -> None:
    await _album(visit, stage.second["url"])
    await _album(visit, stage.code["url"])
    await expect(visit.page.get_by_text("The bride’s family, The band")).to_be_visible()


async def album_without_a_code(visit: Visit, stage: Stage) -> None:
    revoked = await stage.scene.code(stage.event, "The neighbours", sorted(stage.event.ids)[3:5])
    await _album(visit, revoked["url"])
    await _album(visit, stage.code["url"])
    await expect(visit.page.get_by_text("The bride’s family, The neighbours")).to_be_visible()
    await stage.scene.revoke(stage.event, revoked)
    await visit.page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")
    await expect(visit.page.get_by_text("The code “The neighbours” has ended")).to_be_visible()


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


async def menu_of_two_codes(visit: Visit, stage: Stage) -> None:
    await album_of_two_codes(visit, stage)
    await visit.page.get_by_role("button", name="More").click()
    await expect(visit.page.get_by_role("list", name="Codes on this device")).to_contain_text("The band")


async def _large(visit: Visit, url: str, number: int) -> Page:
    page = await _album(visit, url)
    await page.locator(f'.tile[data-index="{number}"] .tile-open').click()
    await expect(page.get_by_role("dialog", name="Photo")).to_be_visible()
    await page.wait_for_function("() => document.querySelector('.pswp--ui-visible')")
    await page.wait_for_function("() => !document.getAnimations().some(each => each instanceof CSSTransition)")
    return page


async def large(visit: Visit, stage: Stage) -> None:
    await _large(visit, stage.code["url"], 3)


async def large_video(visit: Visit, stage: Stage) -> None:
    page = await _large(visit, stage.last_day["url"], 1)
    await page.wait_for_function("() => document.querySelector('video')?.readyState >= 1")


async def large_broken(visit: Visit, stage: Stage) -> None:
    visit.expect("404")
    await visit.page.route("**/preview?*", lambda route: route.fulfill(status=404))
    page = await _large(visit, stage.code["url"], 3)
    await expect(page.get_by_text("This photo can't be shown now.").first).to_be_visible()


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


async def _share(visit: Visit, stage: Stage) -> Page:
    await visit.page.add_init_script(SHARING)
    await selecting(visit, stage)
    await visit.page.locator(".download").click()
    return visit.page


async def download_ready(visit: Visit, stage: Stage) -> None:
    page = await _share(visit, stage)
    await expect(page.get_by_role("button", name="Save on this device")).to_be_visible()


async def download_failed(visit: Visit, stage: Stage) -> None:
    visit.expect("Failed to load resource")
    await visit.page.context.route("**/imgsh-originals/**", lambda route: route.fulfill(status=500))
    page = await _share(visit, stage)
    await expect(page.get_by_role("region", name="Download")).to_contain_text("The download broke off.")


STATES: tuple[State, ...] = (
    code,
    code_busy,
    code_of_link,
    code_wrong,
    code_limited,
    code_offline,
    code_failed,
    code_revoked,
    code_another,
    ended,
    ended_long_ago,
    home,
    home_empty,
    album,
    album_loading,
    album_placeholders,
    album_empty,
    album_offline,
    album_broken,
    album_failed,
    album_last_hour,
    album_last_day,
    album_of_two_codes,
    album_without_a_code,
    selecting,
    menu,
    menu_of_two_codes,
    large,
    large_video,
    large_broken,
    download_running,
    download_done,
    download_ready,
    download_failed,
)
