"""The mails that the service sends: plain text, one purpose each."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Letter:
    subject: str
    text: str


def confirm_address(user_name: str, link: str) -> Letter:
    return Letter(
        "Confirm your e-mail address",
        f"Hello {user_name},\n\nopen this link to confirm your e-mail address:\n\n{link}\n\n"
        "It works for three days. If you did not sign up for imgsh, ignore this mail.\n",
    )


def reset_password(user_name: str, link: str) -> Letter:
    return Letter(
        "Choose a new password",
        f"Hello {user_name},\n\nopen this link to choose a new password:\n\n{link}\n\n"
        "It works once, for one hour. If you did not ask for it, ignore this mail: your password stays as it is.\n",
    )


def no_account(public_origin: str) -> Letter:
    return Letter(
        "No account with this address",
        f"Somebody asked for a new password at {public_origin}, but there is no account with this e-mail address.\n\n"
        "If it was you, you may have signed up with another address. If not, ignore this mail.\n",
    )


def codes_are_guessed(user_name: str, event_name: str) -> Letter:
    return Letter(
        f"Somebody is guessing access codes of {event_name}",
        f"Hello {user_name},\n\nthere were unusually many wrong access codes for your event “{event_name}”.\n\n"
        "Typing a code is slowed down for everybody for now; albums that are open stay open, and the links and QR "
        "codes that you shared go on working at full speed.\n\n"
        "You need not do anything. If a code may be known to somebody, revoke it and issue another.\n",
    )
