"""What may happen to an album while it is open, and what its page says then."""

from __future__ import annotations

import json

import pytest
from playwright.async_api import expect

from tests.user_journey import Uploaded
from tests.web.album import look_again, open_album
from tests.web.conftest import Visiting
from tests.web.scenes import Scene, pictures

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_an_empty_album_says_so_and_shows_photos_as_soon_as_they_come(visiting: Visiting, scene: Scene) -> None:
    event = await scene.event("Soon", pictures(1))
    code = await scene.code(event, "Waiting", [])
    async with visiting() as visit:
        await visit.page.goto(code["url"])
        await expect(visit.page.get_by_text("No photos yet")).to_be_visible()
        await scene.photographer.ask(
            "UpdateAccessCode",
            input={
                "eventId": event.event_id,
                "accessCode": code["accessCode"],
                "addPhotoIds": list(event.ids.values()),
            },
        )
        await look_again(visit.page)
        await expect(visit.page.locator(".tile img[data-loaded]")).to_have_count(1)


async def test_a_code_that_is_revoked_while_the_album_is_open_leads_back_to_the_code(
    visiting: Visiting, scene: Scene, event: Uploaded
) -> None:
    code = await scene.code(event, "Revoked soon")
    async with visiting() as visit:
        await open_album(visit.page, code["url"])
        await scene.revoke(event, code)
        await look_again(visit.page)
        await expect(visit.page.get_by_text("Ask your photographer")).to_be_visible()
        await expect(visit.page.locator(".tile")).to_have_count(0)
        await visit.page.reload()
        await expect(visit.page.get_by_label("Access code")).to_have_value("")


async def test_an_event_that_ends_while_it_is_open_takes_its_photos_away_and_a_later_visit_says_when(
    visiting: Visiting, scene: Scene
) -> None:
    event = await scene.event("Over", pictures(1))
    code = await scene.code(event, "Late")
    async with visiting() as visit:
        await open_album(visit.page, code["url"])
        scene.end(event)
        await look_again(visit.page)
        await expect(visit.page.get_by_role("heading", name="These photos have been deleted")).to_be_visible()
        await expect(visit.page.locator(".tile")).to_have_count(0)

    async with visiting() as visit:
        pocket = {"codes": [], "expiresAt": "2026-06-20T12:00:00.000Z"}
        await visit.page.goto(f"{scene.origin}/{event.public_url}")
        await visit.page.evaluate(
            "([name, pocket]) => localStorage.setItem(name, JSON.stringify(pocket))",
            [f"imgsh.codes.{event.public_url}", pocket],
        )
        refusal = {"code": "EVENT_EXPIRED", "message": "This event has ended and its photos are deleted."}
        payload = {"viewerToken": None, "album": None, "userErrors": [refusal]}
        body = json.dumps({"data": {"redeemAccessCode": payload}})
        await visit.page.route("**/graphql", lambda route: route.fulfill(body=body, content_type="application/json"))
        await visit.page.goto(code["url"])
        await expect(visit.page.get_by_text("They were deleted on 20 June 2026")).to_be_visible()


async def test_a_device_that_had_the_album_says_when_it_was_deleted_though_its_code_is_unknown_by_then(
    visiting: Visiting, scene: Scene
) -> None:
    event = await scene.event("Long over", pictures(1))
    code = await scene.code(event, "Late")
    async with visiting() as visit:
        await open_album(visit.page, code["url"])
        await scene.photographer.ask("DeleteEvent", input={"eventId": event.event_id})
        await visit.page.evaluate(
            """name => {
              const pocket = JSON.parse(localStorage.getItem(name));
              localStorage.setItem(name, JSON.stringify({ ...pocket, expiresAt: "2026-06-20T12:00:00.000Z" }));
            }""",
            f"imgsh.codes.{event.public_url}",
        )
        for address in (code["url"], f"{scene.origin}/{event.public_url}", code["url"]):
            await visit.page.goto("about:blank")
            await visit.page.goto(address)
            await expect(visit.page.get_by_text("They were deleted on 20 June 2026")).to_be_visible()
        await visit.page.get_by_role("button", name="Enter another code").click()
        await expect(visit.page.get_by_label("Access code")).to_be_focused()


async def test_in_the_last_hour_each_second_counts_whatever_the_clock_of_the_device_says(
    visiting: Visiting, scene: Scene
) -> None:
    event = await scene.event("An hour", pictures(1))
    await scene.photographer.ask("UpdateEvent", input={"eventId": event.event_id, "secondsToLive": 3600})
    code = await scene.code(event, "Quick")
    async with visiting() as visit:
        await visit.page.add_init_script("const real = Date.now; Date.now = () => real() + 3 * 86400 * 1000;")
        await open_album(visit.page, code["url"])
        countdown = visit.page.locator(".countdown")
        await expect(countdown).to_contain_text("Deleted in 5")
        await expect(countdown).to_have_attribute("data-urgency", "hour")
        before = await countdown.inner_text()
        await expect(countdown).not_to_have_text(before)


async def test_screen_readers_hear_the_new_end_and_nothing_of_the_old_one_when_time_is_extended(
    visiting: Visiting, scene: Scene
) -> None:
    event = await scene.event("Extended", pictures(1))
    await scene.photographer.ask("UpdateEvent", input={"eventId": event.event_id, "secondsToLive": 3600})
    code = await scene.code(event, "Patient")
    async with visiting() as visit:
        await open_album(visit.page, code["url"])
        said = visit.page.locator(".countdown [role=status]")
        await said.evaluate(
            """region => {
              window.heard = [];
              const options = { childList: true, characterData: true, subtree: true };
              new MutationObserver(() => window.heard.push(region.textContent)).observe(region, options);
            }"""
        )
        await scene.photographer.ask("UpdateEvent", input={"eventId": event.event_id, "secondsToLive": 10 * 86400})
        await look_again(visit.page)
        await expect(said).to_contain_text("Available until")
        (only,) = {each for each in await visit.page.evaluate("() => window.heard") if each}
        assert only == await said.inner_text()
        await expect(visit.page.locator(".countdown time")).to_have_text(only)
