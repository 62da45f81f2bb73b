"""Reads QR codes in a picture. Only those that may be QR cards leave the decoder: others are nobody's business."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from domain.codes import is_card_link
from domain.rendering import MAX_QR_TEXTS

if TYPE_CHECKING:
    from PIL.Image import Image
    from zxingcpp import Barcode

MIN_PIXELS = 32
"""Fewer can't show a QR code."""

SHARPENING_RADIUS, SHARPENING_PERCENT = 3, 300


class QrReading(NamedTuple):
    """`is_unread` says that there is a QR code that could not be read, or more cards than are reported."""

    texts: tuple[str, ...] = ()
    is_unread: bool = False


class _Symbol(NamedTuple):
    """A QR code at a place of the picture. `text` is None if it could not be read."""

    text: str | None
    left: float
    top: float
    right: float
    bottom: float

    def is_among(self, others: Sequence[_Symbol]) -> bool:
        """Whether it is at the place of one of them: the middle of one is within the other."""
        return any(self._contains_middle(other) or other._contains_middle(self) for other in others)

    def _contains_middle(self, other: _Symbol) -> bool:
        x, y = (other.left + other.right) / 2, (other.top + other.bottom) / 2
        return self.left <= x <= self.right and self.top <= y <= self.bottom


def read_qr_codes(picture: Image) -> QrReading:
    """Looks again only where there is a QR code that can't be read at first, which few pictures have.

    docs/decisions/0043 has what each look reads, and its time.
    """
    if min(picture.size) < MIN_PIXELS:
        return QrReading()
    read: list[_Symbol] = []
    is_unread = False
    for look in _looks(picture.convert("L")):
        found = look()
        new = [symbol for symbol in found if symbol.text is not None and not symbol.is_among(read)]
        read += new
        # An error may be a mixture of the corners of codes that were read.
        has_errors = any(symbol.text is None and not symbol.is_among(read) for symbol in found)
        # What is seen once and then no more is not read yet.
        is_unread = has_errors or (is_unread and not new)
        if not is_unread:
            break
    texts = dict.fromkeys(symbol.text for symbol in read if symbol.text and is_card_link(symbol.text))
    return QrReading(tuple(texts)[:MAX_QR_TEXTS], is_unread or len(texts) > MAX_QR_TEXTS)


def _looks(grey: Image) -> Iterator[Callable[[], Sequence[_Symbol]]]:
    """As it is; doubled, for small codes; sharpened, for blurred ones; and both."""
    from PIL import Image as pillow
    from PIL import ImageFilter

    sharpen = ImageFilter.UnsharpMask(SHARPENING_RADIUS, SHARPENING_PERCENT, 0)
    yield lambda: _find(grey)
    doubled = grey.resize((grey.width * 2, grey.height * 2), pillow.Resampling.BICUBIC)
    yield lambda: _find(doubled, scale=2)
    yield lambda: _find(grey.filter(sharpen))
    yield lambda: _find(doubled.filter(sharpen), scale=2)


def _find(grey: Image, scale: int = 1) -> list[_Symbol]:
    import zxingcpp

    found = zxingcpp.read_barcodes(
        grey,
        formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCodeModel2),
        text_mode=zxingcpp.TextMode.Plain,
        try_invert=False,  # cards and screens are black on white, whatever the theme
        return_errors=True,
    )
    return [_symbol(each, scale) for each in found]


def _symbol(barcode: Barcode, scale: int) -> _Symbol:
    place = barcode.position
    corners = place.top_left, place.top_right, place.bottom_right, place.bottom_left
    across, down = [corner.x / scale for corner in corners], [corner.y / scale for corner in corners]
    return _Symbol(barcode.text if barcode.valid else None, min(across), min(down), max(across), max(down))
