"""Filters and encodings for renditions, and their costs: `python -m bench.quality photo.jpg ...` with your own photos.

For each: the structural similarity (SSIM, 8 x 8 blocks of lightness, 1 is the same picture) to the photo scaled by the
best filter from all of its pixels and not encoded, the bytes, and the processor time of scaling and encoding. Medians
over the photos.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from functools import partial
from io import BytesIO
from pathlib import Path
from statistics import median

from PIL import Image, ImageMath
from PIL.Image import Resampling

from media.scaling import scale

BLOCK = 8
LUMINANCE, CONTRAST = (0.01 * 255) ** 2, (0.03 * 255) ** 2
ENCODINGS: dict[str, tuple[str, dict[str, int | bool | str]]] = {
    "JPEG 75": ("JPEG", {"quality": 75, "optimize": True}),
    "JPEG 82": ("JPEG", {"quality": 82, "optimize": True}),
    "JPEG 82, default tables": ("JPEG", {"quality": 82}),
    "JPEG 82, progressive": ("JPEG", {"quality": 82, "progressive": True}),
    "JPEG 82, 4:4:4": ("JPEG", {"quality": 82, "optimize": True, "subsampling": "4:4:4"}),
    "JPEG 88": ("JPEG", {"quality": 88, "optimize": True}),
    "WebP 76, method 4": ("WEBP", {"quality": 76, "method": 4}),
    "WebP 80, method 2": ("WEBP", {"quality": 80, "method": 2}),
    "WebP 80, method 4": ("WEBP", {"quality": 80, "method": 4}),
    "AVIF 65, speed 9": ("AVIF", {"quality": 65, "speed": 9}),
}
FILTERS: dict[str, Callable[[Image.Image, tuple[int, int]], Image.Image]] = {
    "ours": scale,
    "HAMMING": partial(Image.Image.resize, resample=Resampling.HAMMING, reducing_gap=2.0),
    "BICUBIC": partial(Image.Image.resize, resample=Resampling.BICUBIC, reducing_gap=2.0),
    "LANCZOS": partial(Image.Image.resize, resample=Resampling.LANCZOS, reducing_gap=2.0),
}


def ssim(left: Image.Image, right: Image.Image) -> float:
    """The structural similarity of two pictures of the same size."""
    a, b = (picture.convert("L").convert("F") for picture in (left, right))

    def mean(picture: Image.Image) -> Image.Image:
        return picture.reduce(BLOCK)

    def product(x: Image.Image, y: Image.Image) -> Image.Image:
        multiplied: Image.Image = ImageMath.lambda_eval(lambda given: given["x"] * given["y"], x=x, y=y)
        return multiplied

    parts = {
        "a": mean(a),
        "b": mean(b),
        "aa": mean(product(a, a)),
        "bb": mean(product(b, b)),
        "ab": mean(product(a, b)),
    }
    blocks = ImageMath.lambda_eval(
        lambda given: (
            ((2 * given["a"] * given["b"] + LUMINANCE) * (2 * (given["ab"] - given["a"] * given["b"]) + CONTRAST))
            / (
                (given["a"] * given["a"] + given["b"] * given["b"] + LUMINANCE)
                * (given["aa"] - given["a"] * given["a"] + given["bb"] - given["b"] * given["b"] + CONTRAST)
            )
        ),
        **parts,
    )
    return float(blocks.resize((1, 1), Resampling.BOX).getpixel((0, 0)))


def timed(work: Callable[[], Image.Image | bytes]) -> tuple[float, Image.Image | bytes]:
    started = time.process_time()
    made = work()
    return (time.process_time() - started) * 1000, made


def encoded(picture: Image.Image, name: str) -> bytes:
    body = BytesIO()
    format_name, options = ENCODINGS[name]
    picture.save(body, format_name, **options)
    return body.getvalue()


def fitted(size: tuple[int, int], longest_side: int) -> tuple[int, int]:
    scale = longest_side / max(size)
    return round(size[0] * scale), round(size[1] * scale)


def measure(photo: Path, longest_side: int) -> dict[str, tuple[float, float, float]]:
    """Returns SSIM, kilobytes and milliseconds of each filter and each encoding, for one photo at one size."""
    whole = Image.open(photo).convert("RGB")
    size = fitted(whole.size, longest_side)
    best = whole.resize(size, Resampling.LANCZOS)
    found = {}
    for name, scaled in FILTERS.items():
        drafted = Image.open(photo)
        drafted.draft(None, size)
        drafted.load()
        spent, small = timed(lambda: scaled(drafted, size))  # noqa: B023 - called at once
        assert isinstance(small, Image.Image)
        found[name] = ssim(small, best), 0.0, spent
    for name in ENCODINGS:
        spent, body = timed(lambda: encoded(best, name))  # noqa: B023
        assert isinstance(body, bytes)
        found[name] = ssim(Image.open(BytesIO(body)), best), len(body) / 1000, spent
    return found


def main() -> None:
    photos = [Path(given) for given in sys.argv[1:]]
    if not photos:
        sys.exit(__doc__)
    for longest_side in (2048, 512):
        print(f"{longest_side} pixels, {len(photos)} photos")
        rows = [measure(photo, longest_side) for photo in photos]
        for name in rows[0]:
            similarity, kilobytes, milliseconds = (median(row[name][at] for row in rows) for at in range(3))
            print(f"  {name:22} SSIM {similarity:.4f} {kilobytes:7.0f} kB {milliseconds:7.1f} ms")


if __name__ == "__main__":
    main()
