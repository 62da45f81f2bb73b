"""Every screen and state of the photographer's desk, by name: for the audits of accessibility, and for looking at."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Page, Route, expect

from tests.walk import Client, Picture, Uploaded
from tests.web import desk
from tests.web.browser import Visit
from tests.web.saving import WITHOUT_SERVICE_WORKERS
from tests.web.scenes import Scene, pictures

DeskState = Callable[[Visit, "Desk"], Awaitable[None]]

BROKEN = Picture("IMG_9999.jpg", b"\xff\xd8\xff and nothing more")
NOTES = Picture("notes.txt", b"not a photo", "text/plain")


@dataclass(frozen=True)
class Desk:
    """A photographer with a busy event and an empty one, and another who has not confirmed the address."""

    scene: Scene
    name: str
    event: Uploaded
    empty: Uploaded
    newcomer: str

    async def open(self, visit: Visit, path: str, name: str | None = None) -> Page:
        """Signed in, without the form: as somebody comes back to a page that was left open."""
        name = name or self.name
        answer = await self.scene.client.post(
            f"{self.scene.origin}/graphql",
            headers={"origin": self.scene.origin},
            json={
                "query": "mutation ($input: SignInInput!) { signIn(input: $input) { userErrors { code } } }",
                "variables": {"input": {"email": f"{name}@example.com", "password": desk.password_of(name)}},
            },
        )
        cookie = answer.cookies["imgsh_refresh"]
        self.scene.client.cookies.clear()
        await visit.page.context.add_cookies(
            [{"name": "imgsh_refresh", "value": cookie, "url": f"{self.scene.origin}/graphql"}]
        )
        await visit.page.add_init_script("localStorage.setItem('imgsh.signedIn', '1')")
        await visit.page.goto(f"{self.scene.origin}{path}")
        return visit.page

    async def open_fresh(self, visit: Visit) -> Page:
        """The page of an event that was made a moment ago."""
        event = await self.scene.photographer.ask("CreateEvent", input={"name": f"Rehearsal {secrets.token_hex(2)}"})
        page = await self.open(visit, f"/events/{event['event']['id']}")
        await expect(page.get_by_role("heading", name="Put in the photos")).to_be_visible()
        return page

    async def photos(self, visit: Visit) -> Page:
        page = await self.open(visit, f"/events/{self.event.event_id}")
        await expect(page.locator(".tile img[data-loaded]").first).to_be_visible()
        return page

    async def codes(self, visit: Visit) -> Page:
        page = await self.open(visit, f"/events/{self.event.event_id}/codes")
        await expect(page.get_by_role("button", name="Grandma Rose")).to_be_visible()
        return page

    async def selecting(self, visit: Visit) -> Page:
        page = await self.photos(visit)
        await page.get_by_role("button", name="Select", exact=True).click()
        for number in (0, 2, 3):
            await page.locator(f'.tile[data-index="{number}"] .tile-open').click()
        await expect(page.get_by_text("3 selected")).to_be_visible()
        return page

    async def sheet(self, visit: Visit) -> Page:
        page = await self.codes(visit)
        await page.get_by_role("button", name="Grandma Rose").click()
        await expect(page.get_by_role("dialog").locator("svg path").last).to_be_visible()
        return page


async def desk_of(scene: Scene, name: str, photos: Sequence[Picture] = ()) -> Desk:
    """`name` is the scene's photographer."""
    event = await scene.event("Anna & Ben’s wedding", photos or pictures(24))
    names = sorted(event.ids)
    rose = await scene.code(event, "Grandma Rose", names[:9])
    await scene.code(event, "The bride’s family", names[4:20])
    await scene.code(event, "The band", names[20:])
    viewer = Client(scene.photographer.door)
    code, _, key = rose["url"].partition("#")[2].partition(".")
    opening = {"publicUrl": event.public_url, "accessCode": code, "linkKey": key}
    viewer.token = (await viewer.ask("RedeemAccessCode", input=opening))["viewerToken"]
    await viewer.ask("ReportDownloads", input={"photoIds": [event.ids[each] for each in names[:7]]})
    empty = (await scene.photographer.ask("CreateEvent", input={"name": "Summer concert"}))["event"]
    newcomer = f"{name}2"
    account = {"email": f"{newcomer}@example.com", "userName": newcomer, "password": desk.password_of(newcomer)}
    await Client(scene.photographer.door).ask("SignUp", input=account)
    return Desk(scene, name, event, Uploaded(empty["id"], empty["publicUrl"], {}), newcomer)


async def landing(visit: Visit, on: Desk) -> None:
    await visit.page.goto(on.scene.origin)
    await expect(visit.page.get_by_role("link", name="Create an account")).to_be_visible()


async def sign_in(visit: Visit, on: Desk) -> None:
    await visit.page.goto(f"{on.scene.origin}/signin")
    await expect(visit.page.get_by_label("Password", exact=True)).to_be_visible()


async def sign_in_wrong(visit: Visit, on: Desk) -> None:
    await sign_in(visit, on)
    await visit.page.get_by_label("E-mail address").fill("nobody@example.com")
    await visit.page.get_by_label("Password", exact=True).fill("not the password")
    await visit.page.get_by_role("button", name="Sign in").click()
    await expect(visit.page.get_by_text("E-mail address or password is wrong.")).to_be_visible()


async def sign_up_refused(visit: Visit, on: Desk) -> None:
    await visit.page.goto(f"{on.scene.origin}/signup")
    await visit.page.get_by_label("E-mail address").fill("somebody@example.com")
    await visit.page.get_by_label("User name").fill("a")
    await visit.page.get_by_label("New password").fill("password1")
    await visit.page.get_by_role("button", name="Create an account").click()
    await expect(visit.page.get_by_text("A user name has 3 to 32 characters")).to_be_visible()


async def reset_mailed(visit: Visit, on: Desk) -> None:
    await visit.page.goto(f"{on.scene.origin}/reset")
    await visit.page.get_by_label("E-mail address").fill("nobody@example.com")
    await visit.page.get_by_role("button", name="Send me a link").click()
    await expect(visit.page.get_by_text("A mail is on its way")).to_be_visible()


async def reset(visit: Visit, on: Desk) -> None:
    await visit.page.goto(f"{on.scene.origin}/reset#whatever")
    await expect(visit.page.get_by_label("New password")).to_be_visible()


async def verify_failed(visit: Visit, on: Desk) -> None:
    await visit.page.goto(f"{on.scene.origin}/verify#whatever")
    await expect(visit.page.get_by_text("This link was used already")).to_be_visible()


async def events(visit: Visit, on: Desk) -> None:
    page = await on.open(visit, "/events")
    await expect(page.locator(".event-card img").first).to_be_visible()


async def events_first(visit: Visit, on: Desk) -> None:
    page = await on.open(visit, "/events", on.newcomer)
    await expect(page.get_by_role("heading", name="Your first event")).to_be_visible()
    await expect(page.get_by_text("We sent a mail to")).to_be_visible()


async def events_offline(visit: Visit, on: Desk) -> None:
    visit.expect("ERR_INTERNET_DISCONNECTED", "Failed to load resource")
    page = await on.open(visit, "/account")
    await expect(page.get_by_text("Confirmed")).to_be_visible()
    await visit.set_network(offline=True)
    await page.get_by_role("link", name="imgsh").click()
    await expect(page.get_by_role("alert").get_by_text("There is no connection.")).to_be_visible()


async def mail_again(visit: Visit, on: Desk) -> None:
    await events_first(visit, on)
    await visit.page.get_by_role("button", name="Send the mail again").click()
    await expect(visit.page.get_by_role("dialog")).to_be_visible()


async def new_event(visit: Visit, on: Desk) -> None:
    page = await on.open(visit, "/events/new")
    await expect(page.get_by_label("Name of the event")).to_be_visible()


async def event_empty(visit: Visit, on: Desk) -> None:
    page = await on.open(visit, f"/events/{on.empty.event_id}")
    await expect(page.get_by_role("heading", name="Put in the photos")).to_be_visible()


async def dropping(visit: Visit, on: Desk) -> None:
    await event_empty(visit, on)
    session = await visit.page.context.new_cdp_session(visit.page)
    data = {"items": [], "files": [str(Path(__file__))], "dragOperationsMask": 1}
    await session.send("Input.dispatchDragEvent", {"type": "dragEnter", "x": 200, "y": 400, "data": data})
    await expect(visit.page.get_by_text("Drop photos into Summer concert")).to_be_visible()


async def _hold(route: Route) -> None:
    """Storage takes what it gets, and answers never."""
    await asyncio.sleep(0)


async def uploading(visit: Visit, on: Desk) -> None:
    page = await on.open_fresh(visit)
    await page.route(f"{on.scene.storage_origin}/**", _hold)
    await desk.choose(page, desk.payloads([NOTES, *pictures(18)]))
    await expect(desk.dock(page)).to_contain_text("0 of 18 uploaded")


async def upload_paused(visit: Visit, on: Desk) -> None:
    await uploading(visit, on)
    await desk.dock(visit.page).get_by_role("button", name="Pause").click()
    await expect(desk.dock(visit.page)).to_contain_text("Paused")


async def upload_interrupted(visit: Visit, on: Desk) -> None:
    await uploading(visit, on)
    visit.page.once("dialog", lambda dialog: asyncio.ensure_future(dialog.accept()))
    await visit.page.reload()
    await expect(desk.dock(visit.page)).to_contain_text("left: choose the same files")


async def upload_given_up(visit: Visit, on: Desk) -> None:
    await uploading(visit, on)
    await desk.dock(visit.page).get_by_role("button", name="Give up the upload").click()
    await expect(visit.page.get_by_role("dialog")).to_be_visible()


async def photos(visit: Visit, on: Desk) -> None:
    await on.photos(visit)


async def photos_rejected(visit: Visit, on: Desk) -> None:
    page = await on.photos(visit)
    await desk.choose(page, desk.payloads([BROKEN]))
    await page.get_by_role("button", name="Rejected").click()
    await expect(page.locator(".tile", has_text="IMG_9999").first).to_contain_text("damaged")


async def _download_by_service(visit: Visit, on: Desk, answer: str) -> None:
    """Photos come as the service's ZIP, which is as far as `answer` says."""

    async def say(route: Route) -> None:
        if "RequestArchive" in (route.request.post_data or ""):
            await route.fulfill(content_type="application/json", body=answer)
        elif "query Archive(" not in (route.request.post_data or ""):
            await route.fallback()

    await visit.page.add_init_script(WITHOUT_SERVICE_WORKERS)
    await visit.page.route("**/graphql", say)
    page = await on.selecting(visit)
    await page.get_by_role("region", name="Selection").get_by_role("button", name="Download 3").click()


async def download_preparing(visit: Visit, on: Desk) -> None:
    archive = '{"id": "x", "status": "PENDING", "progress": 0.4, "sizeBytes": 4100000000, "url": null}'
    await _download_by_service(
        visit, on, f'{{"data": {{"requestArchive": {{"archive": {archive}, "userErrors": []}}}}}}'
    )
    await expect(visit.page.get_by_text("1.6 GB of 4.1 GB")).to_be_visible()


async def download_refused(visit: Visit, on: Desk) -> None:
    limited = '{"message": "", "extensions": {"code": "RATE_LIMITED", "retryAfterSeconds": 1800}}'
    await _download_by_service(visit, on, f'{{"data": null, "errors": [{limited}]}}')
    await expect(visit.page.get_by_text("Too many attempts. Try again in 30 min")).to_be_visible()


async def download_handed(visit: Visit, on: Desk) -> None:
    await visit.page.add_init_script(WITHOUT_SERVICE_WORKERS)
    page = await on.selecting(visit)
    await page.get_by_role("region", name="Selection").get_by_role("button", name="Download 3").click()
    await expect(page.get_by_role("button", name="Save it again")).to_be_visible()


async def selecting(visit: Visit, on: Desk) -> None:
    await on.selecting(visit)


async def large(visit: Visit, on: Desk) -> None:
    page = await on.photos(visit)
    await page.locator('.tile[data-index="3"] .tile-open').click()
    await page.wait_for_function("() => document.querySelector('.pswp--ui-visible')")
    await page.wait_for_function("() => !document.getAnimations().some(each => each instanceof CSSTransition)")


async def issuing(visit: Visit, on: Desk) -> None:
    page = await on.selecting(visit)
    await page.get_by_role("button", name="Create a code").click()
    await expect(page.get_by_label("Whom is it for?")).to_be_focused()


async def adding_to_a_code(visit: Visit, on: Desk) -> None:
    page = await on.selecting(visit)
    await page.get_by_role("button", name="Add to a code").click()
    await expect(page.get_by_role("button", name="Grandma Rose")).to_be_visible()


async def codes(visit: Visit, on: Desk) -> None:
    await on.codes(visit)


async def names_list(visit: Visit, on: Desk) -> None:
    page = await on.codes(visit)
    await page.get_by_role("button", name="List of names").click()
    await page.get_by_label("Names, one a line").fill("The band\nUncle Tom\nÄnne and Jörg")
    await page.get_by_label("Cards without a name").fill("3")
    await expect(page.get_by_role("button", name="Create 5 codes")).to_be_visible()


async def names_issued(visit: Visit, on: Desk) -> None:
    """A class of thirty, in an event of its own."""
    page = await on.open_fresh(visit)
    await page.get_by_role("link", name="Access codes").click()
    await page.get_by_role("button", name="List of names").click()
    await page.get_by_label("Names, one a line").fill("\n".join(f"Pupil {number:02}" for number in range(1, 31)))
    await page.get_by_role("button", name="Create 30 codes").click()
    await expect(page.get_by_role("dialog", name="30 codes created")).to_be_visible()


async def codes_many(visit: Visit, on: Desk) -> None:
    await names_issued(visit, on)
    await visit.page.get_by_role("button", name="Done").click()
    await expect(visit.page.get_by_role("searchbox")).to_be_visible()


async def codes_unconfirmed(visit: Visit, on: Desk) -> None:
    page = await on.open(visit, "/events/new", on.newcomer)
    await page.get_by_label("Name of the event").fill(f"Trial {secrets.token_hex(2)}")
    await page.get_by_role("button", name="Create the event").click()
    await page.get_by_role("link", name="Access codes").click()
    await page.get_by_role("button", name="Create a code").click()
    await expect(page.get_by_role("dialog")).to_contain_text("Codes show photos to other people")


async def codes_empty(visit: Visit, on: Desk) -> None:
    page = await on.open(visit, f"/events/{on.empty.event_id}/codes")
    await expect(page.get_by_role("heading", name="No codes yet")).to_be_visible()


async def code(visit: Visit, on: Desk) -> None:
    await on.sheet(visit)


async def code_editing(visit: Visit, on: Desk) -> None:
    page = await on.sheet(visit)
    await page.get_by_role("button", name="Edit", exact=True).click()
    await expect(page.get_by_label("Whom is it for?")).to_be_visible()


async def code_revoking(visit: Visit, on: Desk) -> None:
    page = await on.sheet(visit)
    await page.get_by_role("button", name="Revoke").click()
    await expect(page.get_by_role("dialog", name="Revoke Grandma Rose?")).to_be_visible()


async def code_photos(visit: Visit, on: Desk) -> None:
    page = await on.sheet(visit)
    await page.get_by_role("link", name="Choose photos").click()
    await expect(page.locator(".tile img[data-loaded]").first).to_be_visible()


async def code_photos_leaving(visit: Visit, on: Desk) -> None:
    await code_photos(visit, on)
    await visit.page.locator('.tile[data-index="2"] .tile-open').click()
    await visit.page.get_by_role("link", name="Cancel").click()
    await expect(visit.page.get_by_role("dialog", name="Leave without saving?")).to_be_visible()


async def event_editing(visit: Visit, on: Desk) -> None:
    page = await on.photos(visit)
    await page.get_by_role("button", name="Edit event").click()
    await page.get_by_label("Watermark over previews").fill("© Nora")
    await expect(page.get_by_label("How strong")).to_be_visible()


async def event_deleting(visit: Visit, on: Desk) -> None:
    await event_editing(visit, on)
    await visit.page.get_by_role("button", name="Delete the event").click()
    await expect(visit.page.get_by_role("dialog", name="Delete Anna")).to_be_visible()


async def photos_deleting(visit: Visit, on: Desk) -> None:
    page = await on.selecting(visit)
    await page.get_by_role("button", name="Delete these photos").click()
    await expect(page.get_by_role("dialog", name="Delete 3 photos?")).to_be_visible()


async def account(visit: Visit, on: Desk) -> None:
    page = await on.open(visit, "/account")
    await expect(page.get_by_text("Confirmed")).to_be_visible()


async def signing_out(visit: Visit, on: Desk) -> None:
    await account(visit, on)
    await visit.page.get_by_role("button", name="Sign out").click()
    await expect(visit.page.get_by_role("dialog", name="Sign out")).to_be_visible()


async def account_deleting(visit: Visit, on: Desk) -> None:
    await account(visit, on)
    await visit.page.get_by_role("button", name="Delete the account").click()
    await expect(visit.page.get_by_role("dialog").get_by_label("Password", exact=True)).to_be_visible()


async def gone(visit: Visit, on: Desk) -> None:
    page = await on.open(visit, "/events/00000000-0000-4000-8000-000000000000")
    await expect(page.get_by_role("heading", name="This event is no longer there")).to_be_visible()


DESK_STATES: tuple[DeskState, ...] = (
    landing,
    sign_in,
    sign_in_wrong,
    sign_up_refused,
    reset_mailed,
    reset,
    verify_failed,
    events,
    events_first,
    events_offline,
    mail_again,
    new_event,
    event_empty,
    dropping,
    uploading,
    upload_paused,
    upload_interrupted,
    upload_given_up,
    photos,
    photos_rejected,
    selecting,
    download_preparing,
    download_refused,
    download_handed,
    large,
    issuing,
    adding_to_a_code,
    codes,
    codes_empty,
    codes_many,
    codes_unconfirmed,
    names_list,
    names_issued,
    code,
    code_editing,
    code_revoking,
    code_photos,
    code_photos_leaving,
    event_editing,
    event_deleting,
    photos_deleting,
    account,
    signing_out,
    account_deleting,
    gone,
)
