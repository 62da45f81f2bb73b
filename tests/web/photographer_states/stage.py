"""What the photographer's states are shown on, and the way to each screen."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from playwright.async_api import Page, expect

from tests.user_journey import Client, Picture, Uploaded
from tests.web import photographer_page
from tests.web.browser import Visit
from tests.web.camera_photos import event_of_two_cameras
from tests.web.card_scenes import CardEvent, troubled
from tests.web.scenes import Scene, pictures

PhotographerState = Callable[[Visit, "PhotographerStage"], Awaitable[None]]


@dataclass(frozen=True)
class PhotographerStage:
    """A photographer with four events: busy, of two cameras, shot with cards, empty. Another is not confirmed yet."""

    scene: Scene
    name: str
    event: Uploaded
    empty: Uploaded
    carded: CardEvent
    shot: Uploaded
    newcomer: str

    async def open(self, visit: Visit, path: str, name: str | None = None) -> Page:
        """Signed in, without the form: as somebody comes back to a page that was left open."""
        name = name or self.name
        answer = await self.scene.client.post(
            f"{self.scene.origin}/graphql",
            headers={"origin": self.scene.origin},
            json={
                "query": "mutation ($input: SignInInput!) { signIn(input: $input) { userErrors { code } } }",
                "variables": {
                    "input": {"email": f"{name}@example.com", "password": photographer_page.password_of(name)}
                },
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
        await expect(page.get_by_role("heading", name="Add your photos")).to_be_visible()
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


async def photographer_stage(scene: Scene, name: str, photos: Sequence[Picture] = ()) -> PhotographerStage:
    """`name` is the scene's photographer."""
    event = await scene.event("Anna & Ben’s wedding", photos or pictures(24))
    names = sorted(event.ids)
    rose = await scene.code(event, "Grandma Rose", names[:9])
    await scene.code(event, "The bride’s family", names[4:20])
    await scene.code(event, "The band", names[20:])
    viewer = Client(scene.photographer.transport)
    code, _, key = rose["url"].partition("#")[2].partition(".")
    opening = {"publicUrl": event.public_url, "accessCode": code, "linkKey": key}
    viewer.token = (await viewer.ask("RedeemAccessCode", input=opening))["viewerToken"]
    await viewer.ask("ReportDownloads", input={"photoIds": [event.ids[each] for each in names[:7]]})
    empty = (await scene.photographer.ask("CreateEvent", input={"name": "Summer concert"}))["event"]
    shot = await event_of_two_cameras(scene, "Two cameras", photos)
    carded = await troubled(scene, "Class of 2026")
    newcomer = f"{name}2"
    account = {
        "email": f"{newcomer}@example.com",
        "userName": newcomer,
        "password": photographer_page.password_of(newcomer),
    }
    await Client(scene.photographer.transport).ask("SignUp", input=account)
    nothing = Uploaded(empty["id"], empty["publicUrl"], {})
    return PhotographerStage(scene, name, event, nothing, carded, shot, newcomer)
