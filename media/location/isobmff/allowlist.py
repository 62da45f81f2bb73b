"""The allowlist of boxes in ISO base media files, by container.

Any other box is turned into padding, since makers store locations in proprietary boxes and add new ones each year. A
listed box is either needed to play a file or never contains a location.
Sources: ISO/IEC 14496-12, Apple's QuickTime File Format, https://mp4ra.org/registered-types/boxes, and the boxes
that ExifTool's QuickTime.pm reads.
"""

from __future__ import annotations

TOP_LEVEL = b""
"""The container of top-level boxes."""

PICTURES = b"pict"
"""A `meta` box with this handler, which describes the items of a HEIF file."""


def _types(names: str) -> frozenset[bytes]:
    return frozenset(name.encode("latin-1").ljust(4) for name in names.split())


KEPT = {
    TOP_LEVEL: _types("ftyp styp pdin mdat imda sidx ssix prft mfra moov moof meta meco mini"),
    b"moov": _types("mvhd iods mvex ctab clip prfl pssh rmra cmov trak udta meta meco"),
    b"mvex": _types("mehd trex leva trep"),
    b"trak": _types("tkhd tapt edts tref load imap matt txas trgr ttyp clip mdia udta meta meco"),
    b"mdia": _types("mdhd hdlr elng minf udta"),
    b"minf": _types("vmhd smhd hmhd nmhd sthd gmhd hdlr dinf stbl"),
    b"stbl": _types(
        "stsd stts ctts cslg stss stsh stps sdtp stdp stsz stz2 stsc stco co64 padb subs sbgp sgpd csgm saiz saio senc"
    ),
    b"moof": _types("mfhd traf pssh meta"),
    b"traf": _types("tfhd tfdt trun sdtp sbgp sgpd csgm subs saiz saio senc meta"),
    b"meco": _types("mere meta"),
    b"meta": _types("hdlr mhdr keys ilst ctry lang"),
    PICTURES: _types("hdlr dinf pitm iinf iloc iref iprp ipro idat grpl"),
    b"iprp": _types("ipco ipma"),
    b"udta": _types(
        # Text by people or programs, from 3GPP TS 26.244, QuickTime and iTunes
        "meta name tnam kgtt titl dscp cprt perf auth gnre rtng clsf kywd albm coll yrrc urat date chpl tsel strk tagc"
        " ©nam ©ART ©alb ©arg ©aut ©cmt ©cpy ©com ©day ©des ©dir ©ed1 ©ed2 ©ed3 ©enc ©fmt ©gen ©grp ©hst ©inf ©isr ©key"
        " ©lab ©mak ©mod ©prd ©prf ©req ©snm ©src ©swf ©swr ©too ©trk ©wrt ©TSC ©TSZ ©TIM"
        # Hints for players
        " WLOC LOOP SelO AllF ptv hnti hinf hinv"
        # Cameras: make, model, serial number, firmware, orientation
        " manu modl slno cmid cmnm clfn clid reel scen shot angl vndr @mak @mod @swr @day CNCV CNMN CNFV FIRM LENS CAME"
        " MUID SNum SDLN cver saut smrd ©mdl ©xsp ©ysp ©zsp ©fpt ©fyw ©frl ©gpt ©gyw ©grl"
    ),
}
"""The allowed types in each container. Every key is a container."""

UNREADABLE = _types("cmov mini")
"""Containers that can't be read: a compressed `moov`, and a `meta` packed in bit fields."""

ITEMS = _types("iinf iloc idat")
"""The content of items can be read only in the `meta` of a HEIF file."""

STRUCTURE = _types(
    "moov mvhd mvex trex trak tkhd edts elst mdia mdhd hdlr minf dinf dref stbl stsd stts ctts stsc stsz stz2 stco co64"
    " moof traf tfhd tfdt trun mdat iprp ipco ipma pitm iref"
)
"""Some players find these in any container, so a file may not play without them."""

LOCATION_PROPERTIES = _types("uuid mcrs mtxf mtpt udes altt")
"""Picture properties: proprietary, of maps (OGC GeoHEIF), and descriptions by people."""

PADDING = _types("free skip wide")
MAX_NOTE_BYTES = 256
"""Encoders write a line about themselves into padding. Anything longer is data."""

SPHERICAL_VIDEO = bytes.fromhex("ffcc8263f8554a938814587a02521fdd")
XMP_UUID = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
C2PA_UUID = bytes.fromhex("d8fec3d61b0e483c92975828877ec481")
HARMLESS_UUIDS = frozenset(
    {
        bytes.fromhex("50524f4621d24fcebb88695cfac9c740"),  # PROF: the profile in videos by Sony and Olympus
        bytes.fromhex("55534d5421d24fcebb88695cfac9c740"),  # USMT: title and dates in videos by Sony
        SPHERICAL_VIDEO,
    }
)
