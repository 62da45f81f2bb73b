"""The mails that the service sends, in plain text, and the one way to send them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from domain.capture_time import zone_of
from domain.models import Accessor, Event
from domain.ports.accounts import Mailer, Undelivered

MAX_LISTED_CODES = 50
GB = 1_000_000_000


@dataclass(frozen=True)
class EmailMessage:
    subject: str
    text: str


async def send(mailer: Mailer, to: str, message: EmailMessage) -> bool:
    """Returns False when the mail was not delivered."""
    try:
        await mailer.send(to=to, subject=message.subject, text=message.text)
    except Undelivered:
        return False
    return True


def confirm_address(user_name: str, link: str) -> EmailMessage:
    return EmailMessage(
        "Confirm your email address",
        f"Hello {user_name},\n\nWelcome to imgsh! Open this link to confirm your email address:\n\n{link}\n\n"
        "The link works for three days. If you did not sign up for imgsh, ignore this email.\n",
    )


def reset_password(user_name: str, link: str) -> EmailMessage:
    return EmailMessage(
        "Choose a new password",
        f"Hello {user_name},\n\nOpen this link to choose a new password:\n\n{link}\n\n"
        "The link works once and is valid for one hour. If you did not ask for it, ignore this email: your password "
        "stays the same.\n",
    )


def invitation(link: str) -> EmailMessage:
    return EmailMessage(
        "Your invitation to imgsh",
        "Hello,\n\nYou are invited to share the photos of your events with imgsh. Open this link to create your "
        f"account with the address that received this email:\n\n{link}\n\n"
        "The link works once and is valid for two weeks. If you did not expect an invitation, ignore this "
        "email.\n",
    )


def codes_are_being_guessed(user_name: str, event_name: str) -> EmailMessage:
    return EmailMessage(
        f"Somebody is guessing access codes of {event_name}",
        f"Hello {user_name},\n\nSomebody has entered unusually many wrong access codes for your event "
        f"“{event_name}”.\n\n"
        "To protect your photos, entering a code by hand is slower for everybody at the moment. Albums that are "
        "already open, and the links and QR codes that you shared, work at full speed.\n\n"
        "You do not need to do anything. If you think that somebody knows a code, revoke it and create a new one.\n",
    )


def event_ends(user_name: str, event: Event, link: str, never_opened: Sequence[Accessor]) -> EmailMessage:
    """`never_opened` are the codes that nobody has redeemed."""
    local_end = event.expires_at.astimezone(zone_of(event.time_zone))
    end = f"{local_end:%A}, {local_end.day} {local_end:%B %Y, %H:%M} ({event.time_zone})"
    return EmailMessage(
        f"{event.name} ends in two days",
        f"Hello {user_name},\n\nYour event “{event.name}” ends on {end}. "
        f"Its photos are then permanently deleted, and its access codes stop working:\n\n{link}\n\n"
        f"{_codes(never_opened)}"
        "Make sure that everybody has saved their photos by then. If you need more time, extend the event.\n",
    )


def event_deleted(user_name: str, event: Event) -> EmailMessage:
    return EmailMessage(
        f"{event.name} is deleted",
        f"Hello {user_name},\n\nYour event “{event.name}” has been permanently deleted, with all of its photos "
        f"({event.photo_count}, {event.total_bytes / GB:.1f} GB), previews, downloads and access codes. "
        "They can't be restored.\n\n"
        f"You can use its link again for another event: {event.public_url}\n",
    )


def account_deleted(user_name: str) -> EmailMessage:
    return EmailMessage(
        "Your account is deleted",
        f"Hello {user_name},\n\nYour account has been deleted, with all of its events, photos and access codes. "
        "We no longer store your address, so this is our last email to you. Thank you for using imgsh.\n",
    )


def _codes(never_opened: Sequence[Accessor]) -> str:
    if not never_opened:
        return ""
    lines = [f"  {each.access_code}  {each.label or ''}".rstrip() for each in never_opened[:MAX_LISTED_CODES]]
    if len(never_opened) > MAX_LISTED_CODES:
        lines.append(f"  and {len(never_opened) - MAX_LISTED_CODES} more")
    return "Nobody has opened these access codes yet:\n\n" + "\n".join(lines) + "\n\n"
