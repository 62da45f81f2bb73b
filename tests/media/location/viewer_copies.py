"""Fetches what a viewer gets of a photo with a location: through the worker and the viewer's signed URL."""

from __future__ import annotations

import base64
import io
import re
from dataclasses import dataclass
from functools import cache
from itertools import count

from PIL import Image, ImageSequence

from app import build_app, lambda_handler
from domain.models import Event, Photographer, PhotoStatus, Viewer
from domain.uploads import UploadFile
from media.file_type import detect_file_type
from media.sandbox.renderer import SandboxedRenderer
from tests.api_gateway_events import Client, run
from tests.in_memory_backend import InMemoryBackend
from tests.media.exiftool import is_location_tag, location_tags_of, tags_of

ORIGINAL = "{ album { photos { nodes { original { url } } } } }"
BASE64 = re.compile(rb"/9j/(?:[A-Za-z0-9+/]|\s)*")
CHANGING = re.compile(
    r"ExifTool:|.*:ApplicationNotes$|Composite:|File:.*:CurrentIPTCDigest|.*:GPSVersionID$|.*_0xffff$"
)
"""Derived tags: warnings, composites, checksums, and versions of removed structures."""


@dataclass
class Service:
    """The whole service over fakes, with the real renderer."""

    backend: InMemoryBackend
    client: Client
    anna: Photographer
    event: Event
    numbers: count[int]


@cache
def _service() -> Service:
    backend = InMemoryBackend(renditions=SandboxedRenderer())
    anna = run(backend.photographer())
    client = Client(lambda_handler(build_app(backend.settings, backend.service)))
    return Service(backend, client, anna, run(backend.event(anna)), count())


def viewers_copy(content: bytes) -> bytes:
    """Returns what the link to an original downloads if the event strips the location. The photo must be READY."""
    service = _service()
    backend, event = service.backend, service.event
    kind = detect_file_type(content)
    assert kind
    file = UploadFile(f"photo-{next(service.numbers)}", kind.content_type, len(content))
    ticket = run(backend.ticket(service.anna, event, file))
    run(backend.arrive(ticket.photo, content))
    photo = backend.tables.photos[ticket.photo.key]
    assert photo.status is PhotoStatus.READY, photo.rejection
    accessor = run(backend.issue(service.anna, event, photo.key))
    token = backend.service.tokens.viewer(Viewer(event.event_id, accessor.access_code), event.expires_at).text
    (node,) = service.client.bearing(token).ask(ORIGINAL).data["album"]["photos"]["nodes"]
    return backend.storage.send("GET", node["original"]["url"]).body


def assert_location_removed(copy: bytes, original: bytes, *planted: bytes) -> None:
    """As `assert_no_location_left`; the original must contain one."""
    assert location_tags_of(original) or any(_spellings(text, original) for text in planted), "nothing was planted"
    assert_no_location_left(copy, *planted)


def assert_no_location_left(copy: bytes, *planted: bytes) -> None:
    """Checked by ExifTool and by a search for the planted texts in any encoding."""
    found = location_tags_of(copy)
    assert not found, found
    for text in planted:
        assert not _spellings(text, copy), (text, _spellings(text, copy))


def _spellings(text: bytes, content: bytes) -> list[str]:
    encodings = ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
    return [
        encoding for encoding in encodings if text.decode().encode(encoding) in content + _pictures_in_text(content)
    ]


def _pictures_in_text(content: bytes) -> bytes:
    """Returns the JPEGs that are embedded as base64."""
    found = (re.sub(rb"\s", b"", each) for each in BASE64.findall(content.replace(b"&#xA;", b"")))
    return b"".join(base64.b64decode(each[: len(each) // 4 * 4]) for each in found)


def assert_same_except_location(copy: bytes, original: bytes) -> None:
    """Compares size, pixels of every frame, and all tags except locations."""
    assert_same_pixels(copy, original)
    before, after = _others(original), _others(copy)
    assert before == after, {name: (before.get(name), after.get(name)) for name, _ in before.items() ^ after.items()}


def assert_same_pixels(copy: bytes, original: bytes) -> None:
    """Of every frame; and the same size."""
    assert len(copy) == len(original)
    assert _frames(copy) == _frames(original)


def _others(content: bytes) -> dict[str, object]:
    """Ignores empty structures, such as one that contained only a location."""
    tags = ((name, value) for name, value in tags_of(content).items() if str(value).strip())
    return {name: value for name, value in tags if not (is_location_tag(name) or CHANGING.match(name))}


def _frames(content: bytes) -> list[bytes]:
    with Image.open(io.BytesIO(content)) as picture:
        return [frame.convert("RGBA").tobytes() for frame in ImageSequence.Iterator(picture)]
