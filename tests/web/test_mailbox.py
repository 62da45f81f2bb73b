"""The mailbox page, before an engine that hands out given mails."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import httpx
import pytest
from starlette.applications import Starlette

from local.mailbox import Mailbox

HEADERS = {"x-secret": "ours"}
LINK = "http://127.0.0.1:8000/verify#abc.d_e-f"


def caught(subject: str, text: str, sent_at: float, to: str = "mara@example.com") -> dict[str, object]:
    return {"To": [to], "Subject": subject, "BodyText": text, "Timestamp": sent_at}


CAUGHT = [
    caught("Older", f"Open this:\n\n{LINK}\n\nIt works once.", 1_000_000.0),
    caught(
        "<b>Newer</b>", 'See <script>alert("x")</script> at http://x/"onclick="alert(1)', 2_000_000.0, "jon@example.com"
    ),
]


@pytest.fixture
def engine() -> Iterator[str]:
    class Engine(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.headers["x-secret"] == HEADERS["x-secret"] else 403)
            self.end_headers()
            self.wfile.write(json.dumps({"messages": {"000000000000": CAUGHT}}).encode())

        def log_message(self, format: str, *arguments: object) -> None:
            """Quiet."""

    server = HTTPServer(("127.0.0.1", 0), Engine)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


async def shown(engine: str, accept: str) -> httpx.Response:
    app = Starlette(routes=Mailbox(engine, HEADERS).routes())
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        return await client.get("/dev/mail", headers={"accept": accept})


async def test_the_newest_mail_comes_first_and_its_links_can_be_followed(engine: str) -> None:
    page = await shown(engine, "text/html")

    assert page.text.index("Newer") < page.text.index("Older")
    assert f'<a href="{LINK}">{LINK}</a>' in page.text
    assert page.headers["cache-control"] == "no-store"


async def test_a_mail_brings_no_markup_of_its_own(engine: str) -> None:
    page = await shown(engine, "text/html")

    assert "<script" not in page.text
    assert "<b>" not in page.text
    assert 'onclick="' not in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]


async def test_programs_read_mails_as_json(engine: str) -> None:
    answer = await shown(engine, "application/json")

    assert [mail["to"] for mail in answer.json()["mails"]] == ["jon@example.com", "mara@example.com"]
    assert LINK in answer.json()["mails"][1]["text"]


async def test_the_newest_mail_to_somebody_is_found_by_the_address(engine: str) -> None:
    assert LINK in await Mailbox(engine, HEADERS).newest_text("mara@example.com")
    assert await Mailbox(engine, HEADERS).newest_text("nobody@example.com") == ""
