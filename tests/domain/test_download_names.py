"""Issue 11 B7: a saved name has an extension of the file's actual type, on every system."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from domain.download_names import archive_name, download_name, name_in_archive, rendition_name
from domain.models import RenditionKind
from domain.uploads import ALLOWED_EXTENSIONS, UNDECLARED
from tests.aws.storage_under_test import photo_of

ACCEPTED = {
    "image/jpeg": (".jpg", ".jpeg", ".jpe", ".jfif", ".mpo"),
    "image/png": (".png",),
    "image/heic": (".heic", ".heif", ".hif"),
    "image/heif": (".heic", ".heif", ".hif"),
    "image/webp": (".webp",),
    "image/avif": (".avif",),
    "image/gif": (".gif",),
    "image/tiff": (".tif", ".tiff"),
    "video/mp4": (".mp4", ".m4v", ".3gp", ".3g2", ".mov", ".qt"),
    "video/quicktime": (".mp4", ".m4v", ".3gp", ".3g2", ".mov", ".qt"),
}
DEVICE = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])\s*(\..*)?", re.IGNORECASE)

FORBIDDEN = re.compile(r'[<>:"|?*/\\\x00-\x1f\x7f]|[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]')


@pytest.mark.parametrize(
    ("filename", "content_type", "saved"),
    [
        ("polyglot.hta", "image/jpeg", "polyglot.jpg"),
        ("page.html", "image/jpeg", "page.jpg"),
        ("run.bat", "image/gif", "run.gif"),
        ("photo.jpg.exe", "image/jpeg", "photo.jpg"),
        ("photo.exe.bat", "image/jpeg", "photo.exe.jpg"),
        ("photo.PNG", "image/jpeg", "photo.jpg"),
        ("cake.JPG", "image/jpeg", "cake.JPG"),
        ("cake.jpeg", "image/jpeg", "cake.jpeg"),
        ("cake.jpe", "image/jpeg", "cake.jpe"),
        ("IMG_1.HEIF", "image/heic", "IMG_1.HEIF"),
        ("IMG_1.heic", "image/heif", "IMG_1.heic"),
        ("scan.tiff", "image/tiff", "scan.tiff"),
        ("MVI_10", "video/mp4", "MVI_10.mp4"),
        ("MVI_10.MOV", "video/mp4", "MVI_10.MOV"),
        ("film.qt", "video/quicktime", "film.qt"),
        ("DSC.1234", "image/jpeg", "DSC.1234.jpg"),
        ("Mr. Smith", "image/jpeg", "Mr. Smith.jpg"),
        ("photo.application", "image/jpeg", "photo.application.jpg"),
        (".hta", "image/jpeg", "photo.jpg"),
        (".jpg", "image/jpeg", "photo.jpg"),
        (".hidden..jpg", "image/jpeg", ".hidden.jpg"),
        ("花嫁 👰🏽‍♀️.jpg", "image/jpeg", "花嫁 👰🏽‍♀️.jpg"),
        ("cake\u202egpj.exe", "image/jpeg", "cakegpj.jpg"),
        ("cake.j\u200bpg", "image/jpeg", "cake.jpg"),
        ("cake.exe. . ", "image/jpeg", "cake.jpg"),
        ("cake.exe\u00a0.\u3000", "image/jpeg", "cake.jpg"),
        ("cake.jpg:evil.exe", "image/jpeg", "cake.jpg_evil.jpg"),
        ("con.jpg", "image/jpeg", "_con.jpg"),
        ("NUL", "image/jpeg", "_NUL.jpg"),
        ("com¹ .tar.jpg", "image/jpeg", "_com¹ .tar.jpg"),
        ("console.jpg", "image/jpeg", "console.jpg"),
        ('a"b/c\\d?.jpg', "image/jpeg", "a_b_c_d_.jpg"),
        ("cake.jpg", UNDECLARED, "cake.jpg"),
        ("cake.exe", UNDECLARED, "cake.bin"),
    ],
)
def test_a_saved_name_has_the_extension_of_its_type(filename: str, content_type: str, saved: str) -> None:
    assert download_name(filename, content_type) == saved


def test_every_type_that_is_taken_is_known() -> None:
    assert set(ACCEPTED) == set(ALLOWED_EXTENSIONS)


@given(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=300) | st.from_regex(r"[a-z. ]{0,12}(\.[a-z0-9. ]*){3}"),
    st.sampled_from(sorted(ACCEPTED)),
)
@example("x" * 251 + ".exe", "image/webp")
@example("é" * 200, "video/quicktime")
@example("con" + " " * 252, "image/jpeg")
@example("con" + " " * 252 + "x", "image/jpeg")
@example("cake " * 51, "image/jpeg")
@example("." * 300 + "x", "image/jpeg")
def test_whatever_it_is_called_no_system_runs_it_or_refuses_it(filename: str, content_type: str) -> None:
    saved = download_name(filename, content_type)

    assert saved.lower().endswith(ACCEPTED[content_type])
    assert not re.search(
        r'[<>:"|?*/\\\x00-\x1f\x7f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]', saved
    )
    assert not DEVICE.fullmatch(saved)
    assert len(saved.encode()) <= 255
    assert saved.rpartition(".")[0].strip()
    assert download_name(saved, content_type) == saved


def test_a_rendition_is_saved_with_the_extension_of_what_it_is() -> None:
    photo = photo_of(b"", "cake.png", content_type="image/png")
    assert rendition_name(photo, RenditionKind.ORIGINAL, "image/png") == "cake.png"
    assert rendition_name(photo, RenditionKind.PREVIEW, "image/jpeg") == "cake-preview.jpg"
    assert rendition_name(photo, RenditionKind.THUMBNAIL, "image/webp") == "cake-thumbnail.webp"
    program = photo_of(b"", "photo.jpg.exe")
    assert rendition_name(program, RenditionKind.LOCATION_STRIPPED, "image/jpeg") == "photo.jpg"
    assert rendition_name(program, RenditionKind.PREVIEW, "image/jpeg") == "photo-preview.jpg"


def test_an_archive_is_named_after_its_event() -> None:
    assert archive_name("Anna & Ben") == "Anna & Ben.zip"
    assert archive_name("Q: who/what?", "Zoë *") == "Q_ who_what_ - Zoë _.zip"
    assert archive_name(" .. ") == "photos.zip"
    assert archive_name("CON") == "_CON.zip"
    assert archive_name("Anna\u202epiz.exe") == "Annapiz.exe.zip"


VECTORS = json.loads((Path(__file__).parent / "portable_names.json").read_text())
"""The browser's tests read them too."""


@pytest.mark.parametrize(("title", "name"), VECTORS["titles"])
def test_a_zip_is_named_as_the_browser_names_it(title: str, name: str) -> None:
    assert archive_name(title) == name


@pytest.mark.parametrize(("name", "saved"), VECTORS["names"])
def test_long_names_are_cut_between_characters_as_the_browser_cuts_them(name: str, saved: str) -> None:
    assert name_in_archive(name) == saved
