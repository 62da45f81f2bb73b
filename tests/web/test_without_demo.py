"""The service that all tests of the pages share was started with DEMO=0."""

from __future__ import annotations

from local import state
from tests.local.test_local import Running


def test_a_start_without_the_demo_signs_nobody_up_and_shows_no_demo(service: Running) -> None:
    assert state.load(service.output.with_suffix("")).demo is None
    assert "Creating the demo" not in service.said
    assert "Demo event" not in service.said
    mails = service.client.get("/dev/mail", headers={"accept": "application/json"}).json()["mails"]
    assert "demo@example.com" not in {mail["to"] for mail in mails}
