"""Items of the table Sorting, and the models that they hold."""

from __future__ import annotations

import json
import zlib
from base64 import b64decode, b64encode
from collections.abc import Sequence

from aws.dynamodb import keys
from aws.dynamodb.serialization import Item, read_instant, to_photo
from domain.sorting.log import Gifts, Publication
from domain.sorting.stored import DeletedCard, PhotoCorrection, StoredSorting


def to_sorting(items: Sequence[Item]) -> StoredSorting:
    corrections: dict[str, PhotoCorrection] = {}
    cards: list[DeletedCard] = []
    log: list[Publication] = []
    settings: Item = {}
    looks: Item = {}
    for stored in items:
        kind, _, name = stored["name"]["S"].partition("#")
        if kind == keys.SORTED_PHOTO:
            corrections[name] = PhotoCorrection(_codes(stored, "start"), _codes(stored, "assigned"))
        elif kind == keys.DELETED_CARD:
            cards.append(DeletedCard(to_photo(stored), _codes(stored, "start")))
        elif kind == keys.PUBLICATION:
            log.append(_to_publication(int(name), stored))
        elif kind == keys.SORTING_SETTINGS:
            settings = stored
        elif kind == keys.SORTING_LOOKS:
            looks = stored
    return StoredSorting(
        corrections=corrections,
        deleted_cards=tuple(cards),
        answered=frozenset(settings.get("answered", {}).get("SS", ())),
        looked_at=frozenset(looks.get("looked_at", {}).get("SS", ())),
        are_cards_last=settings.get("are_cards_last", {}).get("BOOL", False),
        log=tuple(log),
        log_version=int(settings.get("log_version", {}).get("N", 0)),
    )


def _to_publication(number: int, stored: Item) -> Publication:
    return Publication(
        number=number,
        digest=stored["digest"]["S"],
        published_at=read_instant(stored["published_at"]),
        added=_decompressed(stored["added"]["S"]),
        removed=_decompressed(stored["removed"]["S"]),
        is_settled="is_settled" in stored,
        undone_at=read_instant(stored["undone_at"]) if "undone_at" in stored else None,
        opened_count=int(stored.get("opened_count", {}).get("N", 0)),
    )


def _codes(stored: Item, name: str) -> frozenset[str] | None:
    return frozenset(stored[name]["SS"]) if name in stored else None


def compressed(gifts: Gifts) -> str:
    text = json.dumps({code: sorted(filenames) for code, filenames in sorted(gifts.items())}, ensure_ascii=False)
    return b64encode(zlib.compress(text.encode())).decode()


def _decompressed(text: str) -> Gifts:
    gifts = json.loads(zlib.decompress(b64decode(text)))
    return {code: frozenset(filenames) for code, filenames in gifts.items()}
