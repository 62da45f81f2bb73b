"""Every screen and state of the photographer's pages, by name: for the audits of accessibility, and for looking at."""

from __future__ import annotations

from tests.web.photographer_states import account, cameras, codes, events, photos, sorting, uploads
from tests.web.photographer_states.photos import BROKEN
from tests.web.photographer_states.stage import PhotographerStage, PhotographerState, photographer_stage

PHOTOGRAPHER_STATES: tuple[PhotographerState, ...] = (
    *account.STATES,
    *events.STATES,
    *uploads.STATES,
    *photos.STATES,
    *codes.STATES,
    *cameras.STATES,
    *sorting.STATES,
)

__all__ = ["BROKEN", "PHOTOGRAPHER_STATES", "PhotographerStage", "PhotographerState", "photographer_stage"]
