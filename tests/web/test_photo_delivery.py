"""An album in both ways that photos are delivered: by the links of CloudFront, and by S3's presigned URLs."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Playwright, Response, expect

from local.engine import free_ports
from tests.local.test_local import running
from tests.user_journey import Picture
from tests.web.browser import visit
from tests.web.saved_downloads import become_iphone, downloaded, save_dialog, shared, unzipped
from tests.web.scenes import Scene, pictures, scene_of

pytestmark = pytest.mark.asyncio(loop_scope="session")

VIDEO = Path(__file__).resolve().parents[1] / "media/samples/camera.mp4"
FILES = [*pictures(3), Picture("film.mp4", VIDEO.read_bytes(), "video/mp4")]
BODIES = {file.filename: file.body for file in FILES}
NOTE_VIOLATIONS = """
  window.violations = [];
  addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
    window.violations.push(`${violatedDirective} ${blockedURI}`));
"""
SEEK = """() => new Promise((done, fail) => {
  const video = document.querySelector("video");
  video.addEventListener("seeked", () => done(video.currentTime / video.duration), { once: true });
  video.addEventListener("error", () => fail(video.error.message), { once: true });
  video.pause();
  video.currentTime = video.duration / 2;
})"""


@pytest_asyncio.fixture(loop_scope="session", params=["links", "presigned"])
async def delivering(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Scene]:
    """The shared service, or one of its own with the other setting."""
    async with httpx.AsyncClient(trust_env=False, timeout=30) as client:
        if request.param == "links":
            yield await scene_of(request.getfixturevalue("service"), client, "linked")
            return
        data_dir = tmp_path_factory.mktemp("presigned") / "data"
        with running(data_dir, free_ports(1)[0], PRESIGNED="1") as service:
            yield await scene_of(service, client, "presigned")


async def test_an_album_is_seen_played_saved_and_shared(
    playwright: Playwright, browser: Browser, delivering: Scene
) -> None:
    """No page sends a request to anybody but the app, photos and uploads: a visit fails if one does."""
    scene = delivering
    code = await scene.code(await scene.event("Delivered", FILES), "Guests")
    answers: list[Response] = []

    def note(answer: Response) -> None:
        answers.append(answer)

    async with visit(playwright, browser, scene.origins) as visited:
        page = visited.page
        await page.add_init_script(NOTE_VIOLATIONS)
        page.on("response", note)
        await page.goto(code["url"])
        await expect(page.locator(".tile img[data-loaded]")).to_have_count(len(FILES))
        assert await unzipped(await downloaded(page, page.locator(".download"))) == BODIES

        await page.get_by_role("button", name="Open film.mp4").click()
        await page.wait_for_function("() => document.querySelector('video')?.readyState >= 2")
        assert await page.evaluate(SEEK) == pytest.approx(0.5, abs=0.1)
        played = [answer for answer in answers if answer.request.resource_type == "media"]
        assert {answer.status for answer in played} == {206}

        await page.keyboard.press("Escape")
        await page.get_by_role("button", name="Open IMG_0001.jpg").click()
        await page.wait_for_selector(".pswp--ui-visible")
        saved = await downloaded(page, page.get_by_role("dialog").get_by_role("button", name="Download"))
        assert (saved.suggested_filename, (await saved.path()).read_bytes()) == ("IMG_0001.jpg", BODIES["IMG_0001.jpg"])
        assert await page.evaluate("() => window.violations") == []
    assert origins_of(answers) - {scene.origin} == {scene.photo_origin}

    async with visit(playwright, browser, scene.origins, device="phone") as visited:
        await become_iphone(visited.page)
        await visited.page.goto(code["url"])
        await visited.page.locator(".download").tap()
        await save_dialog(visited.page).get_by_role("button", name=f"Save {len(FILES)} to Photos").tap()
        await expect(visited.page.get_by_text(f"{len(FILES)} photos saved")).to_be_visible()
        assert {name for sheet in await shared(visited.page) for name, *_ in sheet} == set(BODIES)


def origins_of(answers: Sequence[Response]) -> set[str]:
    """Of pictures and videos."""
    shown = [urlsplit(answer.url) for answer in answers if answer.request.resource_type in ("image", "media")]
    return {f"{url.scheme}://{url.netloc}" for url in shown if url.netloc}
