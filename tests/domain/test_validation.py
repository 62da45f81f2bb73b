from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import validation
from domain.errors import InvalidInput, UserRefusals


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Example Event Name", "example_event_name"),
        ("  Zoë & Ünal – 2026!  ", "zoe_unal_2026"),
        ("Straße", "strasse"),
        ("結婚式 ダンス", "結婚式_ダンス"),
        ("Свадьба Анны", "свадьба_анны"),
        ("Ångström's Ölfest", "angstrom_s_olfest"),
        ("งานแต่งงาน", "งานแต่งงาน"),
        ("🎉🎉", "event"),
        ("𝐁ride", "bride"),
        ("a/b\\c?d#e", "a_b_c_d_e"),
        ("x" * 200, "x" * 80),
    ],
)
def test_a_slug_is_made_from_the_name(name: str, slug: str) -> None:
    assert validation.slug(name) == slug


@given(st.text(max_size=120))
def test_a_slug_is_one_path_segment_and_idempotent(name: str) -> None:
    slug = validation.slug(name)
    assert slug
    assert not set(slug) & set(" /?#%\\.:")
    assert len(slug) <= validation.MAX_SLUG_CHARACTERS
    assert unicodedata.is_normalized("NFC", slug)
    assert validation.slug(slug) == slug
    assert validation.link(f" /anna/{slug}/ ") == f"anna/{slug}"


@pytest.mark.parametrize(
    "address", ["a@b.co", "First.Last+tag@Sub.Example.COM", " padded@example.com ", "ünïcode@example.com"]
)
def test_valid_addresses_are_returned_in_lower_case(address: str) -> None:
    assert validation.email(address) == address.strip().lower()


@pytest.mark.parametrize(
    "address",
    [
        "",
        "a",
        "@b.co",
        "a@",
        "a@b",
        "a b@c.de",
        "a@b@c.de",
        "a@b..de",
        "a@b.de\r\nBcc: x@y.zz",
        "<a@b.de>",
        "a@b.de,c@d.ef",
        f"{'a' * 250}@b.de",
    ],
)
def test_invalid_addresses_are_refused(address: str) -> None:
    with pytest.raises(InvalidInput):
        validation.email(address)


@pytest.mark.parametrize("name", ["anna", "Anna", "a-b_c", "007", "x" * 32, " anna "])
def test_a_user_name_is_folded_to_lower_case(name: str) -> None:
    assert validation.user_name(name) == name.strip().lower()


@pytest.mark.parametrize(
    "name", ["", "ab", "x" * 33, "-ab", "a b c", "żółć", "a/b", "admin", "GraphQL", "dev", "anna\n"[:-1] + "\x00"]
)
def test_user_names_that_can_not_start_a_link_are_refused(name: str) -> None:
    with pytest.raises(InvalidInput):
        validation.user_name(name)


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ("pic1.png", "pic1.png"),
        ("../../etc/passwd", "passwd"),
        ("C:\\photos\\cake.png", "cake.png"),
        ("a\r\nb.jpg", "ab.jpg"),
        ("evil\u202egpj.exe", "evilgpj.exe"),
        ("  spaced  .jpg ", "spaced  .jpg"),
        ("Été à la mer.jpg", "Été à la mer.jpg"),
        ("e\u0301te\u0301.jpg", "été.jpg"),
        ("👩‍👩‍👧.jpg", "👩‍👩‍👧.jpg"),
        ("ends with dots...", "ends with dots"),
        ("ends with both . . .", "ends with both"),
        (".hidden.jpg", ".hidden.jpg"),
    ],
)
def test_a_filename_is_cleaned(asked: str, kept: str) -> None:
    assert validation.filename(asked) == kept


@pytest.mark.parametrize("asked", ["", " ", ".", "..", "/", "a/", "\r\n", "\u202e", "...", ". ."])
def test_a_filename_that_cleans_to_nothing_is_refused(asked: str) -> None:
    with pytest.raises(InvalidInput):
        validation.filename(asked)


@given(st.text(max_size=400))
def test_a_clean_filename_is_short_without_a_path_and_idempotent(asked: str) -> None:
    try:
        name = validation.filename(asked)
    except InvalidInput:
        return
    assert validation.is_filename(name)
    assert not set(name) & set("/\\\r\n\x00")
    assert validation.filename(name) == name


def test_a_long_filename_keeps_its_extension() -> None:
    name = validation.filename("é" * 300 + ".jpeg")
    assert len(name.encode()) <= 255
    assert name.endswith("é.jpeg")
    assert validation.numbered(name, 12).endswith("é (12).jpeg")
    assert len(validation.numbered(name, 12).encode()) <= 255


def test_a_numbered_name_keeps_its_extension() -> None:
    assert validation.numbered("cake.png", 2) == "cake (2).png"
    assert validation.numbered("no extension", 3) == "no extension (3)"


def test_all_errors_of_one_form_are_reported_together() -> None:
    with pytest.raises(UserRefusals) as refused:
        validation.clean(
            ("email", validation.email, "nobody"),
            ("user_name", validation.user_name, "ok-name"),
            ("user_name", validation.user_name, "!"),
        )
    assert [refusal.field for refusal in refused.value.refusals] == [("email",), ("user_name",)]


@pytest.mark.parametrize(
    "text", ["", "x", "not-a-uuid", "FD575F0D-F39A-4ECB-99F9-31813D4EDB2C", "{fd575f0d-f39a-4ecb-99f9-31813d4edb2c}"]
)
def test_only_our_own_identifiers_are_valid(text: str) -> None:
    assert not validation.is_id(text)
    assert validation.is_id("fd575f0d-f39a-4ecb-99f9-31813d4edb2c")
