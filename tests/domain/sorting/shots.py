"""Photos as tests describe them, and proposals as tests read them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from domain.sorting.proposal import propose
from domain.sorting.records import Corrections, Proposal, QuestionKind, SortablePhoto

UNREAD = "?"
NOTHING_CORRECTED = Corrections()
CODES = tuple("abcdefghij") + tuple(f"c{n}" for n in range(60))

Shot = Sequence[float | str]
"""Seconds, then the codes of the cards in the picture; UNREAD is one that nobody can read."""


def shots(*described: Shot, camera: str | None = "A", start: float = 0, first: int = 1) -> list[SortablePhoto]:
    """Photos IMG_0001.JPG and so on, of one camera whose clock is right."""
    photos = []
    for number, (seconds, *codes) in enumerate(described, first):
        time = start + float(seconds)
        read = frozenset(str(code) for code in codes) - {UNREAD}
        photos.append(SortablePhoto(f"IMG_{number:04}.JPG", camera, time, time, read, UNREAD in codes))
    return photos


def proposed(
    photos: Iterable[SortablePhoto],
    corrections: Corrections = NOTHING_CORRECTED,
    *,
    known_codes: Sequence[str] = CODES,
    clock_offsets: Mapping[str, int] | None = None,
    groups: Mapping[str, str] | None = None,
) -> Proposal:
    return propose(
        photos,
        known_codes=known_codes,
        corrections=corrections,
        clock_offsets=clock_offsets or {},
        groups=groups or {},
    )


def whose(proposal: Proposal) -> dict[int, str]:
    """The codes of each photo, by its number."""
    return {int(name[4:8]): "".join(sorted(codes)) for name, codes in sorted(proposal.codes_by_photo.items())}


def kinds(proposal: Proposal) -> list[QuestionKind]:
    return [question.kind for question in proposal.questions]
