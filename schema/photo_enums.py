"""The enums of photos. Importing this module tells Strawberry about them."""

from collections.abc import Mapping
from enum import Enum

import strawberry
from strawberry.types.enum import StrawberryEnumDefinition

from domain.models import PhotoFilter, PhotoStatus, WatermarkPosition


def describe(enum: type[Enum], meanings: Mapping[Enum, str]) -> None:
    # The domain's enums know nothing of GraphQL, so their values' descriptions are written here.
    definition = getattr(enum, "__strawberry_definition__")  # noqa: B009
    assert isinstance(definition, StrawberryEnumDefinition)  # noqa: S101
    for value in definition.values:
        value.description = meanings[enum(value.value)]


strawberry.enum(PhotoStatus, description="How far a photo has come. New values may come.")
describe(
    PhotoStatus,
    {
        PhotoStatus.UPLOADING: "Registered; its bytes have not arrived yet.",
        PhotoStatus.PROCESSING: "Arrived; thumbnail and preview are being made.",
        PhotoStatus.READY: "Everything is there, and viewers see it.",
        PhotoStatus.REJECTED: "Not a photo that can be shown; `rejection` says why. It counts for nothing.",
    },
)
strawberry.enum(PhotoFilter, description="Which photos of an event.")
describe(
    PhotoFilter,
    {
        PhotoFilter.ALL: "All of them.",
        PhotoFilter.UNASSIGNED: "In no access code's own list; codes for all photos do not count.",
        PhotoFilter.PROCESSING: "On their way: uploading or being processed.",
        PhotoFilter.REJECTED: "Rejected, each with its reason.",
        PhotoFilter.QR_CARD: "Pictures of QR cards, which viewers never see.",
    },
)
strawberry.enum(WatermarkPosition, description="Where a watermark stands.")
describe(
    WatermarkPosition,
    {
        WatermarkPosition.TOP_LEFT: "In the upper left corner.",
        WatermarkPosition.TOP_RIGHT: "In the upper right corner.",
        WatermarkPosition.CENTER: "In the middle.",
        WatermarkPosition.BOTTOM_LEFT: "In the lower left corner.",
        WatermarkPosition.BOTTOM_RIGHT: "In the lower right corner.",
    },
)

__all__ = ["PhotoFilter", "PhotoStatus", "WatermarkPosition", "describe"]
