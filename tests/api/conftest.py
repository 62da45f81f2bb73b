from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from app import build_app, lambda_handler
from domain.models import Accessor, Event, Photographer, PhotoKey, Viewer
from tests.api_gateway_events import Client, run
from tests.in_memory_backend import InMemoryBackend, settings_with


@dataclass
class ApiUnderTest:
    """The service over fakes, called by its Lambda handler. `backend` holds the fakes."""

    backend: InMemoryBackend
    client: Client

    def photographer(self, name: str = "anna") -> Photographer:
        return run(self.backend.photographer(name))

    def event(self, photographer: Photographer, name: str = "Wedding") -> Event:
        return run(self.backend.event(photographer, name))

    def upload(self, photographer: Photographer, event: Event, *filenames: str) -> list[PhotoKey]:
        return run(self.backend.upload(photographer, event, *filenames))

    def process_uploads(self) -> None:
        """Lets the worker process every original in storage."""
        for key in list(self.backend.storage.originals):
            run(self.backend.upload_processor.process(key))

    def do_jobs(self) -> None:
        """Lets the worker do all queued jobs."""
        run(self.backend.work())

    def finish_deletion(self) -> None:
        """Lets the worker retry unfinished deletions, some minutes later."""
        for _ in range(2):
            run(self.backend.wait_for_deletion())

    def issue(self, photographer: Photographer, event: Event, *keys: PhotoKey, all_photos: bool = False) -> Accessor:
        return run(self.backend.issue(photographer, event, *keys, all_photos=all_photos))

    def as_photographer(self, photographer: Photographer) -> Client:
        user = next(user for user in self.backend.tables.users.values() if user.user_id == photographer.user_id)
        return self.client.bearing(self.backend.service.tokens.access(user).text)

    def as_viewer(self, event: Event, accessor: Accessor) -> Client:
        viewer = Viewer(event.event_id, accessor.access_code)
        return self.client.bearing(self.backend.service.tokens.viewer(viewer, event.expires_at).text)


def open_api(**settings: object) -> ApiUnderTest:
    backend = InMemoryBackend(settings=settings_with(**settings))
    return ApiUnderTest(backend, Client(lambda_handler(build_app(backend.settings, backend.service))))


@pytest.fixture
def api() -> ApiUnderTest:
    return open_api()


@pytest.fixture
def client(api: ApiUnderTest) -> Client:
    return api.client


@pytest.fixture
def api_with() -> Callable[..., ApiUnderTest]:
    return open_api


@pytest.fixture
def anna(api: ApiUnderTest) -> Photographer:
    return api.photographer("anna")


@pytest.fixture
def event(api: ApiUnderTest, anna: Photographer) -> Event:
    return api.event(anna)


@pytest.fixture
def annas(api: ApiUnderTest, anna: Photographer) -> Client:
    return api.as_photographer(anna)


@pytest.fixture
def keys(api: ApiUnderTest, anna: Photographer, event: Event) -> list[PhotoKey]:
    return api.upload(anna, event, "bride.jpg", "cake.jpg", "rings.jpg")
