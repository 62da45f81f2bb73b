"""What keeps nobody out: a state of a page, looked through on a phone and on a desktop, in either theme."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from tests.web.browser import NOTE_QUESTIONS, Device, Visit
from tests.web.conftest import Visiting


async def audit(visiting: Visiting, show: Callable[[Visit], Awaitable[None]]) -> None:
    """Shows the state once, and lets the desktop become a phone, if only style sheets tell the two apart.

    Showing a state takes longer than looking through it.
    """
    async with visiting("desktop") as visit:
        await visit.page.add_init_script(NOTE_QUESTIONS)
        await show(visit)
        await _look_through(visit, "desktop")
        has_asked = await visit.page.evaluate("() => window.hasAsked")
        if not has_asked:
            await visit.become_phone()
            await _look_through(visit, "phone")
    if has_asked:
        async with visiting("phone") as visit:
            await show(visit)
            await _look_through(visit, "phone")


async def _look_through(visit: Visit, device: Device) -> None:
    assert await visit.violations() == [], device
    assert await visit.misfits() == [], device
