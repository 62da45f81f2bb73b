"""Every access code of an event, page by page."""

from __future__ import annotations

from collections.abc import AsyncIterator

from domain.models import Accessor
from domain.ports.events import AccessorStore


async def all_codes(store: AccessorStore, event_id: str, *, codes_a_read: int) -> AsyncIterator[Accessor]:
    """In the order of their codes."""
    after: str | None = None
    while True:
        page = await store.of_event(event_id, first=codes_a_read, after=after)
        for accessor in page.items:
            yield accessor
        if not page.has_next:
            return
        after = page.items[-1].access_code
