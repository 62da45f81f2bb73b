from __future__ import annotations

import secrets
from collections import Counter

import pytest

from domain import codes


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


def test_a_link_key_needs_no_escaping_in_a_fragment() -> None:
    keys = {codes.link_key("secret", codes.draw(secrets.randbelow)) for _ in range(500)}
    assert all(len(key) == 16 and key.replace("-", "").replace("_", "").isalnum() for key in keys)
