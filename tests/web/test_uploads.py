"""Uploads that come through: whatever the network, the storage or the person at the page does meanwhile."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import pytest_asyncio
from playwright.async_api import Page, Playwright, Request, Route, expect

from domain.uploads import UNDECLARED
from tests.media.pictures import webp
from tests.media.test_other_types import tiff_raw
from tests.photo_files import photographs
from tests.user_journey import Picture
from tests.web import photographer_page
from tests.web.browser import launch, visit
from tests.web.conftest import Visiting, scene_named
from tests.web.proxy import Proxy, proxying
from tests.web.scenes import Scene, pictures

pytestmark = pytest.mark.asyncio(loop_scope="session")

NAME = "uploader"
FILES = 60
TURNED_AWAY = 12
"""Attempts while storage is dead: several for each file that is sent at a time."""
TRIED_WITHIN_SECONDS = 60.0

HEIC = Path(__file__).resolve().parents[1] / "media/samples/phone.heic"
MIB = 1024 * 1024
GIVEN_UP_AFTER_MILLISECONDS = 10_000
"""By the page, when the script that reads files does not load."""

NETWORK_TROUBLE = ("Failed to load resource", "net::ERR", "blocked by CORS policy")


scene = scene_named(NAME)


async def new_event(page: Page, scene: Scene, name: str) -> str:
    """Signs in, and ends on the new event's page. Answers its id."""
    await photographer_page.sign_in(page, scene, NAME)
    await photographer_page.create_event(page, scene, name)
    return page.url.rsplit("/", 1)[1]


def many(count: int) -> list[Picture]:
    return [
        Picture(f"DSC_{number:04}.jpg", picture.body) for number, picture in enumerate(photographs(count, (160, 120)))
    ]


def storage_puts(page: Page, scene: Scene) -> list[Request]:
    """Every PUT to storage from now on."""
    puts: list[Request] = []
    host = urlsplit(scene.storage_origin).netloc

    def note(request: Request) -> None:
        if request.method == "PUT" and urlsplit(request.url).netloc == host:
            puts.append(request)

    page.on("request", note)
    return puts


async def some_are_up(page: Page, count: int, total: int) -> None:
    """Until at least so many are uploaded."""
    await page.wait_for_function(
        "count => Number(document.querySelector('.panel-title')?.textContent.match(/[0-9]+/)?.[0]) >= count", arg=count
    )
    assert await photographer_page.dock(page).get_by_text(re.compile(rf"^\d+ of {total} uploaded$")).count(), (
        "it ended too soon"
    )


@pytest_asyncio.fixture(loop_scope="session")
async def proxy(scene: Scene) -> AsyncIterator[Proxy]:
    port = urlsplit(scene.storage_origin).port
    assert port
    async with proxying(port) as started:
        yield started


async def test_files_come_through_a_lost_network_a_dead_storage_and_a_reload_each_exactly_once(
    playwright: Playwright, scene: Scene, proxy: Proxy, tmp_path: Path
) -> None:
    wanted = many(FILES)
    files = photographer_page.written(wanted, tmp_path / "photos")
    browser = await launch(playwright, f"--host-resolver-rules={proxy.rule}")
    async with visit(playwright, browser, scene.origins) as visited:
        visited.expect(*NETWORK_TROUBLE)
        page = visited.page
        await page.clock.install()
        event_id = await new_event(page, scene, "Rough weather")
        await visited.set_network(slow_upload=True)
        await photographer_page.choose(page, files)
        await some_are_up(page, 5, FILES)

        await visited.set_network(offline=True)
        await expect(photographer_page.dock(page)).to_contain_text("resumes when you are back online")
        await page.clock.run_for(3000)
        await visited.set_network(slow_upload=True)
        await some_are_up(page, 15, FILES)

        proxy.cut()
        async with asyncio.timeout(TRIED_WITHIN_SECONDS):
            for _ in range(TURNED_AWAY):
                await proxy.turned_away.acquire()
        proxy.mend()
        await some_are_up(page, 25, FILES)

        page.once("dialog", lambda dialog: asyncio.ensure_future(dialog.accept()))
        await page.reload()
        left = photographer_page.dock(page).get_by_text(re.compile(rf"^\d+ of {FILES} left: choose the same files"))
        await expect(left).to_be_visible()
        assert int((await left.inner_text()).split()[0]) <= FILES - 25
        await visited.set_network()
        await photographer_page.choose(page, files, "Choose files")
        await photographer_page.uploaded(page, FILES)
        await expect(photographer_page.dock(page)).not_to_contain_text("duplicate")
    await browser.close()

    assert await photographer_page.filenames_of(scene, event_id) == [picture.filename for picture in wanted]
    assert proxy.sent_bytes < 1.5 * sum(len(picture.body) for picture in wanted) + FILES * 4096


@pytest.mark.parametrize("how", ["404", "blocked", "never"])
async def test_files_go_up_where_the_script_that_reads_them_does_not_load(
    visiting: Visiting, scene: Scene, how: str
) -> None:
    """Issue 11 C14: uploads hung for good when the digest worker failed to load."""
    asked = asyncio.Event()

    async def fail(route: Route) -> None:
        asked.set()
        if how == "404":
            await route.fulfill(status=404)
        elif how == "blocked":
            await route.abort("blockedbyclient")

    async with visiting() as visit:
        visit.expect("404", "ERR_BLOCKED_BY_CLIENT")
        await visit.page.clock.install()
        await visit.page.context.route("**/assets/digest-worker-*.js", fail)
        event_id = await new_event(visit.page, scene, f"No worker: {how}")
        await photographer_page.choose(visit.page, photographer_page.payloads(many(3)))
        await asked.wait()
        if how == "never":
            await visit.page.clock.run_for(GIVEN_UP_AFTER_MILLISECONDS)
        await photographer_page.uploaded(visit.page, 3)
    assert await photographer_page.filenames_of(scene, event_id) == [picture.filename for picture in many(3)]


async def test_a_pause_holds_everything_until_somebody_goes_on_also_on_another_screen(
    visiting: Visiting, scene: Scene
) -> None:
    async with visiting() as visit:
        # A file that the pause cut off in the very moment when it had arrived.
        visit.expect("412 (Precondition Failed)")
        page = visit.page
        await page.clock.install()
        await new_event(page, scene, "Coffee break")
        await visit.set_network(slow_upload=True)
        await photographer_page.choose(page, photographer_page.payloads(many(30)))
        await some_are_up(page, 3, 30)
        await expect(photographer_page.dock(page).get_by_role("progressbar", name="Uploads")).to_be_visible()
        await photographer_page.dock(page).get_by_role("button", name="Pause").click()
        await expect(photographer_page.dock(page)).to_contain_text("Paused")
        puts = storage_puts(page, scene)

        await page.get_by_role("link", name="imgsh").click()
        await expect(page.get_by_role("heading", name="Events")).to_be_visible()
        await visit.set_network()
        await page.clock.run_for(1000)
        assert not puts
        await photographer_page.dock(page).get_by_role("button", name="Resume").click()
        await photographer_page.uploaded(page, 30)


async def test_what_the_event_has_already_is_skipped_and_said_so(visiting: Visiting, scene: Scene) -> None:
    known = pictures(4)
    event = await scene.event("Twice", known)
    async with visiting() as visit:
        page = visit.page
        await photographer_page.sign_in(page, scene, NAME, f"/events/{event.event_id}")
        puts = storage_puts(page, scene)
        await photographer_page.choose(page, photographer_page.payloads([*known, *many(2)]))

        await photographer_page.uploaded(page, 2)
        await expect(photographer_page.dock(page)).to_contain_text("4 duplicates skipped")
        assert len(puts) == 2
    assert len(await photographer_page.filenames_of(scene, event.event_id)) == 6


async def test_each_refused_file_is_named_with_its_reason_and_the_others_arrive(
    visiting: Visiting, scene: Scene
) -> None:
    async with visiting() as visit:
        page = visit.page
        event_id = await new_event(page, scene, "Mixed bag")
        notes = Picture("notes.txt", b"not a photo", "text/plain")
        sheet = Picture("plan.pdf", b"not a photo either", "application/pdf")
        raw = Picture("_DSC0001.NEF", tiff_raw("NEF"), "image/x-nikon-nef")
        await photographer_page.choose(
            page, photographer_page.payloads([notes, *many(3), sheet, raw, Picture("empty.jpg", b"")])
        )

        await photographer_page.uploaded(page, 3)
        refused = photographer_page.dock(page).get_by_text("2 files: not a supported photo or video type")
        await refused.click()
        await expect(photographer_page.dock(page).get_by_text("notes.txt")).to_be_visible()
        await expect(photographer_page.dock(page).get_by_text("plan.pdf")).to_be_visible()
        await expect(photographer_page.dock(page).get_by_text("1 file: empty", exact=True)).to_be_visible()
        named = "1 file: This is a raw file. Export it as JPEG."
        await expect(photographer_page.dock(page).get_by_text(named)).to_be_visible()
        assert len(await photographer_page.filenames_of(scene, event_id)) == 3
        await photographer_page.dock(page).get_by_role("button", name="Close").click()
        await expect(photographer_page.dock(page)).to_be_hidden()


async def test_a_file_that_is_no_photo_inside_is_rejected_in_the_grid_with_the_reason(
    visiting: Visiting, scene: Scene
) -> None:
    async with visiting() as visit:
        page = visit.page
        await new_event(page, scene, "Broken card")
        await photographer_page.choose(
            page, photographer_page.payloads([Picture("broken.jpg", b"\xff\xd8\xff and nothing more"), *many(1)])
        )
        await page.get_by_role("button", name="Rejected").click()
        tile = page.locator(".tile", has_text="broken.jpg")
        await expect(tile).to_contain_text("damaged")
        await expect(page.locator(".tile")).to_have_count(1)


async def test_what_the_browser_knows_no_type_of_is_what_its_content_is(visiting: Visiting, scene: Scene) -> None:
    (jpeg,) = many(1)
    bodies = [HEIC.read_bytes(), jpeg.body]
    unknown = [Picture(f"IMG_000{number}.HEIC", body, UNDECLARED) for number, body in enumerate(bodies)]
    async with visiting() as visit:
        page = visit.page
        event_id = await new_event(page, scene, "From a phone")
        await photographer_page.choose(page, photographer_page.payloads(unknown))
        await photographer_page.uploaded(page, 2)
        await expect(page.locator(".tile img[data-loaded]")).to_have_count(2, timeout=30_000)
    photos = (await scene.photographer.ask("EventPage", id=event_id))["photos"]["nodes"]
    assert [(photo["filename"], photo["status"]) for photo in photos] == [
        ("IMG_0000.HEIC", "READY"),
        ("IMG_0001.HEIC", "READY"),
    ]


async def test_a_file_whose_ending_is_wrong_is_taken_for_what_it_is(visiting: Visiting, scene: Scene) -> None:
    """The browser goes by the ending; what it says of these is what it would say of real ones."""
    wrong = [Picture("photo.jpg", webp()), Picture("holiday.jpg", HEIC.read_bytes())]
    async with visiting() as visit:
        page = visit.page
        event_id = await new_event(page, scene, "From a messenger")
        await photographer_page.choose(page, photographer_page.payloads(wrong))
        await photographer_page.uploaded(page, 2)
        await expect(page.locator(".tile img[data-loaded]")).to_have_count(2, timeout=30_000)
    photos = (await scene.photographer.ask("EventPage", id=event_id))["photos"]["nodes"]
    assert [(photo["filename"], photo["status"]) for photo in photos] == [
        ("holiday.jpg", "READY"),
        ("photo.jpg", "READY"),
    ]


async def test_a_file_that_is_gone_before_it_is_read_is_named_and_the_others_arrive(
    visiting: Visiting, scene: Scene, tmp_path: Path
) -> None:
    *others, gone = photographer_page.written(
        [Picture(f"B{each.filename}", each.body) for each in many(4)], tmp_path / "photos"
    )
    async with visiting() as visit:
        visit.expect("412 (Precondition Failed)")
        page = visit.page
        event_id = await new_event(page, scene, "Card pulled out")
        await visit.set_network(slow_upload=True)
        await photographer_page.choose(page, photographer_page.payloads(many(10)))
        await some_are_up(page, 1, 10)
        await photographer_page.dock(page).get_by_role("button", name="Pause").click()
        await photographer_page.choose(page, [*others, gone])
        await expect(photographer_page.dock(page)).to_contain_text("of 14 uploaded")
        gone.unlink()
        await visit.set_network()
        await photographer_page.dock(page).get_by_role("button", name="Resume").click()
        await photographer_page.uploaded(page, 13)
        await expect(photographer_page.dock(page).get_by_text("1 file: can no longer be read")).to_be_visible()
    assert len(await photographer_page.filenames_of(scene, event_id)) == 13


async def test_a_ticket_that_is_no_longer_good_is_asked_for_again(visiting: Visiting, scene: Scene) -> None:
    to_spoil, statuses = [1, 2, 3], list[int]()

    async def spoil(route: Route) -> None:
        """Storage refuses another type than the signed one, as it refuses a ticket that has ended."""
        if route.request.method != "PUT" or not to_spoil:
            await route.fallback()
            return
        to_spoil.pop()
        answer = await route.fetch(headers={**await route.request.all_headers(), "content-type": "image/png"})
        statuses.append(answer.status)
        await route.fulfill(response=answer)

    async with visiting() as visit:
        visit.expect(*NETWORK_TROUBLE)
        page = visit.page
        event_id = await new_event(page, scene, "Old tickets")
        await page.route(f"{scene.storage_origin}/**", spoil)
        await photographer_page.choose(page, photographer_page.payloads(many(5)))
        await photographer_page.uploaded(page, 5)
    assert statuses == [403, 403, 403]
    assert len(await photographer_page.filenames_of(scene, event_id)) == 5


async def test_an_upload_whose_answer_was_lost_is_not_sent_as_a_second_photo(visiting: Visiting, scene: Scene) -> None:
    to_lose, statuses = [1, 2], list[int]()

    async def lose(route: Route) -> None:
        if route.request.method != "PUT" or not to_lose:
            await route.fallback()
            return
        to_lose.pop()
        statuses.append((await route.fetch()).status)
        await route.abort("connectionreset")

    async with visiting() as visit:
        visit.expect(*NETWORK_TROUBLE)
        page = visit.page
        event_id = await new_event(page, scene, "Lost answers")
        await page.route(f"{scene.storage_origin}/**", lose)
        await photographer_page.choose(page, photographer_page.payloads(many(4)))
        await photographer_page.uploaded(page, 4)
    assert statuses == [200, 200]
    assert await photographer_page.filenames_of(scene, event_id) == [f"DSC_{number:04}.jpg" for number in range(4)]


async def dropped(page: Page, paths: Sequence[Path]) -> None:
    """Files and folders, as a person drops them from the desktop."""
    session = await page.context.new_cdp_session(page)
    data = {"items": [], "files": [str(path) for path in paths], "dragOperationsMask": 1}
    for kind in ("dragEnter", "dragOver"):
        await session.send("Input.dispatchDragEvent", {"type": kind, "x": 400, "y": 400, "data": data})
    await expect(page.get_by_text("Drop photos into")).to_be_visible()
    await session.send("Input.dispatchDragEvent", {"type": "drop", "x": 400, "y": 400, "data": data})


async def test_files_and_folders_may_be_dropped_anywhere(visiting: Visiting, scene: Scene, tmp_path: Path) -> None:
    made = many(7)
    photographer_page.written(made[:5], tmp_path / "card")
    photographer_page.written(made[5:6], tmp_path / "card" / "DCIM")
    photographer_page.written([Picture(".DS_Store", b"clutter")], tmp_path / "card" / "DCIM")
    (loose,) = photographer_page.written(made[6:], tmp_path / "loose")
    async with visiting() as visit:
        page = visit.page
        event_id = await new_event(page, scene, "Dropped")
        await dropped(page, [tmp_path / "card", loose])
        await photographer_page.uploaded(page, 7)
        await expect(page.get_by_text("Drop photos into")).to_be_hidden()
    assert await photographer_page.filenames_of(scene, event_id) == [picture.filename for picture in made]


async def test_a_large_file_goes_on_after_a_reload_with_the_parts_that_are_left(
    visiting: Visiting, scene: Scene, tmp_path: Path
) -> None:
    (small,) = many(1)
    large = photographer_page.written([Picture("large.jpg", small.body + bytes(112 * MIB))], tmp_path / "large")
    passed: list[str] = []

    async def hold_after_three(route: Route) -> None:
        if route.request.method == "PUT":
            passed.append(route.request.url)
        if len(passed) <= 3:
            await route.fallback()

    async with visiting() as visit:
        visit.expect(*NETWORK_TROUBLE)
        page = visit.page
        event_id = await new_event(page, scene, "Large")
        await page.route(f"{scene.storage_origin}/**", hold_after_three)
        await photographer_page.choose(page, large)
        await expect(photographer_page.dock(page)).to_contain_text("50.3 MB of 117.4 MB", timeout=60_000)
        page.once("dialog", lambda dialog: asyncio.ensure_future(dialog.accept()))
        await page.reload()
        # Only now: before it, what is held back would go through while the page takes its leave.
        await page.unroute_all()
        puts = storage_puts(page, scene)
        await photographer_page.choose(page, large, "Choose files")
        await photographer_page.uploaded(page, 1)
        assert 7 - 3 <= len(puts) <= 7 - 2, "again is sent, at the most, the part whose answer was under way"
    assert await photographer_page.filenames_of(scene, event_id) == ["large.jpg"]


async def test_a_second_tab_asks_for_nothing_that_the_first_one_is_uploading(visiting: Visiting, scene: Scene) -> None:
    async with visiting() as visit:
        page = visit.page
        await page.clock.install()
        await new_event(page, scene, "Two tabs")
        await visit.set_network(slow_upload=True)
        await photographer_page.choose(page, photographer_page.payloads(many(20)))
        await some_are_up(page, 2, 20)
        second = await page.context.new_page()
        await second.goto(page.url)
        await expect(second.locator(".tile").first).to_be_visible()
        await second.clock.run_for(1500)
        await expect(photographer_page.dock(second)).to_be_hidden()
        await visit.set_network()
        await photographer_page.uploaded(page, 20)


async def test_giving_up_is_asked_for_first_and_then_forgets_what_was_left(visiting: Visiting, scene: Scene) -> None:
    async with visiting() as visit:
        visit.expect(*NETWORK_TROUBLE)
        page = visit.page
        await new_event(page, scene, "Given up")
        await visit.set_network(slow_upload=True)
        await photographer_page.choose(page, photographer_page.payloads(many(30)))
        await some_are_up(page, 2, 30)
        await photographer_page.dock(page).get_by_role("button", name="Cancel upload").click()
        await page.get_by_role("dialog").get_by_role("button", name="Keep uploading").click()
        await some_are_up(page, 4, 30)
        await photographer_page.dock(page).get_by_role("button", name="Cancel upload").click()
        await page.get_by_role("dialog").get_by_role("button", name="Cancel upload").click()
        await expect(photographer_page.dock(page)).to_be_hidden()
        await page.reload()
        await expect(page.get_by_role("button", name="Add photos")).to_be_visible()
        await expect(photographer_page.dock(page)).to_be_hidden()


async def test_tiles_show_the_picture_of_the_device_and_how_far_it_is_until_it_is_prepared(
    visiting: Visiting, scene: Scene
) -> None:
    """Also a photo that waits for its preparation has arrived, and a HEIC that no browser here can show has a tile."""
    may_arrive, may_be_ready = asyncio.Event(), asyncio.Event()

    async def hold(route: Route) -> None:
        await may_arrive.wait()
        await route.continue_()

    async def delay(route: Route) -> None:
        answer = await route.fetch()
        text = await answer.text()
        if not may_be_ready.is_set():
            text = text.replace('"status":"READY"', '"status":"UPLOADING"').replace("PROCESSING", "UPLOADING")
        await route.fulfill(response=answer, body=text)

    async with visiting() as visit:
        page = visit.page
        await new_event(page, scene, "Under way")
        await page.route(f"{scene.storage_origin}/**", hold)
        await page.route("**/graphql", delay)
        heic = Picture("phone.heic", HEIC.read_bytes(), "image/heic")
        await photographer_page.choose(page, photographer_page.payloads([*many(2), heic]))
        tiles = page.locator(".tile")
        await expect(tiles).to_have_count(3)
        await page.wait_for_function(
            "() => [...document.querySelectorAll('.local-picture')].filter(({ width }) => width > 1).length === 2"
        )
        await expect(tiles.get_by_text("Uploading")).to_have_count(3)
        await expect(tiles.get_by_role("progressbar")).to_have_count(3)
        may_arrive.set()
        await expect(tiles.get_by_text("Waiting to be prepared")).to_have_count(3)
        await expect(page.get_by_text("3 photos are waiting to be prepared")).to_be_visible()
        may_be_ready.set()
        await expect(page.locator(".local-picture")).to_have_count(0, timeout=30_000)
        await expect(page.locator(".preparation")).to_have_count(0)
