"""Converts pixels of any colour model to sRGB, which every screen assumes where there is no profile."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING

from media.cicp import Cicp, cicp_to_srgb

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageCms import ImageCmsProfile

MODES = {"RGB": "RGB", "GRAY": "L", "CMYK": "CMYK"}
"""Pillow's image modes by the colour spaces of ICC profiles."""


def to_continuous(image: Image) -> Image:
    """Converts palettes, single bits, 16-bit greys and colour-key transparency to a mode that can be scaled."""
    if "transparency" in image.info or image.mode == "PA":
        return image.convert("RGBA")
    if image.mode == "P":
        return image.convert("RGB")
    if image.mode.startswith("I"):
        # Pillow's own conversion clips everything over 255 to white.
        return image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    return image.convert("L") if image.mode == "1" else image


def to_srgb(image: Image, icc_profile: bytes | None, cicp: Cicp | None = None) -> Image:
    """Returns RGB, or RGBA where there is an alpha channel. Ignores a profile that is broken or for other pixels.

    `cicp` counts where there is no profile.

    Raises ValueError for floating point pixels, which are measurements.
    """
    alpha = image.getchannel("A") if image.mode in ("LA", "RGBA") else None
    opaque = image.convert(image.mode.removesuffix("A")) if alpha else image
    if opaque.mode == "LAB":
        return _from_lab(opaque)
    if opaque.mode == "F":
        raise ValueError("floating point")
    converted = _by_profile(opaque, icc_profile) if icc_profile else None
    # `convert` would copy a picture that is RGB already.
    picture = converted or (opaque if opaque.mode == "RGB" else opaque.convert("RGB"))
    if cicp and not icc_profile:
        picture = cicp_to_srgb(picture, cicp)
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
    """Judges by the name of the profile. Most cameras and phones embed sRGB, which needs no conversion."""
    return (profile.profile.profile_description or "").startswith("sRGB")


def _from_lab(image: Image) -> Image:
    from PIL import ImageCms

    converted = ImageCms.profileToProfile(image, ImageCms.createProfile("LAB"), _srgb(), outputMode="RGB")
    assert converted is not None  # noqa: S101 - None only where inPlace=True
    return converted


@lru_cache(maxsize=1)
def _srgb() -> ImageCmsProfile:
    from PIL import ImageCms

    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
