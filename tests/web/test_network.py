"""The pages behind a reverse proxy that ends TLS: photos come from, and go to, the origin of the app itself."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from playwright.async_api import Page, Playwright, expect

from tests.local.networked import Networked, invitation_in, networked_service
from tests.reverse_proxy import Certificate
from tests.user_journey import Client, HttpTransport, Uploaded, all_ready, issue, sign_up, upload
from tests.web.browser import launch
from tests.web.saved_downloads import dock, downloaded, unzipped
from tests.web.scenes import READY_WITHIN_SECONDS, pictures

pytestmark = pytest.mark.asyncio(loop_scope="session")

PHOTOS = pictures(5)
BODIES = {photo.filename: photo.body for photo in PHOTOS}
PUT = """async ([url, headers, size]) => {
  const body = new Uint8Array(size);
  return (await fetch(url, { method: "PUT", headers, body })).status;
}"""
RUN = """() => {
  const script = document.createElement("script");
  script.textContent = "document.title = 'it ran'";
  document.documentElement.append(script);
  return [document.title, self.origin];
}"""


@dataclass
class Studio:
    networked: Networked
    photographer: Client
    event: Uploaded


@pytest.fixture(scope="module")
def networked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Networked]:
    with networked_service(tmp_path_factory.mktemp("network")) as started:
        yield started


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def studio(networked: Networked) -> AsyncIterator[Studio]:
    trusted = Certificate(Path(networked.mail_settings["SSL_CERT_FILE"])).trusted()
    async with httpx.AsyncClient(trust_env=False, timeout=30, verify=trusted) as client:
        transport = HttpTransport(client, networked.origin)
        invitation = invitation_in(networked.invite("anna@example.com", is_mailed=False))
        photographer = await sign_up(transport, networked.mailed_link, "anna", invitation)
        event = await upload(photographer, client, "An Afternoon", PHOTOS)
        await all_ready(photographer, event.event_id, len(PHOTOS), READY_WITHIN_SECONDS)
        yield Studio(networked, photographer, event)


@pytest_asyncio.fixture(loop_scope="session")
async def page(playwright: Playwright, studio: Studio) -> AsyncIterator[Page]:
    """Of somebody whose browser trusts the certificate. Fails at a request to another origin, or a refusal of ours."""
    faults: list[str] = []
    browser = await launch(playwright, "--ignore-certificate-errors")
    shown = await browser.new_page(locale="en-GB", ignore_https_errors=True)
    shown.on("request", lambda asked: faults.append(asked.url) if not _is_of(asked.url, studio) else None)
    shown.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    yield shown
    await browser.close()
    assert not [fault for fault in faults if "document's frame is sandboxed" not in fault]


def _is_of(url: str, studio: Studio) -> bool:
    return url.startswith((f"{studio.networked.origin}/", "data:", "blob:"))


async def open_album(page: Page, studio: Studio, label: str) -> None:
    code = await issue(studio.photographer, studio.event, label, sorted(studio.event.ids))
    await page.goto(code["url"])
    await expect(page.locator(".tile img[data-loaded]")).to_have_count(len(PHOTOS))


async def test_an_album_is_shown_and_saved(page: Page, studio: Studio) -> None:
    await open_album(page, studio, "Saved")
    together = await downloaded(page, page.locator(".download"))

    assert await unzipped(together) == BODIES
    await expect(dock(page)).to_contain_text(f"{len(PHOTOS)} photos saved")
    await page.locator('.tile[data-index="2"] .tile-open').click()
    await page.wait_for_selector(".pswp--ui-visible")
    one = await downloaded(page, page.get_by_role("dialog").get_by_role("button", name="Download"))
    assert (await one.path()).read_bytes() == BODIES["IMG_0002.jpg"]


async def test_a_page_sends_a_file(page: Page, studio: Studio) -> None:
    await page.goto(studio.networked.origin)
    size_bytes = 70_000
    file = {"filename": "sent.jpg", "contentType": "image/jpeg", "sizeBytes": size_bytes}
    asked = {"eventId": studio.event.event_id, "files": [file]}
    (ticket,) = (await studio.photographer.ask("RequestUploads", input=asked))["tickets"]
    (request,) = ticket["requests"]
    headers = {header["name"]: header["value"] for header in request["headers"]}

    assert await page.evaluate(PUT, [request["url"], headers, size_bytes]) == 200


async def test_a_photo_as_a_page_of_its_own_runs_nothing(page: Page, studio: Studio) -> None:
    """It is shown, in an origin of its own: neither the cookies nor the pages of the app are in its reach."""
    shown = (await studio.photographer.ask("EventPage", id=studio.event.event_id))["photos"]["nodes"][0]
    await page.goto(shown["thumbnail"]["url"])

    assert await page.evaluate("document.images[0].naturalWidth") > 0
    title, origin = await page.evaluate(RUN)
    assert title != "it ran"
    assert origin == "null"
