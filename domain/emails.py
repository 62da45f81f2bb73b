"""The mails that the service sends: plain text, one purpose each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from domain.models import Accessor, Event

MAX_LISTED_CODES = 50
GB = 1_000_000_000


@dataclass(frozen=True)
class EmailMessage:
    subject: str
    text: str


def confirm_address(user_name: str, link: str) -> EmailMessage:
    return EmailMessage(
        "Confirm your e-mail address",
        f"Hello {user_name},\n\nopen this link to confirm your e-mail address:\n\n{link}\n\n"
        "It works for three days. If you did not sign up for imgsh, ignore this mail.\n",
    )


def reset_password(user_name: str, link: str) -> EmailMessage:
    return EmailMessage(
        "Choose a new password",
        f"Hello {user_name},\n\nopen this link to choose a new password:\n\n{link}\n\n"
        "It works once, for one hour. If you did not ask for it, ignore this mail: your password stays as it is.\n",
    )


def invitation(link: str) -> EmailMessage:
    return EmailMessage(
        "Your invitation to imgsh",
        "Hello,\n\nyou are invited to share the photos of your events with imgsh. Open this link to create your "
        f"account, with the address that this mail was sent to:\n\n{link}\n\n"
        "It works once, for two weeks. If you do not know what this is about, ignore this mail.\n",
    )


def codes_are_being_guessed(user_name: str, event_name: str) -> EmailMessage:
    return EmailMessage(
        f"Somebody is guessing access codes of {event_name}",
        f"Hello {user_name},\n\nthere were unusually many wrong access codes for your event “{event_name}”.\n\n"
        "Typing a code is slowed down for everybody for now; albums that are open stay open, and the links and QR "
        "codes that you shared go on working at full speed.\n\n"
        "You need not do anything. If a code may be known to somebody, revoke it and issue another.\n",
    )


def event_ends(user_name: str, event: Event, link: str, never_opened: Sequence[Accessor]) -> EmailMessage:
    """`never_opened` are the codes that nobody has redeemed."""
    return EmailMessage(
        f"{event.name} ends in two days",
        f"Hello {user_name},\n\nyour event “{event.name}” ends on {event.expires_at:%A, %d %B %Y, %H:%M} UTC. "
        f"Then its photos are deleted for good, and no code opens them any more:\n\n{link}\n\n"
        f"{_codes(never_opened)}"
        "Whoever still wants photos should save them by then. If it needs more time, extend the event.\n",
    )


def event_deleted(user_name: str, event: Event) -> EmailMessage:
    return EmailMessage(
        f"{event.name} is deleted",
        f"Hello {user_name},\n\nyour event “{event.name}” is deleted, with all of its photos "
        f"({event.photo_count}, {event.total_bytes / GB:.1f} GB), previews, downloads and access codes. "
        "Nobody can bring them back, and neither can we.\n\n"
        f"Its link is free again: {event.public_url}\n",
    )


def account_deleted(user_name: str) -> EmailMessage:
    return EmailMessage(
        "Your account is deleted",
        f"Hello {user_name},\n\nyour account is deleted, with all of its events, photos and access codes. "
        "This is the last mail that you get from us, and we no longer keep your address.\n",
    )


def _codes(never_opened: Sequence[Accessor]) -> str:
    if not never_opened:
        return ""
    lines = [f"  {each.access_code}  {each.label or ''}".rstrip() for each in never_opened[:MAX_LISTED_CODES]]
    if len(never_opened) > MAX_LISTED_CODES:
        lines.append(f"  and {len(never_opened) - MAX_LISTED_CODES} more")
    return "Nobody has opened these access codes yet:\n\n" + "\n".join(lines) + "\n\n"
