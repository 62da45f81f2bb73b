"""Locations in MP4 and QuickTime files: in the boxes, tracks and records that ExifTool reads (issue 11 A6)."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from imageio_ffmpeg import get_ffmpeg_exe

from tests.media.exiftool import location_tags_of
from tests.media.heif_files import box, full_box
from tests.media.location import movie_location_records as records
from tests.media.location.viewer_copies import assert_location_removed, viewers_copy
from tests.media.movie_files import sample_entry, with_box, with_track

SAMPLES = Path(__file__).parents[1] / "samples"
MP4 = (SAMPLES / "camera.mp4").read_bytes()
MOV = (SAMPLES / "phone.mov").read_bytes()
FRAGMENTS = (SAMPLES / "fragments.mp4").read_bytes()
LOCATION = records.international_text(records.ISO_6709)
APPLE = (
    (b"com.apple.quicktime.location.ISO6709", records.ISO_6709),
    (b"com.apple.quicktime.location.name", b"Berlin"),
    (b"com.apple.quicktime.direction.facing", b"+052.52"),
    (b"com.apple.quicktime.software", b"26.1"),
)
XMP_BOX = box(b"uuid", records.XMP_UUID, records.XMP)


@lru_cache(maxsize=16)
def frames_of(movie: bytes) -> str:
    """Checksums of all decoded pictures and sound, by ffmpeg."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "movie"
        path.write_bytes(movie)
        command = [get_ffmpeg_exe(), "-v", "error", "-nostdin", "-i", str(path), "-map", "0:v", "-map", "0:a?"]
        return subprocess.run([*command, "-f", "framemd5", "-"], capture_output=True, text=True, check=True).stdout


def check(original: bytes, *planted: bytes, is_seen: bool = True) -> bytes:
    """`is_seen` is whether ExifTool finds the location in the original."""
    assert bool(location_tags_of(original)) == is_seen
    copy = viewers_copy(original)
    assert_location_removed(copy, original, *planted)
    assert len(copy) == len(original)
    assert frames_of(copy) == frames_of(sample_of(original))
    return copy


def sample_of(movie: bytes) -> bytes:
    """What this movie was made from: the same pictures and sound."""
    (sample,) = [sample for sample in (MP4, MOV, FRAGMENTS) if movie.startswith(sample[:40])]
    return sample


BOXES = {
    "Android's": with_box(MP4, "moov/udta", box(b"\xa9xyz", LOCATION)),
    "Ricoh's": with_box(MP4, "moov/udta", box(b"@xyz", LOCATION)),
    "3GPP's": with_box(MP4, "moov/udta", records.loci()),
    "3GPP's of a track": with_box(MP4, "moov/trak/udta", records.loci()),
    "Google Photos'": with_box(MP4, "moov/udta", records.itunes_meta()),
    "Adobe's in a MOV": with_box(MOV, "moov/udta", box(b"XMP_", records.XMP)),
    "Garmin's": with_box(MP4, "moov", records.garmin()),
    "Canon's": with_box(MP4, "moov", box(b"uuid", records.CANON_UUID, box(b"CMT4", records.gps_directory()))),
    "Nikon's": with_box(MOV, "moov/udta", records.nikon()),
    "a dashcam's, of fixes": MP4 + records.gps0(),
    "a dashcam's, as JSON": MP4 + records.gdat(),
    "a dashcam's, as NMEA": MP4 + box(b"udat", records.NMEA * 3),
    "a dashcam's, in padding": MP4 + box(b"free", box(b"cprt", bytes(200)), box(b"gps ", b"[1781]" + records.NMEA)),
    "a dashcam's, between samples": MP4 + box(b"mdat", records.free_gps()),
    "a camcorder's, in H.264": records.with_user_data(MP4, records.avchd_user_data()),
    "Insta360's, behind the boxes": MP4 + records.insta360(),
    "Insta360's, in a box": MP4 + box(b"inst", records.insta360()),
    "Kenwood's, behind the boxes": MP4 + records.kenwood(),
    "Samsung's country": MP4 + box(b"sefd", records.samsung((0x0AA1, b"MCC_Data", b"262"))),
}


@pytest.mark.parametrize("original", BOXES.values(), ids=BOXES.keys())
def test_boxes_that_tell_a_place(original: bytes) -> None:
    """A6"""
    check(original)


@pytest.mark.parametrize("name", [b"GPMF", b"XMP ", b"loc ", b"\xa9loc", b"Xtra", b"abcd"])
def test_boxes_of_makers_that_nobody_knows(name: bytes) -> None:
    """A6"""
    copy = check(with_box(MP4, "moov/udta", box(name, records.gopro(), b"Berlin")), b"Berlin", is_seen=False)
    assert b"GPS5" not in copy


@pytest.mark.parametrize("path", ["moov", "moov/udta", "moov/trak", "moov/trak/udta", "moov/trak/mdia/udta"])
@pytest.mark.parametrize("has_version", [False, True])
def test_apples_keys_wherever_they_stand(path: str, *, has_version: bool) -> None:
    """A6"""
    original = with_box(MP4, path, records.apple_meta(*APPLE, has_version=has_version))
    copy = viewers_copy(original)
    assert_location_removed(copy, original, b"+52.5200", b"Berlin", b"+052.52")
    assert b"26.1" in copy
    assert frames_of(copy) == frames_of(MP4)


@pytest.mark.parametrize("path", ["moov", "moov/udta", "moov/trak", "moov/meta", ""])
@pytest.mark.parametrize("padding", [0, 70_000, 2_000_000])
def test_xmp_wherever_it_stands_and_however_long_it_is(path: str, padding: int) -> None:
    """A6"""
    xmp = box(b"uuid", records.XMP_UUID, b" " * padding, records.XMP)
    original = with_box(MP4, path, xmp) if path else MP4 + xmp
    copy = check(original, b"52,31.2N", is_seen=not path)
    assert b'xmp:Rating="5"' in copy


def test_xmp_of_a_fragment() -> None:
    """A6"""
    original = with_box(FRAGMENTS, "moof", XMP_BOX)
    run = original.index(b"trun") + 12
    offset = int.from_bytes(original[run : run + 4]) + len(XMP_BOX)
    check(original[:run] + offset.to_bytes(4) + original[run + 4 :], b"52,31.2N", is_seen=False)


def test_sonys_xml() -> None:
    """A6"""
    item = b'<Group name="ExifGPS"><Item name="Latitude" value="52:31:12"/></Group>'
    xml = (
        b'<?xml version="1.0"?><NonRealTimeMeta><AcquisitionRecord>' + item + b"</AcquisitionRecord></NonRealTimeMeta>"
    )
    meta = full_box(b"meta", full_box(b"hdlr", bytes(4), b"nrtm", bytes(13)), full_box(b"xml ", xml))
    check(with_box(MP4, "moov", meta), b"52:31:12", is_seen=False)
    plain = meta.replace(item, item.replace(b"ExifGPS", b"Picture").replace(b"Latitude", b"Exposure"))
    assert viewers_copy(with_box(MP4, "moov", plain)) == with_box(MP4, "moov", plain)


TRACKS = {
    "GoPro's": (b"meta", sample_entry(b"gpmd"), [records.gopro()] * 3),
    "Street View's": (b"camm", sample_entry(b"camm"), [records.camm()] * 3),
    "Street View's, as metadata": (b"meta", sample_entry(b"camm"), [records.camm()] * 3),
    "Sony's": (b"meta", sample_entry(b"rtmd"), [records.sony()] * 3),
    "Apple's": (b"meta", records.mebx_entry(APPLE[0][0]), [records.mebx(records.ISO_6709)] * 2),
    "a dashcam's": (b"text", sample_entry(b"text", bytes(43)), [records.NMEA] * 2),
}


@pytest.mark.parametrize(("handler", "entry", "samples"), TRACKS.values(), ids=TRACKS.keys())
def test_tracks_that_tell_a_place(handler: bytes, entry: bytes, samples: list[bytes]) -> None:
    """A6"""
    copy = check(with_track(MP4, handler, entry, samples), *(sample for sample in samples if sample.isascii()))
    assert not any(sample in copy for sample in samples)


DRONE = "F/2.8, SS 206.14, ISO 100, EV -0.7, GPS (13.4050, 52.5200, 34), D 5.25m"
HOME = "HOME(E: 13.405000, N: 52.520000)"


def subtitled(tmp_path: Path, *lines: str, options: Sequence[str] = ()) -> bytes:
    """One line a second, muxed by ffmpeg."""
    texts = (f"{n + 1}\n00:00:0{n},000 --> 00:00:0{n + 1},000\n{line}\n" for n, line in enumerate(lines))
    (tmp_path / "text.srt").write_text("\n".join(texts))
    inputs = ("-i", str(SAMPLES / "camera.mp4"), "-i", str(tmp_path / "text.srt"))
    codecs = ("-map", "0", "-map", "1", "-c", "copy", "-c:s", "mov_text")
    subprocess.run(
        [get_ffmpeg_exe(), "-y", "-v", "error", *inputs, *codecs, *options, str(tmp_path / "with.mp4")], check=True
    )
    return (tmp_path / "with.mp4").read_bytes()


@pytest.mark.parametrize("options", [(), ("-movflags", "frag_keyframe+empty_moov"), ("-movflags", "+faststart")])
def test_subtitles_of_a_drone(tmp_path: Path, options: tuple[str, ...]) -> None:
    """A6"""
    original = subtitled(tmp_path, DRONE, HOME, "the end", options=options)
    copy = viewers_copy(original)
    assert_location_removed(copy, original, b"52.5200", b"52.520000", b"the end")
    assert frames_of(copy) == frames_of(original)


def test_what_tells_no_place_is_kept(tmp_path: Path) -> None:
    """A6: subtitles, the still of a live photo, and descriptions of a movie."""
    still = with_track(
        MOV, b"meta", records.mebx_entry(b"com.apple.quicktime.still-image-time", 65), [records.mebx(b"\xff")]
    )
    title = box(b"\xa9nam", records.international_text(b"52 guests, 13 of them late"))
    for movie in (
        subtitled(tmp_path, "Anna, 25 years ago", "We drove home 3 times"),
        still,
        with_box(MP4, "moov/udta", title, records.apple_meta(APPLE[3])),
        with_box(MP4, "moov/trak", box(b"uuid", bytes.fromhex("ffcc8263f8554a938814587a02521fdd"), b"<rdf/>")),
        MP4 + box(b"free", b"IsoMedia File Produced with GPAC 2.4") + box(b"skip", bytes(5000)),
        with_box(
            MP4,
            "moov",
            box(b"uuid", records.XMP_UUID, records.XMP.replace(b"exif:GPSL", b"exif:L").replace(b"itude", b"ens")),
        ),
    ):
        assert viewers_copy(movie) == movie


def test_a_title_that_is_a_coordinate_goes() -> None:
    """A6"""
    title = box(b"\xa9nam", records.international_text(b"N52.5200 E13.4050"))
    check(with_box(MP4, "moov/udta", title), b"52.5200", is_seen=False)
