"""An event that is sorted by cards, as its photographer sees it through the API."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from domain import codes
from domain.models import Accessor, Event, Photographer
from domain.rendering import CaptureTime
from schema.ids import photo_id
from tests.api.conftest import ApiUnderTest, open_api
from tests.api_gateway_events import ApiResponse, Client, run

PHOTO = "{ id filename }"
COUNTS = "accessCodeCount photoCount everybodyPhotoCount removedPhotoCount"
PUBLICATION = f"{{ id {COUNTS} undoneAt openedCount }}"
SORTING = f"""{{
  version pendingPhotoCount cardCount areCardsLast
  series {{ nodes {{
    id kind cameraId state photoCount cardCount startsAt endsAt
    accessors {{ accessCode label }} cards {PHOTO} photos {{ nodes {PHOTO} }}
    firstPhotos {PHOTO} lastPhotos {PHOTO}
  }} }}
  questions {{ nodes {{
    id kind photoCount gapSeconds cameraId series {{ id }} photo {PHOTO} photosBefore {PHOTO} photosAfter {PHOTO}
    suggestions {{ accessCode }}
  }} }}
  unseen {{ nodes {{ accessCode }} }}
  nextPublication {{ {COUNTS} }}
  publications {PUBLICATION}
}}"""
QUERY = f"query ($id: ID!) {{ event(id: $id) {{ sorting {SORTING} }} }}"
CHANGE_FIELDS = """
  startSeries { photoId accessCodes everybody nobody isCard } noStart { photoId }
  assign { photoIds accessCodes everybody } release { photoIds }
  answer { questionId } unanswer { questionId } look { lookIds } unlook { lookIds } cardsLast
"""
CHANGE = f"""mutation ($input: ChangeSortingInput!) {{ changeSorting(input: $input) {{
  sorting {SORTING} undo {{ {CHANGE_FIELDS} }} userErrors {{ code field message }}
}} }}"""
PUBLISH = f"""mutation ($input: PublishSortingInput!) {{ publishSorting(input: $input) {{
  publication {PUBLICATION} sorting {SORTING} userErrors {{ code field message }}
}} }}"""
UNDO = f"""mutation ($input: UndoPublicationInput!) {{ undoPublication(input: $input) {{
  publication {PUBLICATION} sorting {SORTING} userErrors {{ code field message }}
}} }}"""
ALBUM = "query { album { photoCount photos { nodes { filename } } } }"
START = datetime(2026, 6, 1, 12, tzinfo=UTC)


@dataclass
class SortedEvent:
    """Anna's event. Photos are taken ten seconds apart, unless the test says otherwise."""

    api: ApiUnderTest = field(default_factory=open_api)
    now: datetime = START

    def __post_init__(self) -> None:
        self.anna: Photographer = self.api.photographer("anna")
        self.event: Event = self.api.event(self.anna)
        self.annas: Client = self.api.as_photographer(self.anna)

    def code(self, label: str) -> Accessor:
        _, (accessor,) = run(self.api.backend.service.accessors.issue_many(self.anna, self.event.event_id, [label]))
        return accessor

    def link(self, word: str) -> str:
        return f"https://imgsh.example/anna/wedding#{word}.{codes.link_key(self.event.link_secret, word)}"

    def shoot(self, *filenames: str, by: str = "1", after: float = 10) -> None:
        for filename in filenames:
            self._shoot(filename, by, after)

    def card(self, filename: str, *whose: Accessor | str, by: str = "1", after: float = 60) -> None:
        texts = [self.link(each if isinstance(each, str) else each.access_code) for each in whose]
        self._shoot(filename, by, after, texts=texts, is_unread=not whose)

    def _shoot(self, filename: str, by: str, after: float, **card: Any) -> None:
        self.now += timedelta(seconds=after)
        taken = CaptureTime(self.now.replace(tzinfo=None).isoformat(timespec="milliseconds"))
        run(self.api.backend.shoot(self.anna, self.event, filename, taken, by, **card))

    def id_of(self, filename: str) -> str:
        key = next(key for key in self.api.backend.tables.photos if key.filename == filename)
        return photo_id(key)

    def read(self) -> Any:
        return self.annas.ask(QUERY, {"id": self.event.event_id}).data["event"]["sorting"]

    def series(self) -> list[tuple[str, list[str], list[str], str]]:
        """Kind, labels, photos and state of each series."""
        return [
            (
                each["kind"],
                [accessor["label"] for accessor in each["accessors"]],
                [photo["filename"] for photo in each["photos"]["nodes"]],
                each["state"],
            )
            for each in self.read()["series"]["nodes"]
        ]

    def codes(self) -> list[dict[str, Any]]:
        """The codes of the series, with their labels."""
        return [accessor for each in self.read()["series"]["nodes"] for accessor in each["accessors"]]

    def cameras(self) -> list[str]:
        found = self.annas.ask("query ($id: ID!) { event(id: $id) { cameras { id } } }", {"id": self.event.event_id})
        return [each["id"] for each in found.data["event"]["cameras"]]

    def series_id(self, label: str) -> str:
        found = self.read()["series"]["nodes"]
        return str(next(each["id"] for each in found if [one["label"] for one in each["accessors"]] == [label]))

    def change(self, *changes: dict[str, Any]) -> Any:
        return self.ask(CHANGE, changes=list(changes))["changeSorting"]

    def undo_of(self, changed: Any) -> list[dict[str, Any]]:
        """The changes that undo, as a client sends them: without what is null."""
        return [{name: value for name, value in change.items() if value is not None} for change in changed["undo"]]

    def publish(self, *series_ids: str, version: str | None = None) -> Any:
        version = version or self.read()["version"]
        return self.ask(PUBLISH, version=version, seriesIds=list(series_ids) or None)["publishSorting"]

    def undo(self, publication_id: str) -> Any:
        return self.ask(UNDO, publicationId=publication_id)["undoPublication"]

    def ask(self, document: str, **given: Any) -> Any:
        return self.send(document, **given).data

    def send(self, document: str, **given: Any) -> ApiResponse:
        return self.annas.ask(document, {"input": {"eventId": self.event.event_id, **given}})

    def album(self, accessor: Accessor) -> list[str]:
        """What a guest with this code sees."""
        album = self.api.as_viewer(self.event, accessor).ask(ALBUM).data["album"]
        names = [photo["filename"] for photo in album["photos"]["nodes"]]
        assert album["photoCount"] == len(names)
        return names
