"""QR cards: what the worker reads in photos, and that viewers never see them."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from domain import codes
from domain.models import Accessor, Event, Photo, Photographer
from schema import ids
from tests.api.conftest import ApiUnderTest, open_api
from tests.api_gateway_events import Client, run
from tests.in_memory_backend import InMemoryBackend

FOREIGN = "https://example.com/menu"
ALBUM = "{ album { photoCount totalBytes photos { nodes { filename isCard } } } }"
BY_NAME = "{ album { photos(first: 1, orderBy: FILENAME) { nodes { filename } pageInfo { hasNextPage } } } }"
PHOTOS = """query($id: ID!, $filter: PhotoFilter) { event(id: $id) { photos(filter: $filter) {
  nodes { filename isCard } } } }"""
ARCHIVE = """mutation($input: RequestArchiveInput!) { requestArchive(input: $input) {
  archive { photoCount } userErrors { code } } }"""
REPORT = "mutation($input: ReportDownloadsInput!) { reportDownloads(input: $input) { reported } }"
REDEEM = """mutation($input: RedeemAccessCodeInput!) { redeemAccessCode(input: $input) {
  album { photoCount totalBytes photos { nodes { filename } } } } }"""


@dataclass
class Party:
    api: ApiUnderTest
    anna: Photographer
    event: Event

    @classmethod
    def begin(cls) -> Party:
        api = open_api()
        anna = api.photographer()
        return cls(api, anna, api.event(anna))

    @property
    def backend(self) -> InMemoryBackend:
        return self.api.backend

    @property
    def stored(self) -> Event:
        return self.backend.tables.events[self.event.event_id]

    def link(self, word: str, secret: str | None = None) -> str:
        return (
            f"https://photos.example.com/anna/wedding#{word}.{codes.link_key(secret or self.event.link_secret, word)}"
        )

    def shoot(self, filename: str, *texts: str, is_unread: bool = False) -> Photo:
        return run(self.backend.shoot_cards(self.anna, self.event, filename, *texts, is_unread=is_unread))

    def mark(self, photo: Photo, *, is_card: bool) -> None:
        run(self.backend.adapters.photos.mark_card(photo, is_card=is_card))

    def issue(self, *photos: Photo) -> Accessor:
        """For all photos if none is given."""
        return self.api.issue(self.anna, self.event, *(photo.key for photo in photos), all_photos=not photos)

    def listed(self, which: str = "ALL") -> list[str]:
        asked = {"id": self.event.event_id, "filter": which}
        nodes = self.api.as_photographer(self.anna).ask(PHOTOS, asked).data["event"]["photos"]["nodes"]
        assert all(node["isCard"] for node in nodes) or which != "QR_CARD"
        return [node["filename"] for node in nodes]


def seen_by(viewer: Client) -> list[str]:
    album = viewer.ask(ALBUM).data["album"]
    names = [node["filename"] for node in album["photos"]["nodes"]]
    assert album["photoCount"] == len(names)
    assert not any(node["isCard"] for node in album["photos"]["nodes"])
    return names


def test_what_is_read_in_a_picture_counts_by_its_key_alone() -> None:
    party = Party.begin()
    code, other = party.issue().access_code, "ABC34D"
    both = party.shoot("both.jpg", party.link(code), party.link(codes.EVERYBODY_CARD), FOREIGN)
    assert (both.card_codes, both.card_unread, both.qr_card) == (frozenset({code, "EVERYBODY"}), False, True)
    stop = party.shoot("stop.jpg", party.link("STOP"), party.link(other, "another event's secret"))
    assert (stop.card_codes, stop.card_unread, stop.qr_card) == (frozenset({"STOP"}), True, True)
    unread = party.shoot("unread.jpg", party.link(other, "another event's secret"))
    assert (unread.card_codes, unread.card_unread, unread.qr_card) == (frozenset(), True, True)


def test_nothing_of_a_strangers_qr_code_is_kept() -> None:
    party = Party.begin()
    photo = party.shoot("shirt.jpg", FOREIGN, "WIFI:S:guests;T:WPA;P:secret;;", "x" * 512)
    assert (photo.card_codes, photo.card_unread, photo.qr_card) == (frozenset(), False, False)
    assert not any(text in repr(photo) for text in (FOREIGN, "secret", "xxx"))
    party.shoot("card.jpg", party.link("STOP"))
    assert seen_by(party.api.as_viewer(party.event, party.issue())) == ["shirt.jpg"]


def test_a_revoked_code_is_still_a_card() -> None:
    party = Party.begin()
    code = party.issue().access_code
    run(party.backend.service.accessors.revoke(party.anna, party.event.event_id, code))
    assert party.shoot("card.jpg", party.link(code)).card_codes == {code}


@pytest.fixture
def party() -> Party:
    """Two photos, three cards: read, read and unread, and unread."""
    party = Party.begin()
    party.shoot("1.jpg")
    party.shoot("2-card.jpg", party.link("ABC34D"))
    party.shoot("3-card.jpg", party.link("STOP"), is_unread=True)
    party.shoot("4-card.jpg", is_unread=True)
    party.shoot("5.jpg")
    return party


@pytest.mark.parametrize("has_all_photos", [True, False])
def test_viewers_never_see_cards(party: Party, has_all_photos: bool) -> None:
    everything = list(party.backend.tables.photos.values())
    accessor = party.issue() if has_all_photos else party.issue(*everything)
    viewer = party.api.as_viewer(party.event, accessor)
    assert seen_by(viewer) == ["1.jpg", "5.jpg"]
    size = sum(photo.size_bytes for photo in everything if not photo.qr_card)
    assert viewer.ask(ALBUM).data["album"]["totalBytes"] == size
    page = viewer.ask(BY_NAME).data["album"]["photos"]
    assert page == {"nodes": [{"filename": "1.jpg"}], "pageInfo": {"hasNextPage": True}}
    given = {"publicUrl": party.event.public_url, "accessCode": accessor.access_code}
    album = party.api.client.ask(REDEEM, {"input": given}).data["redeemAccessCode"]["album"]
    nodes = [{"filename": "1.jpg"}, {"filename": "5.jpg"}]
    assert album == {"photoCount": 2, "totalBytes": size, "photos": {"nodes": nodes}}


@pytest.mark.parametrize("has_all_photos", [True, False])
def test_viewers_get_no_card_by_its_id(party: Party, has_all_photos: bool) -> None:
    everything = list(party.backend.tables.photos.values())
    viewer = party.api.as_viewer(party.event, party.issue() if has_all_photos else party.issue(*everything))
    photo, *_ = [ids.photo_id(photo.key) for photo in everything if not photo.qr_card]
    for card in everything:
        if card.qr_card:
            chosen = [photo, ids.photo_id(card.key)]
            assert viewer.ask(ARCHIVE, {"input": {"photoIds": chosen}}).codes == ["NOT_FOUND"]
            assert viewer.ask(REPORT, {"input": {"photoIds": chosen}}).codes == ["NOT_FOUND"]
    assert viewer.ask(REPORT, {"input": {"photoIds": [photo]}}).data == {"reportDownloads": {"reported": True}}
    archive = viewer.ask(ARCHIVE, {"input": {}}).data["requestArchive"]["archive"]
    assert archive == {"photoCount": 2}


def test_an_album_of_cards_alone_is_empty() -> None:
    party = Party.begin()
    card = party.shoot("card.jpg", party.link("STOP"))
    for accessor in (party.issue(), party.issue(card)):
        viewer = party.api.as_viewer(party.event, accessor)
        assert seen_by(viewer) == []
        payload = viewer.ask(ARCHIVE, {"input": {}}).data["requestArchive"]
        assert payload == {"archive": None, "userErrors": [{"code": "ALBUM_EMPTY"}]}


def test_the_photographer_finds_the_cards(party: Party) -> None:
    cards = ["2-card.jpg", "3-card.jpg", "4-card.jpg"]
    assert party.listed("QR_CARD") == cards
    assert party.listed("UNASSIGNED") == ["1.jpg", "5.jpg"]
    assert party.listed() == ["1.jpg", *cards, "5.jpg"]
    for accessor in (party.issue(), party.issue(*party.backend.tables.photos.values())):
        assert party.backend.service.accessors.photo_count(party.stored, accessor) == (2 if accessor.all_photos else 5)


def test_an_unreadable_qr_code_hides_nothing_where_there_are_no_cards() -> None:
    party = Party.begin()
    poster = party.shoot("poster.jpg", is_unread=True)
    viewer = party.api.as_viewer(party.event, party.issue())
    assert (seen_by(viewer), party.listed("QR_CARD"), party.listed("UNASSIGNED")) == (
        ["poster.jpg"],
        [],
        ["poster.jpg"],
    )
    party.shoot("card.jpg", party.link("STOP"))
    assert (seen_by(viewer), party.listed("QR_CARD"), party.listed("UNASSIGNED")) == (
        [],
        ["card.jpg", "poster.jpg"],
        [],
    )
    party.mark(poster, is_card=False)
    assert (seen_by(viewer), party.listed("QR_CARD")) == (["poster.jpg"], ["card.jpg"])


def test_what_the_photographer_says_shows_and_hides_photos(party: Party) -> None:
    viewer = party.api.as_viewer(party.event, party.issue())
    photos = {photo.filename: photo for photo in party.backend.tables.photos.values()}
    party.mark(photos["2-card.jpg"], is_card=False)
    party.mark(photos["5.jpg"], is_card=True)
    assert seen_by(viewer) == ["1.jpg", "2-card.jpg"]
    assert party.listed("QR_CARD") == ["3-card.jpg", "4-card.jpg", "5.jpg"]
    assert photos["2-card.jpg"].reads_as_card


def test_deleted_cards_leave_the_counts_right_and_unread_ones_hidden(party: Party) -> None:
    viewer = party.api.as_viewer(party.event, party.issue())
    read = [photo.key for photo in party.backend.tables.photos.values() if photo.card_codes]
    run(party.backend.service.deletions.delete_photos(party.anna, party.event.event_id, read))
    assert seen_by(viewer) == ["1.jpg", "5.jpg"]
    assert party.listed("QR_CARD") == ["4-card.jpg"]
