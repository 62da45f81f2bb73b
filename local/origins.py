"""Origins that a person chooses, written as browsers write them."""

from __future__ import annotations

from urllib.parse import SplitResult, urlsplit

from local.errors import StartupError
from local.loopback import is_loopback

DEFAULT_PORTS = {"http": 80, "https": 443}


def parse_origin(name: str, text: str) -> str:
    """Returns the value of the variable `name` in lower case, without the default port. Raises StartupError."""
    example = f"{name}={text} is not an origin. Example: {name}=https://photos.example"
    url = _split(name, text.rstrip("/"))
    if url.scheme not in DEFAULT_PORTS or not url.hostname or url.netloc.rpartition("@")[1] or not text.isascii():
        raise StartupError(example)
    if url.path or url.query or url.fragment or "?" in text or "#" in text:
        raise StartupError(f"{example}, without a path: the service is at the root of its address.")
    if url.scheme == "http" and not is_loopback(url.hostname):
        raise StartupError(
            f"{name}={text} must start with https://, because passwords and photos cross the network, and"
            " browsers upload only from encrypted pages. Put a reverse proxy in front (docs/self-hosting.md)."
        )
    host = f"[{url.hostname}]" if ":" in url.hostname else url.hostname
    port = "" if url.port in (None, DEFAULT_PORTS[url.scheme]) else f":{url.port}"
    return f"{url.scheme}://{host}{port}"


def _split(name: str, text: str) -> SplitResult:
    try:
        url = urlsplit(text)
        _ = url.port  # raises for what is no port
    except ValueError:
        raise StartupError(f"{name}={text} is not an address.") from None
    return url
