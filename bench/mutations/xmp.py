"""Generates XMP with locations in many forms of RDF, XML and encodings, and damages it."""

from __future__ import annotations

from random import Random

NAMESPACES = {
    "exif": "http://ns.adobe.com/exif/1.0/",
    "photoshop": "http://ns.adobe.com/photoshop/1.0/",
    "Iptc4xmpCore": "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/",
    "Iptc4xmpExt": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
    "drone-dji": "http://www.dji.com/drone-dji/1.0/",
    "geo": "http://www.w3.org/2003/01/geo/wgs84_pos#",
    "dc": "http://purl.org/dc/elements/1.1/",
}
LOCATIONS = (
    ("exif", "GPSLatitude", "52,31.2N"),
    ("exif", "GPSLongitude", "13,24.3E"),
    ("photoshop", "City", "Musterstadt"),
    ("photoshop", "State", "Musterland"),
    ("photoshop", "Country", "Musterreich"),
    ("Iptc4xmpCore", "Location", "Musterviertel"),
    ("drone-dji", "GpsLatitude", "+52.5200"),
    ("geo", "lat", "52.5200"),
)
OTHERS = (("dc", "format", "image/jpeg"), ("exif", "ExposureTime", "1/60"), ("dc", "source", "a camera"))
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
ENCODINGS = ("utf-8", "utf-8", "utf-8", "utf-8-sig", "utf-16-le", "utf-16-be", "utf-16", "utf-32-le", "utf-32-be")


def packet(random: Random) -> bytes:
    """A packet with some locations and some other properties."""
    properties = [
        *random.sample(LOCATIONS, random.randint(1, len(LOCATIONS))),
        *random.sample(OTHERS, random.randint(0, 2)),
    ]
    random.shuffle(properties)
    prefixes = {name: random.choice((name, name, f"n{index}")) for index, name in enumerate(NAMESPACES)}
    attributes: list[tuple[str, str, str]] = []
    elements: list[tuple[str, str, str]] = []
    for namespace, name, value in properties:
        (attributes if random.random() < 0.4 else elements).append((prefixes[namespace], name, value))
    spaces = "".join(f' xmlns:{prefix}="{NAMESPACES[name]}"' for name, prefix in prefixes.items())
    inside = "".join(_element(random, *each) for each in elements)
    if random.random() < 0.3:
        inside += _located(random, prefixes["Iptc4xmpExt"])
    body = f'<rdf:Description rdf:about=""{spaces}{_attributes(random, attributes)}>{inside}</rdf:Description>'
    return _packed(random, _wrapped(random, f'<rdf:RDF xmlns:rdf="{RDF}">{body}</rdf:RDF>'))


def _attributes(random: Random, attributes: list[tuple[str, str, str]]) -> str:
    gap, quote = random.choice((" ", "\n   ", "\t")), random.choice("\"'")
    equals = random.choice(("=", " = ", "=\n"))
    return "".join(
        f"{gap}{prefix}:{name}{equals}{quote}{_text(random, value)}{quote}" for prefix, name, value in attributes
    )


def _element(random: Random, prefix: str, name: str, value: str) -> str:
    tag, text = f"{prefix}:{name}", _content(random, value)
    match random.choice(("plain", "plain", "value", "alternatives", "bag", "resource", "empty")):
        case "value":
            return f"<{tag} rdf:parseType='Resource'><rdf:value>{text}</rdf:value><dc:note/></{tag}>"
        case "alternatives":
            return f"<{tag}><rdf:Alt><rdf:li xml:lang='x-default'>{text}</rdf:li></rdf:Alt></{tag}>"
        case "bag":
            return f"<{tag}><rdf:Bag><rdf:li>{text}</rdf:li><rdf:li>other</rdf:li></rdf:Bag></{tag}>"
        case "resource":
            return f"<{tag}><rdf:Description><rdf:value>{text}</rdf:value></rdf:Description></{tag}>"
        case "empty":
            return f'<{tag} rdf:value="{_text(random, value)}"/>'
    return f"<{tag}{' ' * random.choice((0, 0, 1, 70_000))}>{text}</{tag}>"


def _located(random: Random, prefix: str) -> str:
    fields = "".join(f"<{prefix}:{name}>Musterort</{prefix}:{name}>" for name in ("City", "Sublocation", "CountryName"))
    kind = random.choice(("LocationCreated", "LocationShown"))
    inner = f"<rdf:li rdf:parseType='Resource'>{fields}</rdf:li>"
    return f"<{prefix}:{kind}><rdf:Bag>{inner}</rdf:Bag></{prefix}:{kind}>"


def _text(random: Random, value: str) -> str:
    if random.random() < 0.2:
        return "".join(random.choice((letter, f"&#{ord(letter)};", f"&#x{ord(letter):x};")) for letter in value)
    return value


def _content(random: Random, value: str) -> str:
    match random.choice(("text", "text", "cdata", "comment", "instruction", "spaces")):
        case "cdata":
            return f"<![CDATA[{value}]]>"
        case "comment":
            return f"{value[:2]}<!-- > -->{value[2:]}"
        case "instruction":
            return f"<?note {value} ?>{value}"
        case "spaces":
            return f"\n{' ' * random.choice((1, 300))}{value}\n"
    return _text(random, value)


def _wrapped(random: Random, tree: str) -> str:
    tree = f'<x:xmpmeta xmlns:x="adobe:ns:meta/">{tree}</x:xmpmeta>' if random.random() < 0.9 else tree
    if random.random() < 0.1:
        depth = random.choice((10, 300, 5000))
        tree = "<a>" * depth + tree + "</a>" * depth
    if random.random() < 0.1:
        tree = f"<!DOCTYPE x [<!ENTITY e 'Musterstadt'>]>{tree}"
    return tree


def _packed(random: Random, tree: str) -> bytes:
    end = '<?xpacket end="w"?>' if random.random() < 0.9 else ""
    padding = " " * random.choice((0, 100, 2000))
    text = f'<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n{tree}{padding}{end}'
    body = text.encode(random.choice(ENCODINGS))
    return damaged(random, body) if random.random() < 0.25 else body


def damaged(random: Random, body: bytes) -> bytes:
    """Damages the XML."""
    at = random.randrange(len(body))
    match random.choice(("cut", "open", "close", "twice", "bytes", "many")):
        case "cut":
            return body[:at]
        case "open":
            return body[:at] + b"<exif:GPSLatitude>" + body[at:]
        case "close":
            return body[:at] + b"</rdf:Description>" + body[at:]
        case "twice":
            return body + body
        case "bytes":
            return body[:at] + random.randbytes(random.choice((1, 2, 16))) + body[at:]
    return (
        body[:at]
        + random.choice((b"<a:GPS", b"<!--", b"&", b" a='", b"<![CDATA[")) * random.choice((100, 5000))
        + body[at:]
    )
