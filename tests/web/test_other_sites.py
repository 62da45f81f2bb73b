"""Issue 11 C12: a page of another site, in the browser of somebody who runs the service on this machine."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from playwright.async_api import Browser

from local.engine import HOST
from tests.web.scenes import Scene

MAILED = "viewed@example.com"
"""The photographer of `scene`."""

PAGE = b"<!doctype html><title>Another site</title><p>Nothing to see."

TRIES = """async ([engine, app, secretless]) => {
  const attempt = async (url, options) => {
    try {
      const answer = await fetch(url, options);
      return [answer.type, answer.status, await answer.text()];
    } catch { return ["failed"]; }
  };
  const scan = {
    method: "POST", body: JSON.stringify({ TableName: "imgsh-users" }),
    headers: { ...secretless, "x-amz-target": "DynamoDB_20120810.Scan", "content-type": "application/x-amz-json-1.0" },
  };
  const ask = {
    method: "POST", body: JSON.stringify({ query: "{ __typename }" }), headers: { "content-type": "application/json" },
  };
  const framed = async url => {
    const frame = document.createElement("iframe");
    const loaded = new Promise(resolve => { frame.onload = resolve; setTimeout(resolve, 3000); });
    frame.src = url;
    document.body.append(frame);
    await loaded;
    try { return [frame.contentDocument.body.innerText]; } catch { return ["failed"]; }
  };
  const scripted = async url => {
    const script = document.createElement("script");
    const ended = new Promise(resolve => { script.onload = () => resolve("loaded"); script.onerror = resolve; });
    script.src = url;
    document.body.append(script);
    return [await ended === "loaded" ? "loaded" : "failed"];
  };
  return {
    reset: await attempt(`${engine}/_ministack/reset`, { method: "POST", mode: "no-cors" }),
    config: await attempt(`${engine}/_ministack/config`, { method: "POST", mode: "no-cors", body: "{}" }),
    mails: await attempt(`${engine}/_ministack/ses/messages`),
    scan: await attempt(engine, scan),
    mailbox: await attempt(`${app}/dev/mail`, { headers: { accept: "application/json" }, credentials: "include" }),
    opaque: await attempt(`${app}/dev/mail`, { mode: "no-cors" }),
    framed: await framed(`${app}/dev/mail`),
    scripted: await scripted(`${app}/dev/mail`),
    graphql: await attempt(`${app}/graphql`, ask),
    graphiql: await framed(`${app}/graphiql`),
  };
}"""


@pytest.fixture
def elsewhere() -> Iterator[str]:
    """Another origin of this machine."""

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("content-type", "text/html")
            self.end_headers()
            self.wfile.write(PAGE)

        def log_message(self, format: str, *arguments: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer((HOST, 0), Site)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def forged() -> dict[str, str]:
    """MiniStack itself believes this key without any signature."""
    scope = "test/20261129/eu-west-1/dynamodb/aws4_request"
    return {"authorization": f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0"}


async def tried(browser: Browser, elsewhere: str, scene: Scene) -> dict[str, Any]:
    page = await browser.new_page()
    try:
        await page.goto(elsewhere)
        found: dict[str, Any] = await page.evaluate(TRIES, [scene.storage_origin, scene.origin, forged()])
        return found
    finally:
        await page.close()


@pytest.mark.asyncio(loop_scope="session")
async def test_a_page_of_another_site_reads_and_empties_nothing(browser: Browser, elsewhere: str, scene: Scene) -> None:
    """Issue 11 C12."""
    found = await tried(browser, elsewhere, scene)

    assert {name: answer[:2] for name, answer in found.items()} == {
        "reset": ["opaque", 0],  # sent; what it did is asked below
        "config": ["opaque", 0],
        "mails": ["failed"],
        "scan": ["failed"],
        "mailbox": ["failed"],
        "opaque": ["failed"],
        "framed": ["failed"],
        "scripted": ["failed"],
        "graphql": ["failed"],
        "graphiql": ["failed"],
    }
    mails = (await scene.client.get(f"{scene.origin}/dev/mail", headers={"accept": "application/json"})).json()["mails"]
    assert any(mail["to"] == MAILED for mail in mails)
    page = await scene.photographer.ask("Events", first=1)
    assert page is not None


@pytest.mark.asyncio(loop_scope="session")
async def test_a_name_of_another_site_that_leads_here_is_answered_by_nobody(scene: Scene) -> None:
    """Issue 11 C12: DNS rebinding, where the browser takes the other site and this machine for one origin."""
    for path in ("/dev/mail", "/graphiql", "/graphql", "/", "/healthz"):
        for host in ("other.example", f"other.example:{scene.origin.rpartition(':')[2]}", "127.0.0.1.other.example"):
            answer = await scene.client.get(f"{scene.origin}{path}", headers={"host": host})
            assert answer.status_code == 400, (path, host)
            assert MAILED not in answer.text
