"""Every screen and state of the viewer, by name: for the audits of accessibility, and for looking at."""

from __future__ import annotations

from tests.web.viewer_states import album, code, photos
from tests.web.viewer_states.stage import Stage, State, stage_of

STATES: tuple[State, ...] = (*code.STATES, *album.STATES, *photos.STATES)

__all__ = ["STATES", "Stage", "State", "stage_of"]
