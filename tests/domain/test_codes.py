from __future__ import annotations

import secrets
from collections import Counter

import pytest

from domain import card_links, codes


def test_a_drawn_code_has_six_unambiguous_symbols() -> None:
    drawn = [codes.draw(secrets.randbelow) for _ in range(2000)]
    assert all(len(code) == 6 for code in drawn)
    symbols = Counter("".join(drawn))
    assert set(symbols) == set(codes.ALPHABET)
    assert not set("ILOU") & set(symbols)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ABC34D", "ABC34D"),
        ("abc34d", "ABC34D"),
        ("  ab-c3 4d ", "ABC34D"),
        ("ABC\u00a034D", "ABC34D"),
        ("OIL000", "011000"),
        ("oil-999", "011999"),
    ],
)
def test_typing_variants_of_a_code_are_accepted(typed: str, meant: str) -> None:
    assert codes.normalize_code(typed) == meant


@pytest.mark.parametrize(
    "typed", ["", "ABC34", "ABC34DE", "ABC34U", "ABC34!", "ÄBC34D", "A" * 10_000, "------", "ＡBC34D"]
)
def test_text_that_can_not_be_a_code_is_rejected(typed: str) -> None:
    assert codes.normalize_code(typed) is None


def test_the_placeholder_for_no_code_can_be_neither_drawn_nor_typed() -> None:
    assert codes.normalize_code(codes.NO_CODE) is None
    assert not set(codes.NO_CODE) & set(codes.ALPHABET)


def test_a_link_key_is_valid_for_one_code_of_one_event_only() -> None:
    key = codes.link_key("secret of one event", "ABC34D")
    assert codes.is_link_key(key, "secret of one event", "ABC34D")
    assert not codes.is_link_key(key, "secret of one event", "ABC34E")
    assert not codes.is_link_key(key, "secret of another", "ABC34D")
    assert not codes.is_link_key("", "secret of one event", "ABC34D")
    assert not codes.is_link_key("żółć", "secret of one event", "ABC34D")


def test_the_key_of_a_card_is_valid_like_that_of_a_link_in_any_case() -> None:
    key = codes.card_key("secret of one event", "ABC34D")
    assert len(key) == 20 and set(key) <= set(codes.ALPHABET)
    for typed in (key, key.lower()):
        assert codes.is_link_key(typed, "secret of one event", "ABC34D")
        assert not codes.is_link_key(typed, "secret of one event", "ABC34E")
        assert not codes.is_link_key(typed, "secret of another", "ABC34D")
    assert not codes.is_link_key(codes.link_key("secret", "ABC34D").swapcase(), "secret", "ABC34D")
    assert not codes.is_link_key(key[:16], "secret of one event", "ABC34D")


def test_a_link_key_needs_no_escaping_in_a_fragment() -> None:
    keys = {codes.link_key("secret", codes.draw(secrets.randbelow)) for _ in range(500)}
    assert all(len(key) == 16 and key.replace("-", "").replace("_", "").isalnum() for key in keys)


SECRET = "secret of one event"


def _link(word: str, *, secret: str = SECRET, page: str = "https://photos.example.com/anna/party") -> str:
    return f"{page}#{word}.{codes.link_key(secret, word)}"


@pytest.mark.parametrize("word", ["ABC34D", codes.EVERYBODY_CARD, codes.STOP_CARD])
def test_a_card_is_read_wherever_its_link_leads(word: str) -> None:
    for page in ("https://photos.example.com/anna/party", "HTTP://localhost:8000/x/y", "https://an.other/%C3%A9?a=b"):
        assert codes.card_of(_link(word, page=page), SECRET) == codes.Card(word)


@pytest.mark.parametrize("word", ["ABC34D", codes.EVERYBODY_CARD, codes.STOP_CARD])
def test_the_short_link_of_a_printed_card_is_read_in_any_case(word: str) -> None:
    link = card_links.card_url("https://photos.example.com", "0191a3b2-5c7d-4e8f-9a0b-1c2d3e4f5a6b", SECRET, word)
    for text in (link, link.lower(), link.replace("#", "%23")):
        assert codes.card_of(text, SECRET) == codes.Card(word)
        assert codes.card_of(text, "secret of another") == codes.Card(None)


def test_the_code_of_a_card_may_be_in_lower_case_and_its_fragment_be_escaped() -> None:
    link = _link("ABC34D")
    assert codes.card_of(link.replace("ABC34D", "abc34d"), SECRET) == codes.Card("ABC34D")
    assert codes.card_of(link.replace("#", "%23"), SECRET) == codes.Card("ABC34D")


def test_a_link_of_another_event_is_a_card_that_can_not_be_read() -> None:
    assert codes.card_of(_link("ABC34D", secret="secret of another"), SECRET) == codes.Card(None)
    assert codes.card_of(_link("STOP", secret="secret of another"), SECRET) == codes.Card(None)
    assert codes.card_of(_link("ABC34D").replace("ABC34D", "ABC34E"), SECRET) == codes.Card(None)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "https://example.com/menu",
        "https://example.com/menu#ABC34D",
        "WIFI:S:guests;T:WPA;P:secret;;",
        "#ABC34D.0123456789abcdef",
        "ftp://example.com/#ABC34D.0123456789abcdef",
        "https://example.com/#ABC34.0123456789abcdef",
        "https://example.com/#ABCUUU.0123456789abcdef",
        "https://example.com/#SOMETHING.0123456789abcdef",
        "https://example.com/#ABC34D.0123456789abcdefg",
        "https://example.com/ #ABC34D.0123456789abcdef",
        "https://example.com/#ABC34D.0123456789abcdeé",
        "https://example.com/" + "a" * 500 + "#ABC34D.0123456789abcdef",
        "https://" + "%23" * 160 + "ABC34D",
        "\ud800",
    ],
)
def test_any_other_text_is_no_card(text: str) -> None:
    assert codes.card_of(text, SECRET) is None
