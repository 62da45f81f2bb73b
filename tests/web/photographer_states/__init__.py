"""Every screen and state of the photographer's desk, by name: for the audits of accessibility, and for looking at."""

from __future__ import annotations

from tests.web.photographer_states import account, codes, events, photos, uploads
from tests.web.photographer_states.photos import BROKEN
from tests.web.photographer_states.stage import Desk, DeskState, desk_of

DESK_STATES: tuple[DeskState, ...] = (
    *account.STATES,
    *events.STATES,
    *uploads.STATES,
    *photos.STATES,
    *codes.STATES,
)

__all__ = ["BROKEN", "DESK_STATES", "Desk", "DeskState", "desk_of"]
