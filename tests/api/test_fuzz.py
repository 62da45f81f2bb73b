"""A short run of `bench.fuzz_api`, and whether it detects planted faults."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

import pytest

from bench.api_fuzzing.scene import Scene
from bench.fuzz_api import MAX_STEPS, fuzz, in_memory
from domain.events import Events
from domain.models import Event, Photographer
from domain.tokens import Tokens
from graphql_http import endpoint
from graphql_http.negotiation import LEGACY
from schema.context import Context


def random(seed: int) -> Random:
    return Random(seed)  # noqa: S311 - the same seed sends the same requests


def test_a_short_fuzz_run_finds_no_fault() -> None:
    """C13: 400 requests. `python -m bench.fuzz_api` runs for longer."""
    findings = fuzz(random(1), in_memory, count=400)
    assert findings.faults == []
    assert findings.outcomes["status 200"] > 100
    assert 10_000 < findings.most_steps < MAX_STEPS


def test_the_same_seed_sends_the_same_requests() -> None:
    outcomes = [fuzz(random(7), in_memory, count=60).outcomes for _ in range(2)]
    assert outcomes[0] == outcomes[1]


Plant = Callable[[pytest.MonkeyPatch, Scene], None]


def plant_a_fault(monkeypatch: pytest.MonkeyPatch, scene: Scene) -> None:
    def fail(*arguments: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(Tokens, "read", fail)


def plant_a_missing_permission_check(monkeypatch: pytest.MonkeyPatch, scene: Scene) -> None:
    async def any_event(events: Any, photographer: Photographer, event_id: str) -> Event | None:
        found: Event | None = await events._get(event_id)
        return found

    monkeypatch.setattr(Events, "_find_owned", any_event)
    monkeypatch.setattr(Context, "owner", lambda context, user_id: context.photographer())


def plant_a_write(monkeypatch: pytest.MonkeyPatch, scene: Scene) -> None:
    def negotiate(accept: str) -> str:
        accessors: Any = scene.adapters.accessors
        accessors._stored.clear()
        return LEGACY

    monkeypatch.setattr(endpoint, "negotiate", negotiate)


def plant_a_loop(monkeypatch: pytest.MonkeyPatch, scene: Scene) -> None:
    def negotiate(accept: str) -> str:
        return LEGACY if sum(1 for _ in range(MAX_STEPS + 1)) else ""

    monkeypatch.setattr(endpoint, "negotiate", negotiate)


CHANGED = "something of Anna's was changed"
PLANTED: dict[Plant, tuple[str, ...]] = {
    plant_a_fault: ("codes ['INTERNAL']",),
    plant_a_missing_permission_check: ("somebody else's", CHANGED),
    plant_a_write: (CHANGED,),
    plant_a_loop: ("steps",),
}


@pytest.mark.parametrize("plant", PLANTED)
def test_a_planted_fault_is_found(monkeypatch: pytest.MonkeyPatch, plant: Plant) -> None:
    """Guards against a fuzzer that detects nothing."""

    class Planted(Scene):
        async def build(self) -> None:
            await super().build()
            plant(monkeypatch, self)

    def stage(random: Random) -> Scene:
        monkeypatch.undo()
        scene = in_memory(random)
        return Planted(scene.settings, scene.service, scene.adapters, scene.clock)

    faults = fuzz(random(3), stage, count=3000, stops_at_first=True).faults
    assert any(symptom in fault for fault in faults for symptom in PLANTED[plant]), faults
