"""The minimum versions of the native libraries that open untrusted files.

When an advisory is published, raise the version here. `make check` then fails for an older library.
"""

from __future__ import annotations

from typing import NamedTuple


class Minimum(NamedTuple):
    """`reason` is what `version` fixes: advisories, where there are any."""

    library: str
    version: str
    reason: str


class AcceptedGap(NamedTuple):
    """A wanted version that no package contains yet. `mitigations` is what limits the risk meanwhile."""

    library: str
    wanted: str
    mitigations: str


PACKAGED = (
    Minimum("libheif", "1.23.4", "GHSA-g89c-p67h-r497, GHSA-2jg2-4ch7-h545 (1.23.2), GHSA-x8r2-mggj-j6wr (1.23.3)"),
    Minimum("libde265", "1.1.3", "CVE-2026-54240, GHSA-xp3h-6f5r-8cxp, GHSA-mm7m-v26f-wf8x (1.1.2)"),
    Minimum("libavif", "1.4.2", "CVE-2025-48174, CVE-2025-48175 (1.3.0), scaled alpha layers (1.4.2)"),
    Minimum("dav1d", "1.4.0", "CVE-2024-1580"),
    Minimum("libwebp", "1.3.2", "CVE-2023-4863"),
    Minimum("libtiff", "4.7.2", "CVE-2025-9900 (4.7.1), CVE-2026-4775"),
    Minimum("libjpeg-turbo", "3.0.0", "CVE-2023-2804"),
    Minimum("openjpeg", "2.5.4", "CVE-2025-54874; loaded, but never used"),
    Minimum("lcms2", "2.19", "CVE-2026-41254"),
    Minimum("freetype", "2.14.3", "CVE-2025-27363 (2.13.1), CVE-2026-23865 (2.14.2)"),
    Minimum("harfbuzz", "12.3.0", "CVE-2026-22693"),
    Minimum("zlib-ng", "2.2.0", "no advisory known; inflates PNGs"),
    Minimum("libpng", "1.6.56", "CVE-2026-25646 (1.6.55), CVE-2026-33416, CVE-2026-33636"),
    Minimum("liblzma", "5.8.1", "CVE-2025-31115"),
    Minimum("ffmpeg", "8.1.2", "CVE-2026-8461"),
    Minimum("zxing-cpp", "3.1.1", "no advisory known; of its formats only QR codes are read"),
)
"""They come with packages that this project pins."""

READABLE_ON_LINUX_ONLY = frozenset({"libpng", "liblzma"})
"""Other systems can't read these versions. The wheels of one Pillow release have the same versions everywhere."""

INTERPRETERS = (
    Minimum("expat", "2.8.4", "CVE-2026-66046, CVE-2026-76641, CVE-2026-76956, CVE-2026-76957"),
    Minimum("openssl", "3.0.19", "CVE-2025-15467"),
    Minimum("zlib", "1.2.13", "CVE-2022-37434"),
    Minimum("sqlite", "3.40.0", "not used by the service"),
)
"""They come with Python, whose packagers often backport fixes without a new number. Reported, never a failure."""

ACCEPTED_GAPS = (
    AcceptedGap(
        "libheif",
        "1.23.7",
        "no wheel without a GPL encoder has it. media/heif/rewriter.py rewrites each file first, and "
        "media/sandbox/renderer.py decodes it in a sandbox (docs/decisions/0029)",
    ),
)
