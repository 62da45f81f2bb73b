"""The album, what is selected in it, its menu, and the list of this device's albums."""

from __future__ import annotations

from playwright.async_api import expect

from tests.web.album import THUMBNAILS, thumbnail_of
from tests.web.browser import Visit
from tests.web.viewer_states.stage import Stage, State, never, show_album


async def home(visit: Visit, stage: Stage) -> None:
    for code in (stage.code, stage.last_day):
        await show_album(visit, code["url"])
    await visit.page.goto(f"{stage.scene.origin}/albums")
    await expect(visit.page.get_by_role("link", name="The day after")).to_be_visible()


async def home_empty(visit: Visit, stage: Stage) -> None:
    await visit.page.goto(f"{stage.scene.origin}/albums")
    await visit.page.get_by_label("Event link").fill("what is this?")
    await visit.page.keyboard.press("Enter")
    await expect(visit.page.get_by_text("This is not an event link.")).to_be_visible()


async def album(visit: Visit, stage: Stage) -> None:
    await show_album(visit, stage.code["url"])


async def album_loading(visit: Visit, stage: Stage) -> None:
    await show_album(visit, stage.code["url"])
    await visit.page.route("**/graphql", never)
    await visit.page.reload()
    await expect(visit.page.get_by_role("img", name="Loading photos")).to_be_visible()


async def album_placeholders(visit: Visit, stage: Stage) -> None:
    await visit.page.context.route(THUMBNAILS, never)
    await visit.page.goto(stage.code["url"])
    await expect(visit.page.locator(".tile canvas").first).to_be_visible()


async def album_empty(visit: Visit, stage: Stage) -> None:
    await visit.page.goto(stage.empty["url"])
    await expect(visit.page.get_by_text("No photos yet")).to_be_visible()


async def album_offline(visit: Visit, stage: Stage) -> None:
    visit.expect("ERR_INTERNET_DISCONNECTED", "Failed to load resource")
    await show_album(visit, stage.code["url"])
    await visit.set_network(offline=True)
    await expect(visit.page.get_by_text("You are offline.")).to_be_visible()


async def album_broken(visit: Visit, stage: Stage) -> None:
    visit.expect("404")
    await visit.page.context.route(thumbnail_of("IMG_0001.jpg"), lambda route: route.fulfill(status=404))
    await visit.page.goto(stage.code["url"])
    await expect(visit.page.get_by_role("button", name="Reload IMG_0001.jpg")).to_be_visible()


async def album_failed(visit: Visit, stage: Stage) -> None:
    visit.expect("Failed to load resource")
    await show_album(visit, stage.code["url"])
    await visit.page.route("**/graphql", lambda route: route.fulfill(status=503, body=""))
    await visit.page.reload()
    await expect(visit.page.get_by_text("Something went wrong on our side.")).to_be_visible()


async def album_last_hour(visit: Visit, stage: Stage) -> None:
    await show_album(visit, stage.last_hour["url"])
    await expect(visit.page.locator(".countdown")).to_have_attribute("data-urgency", "hour")


async def album_last_day(visit: Visit, stage: Stage) -> None:
    await show_album(visit, stage.last_day["url"])
    await expect(visit.page.locator(".countdown")).to_have_attribute("data-urgency", "days")


async def album_of_two_codes(visit: Visit, stage: Stage) -> None:
    await show_album(visit, stage.second["url"])
    await show_album(visit, stage.code["url"])
    await expect(visit.page.get_by_text("The bride’s family, The band")).to_be_visible()


async def album_without_a_code(visit: Visit, stage: Stage) -> None:
    revoked = await stage.scene.code(stage.event, "The neighbours", sorted(stage.event.ids)[3:5])
    await show_album(visit, revoked["url"])
    await show_album(visit, stage.code["url"])
    await expect(visit.page.get_by_text("The bride’s family, The neighbours")).to_be_visible()
    await stage.scene.revoke(stage.event, revoked)
    await visit.page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")
    await expect(visit.page.get_by_text("The code “The neighbours” no longer works")).to_be_visible()


async def selecting(visit: Visit, stage: Stage) -> None:
    page = await show_album(visit, stage.code["url"])
    await page.get_by_role("button", name="Select", exact=True).click()
    for number in (0, 2, 3):
        await page.locator(f'.tile[data-index="{number}"] .tile-open').click()
    await expect(page.get_by_text("3 selected", exact=True)).to_be_visible()
    await page.wait_for_function("() => !document.getAnimations().some(each => each instanceof CSSTransition)")


async def menu(visit: Visit, stage: Stage) -> None:
    page = await show_album(visit, stage.code["url"])
    await page.get_by_role("button", name="More").click()
    await expect(page.get_by_role("dialog", name="More")).to_be_visible()


async def menu_of_two_codes(visit: Visit, stage: Stage) -> None:
    await album_of_two_codes(visit, stage)
    await visit.page.get_by_role("button", name="More").click()
    await expect(visit.page.get_by_role("list", name="Codes on this device")).to_contain_text("The band")


STATES: tuple[State, ...] = (
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
)
