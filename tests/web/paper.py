"""What is on printed pages: read by PDFium, which has no part in printing them."""

from __future__ import annotations

from dataclasses import dataclass

import pypdfium2
import zxingcpp

MILLIMETRES_A_POINT = 25.4 / 72
PIXELS_A_POINT = 150 / 72
EDGE_MILLIMETRES = 5.0
"""Printers reach no closer to the edge."""


@dataclass(frozen=True)
class PrintedPage:
    """`size` in whole millimetres. `text` is without spaces and line breaks. `links` are in its QR codes."""

    size: tuple[int, int]
    text: str
    links: list[str]
    stray: str
    """The characters that are not wholly within the printable area."""


def printed_pages(pdf: bytes) -> list[PrintedPage]:
    document = pypdfium2.PdfDocument(pdf)
    pages = [_read(document[number]) for number in range(len(document))]
    document.close()
    return pages


def _read(page: pypdfium2.PdfPage) -> PrintedPage:
    width, height = page.get_size()
    text = page.get_textpage()
    edge = EDGE_MILLIMETRES / MILLIMETRES_A_POINT
    stray = ""
    for index in range(text.count_chars()):
        character = text.get_text_range(index, 1)
        left, bottom, right, top = text.get_charbox(index)
        if character.strip() and not (edge <= left <= right <= width - edge and edge <= bottom <= top <= height - edge):
            stray += character
    links = zxingcpp.read_barcodes(page.render(scale=PIXELS_A_POINT).to_pil())
    size = round(width * MILLIMETRES_A_POINT), round(height * MILLIMETRES_A_POINT)
    return PrintedPage(size, "".join(text.get_text_range().split()), [link.text for link in links], stray)
