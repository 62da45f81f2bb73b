"""Generates values of the schema's input types: plausible ones that the caller knows, and edge cases."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLScalarType,
)

from domain.uploads import MULTIPART_OVER_BYTES
from schema import ids

Pool = Mapping[str, Sequence[str]]
"""The values that a caller knows, by the name of the field or argument."""

RAW = "\ue000raw:"
"""Marks a value that is written to JSON and GraphQL without quotes."""

TEXTS = (
    "", " ", "x", "null", "0", "-1", "true", "[]", "{}", "$", "%00", "\x00", "\r\n", "\t", "\ufeff", "\u200d", "\u202e",
    "../../etc/passwd", "C:\\x", "/", "//", ".", "..", "...", "a.", ".jpg", "a.jpg.exe", "con", "-----", "------",
    "' OR 1=1 --", "{{7*7}}", "${jndi:x}", "<script>alert(1)</script>", "name#anna", "url#anna/party", "usage#x", "zip",
    "\u0301", "x\u0301\u0323", "ß", "İ", "ﷺ", "𝐀", "👩‍👩‍👧", "Свадьба", "結婚式", "ABC34D", "abc-34d", "OIL0O1",
    "\udc00", "\ud800", "a@b.co", "@", "a@b@c.de", "Password123", "=", "====", "A" * 43 + "=", "image/jpeg",
    "image/png",
    "video/mp4", "application/octet-stream", "image/jpeg; charset=x", "2026-06-01T12:00:00Z",
    "0001-01-01T00:00:00+23:59",
    "00000000-0000-0000-0000-000000000000", "urn:uuid:00000000-0000-0000-0000-000000000000",
)  # fmt: skip
REPEATED = ("a", ".", " ", " .", "\u0301\u0323", "ﷺ", "é", "/", "\\", "\x00", "👩", "\u202e", "=", "-", "A9_-")
LENGTHS = (2, 60, 61, 100, 101, 254, 255, 256, 400, 1024, 1025, 5000, 60_000)
INTEGERS = (
    0, 1, 2, -1, 10, 99, 100, 101, 500, 501, 3599, 3600, 604_800, 31_536_000, 31_536_001, 2**31 - 1, 2**31, -(2**31),
    -(2**31) - 1, 2**53 - 1, 2**53, 2**63 - 1, 2**63, 2**64,
)  # fmt: skip
NUMBERS = (
    "9" * 400,
    "-" + "9" * 5000,
    "1e999",
    "-1e999",
    "1e-999",
    "0.1",
    "1.5",
    "-0",
    "-0.0",
    "1e3",
    "0x1",
    "01",
    "NaN",
)
INSTANTS = (
    "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59.999999-23:59", "0001-01-01T00:00:00+00:00", "2026-06-01T12:00:00",
    "2026-06-01T12:00:00+00:00", "9999-12-31T23:59:59+00:00", "2026-W01-1", "20260601T120000Z", "24:00", "", "\x00",
)  # fmt: skip


PLAUSIBLE = {
    "secondsToLive": (3600, 604_800, 31_536_000),
    "first": (1, 10, 100),
    "sizeBytes": (1, 9, 1_000_000, MULTIPART_OVER_BYTES + 1),
    "partNumber": (1, 2, 3, 4),
}


class Values:
    """`wildness` is the share of invalid values, from 0 to 1."""

    def __init__(self, random: Random, pool: Pool, wildness: float) -> None:
        self._random = random
        self._pool = pool
        self._wildness = wildness

    def of(self, name: str, type_: GraphQLInputType) -> Any:
        """A value, most often of the right type."""
        random = self._random
        if isinstance(type_, GraphQLNonNull):
            return self.of(name, type_.of_type) if not self._is_wild(0.05) else None
        if self._is_wild(0.05):
            return random.choice(([], {}, None, True, 1, "x", [[]], {"x": {}}, [None], self._nested()))
        if isinstance(type_, GraphQLList):
            count = random.choice((0, 10, 101, 501, 3000)) if self._is_wild(0.5) else random.choice((1, 1, 2, 3))
            few = [self.of(name, type_.of_type) for _ in range(min(count, 4))]
            return few + few[:1] * (count - len(few)) if few else []
        if isinstance(type_, GraphQLInputObjectType):
            return self._object(type_)
        if isinstance(type_, GraphQLEnumType):
            return self.text(name) if self._is_wild(0.3) else random.choice(list(type_.values))
        assert isinstance(type_, GraphQLScalarType)
        return self._scalar(name, type_.name)

    def text(self, name: str) -> str:
        """A value for the field of this name, or for another."""
        random, chance, own = self._random, self._random.random(), self._pool.get(name)
        if own and not self._is_wild():
            return random.choice(own)
        if chance < 0.2:
            return random.choice(self._pool[random.choice(sorted(self._pool))])
        if chance < 0.4 and own:
            return self._damaged(random.choice(own))
        if chance < 0.6:
            return self._word()
        if chance < 0.85:
            return random.choice(TEXTS)
        return (
            random.choice(("", "x")) + random.choice(REPEATED) * random.choice(LENGTHS) + random.choice(("", "x.jpg"))
        )

    def _object(self, type_: GraphQLInputObjectType) -> dict[str, Any]:
        random, given = self._random, {}
        for name, field in type_.fields.items():
            is_needed = isinstance(field.type, GraphQLNonNull)
            if not self._is_wild(0.1) if is_needed else random.random() < 0.5:
                given[name] = self.of(name, field.type)
        if self._is_wild(0.1):
            given[random.choice(("x", "__typename", "input", "userId"))] = self.text("x")
        return given

    def _scalar(self, name: str, scalar: str) -> Any:
        random = self._random
        if self._is_wild(0.1):
            return f"{RAW}{random.choice(NUMBERS)}"
        if scalar in ("String", "ID", "DateTime", "Date"):
            return self.text(name)
        if scalar == "Boolean":
            return random.random() < 0.5
        if scalar == "Float":
            return random.choice((0, 1.5, -1, 1e308, 1e-308, 7) if self._is_wild() else (0.1, 0.5, 1))
        return random.choice(INTEGERS if self._is_wild() else PLAUSIBLE.get(name, (1, 10)))

    def _is_wild(self, share: float = 1) -> bool:
        return self._random.random() < self._wildness * share

    def _word(self) -> str:
        """A well-formed id or cursor."""
        random, position = self._random, [self.text("x")[:300] for _ in range(self._random.choice((1, 1, 2, 3)))]
        if random.random() < 0.5:
            position[0] = random.choice(INSTANTS)
        raw = [
            ids.cursor(random.choice(("events", "photos", "accessors", "x")), *map(_sendable, position)),
            base64.urlsafe_b64encode(random.randbytes(random.choice((0, 1, 15, 16, 17, 32, 40)))).decode().rstrip("="),
        ]
        return random.choice(raw)

    def _damaged(self, text: str) -> str:
        """Cut, doubled, or with one character changed."""
        random, at = self._random, self._random.randrange(len(text) + 1)
        return random.choice(
            (
                text[:at],
                text[at:],
                text + text[:at],
                text[:at] + random.choice("aA0-_.=é\x00 ") + text[at + 1 :],
                text.swapcase(),
            )
        )

    def _nested(self) -> Any:
        depth = self._random.choice((5, 50, 300))
        return json.loads("[" * depth + "]" * depth)


def _sendable(text: str) -> str:
    return text.encode(errors="replace").decode()


def as_json(value: object) -> str:
    """JSON with raw values unquoted and lone surrogates escaped."""
    text = json.dumps(value)
    mark = json.dumps(RAW)[1:-1]
    while mark in text:
        start = text.index(f'"{mark}')
        end = text.index('"', start + 1)
        text = text[:start] + text[start + 1 + len(mark) : end] + text[end + 1 :]
    return text
