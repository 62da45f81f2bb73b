"""Where a viewer types the code, and where a code or an event has come to its end."""

from __future__ import annotations

import json

from playwright.async_api import expect

from tests.web.browser import Visit
from tests.web.viewer_states.album import menu
from tests.web.viewer_states.stage import Stage, State, never, show_album


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
    await visit.page.route("**/graphql", never)
    await _submit(visit, stage, "ABC34D")
    await expect(visit.page.get_by_text("Opening the album…")).to_be_visible()


async def code_of_link(visit: Visit, stage: Stage) -> None:
    await visit.page.route("**/graphql", never)
    await visit.page.goto(stage.code["url"])
    await expect(visit.page.get_by_text("Opening the album…")).to_be_visible()


async def code_wrong(visit: Visit, stage: Stage) -> None:
    await _submit(visit, stage, "nobody/knows-this")
    await expect(visit.page.get_by_text("This code doesn't open an album here.")).to_be_visible()


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
    await expect(visit.page.get_by_text("Can't connect.")).to_be_visible()


async def code_failed(visit: Visit, stage: Stage) -> None:
    visit.expect("Failed to load resource")
    await visit.page.route("**/graphql", lambda route: route.fulfill(status=503, body=""))
    await _submit(visit, stage, "ABC34D")
    await expect(visit.page.get_by_text("Something went wrong on our side.")).to_be_visible()


async def code_revoked(visit: Visit, stage: Stage) -> None:
    await show_album(visit, stage.code["url"])
    await _refuse(visit, {"code": "UNAUTHENTICATED", "reason": "CODE_REVOKED"})
    await visit.page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")
    await expect(visit.page.get_by_role("heading", name="This code no longer works")).to_be_visible()


async def code_another(visit: Visit, stage: Stage) -> None:
    await menu(visit, stage)
    await visit.page.get_by_role("button", name="Enter another code").click()
    await expect(visit.page.get_by_role("button", name="Back to the album")).to_be_visible()


async def ended(visit: Visit, stage: Stage) -> None:
    await show_album(visit, stage.code["url"])
    await _refuse(visit, {"code": "UNAUTHENTICATED", "reason": "EVENT_EXPIRED"})
    await visit.page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")
    await expect(visit.page.get_by_role("heading", name="These photos have been deleted")).to_be_visible()


async def ended_long_ago(visit: Visit, stage: Stage) -> None:
    await visit.page.goto(stage.address)
    await visit.page.evaluate(
        "([name, pocket]) => localStorage.setItem(name, JSON.stringify(pocket))",
        [f"imgsh.codes.{stage.event.public_url}", {"codes": [], "expiresAt": "2026-06-20T12:00:00.000Z"}],
    )
    await visit.page.reload()
    await expect(visit.page.get_by_text("They were deleted on 20 June 2026")).to_be_visible()


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
)
