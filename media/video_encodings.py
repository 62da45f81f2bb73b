"""The encodings of videos, by the type of their sample entries.

Sources: https://mp4ra.org/registered-types/sampleentries and Apple's QuickTime File Format.
"""

from __future__ import annotations

DECODED = frozenset(
    b"avc1 avc3 hvc1 hev1 dvh1 dvhe av01 vp09 mp4v jpeg mjpa mjpb apch apcn apcs apco ap4h ap4x".split()
)
"""Those of `media/ffmpeg.py`."""

H264 = frozenset({b"avc1", b"avc3"})

NAMES = {
    b"vvc1": "VVC (H.266)",
    b"vvi1": "VVC (H.266)",
    b"evc1": "EVC",
    b"s263": "H.263",
    b"h263": "H.263",
    b"H263": "H.263",
    b"vp08": "VP8",
    b"mp2v": "MPEG-2",
    b"m2v1": "MPEG-2",
    b"hdv2": "HDV",
    b"hdv3": "HDV",
    b"dvc ": "DV",
    b"dvcp": "DV",
    b"dvpp": "DV",
    b"dv5p": "DV",
    b"dvh5": "DV",
    b"AVdn": "DNxHD",
    b"AVdh": "DNxHR",
    b"CFHD": "CineForm",
    b"Hap1": "Hap",
    b"Hap5": "Hap",
    b"HapY": "Hap",
    b"FFV1": "FFV1",
    b"SVQ1": "Sorenson Video",
    b"SVQ3": "Sorenson Video",
    b"cvid": "Cinepak",
    b"rle ": "QuickTime Animation",
    b"png ": "PNG",
    b"aprn": "ProRes RAW",
    b"aprh": "ProRes RAW",
    b"brhq": "Blackmagic RAW",
    b"brst": "Blackmagic RAW",
    b"brvn": "Blackmagic RAW",
    b"CRAW": "Canon raw video",
    b"mjp2": "JPEG 2000",
    b"2vuy": "uncompressed video",
    b"v210": "uncompressed video",
    b"yuv2": "uncompressed video",
    b"raw ": "uncompressed video",
}
"""Of those that are not decoded."""
