"""Links on their way through mails, and albums that open again: bookmarked, without a network, on a shared device."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.log_secrets import NEVER
from tests.user_journey import Uploaded
from tests.web.album import open_album, opening
from tests.web.conftest import Visiting
from tests.web.scenes import Scene, pictures

pytestmark = pytest.mark.asyncio(loop_scope="session")

# Under the page's own lock: between its name and its content a cache may be deleted, and `open` would make it anew.
KEPT = """() => navigator.locks.request("imgsh.offline", async () => {
  const found = {};
  for (const name of await caches.keys())
    found[name] = (await (await caches.open(name)).keys()).map(({ url }) => new URL(url).pathname);
  return found;
})"""
TEXTS = """() => navigator.locks.request("imgsh.offline", async () => {
  const texts = Object.values(localStorage);
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const answer = await cache.match(request);
      texts.push(request.url);
      if (/json|html/.test(answer.headers.get("content-type"))) texts.push(await answer.text());
    }
  }
  return texts.join();
})"""
CLOCK = "globalThis.rightNow ??= Date.now; Date.now = () => rightNow() + {};"
OFFLINE = ("ERR_INTERNET_DISCONNECTED", "Failed to load resource", "ERR_FAILED", "ServiceWorker")


async def kept(page: Page) -> dict[str, list[str]]:
    found: dict[str, list[str]] = await page.evaluate(KEPT)
    return found


async def until_kept(page: Page, condition: str) -> None:
    """Waits for a condition of `found`, the paths in the caches by name. Playwright does not wait for promises."""
    await page.evaluate(f"""async () => {{
      const read = {KEPT};
      const later = () => new Promise(done => setTimeout(done, 50));
      let found = await read();
      for (let left = 200; !({condition}); found = await read(), await later())
        if (!left--) throw new Error(`not kept so: ${{JSON.stringify(found)}}`);
    }}""")


async def pictures_are_kept(page: Page, public_url: str, count: int) -> None:
    await until_kept(page, f"found['imgsh.pictures.{public_url}']?.length >= {count}")
    await until_kept(page, "found['imgsh.offline.albums']?.some(path => path.includes('home-screen'))")


async def until_forgotten(page: Page, public_url: str) -> None:
    await until_kept(page, f"!found['imgsh.offline.{public_url}']?.length")
    await until_kept(page, f"!found['imgsh.pictures.{public_url}']?.length")


async def test_a_rewritten_link_opens_counts_at_the_first_touch_stays_a_bookmark_and_is_forgotten_when_revoked(
    visiting: Visiting, scene: Scene, event: Uploaded
) -> None:
    code = await scene.code(event, "By mail")
    rewritten = code["url"].replace("#", "%23").replace(code["accessCode"], code["accessCode"].lower())
    async with visiting("phone") as visit:
        page = visit.page
        await page.clock.install()
        await open_album(page, f"{rewritten}?utm_source=mail")
        assert page.url == code["url"]
        assert await page.title() == "An Afternoon · viewed"
        assert (await scene.code_of(event, "By mail"))["openCount"] == 0, "a scanner does as much"
        async with page.expect_response(lambda answer: "reportOpening" in (answer.request.post_data or "")):
            await opening(page, 0).tap()
        assert (await scene.code_of(event, "By mail"))["openCount"] == 1
        await page.get_by_role("button", name="Close").tap()
        bookmark = page.url

        async with visiting() as other:
            await open_album(other.page, bookmark)

        await scene.revoke(event, code)
        await page.clock.fast_forward(15_000)
        await expect(page.get_by_text("Ask your photographer")).to_be_visible()
        assert page.url == f"{scene.origin}/{event.public_url}"
        await until_forgotten(page, event.public_url)
        assert code["accessCode"] not in await page.evaluate(TEXTS)


async def test_an_album_and_the_list_open_without_a_network_until_the_end_and_not_when_the_clock_is_set_back(
    visiting: Visiting, scene: Scene
) -> None:
    event = await scene.event("Kept", pictures(3))
    code = await scene.code(event, "Guests", sorted(event.ids)[:2])
    async with visiting("phone") as visit:
        visit.expect(*OFFLINE)
        page = visit.page
        await open_album(page, code["url"])
        await pictures_are_kept(page, event.public_url, 2)
        everything = await page.evaluate(TEXTS.replace("Object.values(localStorage)", "[]"))
        assert [what for what in ("a signed URL", "a link to a photo") if NEVER[what].search(everything)] == []
        assert code["accessCode"] not in everything

        await page.context.set_offline(True)
        await page.goto(f"{scene.origin}/albums")
        await page.get_by_role("link", name="Kept").tap()
        await expect(page.locator(".tile img[data-loaded]")).to_have_count(2)
        await expect(page.get_by_text("You are offline.")).to_be_visible()
        assert await visit.violations() == []

        await page.add_init_script(CLOCK.format(-3600_000))
        await page.reload()
        await expect(page.get_by_text("Can't connect.")).to_be_visible()
        await expect(page.locator(".tile")).to_have_count(0)

        await page.add_init_script(CLOCK.format(7 * 86400_000))
        await page.reload()
        await expect(page.get_by_role("heading", name="These photos have been deleted")).to_be_visible()
        await until_forgotten(page, event.public_url)


async def test_a_shared_device_forgets_every_album_and_saves_none(
    visiting: Visiting, scene: Scene, event: Uploaded
) -> None:
    code = await scene.code(event, "In the lobby")
    async with visiting() as visit:
        page = visit.page
        await open_album(page, code["url"])
        await pictures_are_kept(page, event.public_url, 3)
        await page.get_by_role("button", name="More").click()
        await page.get_by_role("checkbox", name="This is a shared device").check()
        assert page.url == f"{scene.origin}/{event.public_url}"
        await until_kept(page, "Object.values(found).every(paths => !paths.length)")
        await page.reload()
        await expect(page.get_by_label("Access code")).to_have_value("")
        await open_album(page, code["url"])
        assert page.url == f"{scene.origin}/{event.public_url}"
        storage: dict[str, Any] = await page.evaluate("() => ({ ...localStorage })")
        assert storage == {"imgsh.shared": ""}
        assert not any((await kept(page)).values())
