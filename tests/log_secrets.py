"""Finds what a log must never contain: codes, tokens, passwords, mail addresses, and URLs that grant access."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tests.in_memory_backend import PASSWORD

NEVER = {
    "a token": re.compile(r"eyJ[\w-]{8,}\.[\w-]+"),
    "a signed URL": re.compile(r"X-Amz-(?:Signature|Credential|Security-Token)=", re.IGNORECASE),
    "a link to a photo": re.compile(r"/[do]/[\w-]{22}/[a-z]\d*\.\d{10}"),
    "a mail address": re.compile(r"[\w.+-]+@[\w-]+\.[a-z]{2,}"),
    "the link of an album": re.compile(r"#[0-9A-Z]{6}\.[\w-]{6,}"),
    "a mailed link": re.compile(r"/(?:verify|reset)#|#invitation="),
    "a password": re.compile(rf"{PASSWORD}|a long password|password_hash"),
}


def secrets_in(text: str, known: Iterable[str] = ()) -> list[str]:
    """Every secret in `text`. `known` are secrets without a recognizable format."""
    found = [f"{what}: {match.group()}" for what, pattern in NEVER.items() for match in pattern.finditer(text)]
    return found + [f"a secret: {secret}" for secret in known if re.search(rf"\b{re.escape(secret)}\b", text)]
