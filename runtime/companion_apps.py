"""Apps beside the web app: the origins of their pages, and the links that they open instead of the browser."""

from __future__ import annotations

import re
from typing import Any

MAX_APPS = 20

_ORIGIN = re.compile(r"[a-z][a-z0-9+.-]*://[a-z0-9.-]+(:[0-9]{1,5})?")
_APPLE_APP_ID = re.compile(r"[A-Z0-9]{10}\.[A-Za-z0-9.-]+")
_ANDROID_APP = re.compile(r"[A-Za-z][\w.]*=[0-9A-F]{2}(:[0-9A-F]{2}){31}", re.ASCII)

LINKS = ("/q/*", "/Q/*", "/verify", "/reset", "/*/*")
"""The paths of links in mails, on cards and of events."""


def origins(text: str) -> tuple[str, ...]:
    """Raises ValueError."""
    return _words(text, _ORIGIN, "an origin such as capacitor://localhost, without a path or wildcard")


def apple_app_ids(text: str) -> tuple[str, ...]:
    """Raises ValueError."""
    return _words(text, _APPLE_APP_ID, "an app id such as ABCDE12345.com.example.app")


def android_apps(text: str) -> tuple[str, ...]:
    """Raises ValueError."""
    return _words(text, _ANDROID_APP, "a package and the SHA-256 of its certificate such as com.example.app=AB:CD:…")


def apple_app_site_association(app_ids: tuple[str, ...]) -> dict[str, Any]:
    """Source: https://developer.apple.com/documentation/xcode/supporting-associated-domains"""
    components = [{"/": path} for path in LINKS]
    return {
        "applinks": {"details": [{"appIDs": list(app_ids), "components": components}]},
        "webcredentials": {"apps": list(app_ids)},
    }


def asset_links(apps: tuple[str, ...]) -> list[dict[str, Any]]:
    """Source: https://developers.google.com/digital-asset-links/v1/getting-started"""
    relations = ["delegate_permission/common.handle_all_urls", "delegate_permission/common.get_login_creds"]
    return [
        {
            "relation": relations,
            "target": {"namespace": "android_app", "package_name": package, "sha256_cert_fingerprints": [fingerprint]},
        }
        for package, _, fingerprint in (app.partition("=") for app in apps)
    ]


def _words(text: str, form: re.Pattern[str], example: str) -> tuple[str, ...]:
    words = tuple(word for word in (each.strip() for each in text.split(",")) if word)
    for word in words:
        if not form.fullmatch(word):
            raise ValueError(f"{word} is not {example}")
    if len(words) > MAX_APPS:
        raise ValueError(f"these are more than {MAX_APPS}")
    return words
