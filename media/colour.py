"""Pixels of any colour model, brought to sRGB: what every screen shows when it is told nothing."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageCms import ImageCmsProfile

MODES = {"RGB": "RGB", "GRAY": "L", "CMYK": "CMYK"}
"""Pillow's names of pixels by the colour spaces of ICC profiles."""


def to_continuous(image: Image) -> Image:
    """Palettes, single bits, 16-bit greys and colour-key transparency in a mode whose pixels can be averaged."""
    if "transparency" in image.info or image.mode == "PA":
        return image.convert("RGBA")
    if image.mode == "P":
        return image.convert("RGB")
    if image.mode.startswith("I"):
        # Pillow's own conversion clips everything over 255 to white.
        return image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    return image.convert("L") if image.mode == "1" else image


def to_srgb(image: Image, icc_profile: bytes | None) -> Image:
    """RGB, or RGBA where there is an alpha channel. A profile that is broken or for other pixels is ignored.

    Raises ValueError for pixels that have no colour: measurements, in floating point.
    """
    alpha = image.getchannel("A") if image.mode in ("LA", "RGBA") else None
    opaque = image.convert(image.mode.removesuffix("A")) if alpha else image
    if opaque.mode == "LAB":
        return _from_lab(opaque)
    if opaque.mode == "F":
        raise ValueError("floating point")
    converted = _by_profile(opaque, icc_profile) if icc_profile else None
    picture = converted or opaque.convert("RGB")
    if alpha:
        picture.putalpha(alpha)
    return picture


def _by_profile(image: Image, icc_profile: bytes) -> Image | None:
    from PIL import ImageCms

    try:
        profile = ImageCms.ImageCmsProfile(BytesIO(icc_profile))
        mode = MODES.get(profile.profile.xcolor_space.strip())
        if mode == "RGB" and image.mode == "L":
            image = image.convert(mode)
        if image.mode != mode or _is_srgb(profile):
            return None
        return ImageCms.profileToProfile(image, profile, _srgb(), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError):
        return None


def _is_srgb(profile: ImageCmsProfile) -> bool:
    """By its name: what cameras and phones embed most often needs no work."""
    return (profile.profile.profile_description or "").startswith("sRGB")


def _from_lab(image: Image) -> Image:
    from PIL import ImageCms

    converted = ImageCms.profileToProfile(image, ImageCms.createProfile("LAB"), _srgb(), outputMode="RGB")
    assert converted is not None  # noqa: S101 - it is None only when the picture is changed in place
    return converted


@lru_cache(maxsize=1)
def _srgb() -> ImageCmsProfile:
    from PIL import ImageCms

    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
