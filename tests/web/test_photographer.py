"""The photographer's whole job, through the pages alone."""

from __future__ import annotations

import re

import pytest
import pytest_asyncio
from playwright.async_api import Page, Route, expect

from tests.user_journey import Uploaded, becomes
from tests.web import photographer_page
from tests.web.album import touch
from tests.web.conftest import Visiting, scene_named
from tests.web.scenes import Scene, pictures, scene_of

pytestmark = pytest.mark.asyncio(loop_scope="session")

NAME = "photographer"
PHOTOS = 50
DAY_SECONDS = 86_400


scene = scene_named(NAME)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def event(scene: Scene) -> Uploaded:
    return await scene.event("A small party", pictures(6))


async def issue_by_hand(page: Page, filenames: list[str], label: str) -> str:
    """Selects photos, creates a code for them, and answers its link."""
    await photographer_page.select(page, filenames)
    await page.get_by_role("button", name="Create a code").click()
    await page.get_by_label("Who is this for?").fill(label)
    await page.get_by_role("dialog").get_by_role("button", name="Create a code").click()
    await expect(page.get_by_role("img", name=f"QR code for {label}")).to_be_visible()
    await page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await page.get_by_role("dialog").get_by_role("button", name="Copy link").click()
    await expect(page.get_by_role("dialog").get_by_text("Copied.")).to_be_visible()
    link: str = await page.evaluate("() => navigator.clipboard.readText()")
    await photographer_page.close_sheet(page)
    return link


async def test_from_an_empty_account_to_photos_in_the_hands_of_a_guest(visiting: Visiting, scene: Scene) -> None:
    email = "new@example.com"
    async with visiting() as visit, visiting("phone") as guest:
        page = visit.page
        await page.goto(scene.origin)
        await page.get_by_role("link", name="Create an account").click()
        await page.get_by_label("Email address").fill(email)
        await page.get_by_label("User name").fill("newcomer")
        await page.get_by_label("New password").fill("four blue horses")
        await page.get_by_role("button", name="Create an account").click()
        await expect(page.get_by_role("heading", name="Create your first event")).to_be_visible()
        await page.get_by_label("Event name").fill("Anna & Ben")
        await page.get_by_role("button", name="Create event").click()

        await expect(page.get_by_text("Confirm your email address to upload photos.")).to_be_visible()
        await expect(page.get_by_role("button", name="Add photos")).to_have_count(0)
        await expect(page.get_by_text(f"We sent an email to {email}")).to_be_visible()
        await page.get_by_role("link", name="Access codes").click()
        await page.get_by_role("button", name="Create a code").click()
        await expect(page.get_by_role("dialog").get_by_text(f"We sent an email to {email}")).to_be_visible()
        await page.keyboard.press("Escape")

        link = await photographer_page.mailed_link(scene, email)
        await page.goto(link.partition("#")[0])
        await expect(page.get_by_text("This link is incomplete.")).to_be_visible()
        await page.get_by_label("Link or code from the email").fill(link.replace("#", "%23"))
        await page.get_by_role("button", name="Continue").click()
        await expect(page.get_by_text(f"{email} is confirmed.")).to_be_visible()
        assert page.url == f"{scene.origin}/verify", "the token leaves the address bar"
        await page.get_by_role("link", name="Go to your events").click()
        await page.get_by_role("link", name=re.compile("Anna & Ben")).click()
        await photographer_page.choose(page, photographer_page.payloads(pictures(PHOTOS)))
        await photographer_page.uploaded(page, PHOTOS)
        await expect(page.get_by_text(f"{PHOTOS} photos")).to_be_visible()
        await expect(page.get_by_role("button", name="In preparation")).to_be_hidden(timeout=60_000)
        await expect(page.locator(".tile img[data-loaded]").first).to_be_visible()

        link = await issue_by_hand(page, ["IMG_0001.jpg", "IMG_0004.jpg", "IMG_0002.jpg"], "Grandma Rose")
        assert link.startswith(f"{scene.origin}/newcomer/anna_ben#")
        await guest.page.goto(link)
        await expect(guest.page.get_by_text("Grandma Rose")).to_be_visible()
        await expect(guest.page.locator(".tile img[data-loaded]")).to_have_count(3)
        await touch(guest.page)

        await page.get_by_role("link", name="Access codes").click()
        row = page.get_by_role("button", name="Grandma Rose")
        await expect(row).to_contain_text("3 photos · Opened once")


async def test_a_code_gets_other_photos_another_name_and_an_end(
    visiting: Visiting, scene: Scene, event: Uploaded
) -> None:
    accessor = await scene.code(event, "The band", ["IMG_0000.jpg", "IMG_0001.jpg"])
    async with visiting() as visit, visiting("phone") as guest:
        page = visit.page
        await photographer_page.sign_in(page, scene, NAME, f"/events/{event.event_id}/codes")
        row = page.get_by_role("button", name="The band")
        await expect(row).to_contain_text("2 photos · Never opened")
        await row.click()
        await page.get_by_role("link", name="Choose photos").click()
        await page.get_by_role("button", name="Select IMG_0001.jpg").click()
        await page.get_by_role("button", name="Select IMG_0004.jpg").click()
        await page.get_by_role("button", name="Select IMG_0005.jpg").click()
        await expect(page.get_by_text("+2 −1")).to_be_visible()
        await page.get_by_role("link", name="Cancel").click()
        await page.get_by_role("dialog", name="Leave without saving?").get_by_role("button", name="Cancel").click()
        await page.get_by_role("button", name="Save").click()
        await expect(row).to_contain_text("3 photos")
        await guest.page.goto(accessor["url"])
        await expect(guest.page.locator(".tile")).to_have_count(3)
        await expect(guest.page.get_by_role("button", name="Open IMG_0001.jpg")).to_have_count(0)
        await touch(guest.page)

        await row.click()
        await page.get_by_role("link", name="Choose photos").click()
        await page.get_by_role("button", name="Select IMG_0003.jpg").click()
        await page.get_by_role("link", name="Back").click()
        await page.get_by_role("dialog").get_by_role("button", name="Leave").click()
        await expect(row).to_contain_text("3 photos")

        await row.click()
        await page.get_by_role("button", name="Edit", exact=True).click()
        await page.get_by_label("Who is this for?").fill("Everybody")
        await page.get_by_label("All photos, including ones added later").check()
        await page.get_by_role("button", name="Save").click()
        await expect(page.get_by_role("dialog")).to_contain_text("All photos · Opened")
        await photographer_page.close_sheet(page)
        await expect(page.get_by_role("button", name="Everybody")).to_contain_text("All photos")

        await page.get_by_role("button", name="Everybody").click()
        await page.get_by_role("button", name="Revoke").click()
        await expect(page.get_by_role("dialog")).to_contain_text("can't be undone")
        await page.get_by_role("button", name="Revoke").click()
        await expect(page.get_by_text("The code was revoked.")).to_be_visible()
        await expect(page.get_by_role("button", name="Everybody")).to_have_count(0)
        await guest.page.reload()
        await expect(guest.page.get_by_text("Ask your photographer")).to_be_visible()


async def test_photos_join_a_code_that_is_there_and_are_unassigned_no_more(
    visiting: Visiting, scene: Scene, event: Uploaded
) -> None:
    await scene.code(event, "The cooks", ["IMG_0000.jpg"])
    async with visiting() as visit:
        page = visit.page
        await photographer_page.sign_in(page, scene, NAME, f"/events/{event.event_id}")
        await page.get_by_role("button", name="Unassigned").click()
        await expect(page.get_by_role("button", name="Open IMG_0003.jpg")).to_be_visible()
        await expect(page.get_by_role("button", name="Open IMG_0000.jpg")).to_have_count(0)
        await photographer_page.select(page, ["IMG_0003.jpg"])
        await page.get_by_role("button", name="Add to a code").click()
        await page.get_by_role("dialog").get_by_role("button", name="The cooks").click()

        await expect(page.get_by_text("1 photo added to The cooks.")).to_be_visible()
        await expect(page.locator('.tile button[aria-label$="IMG_0003.jpg"]')).to_have_count(0)
        await becomes(lambda: scene.photo_count(event, "The cooks"), 2)


async def test_an_event_gets_another_name_and_a_later_end_but_keeps_its_link(
    visiting: Visiting, scene: Scene, event: Uploaded
) -> None:
    before = await scene.photographer.ask("EventPage", id=event.event_id)
    async with visiting() as visit:
        page = visit.page
        await photographer_page.sign_in(page, scene, NAME, f"/events/{event.event_id}")
        await page.get_by_role("button", name="Edit event").click()
        await page.get_by_label("Event name").fill("A large party")
        await page.get_by_role("button", name="7 days longer").click()
        await page.get_by_role("button", name="Save").click()
        await expect(page.get_by_role("heading", name="A large party")).to_be_visible()
        await expect(page.locator("time").first).to_contain_text("Available until")

    after = await scene.photographer.ask("UpdateEvent", input={"eventId": event.event_id})
    assert after["event"]["secondsToLive"] == pytest.approx(14 * DAY_SECONDS, abs=60)
    assert (after["event"]["name"], after["event"]["publicUrl"]) == ("A large party", before["publicUrl"])


async def test_an_end_that_is_not_touched_stays_to_the_second(visiting: Visiting, scene: Scene) -> None:
    event = await scene.event("To the second", pictures(1))
    await scene.photographer.ask("UpdateEvent", input={"eventId": event.event_id, "secondsToLive": 777_777})
    async with visiting() as visit:
        await photographer_page.sign_in(visit.page, scene, NAME, f"/events/{event.event_id}")
        await visit.page.get_by_role("button", name="Edit event").click()
        await visit.page.get_by_label("Event name").fill("Still to the second")
        await visit.page.get_by_role("button", name="Save").click()
        await expect(visit.page.get_by_role("heading", name="Still to the second")).to_be_visible()
    assert (await scene.photographer.ask("UpdateEvent", input={"eventId": event.event_id}))["event"][
        "secondsToLive"
    ] == 777_777


async def test_deleted_photos_leave_the_event_and_the_albums_that_are_open(visiting: Visiting, scene: Scene) -> None:
    event = await scene.event("Second thoughts", pictures(5))
    accessor = await scene.code(event, "Everybody")
    async with visiting() as visit, visiting("phone") as guest:
        page = visit.page
        await photographer_page.sign_in(page, scene, NAME, f"/events/{event.event_id}")
        await photographer_page.select(page, ["IMG_0001.jpg", "IMG_0003.jpg"])
        await page.get_by_role("button", name="Delete these photos").click()
        await page.get_by_role("dialog").get_by_role("button", name="Delete", exact=True).click()
        await expect(page.get_by_text("2 photos deleted.")).to_be_visible()
        await expect(page.locator(".tile")).to_have_count(3)
        await guest.page.goto(accessor["url"])
        await expect(guest.page.locator(".tile")).to_have_count(3)
        await expect(guest.page.get_by_role("button", name="Open IMG_0003.jpg")).to_have_count(0)


async def test_an_event_is_deleted_ahead_of_its_time_after_a_question(visiting: Visiting, scene: Scene) -> None:
    event = await scene.event("Called off", pictures(1))
    async with visiting() as visit:
        page = visit.page
        await photographer_page.sign_in(page, scene, NAME, f"/events/{event.event_id}")
        await page.get_by_role("button", name="Edit event").click()
        await page.get_by_role("button", name="Delete event").click()
        await expect(page.get_by_role("dialog")).to_contain_text("1 photo and all codes are deleted")
        await page.get_by_role("dialog").get_by_role("button", name="Delete event").click()
        await expect(page.get_by_text("Called off is deleted.")).to_be_visible()
        await expect(page.get_by_role("heading", name="Events")).to_be_visible()
        await expect(page.get_by_role("link", name="Called off")).to_have_count(0)
        await page.goto(f"{scene.origin}/events/{event.event_id}")
        await expect(page.get_by_role("heading", name="This event no longer exists")).to_be_visible()


async def test_an_account_goes_by_its_password_alone(visiting: Visiting, scene: Scene) -> None:
    await scene_of(scene.service, scene.client, "leaver")
    async with visiting() as visit:
        page = visit.page
        await photographer_page.sign_in(page, scene, "leaver", "/account")
        await page.get_by_role("button", name="Delete account").click()
        sheet = page.get_by_role("dialog")
        await sheet.get_by_label("Password", exact=True).fill("not the password")
        await sheet.get_by_role("button", name="Delete account").click()
        await expect(sheet.get_by_text("Wrong email address or password.")).to_be_visible()
        await sheet.get_by_label("Password", exact=True).fill(photographer_page.password_of("leaver"))
        await sheet.get_by_role("button", name="Delete account").click()
        await expect(page.get_by_text("Your account is deleted.")).to_be_visible()
        await page.goto(f"{scene.origin}/events")
        await expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


async def test_what_viewers_get_is_set_for_an_event(visiting: Visiting, scene: Scene, event: Uploaded) -> None:
    async with visiting() as visit:
        page = visit.page
        await photographer_page.sign_in(page, scene, NAME, f"/events/{event.event_id}")
        await page.get_by_role("button", name="Edit event").click()
        await page.get_by_label("Remove location").uncheck()
        await expect(page.get_by_label("Opacity")).to_be_hidden()
        await page.get_by_label("Watermark on previews").fill("© Nora")
        await page.get_by_label("Position", exact=True).select_option("Center")
        await page.get_by_label("Opacity").select_option("35%")
        await page.get_by_role("button", name="Save").click()
        await expect(page.get_by_text("Saved.")).to_be_visible()
        await page.get_by_role("button", name="Edit event").click()
        await expect(page.get_by_label("Watermark on previews")).to_have_value("© Nora")
        await expect(page.get_by_label("Position", exact=True)).to_have_value("CENTER")
        await expect(page.get_by_label("Opacity")).to_have_value("0.35")
        await expect(page.get_by_label("Remove location")).not_to_be_checked()


async def test_a_watermark_can_be_there_from_an_events_first_photo_on(visiting: Visiting, scene: Scene) -> None:
    async with visiting() as visit:
        page = visit.page
        await photographer_page.sign_in(page, scene, NAME, "/events/new")
        await page.get_by_label("Event name").fill("Marked")
        await expect(page.get_by_label("Opacity")).to_be_hidden()
        watermark = page.get_by_label("Watermark on previews")
        await watermark.fill("日")
        await page.get_by_role("button", name="Create event").click()
        await expect(page.get_by_text("Latin, Greek or Cyrillic")).to_be_visible()
        await watermark.fill("© Nora")
        await page.get_by_label("Opacity").select_option("75%")
        await page.get_by_role("button", name="Create event").click()
        await expect(page.get_by_role("heading", name="Add your photos")).to_be_visible()
        await page.get_by_role("button", name="Edit event").click()
        await expect(watermark).to_have_value("© Nora")
        await expect(page.get_by_label("Opacity")).to_have_value("0.75")


async def test_an_event_has_the_time_zone_of_the_browser_until_another_is_chosen(
    visiting: Visiting, scene: Scene
) -> None:
    async with visiting() as visit:
        page = visit.page
        await photographer_page.sign_in(page, scene, NAME, "/events/new")
        await page.get_by_label("Event name").fill("Far away")
        await page.get_by_role("button", name="Create event").click()
        zone = page.get_by_label("Time zone")
        for stored, chosen in (("Europe/Berlin", "America/New_York"), ("America/New_York", "UTC")):
            await page.get_by_role("button", name="Edit event").click()
            await expect(zone).to_have_value(stored)
            await zone.select_option(chosen)
            await page.get_by_role("button", name="Save").click()
            await expect(page.get_by_text("Saved.")).to_be_visible()
            await page.reload()


async def test_cards_are_printed_with_code_link_name_and_the_day_of_deletion(
    visiting: Visiting, scene: Scene, event: Uploaded
) -> None:
    accessor = await scene.code(event, "The aunts", ["IMG_0000.jpg"])
    code = accessor["accessCode"]
    async with visiting() as visit:
        page = visit.page
        await page.add_init_script("window.print = () => { window.printed = (window.printed ?? 0) + 1; }")
        await photographer_page.sign_in(page, scene, NAME, f"/events/{event.event_id}/codes")
        await page.get_by_role("button", name="The aunts").click()
        await page.get_by_role("button", name="Print card").click()
        await page.wait_for_function("() => window.printed === 1")
        await page.emulate_media(media="print")

        card = page.locator(".paper-card")
        await expect(card).to_have_count(1)
        for text in ("The aunts", f"{code[:3]}\u2009{code[3:]}", f"/{event.public_url}", "Photos available until"):
            await expect(card).to_contain_text(text)
        await expect(card.locator("svg path")).to_be_visible()
        await expect(page.get_by_role("dialog")).to_be_hidden()


async def test_the_session_outlives_a_reload_and_a_token_that_is_no_longer_good(
    visiting: Visiting, scene: Scene, event: Uploaded
) -> None:
    spoilt = 0

    async def spoil(route: Route) -> None:
        nonlocal spoilt
        headers = await route.request.all_headers()
        if "authorization" in headers and not spoilt:
            spoilt += 1
            headers["authorization"] = "Bearer not.a.token"
        await route.continue_(headers=headers)

    async with visiting() as visit:
        page = visit.page
        await photographer_page.sign_in(page, scene, NAME)
        await page.reload()
        await expect(page.get_by_role("heading", name="Events")).to_be_visible()
        kept = await page.evaluate("() => JSON.stringify({ ...localStorage, ...sessionStorage })")
        assert "eyJ" not in kept, "no token is kept where a script could find it"

        await page.route("**/graphql", spoil)
        await page.get_by_role("link", name=re.compile("party")).first.click()
        await expect(page.locator(".tile").first).to_be_visible()
        assert spoilt == 1


async def test_whoever_signs_out_is_asked_to_sign_in_and_comes_back_to_where_they_wanted(
    visiting: Visiting, scene: Scene, event: Uploaded
) -> None:
    async with visiting() as visit:
        page = visit.page
        await photographer_page.sign_in(page, scene, NAME, "/account")
        await expect(page.get_by_text(f"{NAME}@example.com")).to_be_visible()
        await page.get_by_role("button", name="Sign out").click()
        await page.get_by_role("dialog").get_by_role("button", name="Sign out").click()
        await expect(page.get_by_role("heading", name="Give every guest their own photos")).to_be_visible()

        await photographer_page.sign_in(page, scene, NAME, f"/events/{event.event_id}/codes")
        await expect(page.get_by_role("heading", name=re.compile("party"))).to_be_visible()


async def test_a_forgotten_password_is_replaced_by_the_mailed_link(visiting: Visiting, scene: Scene) -> None:
    await scene_of(scene.service, scene.client, "forgetful")
    async with visiting() as visit:
        page = visit.page
        await page.goto(f"{scene.origin}/signin")
        await page.get_by_role("link", name="Forgot password?").click()
        await page.get_by_label("Email address").fill("forgetful@example.com")
        await page.get_by_role("button", name="Email me a link").click()
        await expect(page.get_by_text("an account with forgetful@example.com, an email is on its way.")).to_be_visible()
        link = await photographer_page.mailed_link(scene, "forgetful@example.com", "/reset#")

        await page.goto(link)
        await page.get_by_label("New password").fill("password1")
        await page.get_by_role("button", name="Save password").click()
        await expect(page.get_by_text("very common and easy to guess")).to_be_visible()
        await expect(page.get_by_label("New password")).to_be_focused()
        await page.get_by_label("New password").fill("five green horses")
        await page.get_by_role("button", name="Save password").click()
        await expect(page.get_by_text("Password changed.")).to_be_visible()

        await page.goto(link)
        await page.get_by_label("New password").fill("six red horses")
        await page.get_by_role("button", name="Save password").click()
        await expect(page.get_by_text("This link was already used or has expired.")).to_be_visible()


async def test_a_password_is_changed_on_the_account_page_and_the_session_goes_on(
    visiting: Visiting, scene: Scene
) -> None:
    await scene_of(scene.service, scene.client, "careful")
    async with visiting() as visit:
        page = visit.page
        await photographer_page.sign_in(page, scene, "careful", "/account")
        await expect(page.get_by_text("of 107.4 GB")).to_be_visible()
        await page.get_by_role("button", name="Change password").click()
        dialog = page.get_by_role("dialog", name="Change password")
        await dialog.get_by_label("Current password").fill("not the password")
        await dialog.get_by_label("New password").fill("seven grey horses")
        await dialog.get_by_role("button", name="Save password").click()
        await expect(dialog.get_by_text("Wrong email address or password.")).to_be_visible()
        await dialog.get_by_label("Current password").fill(photographer_page.password_of("careful"))
        await dialog.get_by_role("button", name="Save password").click()
        await expect(page.get_by_text("Password changed.")).to_be_visible()
        await expect(dialog).to_have_count(0)

        await page.reload()
        await page.get_by_role("button", name="Change password").click()
        await page.get_by_role("link", name="Forgot password?").click()
        await expect(page.get_by_label("Email address")).to_have_value("careful@example.com")


async def test_what_is_wrong_is_said_beside_its_field_and_what_was_typed_stays(
    visiting: Visiting, scene: Scene
) -> None:
    async with visiting(locale="de") as visit:
        page = visit.page
        await page.goto(f"{scene.origin}/signup")
        await page.get_by_label("E-Mail-Adresse").fill("somebody@example.com")
        await page.get_by_label("Benutzername").fill(NAME)
        await page.get_by_label("Neues Passwort").fill("four blue horses")
        await page.get_by_role("button", name="Konto anlegen").click()

        name = page.get_by_label("Benutzername")
        await expect(name).to_be_focused()
        await expect(name).to_have_accessible_description(
            "Dieser Benutzername ist schon vergeben. Wählen Sie einen anderen."
        )
        await expect(page.get_by_label("E-Mail-Adresse")).to_have_value("somebody@example.com")


async def test_an_event_of_somebody_else_is_not_there(visiting: Visiting, scene: Scene) -> None:
    stranger = await scene_of(scene.service, scene.client, "stranger")
    theirs = await stranger.event("Not yours", pictures(1))
    async with visiting() as visit:
        for path in ("", "/codes"):
            await photographer_page.sign_in(visit.page, scene, NAME, f"/events/{theirs.event_id}{path}")
            await expect(visit.page.get_by_role("heading", name="This event no longer exists")).to_be_visible()
            await visit.page.context.clear_cookies()
            await visit.page.evaluate("() => localStorage.clear()")
