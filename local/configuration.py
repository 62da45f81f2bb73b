"""What a person chooses for the local service, in environment variables. Every refusal says what to do."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass, field
from ipaddress import ip_address, ip_network
from pathlib import Path
from urllib.parse import urlsplit

from domain.sign_up_mode import SignUpMode
from local import smtp
from local.engine import HOST
from local.errors import StartupError
from local.origins import parse_origin
from local.smtp import SmtpServer
from runtime import companion_apps

LIMITS = frozenset(
    f"IMGSH_{name}"
    for name in (
        "QUOTA_BYTES MAILS_A_DAY ARCHIVE_CODE_BYTES_A_DAY ARCHIVE_EVENT_BYTES_A_DAY ARCHIVE_PHOTOGRAPHER_BYTES_A_DAY"
    ).split()
)
"""Settings of the service (runtime/settings.py) that may be chosen for one machine too."""

COMPANION_APPS = {
    "IMGSH_APP_ORIGINS": companion_apps.origins,
    "IMGSH_APPLE_APP_IDS": companion_apps.apple_app_ids,
    "IMGSH_ANDROID_APPS": companion_apps.android_apps,
}
"""Settings of the service about other apps, which may be chosen too."""

MAX_PORT = 65535


@dataclass(frozen=True)
class Configuration:
    """`host` is the address to listen on. `public_origin` is what people type, if that is not this machine's own.

    The addresses of clients come from the X-Forwarded-For of `trusted_proxies`, which are addresses or networks.
    """

    port: int
    data_dir: Path
    photo_port: int
    """Listened on if there is a `photo_origin`."""
    host: str = HOST
    public_origin: str | None = None
    photo_origin: str | None = None
    """Where photos are fetched. None: from storage itself, by presigned URLs."""
    trusted_proxies: tuple[str, ...] = ()
    sign_up: SignUpMode = SignUpMode.OPEN
    wants_demo: bool = True
    min_free_bytes: int | None = None
    """Uploads leave so much of the disk free. None: the default of runtime/settings.py."""
    smtp: SmtpServer | None = None
    companion_apps: Mapping[str, str] = field(default_factory=dict)
    """The variables of `COMPANION_APPS`."""

    @property
    def app_origins(self) -> tuple[str, ...]:
        return companion_apps.origins(self.companion_apps.get("IMGSH_APP_ORIGINS", ""))

    @property
    def is_on_network(self) -> bool:
        """Whether others than this machine's user are served, so that safe defaults apply."""
        return self.public_origin is not None

    @property
    def origin(self) -> str:
        return self.public_origin or f"http://{HOST}:{self.port}"

    @property
    def public_host(self) -> str:
        """Without the port."""
        return urlsplit(self.origin).hostname or HOST


def read(environment: Mapping[str, str]) -> Configuration:
    """Raises StartupError."""
    _check_limits(environment)
    host, public_text = _host(environment.get("HOST") or HOST), environment.get("PUBLIC_ORIGIN", "")
    public_origin = parse_origin("PUBLIC_ORIGIN", public_text) if public_text else None
    if public_origin is None and not ip_address(host).is_loopback:
        raise StartupError(
            f"HOST={host} lets your network in. Say also under which address: PUBLIC_ORIGIN=https://photos.example"
            " (docs/self-hosting.md)."
        )
    is_on_network = public_origin is not None
    wants_demo = _wants_demo(environment.get("DEMO"), is_on_network=is_on_network)
    sign_up = environment.get("SIGN_UP") or (SignUpMode.INVITED if is_on_network else SignUpMode.OPEN).value
    port = _port("PORT", environment.get("PORT", "8000"))
    photo_port = _photo_port(environment.get("PHOTO_PORT", ""), port)
    return Configuration(
        port=port,
        data_dir=data_dir_of(environment),
        photo_port=photo_port,
        host=host,
        public_origin=public_origin,
        photo_origin=_photo_origin(environment, photo_port, public_origin),
        trusted_proxies=_networks(environment.get("TRUSTED_PROXIES", "")),
        sign_up=_sign_up(sign_up),
        wants_demo=wants_demo,
        min_free_bytes=_bytes(environment.get("MIN_FREE_BYTES", "")),
        smtp=_smtp(environment, is_on_network=is_on_network),
        companion_apps=_companion_apps(environment),
    )


def _companion_apps(environment: Mapping[str, str]) -> dict[str, str]:
    chosen = {name: environment[name] for name in COMPANION_APPS if environment.get(name)}
    for name, text in chosen.items():
        try:
            COMPANION_APPS[name](text)
        except ValueError as error:
            raise StartupError(f"{name}: {error}") from None
    return chosen


def clear_aws_variables(environment: MutableMapping[str, str]) -> None:
    """Ignores the user's own AWS configuration: the local service must never talk to the real AWS.

    Of the settings of the service, only the limits and other apps may be chosen here.
    """
    for name in list(environment):
        is_chosen = (name in LIMITS or name in COMPANION_APPS) and environment[name]
        if name.startswith(("AWS_", "IMGSH_")) and not is_chosen:
            del environment[name]


def _check_limits(environment: Mapping[str, str]) -> None:
    for name in LIMITS & environment.keys():
        value = environment[name]
        if not (value.isascii() and value.isdecimal() and int(value)):
            raise StartupError(f"{name}={value} is not a number above 0. Example: {name}=107374182400")


def data_dir_of(environment: Mapping[str, str]) -> Path:
    return Path(environment.get("DATA_DIR", ".imgsh")).resolve()


def _port(name: str, port: str) -> int:
    if not (port.isascii() and port.isdecimal() and 0 < int(port) <= MAX_PORT):
        raise StartupError(f"{name}={port} is not a port. Choose a number from 1 to {MAX_PORT}.")
    return int(port)


def _bytes(text: str) -> int | None:
    if text and not (text.isascii() and text.isdecimal()):
        raise StartupError(f"MIN_FREE_BYTES={text} is not a number of bytes. Example: MIN_FREE_BYTES=1073741824")
    return int(text) if text else None


def _host(host: str) -> str:
    try:
        return str(ip_address(host))
    except ValueError:
        raise StartupError(
            f"HOST={host} is not an IP address. 127.0.0.1 is this machine alone, 0.0.0.0 every network of it."
        ) from None


def _photo_origin(environment: Mapping[str, str], photo_port: int, public_origin: str | None) -> str | None:
    """None: photos are fetched from storage by URLs that S3 knows."""
    presigned, chosen = environment.get("PRESIGNED") or "0", environment.get("PHOTO_ORIGIN", "")
    if presigned not in ("0", "1"):
        raise StartupError(f"PRESIGNED={presigned} is neither 0 nor 1 (photos by S3's presigned URLs).")
    if chosen and (presigned == "1" or public_origin is None):
        other = "PRESIGNED=1 excludes it" if presigned == "1" else "it needs PUBLIC_ORIGIN"
        raise StartupError(f"PHOTO_ORIGIN={chosen} can't be used: {other} (docs/self-hosting.md).")
    if presigned == "1":
        return None
    if public_origin is None:
        return f"http://{HOST}:{photo_port}"
    origin = parse_origin("PHOTO_ORIGIN", chosen) if chosen else None
    if origin == public_origin:
        raise StartupError(f"PHOTO_ORIGIN={chosen} must differ from PUBLIC_ORIGIN: it is an origin of its own.")
    return origin


def _photo_port(text: str, port: int) -> int:
    """Next to the app's."""
    photo_port = _port("PHOTO_PORT", text) if text else port + 1 if port < MAX_PORT else port - 1
    if photo_port == port:
        raise StartupError(f"PHOTO_PORT={text} must differ from PORT.")
    return photo_port


def _networks(text: str) -> tuple[str, ...]:
    networks = tuple(filter(None, (each.strip() for each in text.split(","))))
    for each in networks:
        try:
            ip_network(each)
        except ValueError:
            raise StartupError(
                f"TRUSTED_PROXIES={text}: {each} is neither an IP address nor a network. Example: 127.0.0.1,10.0.0.0/8"
            ) from None
    return networks


def _sign_up(text: str) -> SignUpMode:
    try:
        return SignUpMode(text)
    except ValueError:
        names = ", ".join(mode.value for mode in SignUpMode)
        raise StartupError(f"SIGN_UP={text} is none of {names}.") from None


def _smtp(environment: Mapping[str, str], *, is_on_network: bool) -> SmtpServer | None:
    server = smtp.configured(environment)
    if server and not is_on_network:
        raise StartupError("SMTP_URL needs PUBLIC_ORIGIN, or links in mails would work on this machine only.")
    return server


def _wants_demo(demo: str | None, *, is_on_network: bool) -> bool:
    """The demo confirms its address in the local mailbox, which a network never sees."""
    demo = ("0" if is_on_network else "1") if demo is None else demo
    if demo not in ("0", "1"):
        raise StartupError(f"DEMO={demo} is neither 0 (create no demo) nor 1.")
    if demo == "1" and is_on_network:
        raise StartupError("DEMO=1 and PUBLIC_ORIGIN exclude each other: there is no demo on a network.")
    return demo == "1"
