"""A page with the mails of the local service, which are never really sent."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Route

from infra import site

_LINK = re.compile(r"https?://[^\s<>\"]+")
_PAGE = """<!doctype html>
<html lang="en">
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>Mailbox · imgsh</title>
  <link rel="icon" href="/icon.svg">
  <style>
    :root {{ color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }}
    main {{ width: min(44rem, 100% - 2rem); margin: 2rem auto }}
    article {{ margin-top: 1rem; padding: 1rem; border: 1px solid #8886; border-radius: 1rem }}
    pre {{ margin: 0; overflow-wrap: anywhere; white-space: pre-wrap; font: inherit }}
  </style>
  <main>
    <h1>Local mailbox</h1>
    <p>Mails since the service started, newest first. None of them leaves this machine.</p>
    {mails}
  </main>
</html>
"""


_HEADERS = {
    **site.HEADERS,
    "cache-control": "no-store",
    "cross-origin-resource-policy": "same-origin",  # keeps it out of the process of other sites' pages
    "content-security-policy": site.policy(_PAGE.format(mails="")),
}


@dataclass(frozen=True)
class Mail:
    to: str
    subject: str
    text: str
    sent_at: datetime


class Mailbox:
    """Reads the mails that MiniStack at `endpoint_url` has received since its start. `headers` authorize that."""

    def __init__(self, endpoint_url: str, headers: Mapping[str, str]) -> None:
        self._address = f"{endpoint_url}/_ministack/ses/messages"
        self._headers = dict(headers)

    async def mails(self) -> list[Mail]:
        """Newest first."""
        import httpx

        async with httpx.AsyncClient(trust_env=False) as client:
            answer = (await client.get(self._address, headers=self._headers)).raise_for_status().json()
        found = [_mail(entry) for entries in answer["messages"].values() for entry in entries]
        return sorted(found, key=lambda mail: mail.sent_at, reverse=True)

    async def newest_text(self, to: str) -> str:
        """Returns the text of the newest mail to this address; empty if there is none."""
        return next((mail.text for mail in await self.mails() if mail.to == to), "")

    def routes(self) -> list[BaseRoute]:
        return [Route("/dev/mail", self._show)]

    async def _show(self, request: Request) -> Response:
        """Returns HTML, or JSON if the request accepts it."""
        mails = await self.mails()
        if "application/json" in request.headers.get("accept", ""):
            return JSONResponse({"mails": [_as_json(mail) for mail in mails]}, headers=_HEADERS)
        mail_html = "\n".join(_as_html(mail) for mail in mails) or "<p>No mail yet.</p>"
        return HTMLResponse(_PAGE.format(mails=mail_html), headers=_HEADERS)


def _mail(entry: dict[str, object]) -> Mail:
    to, sent_at = entry["To"], entry["Timestamp"]
    return Mail(
        to=", ".join(map(str, to)) if isinstance(to, list) else str(to),
        subject=str(entry["Subject"]),
        text=str(entry["BodyText"]),
        sent_at=datetime.fromtimestamp(float(str(sent_at)), UTC),
    )


def _as_json(mail: Mail) -> dict[str, str]:
    return {"to": mail.to, "subject": mail.subject, "text": mail.text, "sentAt": mail.sent_at.isoformat()}


def _as_html(mail: Mail) -> str:
    parts, end = [], 0
    for link in _LINK.finditer(mail.text):
        parts += [html.escape(mail.text[end : link.start()]), '<a href="{0}">{0}</a>'.format(html.escape(link[0]))]
        end = link.end()
    text = "".join([*parts, html.escape(mail.text[end:])])
    sent_at = f'<time datetime="{mail.sent_at.isoformat()}">{mail.sent_at:%Y-%m-%d %H:%M:%S} UTC</time>'
    return (
        f"<article><h2>{html.escape(mail.subject)}</h2>"
        f"<p>To {html.escape(mail.to)}, {sent_at}</p><pre>{text}</pre></article>"
    )
