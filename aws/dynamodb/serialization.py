"""Converts models to DynamoDB items and back.

Text is S, a number N, an instant S such as "2026-11-22T19:47:03.123Z" (fixed width, so that it sorts), a set of
names SS, a model in a model M. None and empty sets are omitted: DynamoDB stores no empty set.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any, TypedDict, TypeVar

from pydantic import BaseModel

from aws.dynamodb import keys
from aws.resources import BACKSTOP_DAYS, BY_CAPTURE, BY_NAME, TIME_TO_LIVE
from aws.s3.keys import bucket_prefix
from domain.capture_time import Capture
from domain.models import Accessor, Event, Photo, User
from domain.photo_order import key_of, lane_of, natural


class AttributeValue(TypedDict, total=False):
    """A value in DynamoDB's JSON: exactly one of these."""

    S: str
    N: str
    BOOL: bool
    SS: list[str]
    M: dict[str, AttributeValue]


Item = dict[str, AttributeValue]
M = TypeVar("M", bound=BaseModel)

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def attribute(value: object) -> AttributeValue:
    if isinstance(value, str):
        return {"S": value}
    if isinstance(value, bool):
        return {"BOOL": value}
    if isinstance(value, int | float | Decimal):
        return {"N": str(value)}
    if isinstance(value, datetime):
        return {"S": instant(value)}
    if isinstance(value, Enum):
        return {"S": value.value}
    if isinstance(value, frozenset):
        return {"SS": sorted(value)}
    if isinstance(value, BaseModel):
        return {"M": attributes(value)}
    raise TypeError(f"no attribute for {type(value).__name__}")


def item(values: Mapping[str, object]) -> Item:
    return {name: attribute(value) for name, value in values.items() if value is not None and value != frozenset()}


def attributes(model: BaseModel) -> Item:
    return item(model.__dict__)


def to_model(model: type[M], stored: Item, **renamed: str) -> M:
    """`renamed` maps a field to its attribute's name. Pydantic converts numbers and instants."""
    values = unwrap(stored)
    values.update({field: values[name] for field, name in renamed.items()})
    return model.model_validate(values, extra="ignore")


def unwrap(stored: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: unwrap(content) if kind == "M" else content
        for name, value in stored.items()
        for kind, content in value.items()
    }


def instant(moment: datetime) -> str:
    """Truncated to milliseconds."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def read_instant(stored: AttributeValue) -> datetime:
    return datetime.fromisoformat(stored["S"])


def epoch_seconds(moment: datetime) -> Decimal:
    """Exact to the millisecond, which a float would not be."""
    return Decimal((moment - EPOCH) // timedelta(milliseconds=1)).scaleb(-3)


def time_to_live(moment: datetime) -> int:
    """The first whole epoch second after `moment`; DynamoDB deletes the item some time later."""
    return (moment - EPOCH) // timedelta(seconds=1) + 1


def backstop(created_at: datetime) -> int:
    """Later than any event may end: a photo must not expire when its event is extended."""
    return time_to_live(created_at + timedelta(days=BACKSTOP_DAYS))


def _backstop(created_at: datetime) -> Item:
    return item({TIME_TO_LIVE: backstop(created_at)})


def from_user(user: User) -> Item:
    stored = attributes(user)
    stored["user_email"] = stored.pop("email")
    return stored


def to_user(stored: Item) -> User | None:
    """None for a pointer or a storage counter, which are in the same table."""
    return to_model(User, stored, email="user_email") if "password_hash" in stored else None


CLOCK_OFFSET = "clock_offset_"
"""Begins the attribute of an event with the offset of a camera, whose id follows."""


def from_event(event: Event, originals: str) -> Item:
    stored = item({**event.__dict__, "clock_offsets": None})
    stored |= item({f"{CLOCK_OFFSET}{camera_id}": offset for camera_id, offset in event.clock_offsets.items()})
    stored["event_name"] = stored.pop("name")
    return stored | item(
        {
            "bucket_prefix": bucket_prefix(originals, event.user_id),
            "creation_date": event.creation_date.isoformat(),
            "expires_at": epoch_seconds(event.expires_at),
            "expiry_shard": keys.shard(event.event_id),
        }
    )


def to_event(stored: Item) -> Event | None:
    """None for a pointer from a link, which is in the same table."""
    if "event_name" not in stored:
        return None
    event = to_model(Event, stored, name="event_name")
    offsets = {name[len(CLOCK_OFFSET) :]: int(stored[name]["N"]) for name in stored if name.startswith(CLOCK_OFFSET)}
    return event.model_copy(update={"clock_offsets": offsets}) if offsets else event


def from_accessor(accessor: Accessor) -> Item:
    return item({**accessor.__dict__, "for_everybody": None}) | _backstop(accessor.created_at)


def to_accessor(stored: Item) -> Accessor:
    return to_model(Accessor, stored)


def from_photo(photo: Photo) -> Item:
    return attributes(photo) | index_keys(photo) | _backstop(photo.registered_at)


def index_keys(photo: Photo) -> Item:
    """Of the indexes `by_capture` and `by_name`, which list every photo but the videos of Live Photos."""
    return item({} if photo.live_photo_still else index_values(photo))


def index_values(photo: Photo) -> dict[str, object]:
    lane_key = keys.lane_key(lane_of(photo), key_of(photo).text)
    return {BY_CAPTURE.sort.name: lane_key, BY_NAME.sort.name: natural(photo.filename)}


def to_photo(stored: Item) -> Photo:
    return to_model(Photo, stored)


def to_photos(items: Iterable[Item]) -> list[Photo]:
    """Of items of the table Photos, some of which are no photos."""
    return [to_photo(stored) for stored in items if not stored["filename"]["S"].startswith(keys.LIVE_PHOTO)]


def to_capture(stored: Item) -> Capture:
    """Not by Pydantic, which takes longer for thousands of photos."""
    values = unwrap(stored)
    for name in _NUMBERS_OF_CAPTURE & values.keys():
        values[name] = int(values[name])
    if "taken_at" in values:
        values["taken_at"] = datetime.fromisoformat(values["taken_at"])
    if "card_codes" in values:
        values["card_codes"] = frozenset(values["card_codes"])
    return Capture(**values)


_NUMBERS_OF_CAPTURE = frozenset({"utc_offset_minutes", "gps_offset_seconds"})
