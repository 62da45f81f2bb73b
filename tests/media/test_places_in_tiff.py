"""Places in TIFF files: every page, every kind of directory, every block of metadata within (issue 11 A6)."""

from __future__ import annotations

import pytest

from tests.media.exiftool import places_of
from tests.media.places import assert_same_but_for_places, assert_tells_no_place, viewers_copy
from tests.media.tiff_files import IFD, LONG, LONG8, PLANTED, SHORT, Field, Order, located, page, structure

LOCATED_PAGE = {**page(), **located()}


def check(original: bytes) -> None:
    copy = viewers_copy(original)
    assert_tells_no_place(copy, original, PLANTED)
    assert_same_but_for_places(copy, original)


@pytest.mark.parametrize("order", ["little", "big"])
def test_a_page_loses_its_place(order: Order) -> None:
    """A6"""
    original = structure(LOCATED_PAGE, order=order)
    assert len(places_of(original)) > 4
    check(original)


@pytest.mark.parametrize("kind", [LONG, IFD, LONG8])
def test_every_page_of_a_big_tiff_loses_its_place(kind: int) -> None:
    """A6"""
    located_page = {**page(), **located(kind)}
    check(structure(located_page, page(), located_page, is_big=True))


@pytest.mark.parametrize("kind", [SHORT, LONG, IFD])
def test_every_page_loses_its_place_however_the_directory_is_pointed_at(kind: int) -> None:
    """A6"""
    check(structure(page(8, 8), {**page(8, 8), **located(kind)}, page(8, 8), {**page(8, 8), **located(kind)}))


def test_images_within_an_image_lose_their_places() -> None:
    """A6"""
    original = structure({**page(), 0x014A: Field(LONG, (LOCATED_PAGE, {**page(32, 24), **located()}))})
    assert places_of(original)
    check(original)
