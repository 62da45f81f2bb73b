"""The enums of photos. Importing this module tells Strawberry about them."""

from collections.abc import Mapping
from enum import Enum

import strawberry
from strawberry.types.enum import StrawberryEnumDefinition

from domain.models import PhotoFilter, PhotoStatus, WatermarkPosition
from domain.rejections import PhotoRejection


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
strawberry.enum(
    PhotoRejection, description="Why a photo was rejected. New values may come: show `rejection` for those."
)
describe(
    PhotoRejection,
    {
        PhotoRejection.EMPTY: "The file is empty.",
        PhotoRejection.WRONG_TYPE: "A photo or video, but of another type than it was declared as.",
        PhotoRejection.NOT_A_PHOTO: "Neither a photo nor a video of a kind that is taken here.",
        PhotoRejection.TWO_IN_ONE: "A photo and something else at once, such as a web page or an archive.",
        PhotoRejection.DAMAGED: "Damaged or incomplete: it can't be opened.",
        PhotoRejection.DAMAGED_METADATA: "What the file says about itself is damaged.",
        PhotoRejection.UNSUPPORTED_FEATURE: "A photo in a form of its format that is not supported, such as layers.",
        PhotoRejection.TOO_LARGE: "More bytes than are taken.",
        PhotoRejection.TOO_MANY_PIXELS: "More megapixels than are taken.",
        PhotoRejection.TOO_MANY_PAGES: "A TIFF with more pages than are taken.",
        PhotoRejection.TOO_MUCH_MEMORY: "It takes too much memory to open.",
        PhotoRejection.TOO_MUCH_TIME: "It takes too long to open.",
        PhotoRejection.NO_VIDEO: "It holds no video that can be shown, or is incomplete.",
        PhotoRejection.VIDEO_TOO_LONG: "It runs for more hours than are taken.",
        PhotoRejection.ARRIVED_DAMAGED: "Other bytes arrived than were announced. Upload it again.",
        PhotoRejection.GONE: "The file is no longer in storage. Upload it again.",
        PhotoRejection.NOT_PROCESSED: "It could not be processed in several attempts. Upload it again.",
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

__all__ = ["PhotoFilter", "PhotoRejection", "PhotoStatus", "WatermarkPosition", "describe"]
