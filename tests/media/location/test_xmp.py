"""Locations in XMP packets, in every form and encoding."""

from __future__ import annotations

import pytest

from media.location.patches import apply_patches
from media.location.xmp import xmp_patches

ENCODINGS = ("utf-8", "utf-8-sig", "utf-16-le", "utf-16-be", "utf-16", "utf-32-le", "utf-32-be", "utf-32")
NAMESPACES = """xmlns:x="adobe:ns:meta/" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns:p="http://ns.adobe.com/photoshop/1.0/" xmlns:strange="http://ns.adobe.com/exif/1.0/"
 xmlns:e="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" xmlns:g="http://www.w3.org/2003/01/geo/wgs84_pos#"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/\""""
TITLE = "<dc:title><rdf:Alt><rdf:li xml:lang='x-default'>Grüße 𝄞</rdf:li></rdf:Alt></dc:title>"
LOCATIONS = {
    "attribute": ('strange:GPSLatitude="52,31.2N"', ""),
    "attribute with white space": ("strange:GPSLatitude \n = \n '52,31\n.2N'", ""),
    "element": ("", "<strange:GPSLatitude>52,31.2N</strange:GPSLatitude>"),
    "element with white space": ("", "<strange:GPSLatitude\n>" + " " * 5000 + "52,31.2N</strange:GPSLatitude\n >"),
    "empty element": ("", "<p:City rdf:resource='52,31.2N'/>"),
    "CDATA": ("", "<strange:GPSLatitude><![CDATA[52,31.2N]]></strange:GPSLatitude>"),
    "qualified": (
        "",
        "<strange:GPSLatitude rdf:parseType='Resource'><rdf:value>52,31.2N</rdf:value><q:by/></strange:GPSLatitude>",
    ),
    "language alternative": ("", "<p:City><rdf:Alt><rdf:li xml:lang='de'>52,31.2N</rdf:li></rdf:Alt></p:City>"),
    "structure": ("", "<e:LocationShown><rdf:Bag><rdf:li e:City='52,31.2N'/></rdf:Bag></e:LocationShown>"),
    "geo": ('g:lat="52,31.2N"', "<g:alt>52,31.2N</g:alt>"),
    "referred to": ("", "<e:LocationShown rdf:nodeID='A'/><rdf:Description rdf:nodeID='A' e:City='52,31.2N'/>"),
    "comment": ("", "<!-- GPSLatitude\r\n 52,31.2N -->"),
}


def packet(attributes: str, elements: str) -> str:
    description = (
        f"<rdf:Description {attributes} xmp:Rating='5'>{TITLE}{elements}<xmp:Label>x</xmp:Label></rdf:Description>"
    )
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        f"<x:xmpmeta {NAMESPACES}><rdf:RDF>{description}</rdf:RDF></x:xmpmeta>{' ' * 100}<?xpacket end='w'?>"
    )


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("form", LOCATIONS)
def test_a_location_is_blanked_and_all_else_stays(form: str, encoding: str) -> None:
    """A6."""
    attributes, elements = LOCATIONS[form]
    original = packet(attributes, elements).encode(encoding)
    stripped = apply_patches(original, xmp_patches(original))
    assert len(stripped) == len(original)
    assert "52,31" not in stripped.decode(encoding)
    for kept in ("xmp:Rating='5'", TITLE, "<xmp:Label>x</xmp:Label>", "<?xpacket end='w'?>"):
        assert kept in stripped.decode(encoding)
    assert list(xmp_patches(stripped)) == []


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_packet_without_a_location_is_unchanged(encoding: str) -> None:
    assert list(xmp_patches(packet("p:Headline='City Hall' p:Credit=\"Country life\"", "").encode(encoding))) == []


@pytest.mark.parametrize(
    "broken",
    [
        "<x><exif:GPSLatitude>52,31.2N</x>",
        "<a/><exif:GPSLatitude>52,31.2N</exif:GPSLatitude>",
        "<!DOCTYPE x [<!ENTITY location '52,31.2N'>]><x>&location;</x>",
        "<?xml version='1.0' encoding='utf-7'?><x>+ADw-exif:GPSLatitude+AD4-52,31.2N</x>",
        "GPSLatitude=52,31.2N",
    ],
)
def test_an_invalid_packet_is_blanked_whole(broken: str) -> None:
    """A6."""
    assert apply_patches(broken.encode(), xmp_patches(broken.encode())) == b" " * len(broken)
