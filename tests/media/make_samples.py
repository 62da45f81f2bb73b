"""Makes the sample files, each with an encoder that people really use: `python -m tests.media.make_samples`.

Run by hand, since it needs what the service does not: pillow-heif (libheif with x265), imagecodecs (libultrahdr),
numpy and avifenc (Debian's libavif-bin) besides the packages of requirements/dev.txt.
`scene.png` is a photograph by Rachel Michetti, given to the public domain (CC0).
"""

from __future__ import annotations

import subprocess
from fractions import Fraction
from io import BytesIO
from pathlib import Path

import imagecodecs
import numpy
import pillow_heif
from imageio_ffmpeg import get_ffmpeg_exe
from PIL import Image, ImageCms

from tests.media.pictures import encoded
from tests.media.profiles import ADOBE_RGB, DISPLAY_P3, Matrix, rgb_profile

LINEAR = "zscale=t=linear:npl=203,format=gbrpf32le"
SCREEN = "setparams=color_primaries=bt709:color_trc=iec61966-2-1:colorspace=gbr:range=pc"

FOLDER = Path(__file__).parent / "samples"
SCENE = Image.open(FOLDER / "scene.png").convert("RGB")
FORMATS = {
    ".jpg": "JPEG",
    ".png": "PNG",
    ".webp": "WEBP",
    ".avif": "AVIF",
    ".gif": "GIF",
    ".tif": "TIFF",
}
PHONE = ("Apple", "iPhone 16 Pro", None)
CAMERA = ("NIKON CORPORATION", "NIKON Z 9", "6001234")
LATITUDE = (Fraction(52), Fraction(31), Fraction(1212, 100))
LONGITUDE = (Fraction(13), Fraction(24), Fraction(1818, 100))


def exif(orientation: int = 1, *, camera: tuple[str, str, str | None] = CAMERA, gps: bool = True) -> Image.Exif:
    block = Image.Exif()
    block[0x010F], block[0x0110], block[0x0112] = camera[0], camera[1], orientation
    details = {0x9003: "2026:06:20 15:04:05", 0x9291: "25", 0x9011: "+02:00"}
    block[0x8769] = details | ({0xA431: camera[2]} if camera[2] else {})
    if gps:
        block[0x8825] = {0: b"\2\3\0\0", 1: "N", 2: LATITUDE, 3: "E", 4: LONGITUDE}
    return block


def save(name: str, picture: Image.Image = SCENE, **options: object) -> None:
    (FOLDER / name).write_bytes(encoded(picture, FORMATS[Path(name).suffix], **options))


def in_space(matrix: Matrix, name: str) -> tuple[Image.Image, bytes]:
    profile = rgb_profile(name, matrix)
    wanted = ImageCms.ImageCmsProfile(BytesIO(profile))
    converted = ImageCms.profileToProfile(SCENE, ImageCms.createProfile("sRGB"), wanted, outputMode="RGB")
    assert converted
    return converted, profile


def stored_as(orientation: int) -> Image.Image:
    """Returns the scene stored so that the orientation makes it upright."""
    turns = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}
    return SCENE.transpose(Image.Transpose(turns[orientation])) if orientation in turns else SCENE


def ffmpeg(*arguments: str) -> None:
    subprocess.run([get_ffmpeg_exe(), "-y", "-v", "error", *arguments], check=True)


def photos() -> None:
    xmp = (
        b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><r exif:GPSLatitude="52,31.2N" exif:GPSLongitude="13,24.3E"/></x:xmpmeta>'
    )
    save("camera.jpg", quality=88, exif=exif(), xmp=xmp)
    save("progressive.jpg", quality=85, progressive=True)
    save("grey.jpg", SCENE.convert("L"), quality=85)
    save("cmyk.jpg", SCENE.convert("CMYK"), quality=90)
    for number in range(1, 9):
        save(f"orientation-{number}.jpg", stored_as(number), quality=75, exif=exif(number, gps=False))
    adobe, adobe_profile = in_space(ADOBE_RGB, "Adobe RGB (1998)")
    p3, p3_profile = in_space(DISPLAY_P3, "Display P3")
    save("adobe-rgb.jpg", adobe, quality=90, icc_profile=adobe_profile)
    block = exif(gps=False)
    block[0x8769] = {**block[0x8769], 0xA001: 0xFFFF, 0xA005: {1: "R03"}}
    save("adobe-rgb-by-exif.jpg", adobe, quality=90, exif=block)
    save("display-p3.jpg", p3, quality=90, icc_profile=p3_profile)
    save("palette.png", SCENE.quantize(256))
    save("lossy.webp", quality=85, exif=exif())
    save("lossless.webp", lossless=True)
    save("turned.avif", stored_as(6), quality=80, exif=exif(6))
    whole = Image.Exif()
    whole.load(exif(gps=False).tobytes())  # Pillow writes a TIFF only from what it has read
    save("camera.tif", exif=whole)
    save("lzw.tif", compression="tiff_lzw")
    save("jpeg-inside.tif", compression="jpeg")
    save("cmyk.tif", SCENE.convert("CMYK"), compression="tiff_adobe_deflate")
    save("turned.tif", stored_as(6), compression="tiff_adobe_deflate", tiffinfo={0x0112: 6})
    save("pages.tif", save_all=True, append_images=[Image.new("RGB", (64, 48))] * 2, compression="tiff_lzw")
    still = SCENE.quantize(256)
    save("animation.gif", still, save_all=True, append_images=[Image.new("P", SCENE.size)], duration=100)


def sixteen_bits() -> None:
    for name, codec, layout in (("sixteen-bits.png", "png", "rgb48be"), ("sixteen-bits.tif", "tiff", "rgb48le")):
        ffmpeg("-i", str(FOLDER / "scene.png"), "-c:v", codec, "-pix_fmt", layout, "-frames:v", "1", str(FOLDER / name))
    grey = FOLDER / "sixteen-bit-grey.png"
    ffmpeg("-i", str(FOLDER / "scene.png"), "-pix_fmt", "gray16be", "-frames:v", "1", str(grey))


def heics() -> None:
    p3, p3_profile = in_space(DISPLAY_P3, "Display P3")
    block = exif(camera=PHONE).tobytes()
    pillow_heif.from_pillow(p3).save(FOLDER / "phone.heic", quality=80, exif=block, icc_profile=p3_profile)
    turned = pillow_heif.from_pillow(stored_as(6))
    turned.save(FOLDER / "turned.heic", quality=80, exif=exif(6, camera=PHONE).tobytes())
    pillow_heif.options.SAVE_HDR_TO_12_BIT = False
    deep = Image.open(FOLDER / "sixteen-bit-grey.png")
    pillow_heif.from_pillow(deep).save(FOLDER / "ten-bit-grey.heic", quality=80)


def code_points() -> None:
    """Stills without a profile, in colour spaces that code points tell."""
    spaces = {
        "pq": "p=bt2020:t=smpte2084:npl=203",
        "hlg": "p=bt2020:t=arib-std-b67:npl=203",
        "wide": "p=bt2020:t=bt709",
        "p3": "p=smpte432:t=iec61966-2-1",
    }
    numbers = {"pq": (9, 16), "hlg": (9, 18), "wide": (9, 1), "p3": (12, 13)}
    for name, space in spaces.items():
        deep = FOLDER / f"{name}.png"
        ffmpeg("-i", str(FOLDER / "scene.png"), "-vf", f"{SCREEN},{LINEAR},zscale={space},format=gbrp16le", str(deep))
        primaries, transfer = numbers[name]
        cicp = f"{primaries}/{transfer}/{9 if primaries == 9 else 6}"
        quality = ("--min", "10", "--max", "20", "--depth", "12" if name == "wide" else "10", "--yuv", "420")
        subprocess.run(["avifenc", *quality, "--cicp", cicp, str(deep), str(FOLDER / f"{name}.avif")], check=True)
        if transfer in (16, 18):
            pixels = imagecodecs.png_decode(deep.read_bytes())
            pillow_heif.options.SAVE_HDR_TO_12_BIT = name == "hlg"
            still = pillow_heif.from_bytes("RGB;16", SCENE.size, pixels.tobytes())
            tags = {"color_primaries": primaries, "transfer_characteristics": transfer, "matrix_coefficients": 9}
            still.save(FOLDER / f"{name}.heic", quality=80, full_range_flag=1, **tags)
        deep.unlink()
    shallow = f"{SCREEN},{LINEAR},zscale={spaces['pq']},format=gbrp"
    ffmpeg("-i", str(FOLDER / "scene.png"), "-vf", shallow, str(FOLDER / "pq.png"))  # writes code points


def gain_map() -> None:
    """By Google's library, as Android writes it."""
    sdr = numpy.array(SCENE.convert("RGBA"))
    hdr = numpy.dstack([(sdr[..., :3].astype("float32") / 255) ** 2.2 * 2, numpy.ones(sdr.shape[:2])])
    (FOLDER / "ultra-hdr.jpg").write_bytes(imagecodecs.ultrahdr_encode(hdr.astype("float16")))


def grey_with_alpha() -> None:
    """The left half is opaque, the right half transparent."""
    mask = Image.new("L", SCENE.size, 255)
    mask.paste(0, (SCENE.width // 2, 0, *SCENE.size))
    source = FOLDER / "translucent-grey.png"
    Image.merge("LA", (SCENE.convert("L"), mask)).save(source)
    target = FOLDER / "translucent-grey.avif"
    subprocess.run(["avifenc", "--yuv", "400", "--min", "10", "--max", "20", str(source), str(target)], check=True)


def videos() -> None:
    scene = ("-loop", "1", "-framerate", "25", "-i", str(FOLDER / "scene.png"))
    sound = ("-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000")
    clip = ("-t", "3", "-shortest", "-c:a", "aac", "-b:a", "48k")
    h264 = ("-c:v", "libx264", "-pix_fmt", "yuv420p", "-crf", "26")
    hevc = ("-c:v", "libx265", "-pix_fmt", "yuv420p", "-crf", "28", "-tag:v", "hvc1", "-x265-params", "log-level=none")
    made = ("-metadata", "creation_time=2026-06-20T13:04:05Z")
    apple: tuple[str, ...] = ("-movflags", "use_metadata_tags", *made)
    for key, value in (("creationdate", "2026-06-20T15:04:05+0200"), ("make", PHONE[0]), ("model", PHONE[1])):
        apple += ("-metadata", f"com.apple.quicktime.{key}={value}")
    ffmpeg(*scene, *sound, *clip, *h264, *made, str(FOLDER / "camera.mp4"))
    ffmpeg(*scene, *clip, *h264, *made, "-movflags", "+faststart", str(FOLDER / "silent.mp4"))
    ffmpeg(*scene, *clip, *h264, "-movflags", "frag_keyframe+empty_moov", str(FOLDER / "fragments.mp4"))
    upright = FOLDER / "upright.mov"
    ffmpeg(*scene, *sound, *clip, "-vf", "transpose=cclock", *hevc, *apple, str(upright))
    ffmpeg("-display_rotation", "-90", "-i", str(upright), "-c", "copy", *apple, str(FOLDER / "phone.mov"))
    upright.unlink()
    wide = "zscale=p=bt2020:t=arib-std-b67:npl=203:m=bt2020nc:r=tv,format=yuv420p10le"
    tags = ("-color_primaries", "bt2020", "-color_trc", "arib-std-b67", "-colorspace", "bt2020nc")
    hdr = ("-c:v", "libx265", "-crf", "28", "-tag:v", "hvc1", "-x265-params", "log-level=none", *tags)
    ffmpeg(*scene, *clip, "-vf", f"{SCREEN},{LINEAR},{wide}", *hdr, str(FOLDER / "bright.mov"))
    narrow = FOLDER / "narrow.mp4"
    ffmpeg(*scene, "-t", "1", "-vf", "transpose=cclock,scale=400:300,setsar=1/2", *h264, str(narrow))
    ffmpeg("-display_rotation", "-90", "-i", str(narrow), "-c", "copy", str(FOLDER / "anamorphic.mp4"))
    narrow.unlink()
    mobile = ("-c:a", "libopencore_amrnb", "-ar", "8000", "-ac", "1", "-b:a", "12.2k", "-f", "3gp")
    ffmpeg(*scene, *sound, "-t", "1", *h264, *mobile, str(FOLDER / "mobile.3gp"))


def motion_photo() -> None:
    """A JPEG with an appended video, as phones write it. Both contain a location."""
    place = b"+52.5200+013.4050/"
    text = len(place).to_bytes(2) + b"\x15\xc7" + place
    told = (8 + len(text)).to_bytes(4) + b"\xa9xyz" + text
    body = BytesIO()
    SCENE.save(body, "JPEG", quality=80, exif=exif(camera=("Google", "Pixel 10", None)))
    video = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + (16 + len(told)).to_bytes(4) + b"moov"
    video += (8 + len(told)).to_bytes(4) + b"udta" + told
    (FOLDER / "motion.jpg").write_bytes(body.getvalue() + video)


if __name__ == "__main__":
    photos()
    sixteen_bits()
    heics()
    code_points()
    gain_map()
    grey_with_alpha()
    videos()
    motion_photo()
