"""Registers the domain's enums about photos with Strawberry, with descriptions."""

from collections.abc import Mapping
from enum import Enum

import strawberry
from strawberry.types.enum import StrawberryEnumDefinition

from domain.models import PhotoFilter, PhotoStatus, WatermarkPosition
from domain.photo_order import PhotoOrder
from domain.rejections import PhotoRejection
from domain.sorting.current import SeriesState
from domain.sorting.records import QuestionKind as SortingQuestionKind
from domain.sorting.records import SeriesKind


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

register(
    SeriesKind,
    "Where a series comes from. Values may be added.",
    {
        SeriesKind.SUBJECTS: "It follows the card of a code, or cards of several.",
        SeriesKind.EVERYBODY: "It follows the card for everybody.",
        SeriesKind.NOBODY: "It follows the stop card.",
        SeriesKind.UNREAD_CARD: "It follows a card that could not be read. It is for nobody until it is named.",
        SeriesKind.BEFORE_FIRST_CARD: "It precedes the camera's first card. It is for nobody.",
        SeriesKind.NO_CARDS: "The camera has no cards. It is proposed by the time of another camera's series.",
    },
)
register(
    SeriesState,
    "Whether a series was published.",
    {
        SeriesState.UNPUBLISHED: "Nothing of it was published.",
        SeriesState.PUBLISHED: "All of its photos are given to their codes.",
        SeriesState.CHANGED: "Something of it was published, and the proposal has changed since.",
    },
)
register(
    SortingQuestionKind,
    "What a question about the sorting is. Values may be added.",
    {
        SortingQuestionKind.CARDS_LAST: "Was each card photographed after its person? It looks so.",
        SortingQuestionKind.TWO_SEQUENCES: "Are these two cameras, or was the clock changed?",
        SortingQuestionKind.NO_CARDS: "The camera has no cards. Is the proposal by time right?",
        SortingQuestionKind.NO_TIME: "Whose are these photos, which tell no time?",
        SortingQuestionKind.NO_CAMERA: "Whose are these photos, which tell no camera?",
        SortingQuestionKind.UNREAD_CARD: "Whose is this card, which could not be read?",
        SortingQuestionKind.MISSED_CARD: "Does somebody else begin here, after a pause?",
        SortingQuestionKind.OTHER_CAMERA: "Does somebody else begin here? Another camera saw a card meanwhile.",
        SortingQuestionKind.SAME_CARD_AGAIN: "The card came again. Does the series go on?",
        SortingQuestionKind.HASTY_CARD: "Does this series begin with the card, which came without a pause?",
        SortingQuestionKind.SAME_INSTANT: "Photo and card have the same time. Are they in the right order?",
        SortingQuestionKind.SEEN_TWICE: "The card was seen at two places. Is it the same person?",
        SortingQuestionKind.FAMILY: "Are these photos for all of the cards in a row?",
        SortingQuestionKind.ONLY_CARDS: "Is it right that no photo follows the card?",
        SortingQuestionKind.BEFORE_FIRST_CARD: "Are these photos, before the first card, for nobody?",
    },
    name="SortingQuestionKind",
)

__all__ = [
    "OrderDirection",
    "PhotoFilter",
    "PhotoOrder",
    "PhotoRejection",
    "PhotoStatus",
    "SeriesKind",
    "SeriesState",
    "SortingQuestionKind",
    "WatermarkPosition",
    "register",
]
