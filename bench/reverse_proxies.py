"""The service behind real reverse proxies: `python -m bench.reverse_proxies [caddy] [nginx]`.

Without arguments: behind those that are installed. Takes their configuration from docs/self-hosting.md. Does the whole
job of an app, from an invitation and a mail to an archive, then sends one large video. Prints times, and the memory
that the API has then.
"""

from __future__ import annotations

import asyncio
import re
import shutil
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

from local.engine import HOST, free_ports, is_busy
from tests.local.networked import Networked, invitation_in
from tests.local.test_local import running
from tests.photo_files import photographs
from tests.reverse_proxy import Certificate
from tests.smtp_server import SmtpScript, smtp_server
from tests.user_journey import Client, HttpTransport, archive_and_delete, whole_job

GUIDE = Path(__file__).resolve().parent.parent / "docs/self-hosting.md"
READY_WITHIN_SECONDS = 120.0
PART_BYTES = 1 << 20
VIDEO_BYTES = 90 << 20
"""One signed PUT: larger ones go in parts."""


def configuration_of(kind: str, port: int, target_port: int, certificate: Path) -> str:
    """The block of the guide, with other names and ports."""
    begins = "server" if kind == "nginx" else r"photos\.example"
    found = re.search(rf"^{begins} {{\n.*?^}}", GUIDE.read_text(), re.DOTALL | re.MULTILINE)
    assert found
    block = found[0].replace(f"{HOST}:8000", f"{HOST}:{target_port}")
    if kind == "caddy":
        block = block.replace("photos.example {", f"https://localhost:{port} {{\n    tls {certificate} {certificate}")
        return f"{{\n    admin off\n    auto_https disable_redirects\n}}\n{block}"
    block = re.sub(r"/etc/ssl/photos\.example\.\w+", str(certificate), block)
    block = block.replace("listen 443 ssl", f"listen {HOST}:{port} ssl").replace("photos.example", "localhost")
    folder = certificate.parent
    paths = "".join(
        f"{name}_temp_path {folder}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    return f"daemon off; pid {folder}/pid; events {{}} http {{ access_log off; {paths}\n{block}\n}}"


@contextmanager
def proxy(kind: str, folder: Path, port: int, target_port: int, certificate: Certificate) -> Iterator[None]:
    file = folder / f"{kind}.conf"
    file.write_text(configuration_of(kind, port, target_port, certificate.file))
    commands = {
        "caddy": ["caddy", "run", "--adapter", "caddyfile", "--config", str(file)],
        "nginx": ["nginx", "-e", str(folder / "nginx.log"), "-c", str(file)],
    }
    with (folder / f"{kind}.log").open("wb") as log:
        process = subprocess.Popen(commands[kind], stdout=log, stderr=log)
    try:
        while not is_busy(port):
            assert process.poll() is None, (folder / f"{kind}.log").read_text()
            time.sleep(0.05)
        yield
    finally:
        process.terminate()
        process.wait()


async def large(client: Client, http: httpx.AsyncClient) -> None:
    """Uploads one file of VIDEO_BYTES."""
    event = (await client.ask("CreateEvent", input={"name": "A Large One"}))["event"]
    file = {"filename": "large.mp4", "contentType": "video/mp4", "sizeBytes": VIDEO_BYTES}
    given = {"eventId": event["id"], "files": [file]}
    (ticket,) = (await client.ask("RequestUploads", input=given))["tickets"]
    (request,) = ticket["requests"]

    async def body() -> AsyncIterator[bytes]:
        for _ in range(VIDEO_BYTES // PART_BYTES):
            yield bytes(PART_BYTES)

    headers = {header["name"]: header["value"] for header in request["headers"]}
    began = time.monotonic()
    sent = await http.put(request["url"], headers=headers, content=body())
    assert sent.status_code == 200, sent.text
    print(f"  {VIDEO_BYTES >> 20} MiB up: {(VIDEO_BYTES >> 20) / (time.monotonic() - began):.0f} MiB/s", flush=True)


async def measure(kind: str, folder: Path) -> None:
    certificate = Certificate.write(folder)
    port, public_port = free_ports(2)
    origin = f"https://localhost:{public_port}"
    with smtp_server(SmtpScript()) as script, proxy(kind, folder, public_port, port, certificate):
        mails = {"SMTP_URL": f"smtp://localhost:{script.port}", "MAIL_FROM": "photos@studio.example"}
        with running(folder / "data", port, PUBLIC_ORIGIN=origin, TRUSTED_PROXIES=HOST, **mails) as service:
            networked = Networked(service, origin, script, mails)
            invitation = invitation_in(await asyncio.to_thread(networked.invite, "anna@example.com", is_mailed=False))
            async with httpx.AsyncClient(trust_env=False, timeout=120, verify=certificate.trusted()) as http:
                began = time.monotonic()
                job = await whole_job(
                    HttpTransport(http, origin),
                    http,
                    networked.mailed_link,
                    list(photographs(12, (1200, 800))),
                    name="anna",
                    ready_within_seconds=READY_WITHIN_SECONDS,
                    invitation=invitation,
                )
                await archive_and_delete(job, http, within_seconds=READY_WITHIN_SECONDS)
                print(f"{kind}: the whole job in {time.monotonic() - began:.1f} s", flush=True)
                await large(job.photographer, http)
                print(f"  API: {_megabytes(service.process.pid)} MB", flush=True)


def _megabytes(pid: int) -> int:
    listed = subprocess.run(["ps", "-o", "rss=", "-p", str(pid)], capture_output=True, text=True, check=True)
    return int(listed.stdout) // 1024


def main() -> None:
    wanted = sys.argv[1:] or [kind for kind in ("caddy", "nginx") if shutil.which(kind)]
    for kind in wanted:
        with TemporaryDirectory() as folder:
            asyncio.run(measure(kind, Path(folder)))


if __name__ == "__main__":
    main()
