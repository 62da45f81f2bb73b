"""Under which name a file is saved, whatever it is called."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from aws.s3.content_disposition import content_disposition
from tests.aws.storage_under_test import saved_as


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60))
@example("line\r\nSet-Cookie: a=b.jpg")
@example('a"; filename="b.exe')
@example("back\\")
def test_every_name_arrives_exactly_in_one_line_of_ascii(name: str) -> None:
    assert saved_as(content_disposition("attachment", name)) == name


@pytest.mark.parametrize(
    ("name", "fallback"),
    [
        ("cake (2).jpg", "cake (2).jpg"),
        ("Grüße an Ömer.jpg", "Grue an Omer.jpg"),
        ("花嫁.jpg", "__.jpg"),
        ('a"b\\c%22.jpg', "a_b_c_22.jpg"),
        ("...", "..."),
    ],
)
def test_programs_that_read_only_ascii_get_a_name_like_it(name: str, fallback: str) -> None:
    assert f'filename="{fallback}"' in content_disposition("inline", name)
