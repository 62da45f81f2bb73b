"""Photos read straight from the JSON of BatchGetItem equal those that are read from items."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from aws.dynamodb.batch_reader import batch_reader
from aws.dynamodb.serialization import from_photo, to_photo
from domain.models import LivePhotoVideo, Photo, PhotoStatus, Rendition
from domain.rejections import PhotoRejection
from tests.aws.factories import a_photo, an_event

VALUES: dict[str, st.SearchStrategy[Any]] = {
    "str": st.text(),
    "int": st.integers(-(2**62), 2**62),
    "float": st.floats(allow_nan=False, allow_infinity=False),
    "bool": st.booleans(),
    "datetime": st.datetimes(datetime(2000, 1, 1), datetime(2099, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    "frozenset[str]": st.frozensets(st.text(min_size=1)),
    "PhotoStatus": st.sampled_from(PhotoStatus),
    "PhotoRejection": st.sampled_from(PhotoRejection),
}


def models(model: type[BaseModel], **given: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Any values in all fields of a model."""
    kinds = {name: str(kind) for name, kind in model.__annotations__.items()}
    values = {name: VALUES[kind.removesuffix(" | None")] for name, kind in kinds.items() if name not in given} | given
    optional = {name for name, kind in kinds.items() if kind.endswith(" | None")}
    return st.builds(model, **{name: st.none() | each if name in optional else each for name, each in values.items()})


RENDITIONS = models(Rendition)
TEXTS = {"taken_local": st.just("2026-11-22T19:47:03.123")}
PHOTOS = models(Photo, thumbnail=RENDITIONS, preview=RENDITIONS, live_photo_video=models(LivePhotoVideo), **TEXTS)


def response(*items: object, **more: object) -> bytes:
    return orjson.dumps({"Responses": {"Photos": items}, **more})


@given(st.lists(PHOTOS, max_size=3))
@settings(max_examples=60, deadline=None)
def test_photos_equal_those_of_items(photos: list[Photo]) -> None:
    items = [from_photo(photo) for photo in photos]
    found = batch_reader(Photo)(response(*items, UnprocessedKeys={}))["Responses"]["Photos"]
    assert found == [to_photo(item) for item in items]
    assert [(type(each), each.model_fields_set) for each in found] == [
        (Photo, to_photo(item).model_fields_set) for item in items
    ]


def test_what_is_unprocessed_stays_as_it_is() -> None:
    pending = {"Photos": {"Keys": [{"event_id": {"S": "e"}, "filename": {"S": "a.jpg"}}]}}
    assert batch_reader(Photo)(response(UnprocessedKeys=pending))["UnprocessedKeys"] == pending


@pytest.mark.parametrize(
    "damage", [{"size_bytes": {"N": "x"}}, {"size_bytes": {"S": "5"}}, {"filename": None}], ids=str
)
def test_an_item_that_is_no_photo_is_refused(damage: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        batch_reader(Photo)(response(from_photo(a_photo(an_event())) | damage))
