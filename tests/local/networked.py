"""The service as a studio's network sees it: behind a reverse proxy that ends TLS, with a mail server."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from local.engine import HOST, free_ports
from tests.local.test_local import ROOT, Running, running
from tests.reverse_proxy import Certificate, reverse_proxy
from tests.smtp_server import PASSWORD, USER, SmtpScript, smtp_server

APP_ORIGIN = "capacitor://localhost"


@dataclass
class Networked:
    """`origin` is the reverse proxy's. `mail_settings` are the variables about mails."""

    service: Running
    origin: str
    mails: SmtpScript
    mail_settings: dict[str, str]

    @property
    def data_dir(self) -> Path:
        return self.service.output.with_suffix("")

    @property
    def port(self) -> int:
        return int(str(self.service.client.base_url).rstrip("/").rpartition(":")[2])

    async def mailed_link(self, address: str) -> str:
        found = re.search(r"http\S+", self.mails.newest_to(address).text)
        assert found
        return found[0]

    def invite(self, address: str, *, is_mailed: bool) -> str:
        """Runs what `make invite` runs. Returns what it says."""
        environment = {"DATA_DIR": str(self.data_dir), "MAIL": "1" if is_mailed else "", **self.mail_settings}
        said = subprocess.run(
            [sys.executable, "-m", "local", "invite", address],
            cwd=ROOT,
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            check=True,
        )
        return said.stdout


@contextmanager
def networked_service(folder: Path) -> Iterator[Networked]:
    certificate = Certificate.write(folder)
    port, public_port = free_ports(2)
    origin = f"https://localhost:{public_port}"
    script = SmtpScript(tls=certificate.served(), wants_password=True)
    with smtp_server(script), reverse_proxy(public_port, port, certificate):
        user, password = quote(USER, safe=""), quote(PASSWORD, safe="")
        mail_settings = {
            "SMTP_URL": f"smtp://{user}:{password}@localhost:{script.port}",
            "MAIL_FROM": "photos@studio.example",
            "SSL_CERT_FILE": str(certificate.file),
        }
        chosen = {"PUBLIC_ORIGIN": origin, "TRUSTED_PROXIES": HOST, "IMGSH_APP_ORIGINS": APP_ORIGIN, **mail_settings}
        with running(folder / "data", port, **chosen) as service:
            yield Networked(service, origin, script, mail_settings)


def invitation_in(text: str) -> str:
    found = re.search(r"http\S+/sign-up#invitation=(\S+)", text)
    assert found, text
    return found[1]
