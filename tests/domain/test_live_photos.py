from __future__ import annotations

from itertools import permutations

import pytest

from domain.live_photos import linked, video_of
from domain.models import Photo
from tests.aws.factories import a_photo, an_event

EVENT = an_event()


def file(filename: str) -> Photo:
    content_type = "video/quicktime" if filename.lower().endswith(".mov") else "image/heic"
    return a_photo(EVENT, filename, content_type=content_type, live_photo_id="A" * 36)


def pairs(*filenames: str) -> dict[str, str]:
    """The video of each still."""
    files = linked(map(file, filenames))
    videos = {each.filename: video.filename for each in files if (video := each.live_photo_video)}
    assert {each.live_photo_still: each.filename for each in files if each.live_photo_still} == videos
    return videos


@pytest.mark.parametrize(
    ("filenames", "expected"),
    [
        (["IMG_1.HEIC", "IMG_1.MOV"], {"IMG_1.HEIC": "IMG_1.MOV"}),
        (["IMG_1.HEIC", "img_1.mov"], {"IMG_1.HEIC": "img_1.mov"}),
        (["IMG_1.HEIC"], {}),
        (["IMG_1.MOV"], {}),
        (["a.jpg", "z.mov"], {"a.jpg": "z.mov"}),
        (
            ["IMG_1.HEIC", "IMG_1.MOV", "IMG_E1.HEIC", "IMG_E1.MOV"],
            {"IMG_1.HEIC": "IMG_1.MOV", "IMG_E1.HEIC": "IMG_E1.MOV"},
        ),
        (["IMG_1.HEIC", "IMG_1.MOV", "IMG_E1.JPG"], {"IMG_1.HEIC": "IMG_1.MOV"}),
        (["IMG_E1.JPG", "IMG_1.MOV"], {"IMG_E1.JPG": "IMG_1.MOV"}),
        (["IMG_1.HEIC", "IMG_1.JPG", "IMG_1.MOV"], {"IMG_1.HEIC": "IMG_1.MOV"}),
        (["IMG_1.HEIC", "IMG_1.MOV", "IMG_1 (2).HEIC", "IMG_1 (2).MOV"], None),
        (["a.jpg", "b.jpg", "c.mov", "d.mov"], {"a.jpg": "c.mov", "b.jpg": "d.mov"}),
    ],
)
def test_the_files_of_one_identifier_belong_together_in_whatever_order_they_come(
    filenames: list[str], expected: dict[str, str] | None
) -> None:
    found = [pairs(*order) for order in permutations(filenames)]
    assert all(each == found[0] for each in found)
    assert expected is None or found[0] == expected
    assert len(found[0]) == min(
        sum(name.lower().endswith(".mov") == is_video for name in filenames) for is_video in (True, False)
    )


def test_deleting_a_whole_live_photo_or_a_file_alone_leaves_the_others_together() -> None:
    """So that only the deletion of one half has to link anew."""
    names = ["IMG_1.HEIC", "IMG_1.JPG", "IMG_1.MOV", "IMG_E1.JPG", "IMG_E1.MOV", "a.mov", "b.mov", "z.mov"]
    before = pairs(*names)
    for still, video in before.items():
        assert pairs(*(name for name in names if name not in (still, video))) == {
            key: value for key, value in before.items() if key != still
        }
    for alone in set(names) - before.keys() - set(before.values()):
        assert pairs(*(name for name in names if name != alone)) == before


def test_linking_what_is_linked_changes_nothing() -> None:
    files = linked(map(file, ["IMG_1.HEIC", "IMG_1.MOV", "IMG_E1.HEIC"]))
    assert linked(files) == files


def test_the_video_of_a_still_is_a_file_of_its_own() -> None:
    video = file("IMG_1.MOV").model_copy(
        update={
            "size_bytes": 77,
            "crc32": 5,
            "unlocated_crc32": 6,
            "location_may_remain": True,
            "duration_seconds": 2.9,
        }
    )
    still = next(each for each in linked([file("IMG_1.HEIC"), video]) if each.live_photo_video)
    saved = video_of(still)
    assert saved is not None
    for name in ("filename", "content_type", "size_bytes", "crc32", "unlocated_crc32", "location_may_remain"):
        assert getattr(saved, name) == getattr(video, name)
    assert saved.live_photo_video is None
    assert video_of(video) is None
