from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from app import build_app, lambda_handler
from domain.models import Accessor, Event, Photographer, PhotoKey, Viewer
from tests.gateway import Client, run
from tests.world import World, settings_with


@dataclass
class House:
    """The service over fakes, entered by its Lambda handler; `world` is what lies behind."""

    world: World
    client: Client

    def photographer(self, name: str = "anna") -> Photographer:
        return run(self.world.photographer(name))

    def event(self, photographer: Photographer, name: str = "Wedding") -> Event:
        return run(self.world.event(photographer, name))

    def upload(self, photographer: Photographer, event: Event, *filenames: str) -> list[PhotoKey]:
        return run(self.world.upload(photographer, event, *filenames))

    def process_uploads(self) -> None:
        """The worker hears of everything that lies in storage."""
        for key in list(self.world.storage.originals):
            run(self.world.arrivals.arrived(key))

    def do_jobs(self) -> None:
        """The worker does what it was told."""
        run(self.world.work())

    def finish_deletion(self) -> None:
        """The worker comes again for what it had to leave, some minutes later."""
        for _ in range(2):
            run(self.world.wait_for_deletion())

    def issue(self, photographer: Photographer, event: Event, *keys: PhotoKey, all_photos: bool = False) -> Accessor:
        return run(self.world.issue(photographer, event, *keys, all_photos=all_photos))

    def as_photographer(self, photographer: Photographer) -> Client:
        user = next(user for user in self.world.tables.users.values() if user.user_id == photographer.user_id)
        return self.client.bearing(self.world.service.tokens.access(user).text)

    def as_viewer(self, event: Event, accessor: Accessor) -> Client:
        viewer = Viewer(event.event_id, accessor.access_code)
        return self.client.bearing(self.world.service.tokens.viewer(viewer, event.expires_at).text)


def open_house(**settings: object) -> House:
    world = World(settings=settings_with(**settings))
    return House(world, Client(lambda_handler(build_app(world.service))))


@pytest.fixture
def house() -> House:
    return open_house()


@pytest.fixture
def client(house: House) -> Client:
    return house.client


@pytest.fixture
def house_with() -> Callable[..., House]:
    return open_house


@pytest.fixture
def anna(house: House) -> Photographer:
    return house.photographer("anna")


@pytest.fixture
def event(house: House, anna: Photographer) -> Event:
    return house.event(anna)


@pytest.fixture
def annas(house: House, anna: Photographer) -> Client:
    return house.as_photographer(anna)


@pytest.fixture
def keys(house: House, anna: Photographer, event: Event) -> list[PhotoKey]:
    return house.upload(anna, event, "bride.jpg", "cake.jpg", "rings.jpg")
