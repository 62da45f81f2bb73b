from __future__ import annotations

import struct
import subprocess
from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from imageio_ffmpeg import get_ffmpeg_exe

from domain.rendering import CaptureTime, Unreadable
from media.isobmff import MAX_BOXES
from media.video_metadata import read_video_metadata
from tests.media import rendering
from tests.media.movie_files import with_box
from tests.media.pictures import png

SAMPLES = Path(__file__).parent / "samples"
MP4 = (SAMPLES / "camera.mp4").read_bytes()
MOV = (SAMPLES / "phone.mov").read_bytes()
NO_VIDEO = "This file is incomplete, or has no video that can be shown. Export it again and upload the new file."


def box(kind: bytes, content: bytes) -> bytes:
    return (8 + len(content)).to_bytes(4) + kind + content


def with_duration(content: bytes, seconds: int) -> bytes:
    at = content.index(b"mvhd") + 4
    scale = int.from_bytes(content[at + 12 : at + 16])
    return content[: at + 16] + (seconds * scale).to_bytes(4) + content[at + 20 :]


def refusal(content: bytes, content_type: str = "video/mp4") -> str:
    with pytest.raises(Unreadable) as refused:
        rendering.render(content, content_type)
    return str(refused.value)


def test_a_video_of_ten_hours_is_refused() -> None:
    assert refusal(with_duration(MP4, 36_000)) == "This video runs for 10 hours. Videos can run for at most 6."


def test_a_video_that_claims_huge_pictures_is_refused() -> None:
    at = MP4.rindex(b"avc1") + 4 + 24
    huge = MP4[:at] + struct.pack(">HH", 60_000, 40_000) + MP4[at + 4 :]
    assert refusal(huge) == "This video has 2,400 megapixels. Videos can have at most 40."


@pytest.mark.parametrize("part", [0.05, 0.5, 0.9])
def test_a_video_that_ends_early_is_refused(part: float) -> None:
    assert refusal(MP4[: int(len(MP4) * part)]) == NO_VIDEO


def test_a_video_that_describes_no_picture_is_refused() -> None:
    assert "no video" in refusal(MP4.replace(b"stsd", b"skip"))


def test_a_picture_renamed_to_a_video_is_rejected() -> None:
    dressed = box(b"ftyp", b"isom\0\0\0\0isom") + box(b"mdat", png())
    assert "no video" in refusal(dressed)


def test_invalid_video_data_is_rejected() -> None:
    start = MP4.index(b"mdat") + 4
    end = MP4.index(b"moov") - 4
    assert "No picture can be read" in refusal(MP4[:start] + bytes(end - start) + MP4[end:])


def test_more_boxes_than_any_camera_writes_are_refused() -> None:
    crowd = box(b"moov", box(b"free", b"") * (MAX_BOXES + 1))
    assert "damaged" in refusal(box(b"ftyp", b"isom\0\0\0\0isom") + crowd)


def test_endlessly_nested_boxes_are_rejected() -> None:
    nested = b""
    for _ in range(5000):
        nested = box(b"moov", nested)
    assert "no video" in refusal(box(b"ftyp", b"isom\0\0\0\0isom") + nested)


def test_a_list_of_other_files_to_open_is_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.png"
    secret.write_bytes(png())
    playlist = f"#EXTM3U\n#EXTINF:1,\nfile://{secret}\n".encode()
    with pytest.raises(Unreadable):
        rendering.render(box(b"ftyp", b"isom\0\0\0\0isom") + playlist, "video/mp4")


@pytest.mark.parametrize("name", ["camera.mp4", "silent.mp4"])
def test_only_head_and_tail_of_a_large_video_are_read(tmp_path: Path, name: str) -> None:
    """The middle is a hole. One video has its metadata at the end, the other at the start."""
    content = (SAMPLES / name).read_bytes()
    padding = content.index(b"mdat") - 12
    assert content[padding : padding + 8] == box(b"free", b"")
    size = int.from_bytes(content[padding + 8 : padding + 12])
    hole = 3 << 30
    large = tmp_path / "large.mp4"
    with large.open("wb") as file:
        # The hole makes the box so large that its size needs eight bytes, taken from the padding.
        file.write(content[:padding] + b"\0\0\0\1mdat" + (size + 8 + hole).to_bytes(8))
        file.write(content[padding + 16 : padding + 8 + size])
        file.truncate(file.tell() + hole)
        file.seek(0, 2)
        file.write(content[padding + 8 + size :])
    rendered = rendering.render_file(large, "video/mp4")
    assert (rendered.width, rendered.height, rendered.duration_seconds) == (600, 400, 3.0)


def test_apples_creation_date_precedes_the_header() -> None:
    for zone, minutes in ((b"+0200", 120), (b"-0830", -510), (b"Z    ", 0)):
        shifted = MOV.replace(b"2026-06-20T15:04:05+0200", b"2026-06-20T15:04:05" + zone)
        taken = read_video_metadata(BytesIO(shifted), len(shifted)).capture_time
        assert taken == CaptureTime("2026-06-20T15:04:05.000", minutes)
    without = MOV.replace(b"2026-06-20T15:04:05+0200", b"some day, after lunch   ")
    taken = read_video_metadata(BytesIO(without), len(without)).capture_time
    assert taken == CaptureTime("2026-06-20T13:04:05.000", 0)


@pytest.mark.parametrize(
    ("added", "make", "offset"),
    [
        ((b"FIRM", b"HD7.01.01.90.00"), "GoPro", None),
        ((b"FIRM", b"H22.01.01.10.00"), "GoPro", 0),
        ((b"NCDT", b"NCTG of a Nikon"), "Nikon", None),
        ((b"MVTG", b"FUJIFILM"), "FUJIFILM", None),
        ((b"\xa9mak", b"\0\x09\x15\xc7Canon EOS"), "Canon EOS", None),
        ((b"\xa9mak", b"\0\x07\x15\xc7samsung"), "samsung", 0),
        ((b"LENS", b"nobody's"), None, 0),
    ],
)
def test_the_header_has_local_time_where_a_maker_writes_it_so(
    added: tuple[bytes, bytes], make: str | None, offset: int | None
) -> None:
    """Of the makers that write local time there, and of those that write UTC as the standard says."""
    bare = MP4.replace(b"\xa9mak", b"skip").replace(b"\xa9mod", b"skip")
    movie = with_box(bare, "moov/udta", box(*added))
    read = read_video_metadata(BytesIO(movie), len(movie))
    assert read.camera.make == make
    assert read.capture_time is not None
    assert read.capture_time.utc_offset_minutes == offset


def test_a_canon_is_known_by_the_brand_of_its_files() -> None:
    at = MP4.index(b"ftyp") + 4
    movie = MP4[: at + 8] + b"CAEP" + MP4[at + 12 :]
    movie = movie.replace(b"\xa9mak", b"skip")
    read = read_video_metadata(BytesIO(movie), len(movie))
    assert read.camera.make == "Canon"
    assert read.capture_time is not None
    assert read.capture_time.utc_offset_minutes is None


def test_a_camera_without_a_clock_gives_no_time() -> None:
    at = MP4.index(b"mvhd") + 8
    blank = MP4[:at] + bytes(4) + MP4[at + 4 :]
    assert read_video_metadata(BytesIO(blank), len(blank)).capture_time is None


def test_no_damage_to_boxes_crashes_their_reader() -> None:
    start = MOV.index(b"moov") - 4
    for at in range(start, len(MOV), 7):
        damaged = MOV[:at] + bytes([MOV[at] ^ 0xFF]) + MOV[at + 1 :]
        read_video_metadata(BytesIO(damaged), len(damaged))
    for end in range(start, len(MOV), 7):
        read_video_metadata(BytesIO(MOV[:end]), end)


def test_the_poster_is_upright() -> None:
    rendered = rendering.render_file(SAMPLES / "phone.mov", "video/quicktime")
    assert (rendered.width, rendered.height) == (600, 400)


@cache
def with_pixels(shape: str, name: str = "a.mp4", codec: str = "libx264", *options: str) -> bytes:
    """A video of 144 x 108 pixels of this shape. `options` rewrite it without another encoding."""
    with TemporaryDirectory() as folder:
        made, rewritten = Path(folder) / name, Path(folder) / f"rewritten-{name}"
        source = ("-f", "lavfi", "-i", "testsrc2=s=144x108:d=0.4:r=10", "-vf", f"setsar={shape}")
        quiet = [get_ffmpeg_exe(), "-y", "-v", "error"]
        subprocess.run([*quiet, *source, "-c:v", codec, "-pix_fmt", "yuv420p", str(made)], check=True)
        subprocess.run([*quiet, *options, "-i", str(made), "-c", "copy", str(rewritten)], check=True)
        return rewritten.read_bytes()


@pytest.mark.parametrize(
    ("content", "size"),
    [
        (with_pixels("4/3"), (192, 108)),
        (with_pixels("4/3").replace(b"pasp", b"free"), (192, 108)),  # in the bitstream alone
        (with_pixels("3/4"), (144, 144)),
        (with_pixels("64/45", "a.mov", "mpeg4"), (205, 108)),
        (with_pixels("1/1"), (144, 108)),
        (with_pixels("4/3", "a.mp4", "libx264", "-display_rotation", "90"), (108, 192)),
        (with_pixels("4/3", "a.mov", "libx264", "-display_rotation", "180"), (192, 108)),
        (with_pixels("100/1"), (576, 108)),
    ],
)
def test_pixels_that_are_not_square_get_their_shape(content: bytes, size: tuple[int, int]) -> None:
    """Those of a hundred to one are a mistake, and take no more memory than others."""
    rendered = rendering.render(content, "video/mp4")
    assert (rendered.width, rendered.height) == size == (rendered.preview.width, rendered.preview.height)
