"""Registers the domain's enums about photos with Strawberry, with descriptions."""

from collections.abc import Mapping
from enum import Enum

import strawberry
from strawberry.types.enum import StrawberryEnumDefinition

from domain.models import PhotoFilter, PhotoStatus, WatermarkPosition
from domain.photo_order import PhotoOrder
from domain.rejections import PhotoRejection


def register(enum: type[Enum], description: str, values: Mapping[Enum, str], *, name: str | None = None) -> None:
    """`values` are the descriptions of the values: the domain imports no GraphQL, so all are added here."""
    strawberry.enum(enum, description=description, name=name)
    definition = getattr(enum, "__strawberry_definition__")  # noqa: B009
    assert isinstance(definition, StrawberryEnumDefinition)  # noqa: S101
    for value in definition.values:
        value.description = values[enum(value.value)]


register(
    PhotoStatus,
    "The state of a photo. Values may be added.",
    {
        PhotoStatus.UPLOADING: "Registered, but not uploaded yet.",
        PhotoStatus.PROCESSING: "Uploaded. Thumbnail and preview are being generated.",
        PhotoStatus.READY: "Ready to view. Viewers see the photo.",
        PhotoStatus.REJECTED: "Rejected for the reason in `rejection`. It does not count towards the quota.",
    },
)
register(
    PhotoRejection,
    "Why a photo was rejected. Values may be added: show `rejection` for unknown ones.",
    {
        PhotoRejection.EMPTY: "The file is empty.",
        PhotoRejection.WRONG_TYPE: "The content is a photo or video of another type than declared.",
        PhotoRejection.NOT_A_PHOTO: "The file is not a supported photo or video type.",
        PhotoRejection.RAW_FILE: "The file is a camera's raw file. Export it as JPEG.",
        PhotoRejection.UNSUPPORTED_FORMAT: "The file is a photo of a format that is not supported, such as JPEG XL, "
        "JPEG 2000, lossless JPEG or Photoshop. `rejection` names it.",
        PhotoRejection.UNSUPPORTED_VIDEO: "The file is a video of a format or encoding that is not supported, such as "
        "VVC, or H.263 in old 3GP files. `rejection` names it.",
        PhotoRejection.TWO_IN_ONE: "The file is also valid as something else, such as a web page or an archive.",
        PhotoRejection.DAMAGED: "The file is damaged or incomplete and can't be opened.",
        PhotoRejection.DAMAGED_METADATA: "The file's metadata is damaged.",
        PhotoRejection.UNSUPPORTED_FEATURE: "The file uses an unsupported feature of its format, such as layers.",
        PhotoRejection.TOO_LARGE: "The file is too large.",
        PhotoRejection.TOO_MANY_PIXELS: "The image has too many megapixels.",
        PhotoRejection.TOO_MANY_PAGES: "The TIFF has too many pages.",
        PhotoRejection.TOO_MUCH_MEMORY: "Opening the file takes too much memory.",
        PhotoRejection.TOO_MUCH_TIME: "Opening the file takes too long.",
        PhotoRejection.NO_VIDEO: "The file contains no playable video, or is incomplete.",
        PhotoRejection.VIDEO_TOO_LONG: "The video is too long.",
        PhotoRejection.ARRIVED_DAMAGED: "The upload does not match the declared file. Upload it again.",
        PhotoRejection.GONE: "The file is no longer in storage. Upload it again.",
        PhotoRejection.NOT_PROCESSED: "Processing failed repeatedly. Upload the file again.",
    },
)
register(
    PhotoFilter,
    "A filter for the photos of an event.",
    {
        PhotoFilter.ALL: "All photos.",
        PhotoFilter.UNASSIGNED: "Photos in no access code's own list, without QR cards. Codes with `allPhotos` do "
        "not count.",
        PhotoFilter.PROCESSING: "Photos that are UPLOADING or PROCESSING.",
        PhotoFilter.REJECTED: "Photos that are REJECTED.",
        PhotoFilter.QR_CARD: "Photos of QR cards of this event, read or not. Viewers never see these.",
    },
)
register(
    PhotoOrder,
    "An order of photos. Values may be added.",
    {
        PhotoOrder.TAKEN_AT: "By capture time, then by filename. Photos without a time come last in both directions.",
        PhotoOrder.FILENAME: "By filename, with numbers by their value: `IMG_9998` before `IMG_10000`.",
    },
)


@strawberry.enum(description="The direction of an order.")
class OrderDirection(Enum):
    ASCENDING = strawberry.enum_value("ASCENDING", description="The oldest or first filename first.")
    DESCENDING = strawberry.enum_value("DESCENDING", description="The newest or last filename first.")


register(
    WatermarkPosition,
    "The position of a watermark.",
    {
        WatermarkPosition.TOP_LEFT: "The top left corner.",
        WatermarkPosition.TOP_RIGHT: "The top right corner.",
        WatermarkPosition.CENTER: "The center.",
        WatermarkPosition.BOTTOM_LEFT: "The bottom left corner.",
        WatermarkPosition.BOTTOM_RIGHT: "The bottom right corner.",
    },
)

__all__ = [
    "OrderDirection",
    "PhotoFilter",
    "PhotoOrder",
    "PhotoRejection",
    "PhotoStatus",
    "WatermarkPosition",
    "register",
]
