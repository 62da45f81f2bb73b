"""An event of two cameras side by side, one of which is 37 seconds slow and has GPS."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import NamedTuple

from PIL import Image

from tests.media.pictures import encoded, exif
from tests.user_journey import Picture, Uploaded
from tests.web.scenes import Scene, pictures

START = datetime(2026, 6, 20, 14, 3, tzinfo=UTC)
SLOW_SECONDS = 37
GPS_ZONE = timedelta(hours=2)
MAKE, MODEL, GPS_DIRECTORY = 0x010F, 0x0110, 0x8825


class CameraBody(NamedTuple):
    make: str
    model: str
    serial: str
    slow_seconds: int = 0
    has_gps: bool = False


NIKON = CameraBody("NIKON CORPORATION", "NIKON Z 6_2", "3004711", SLOW_SECONDS, has_gps=True)
CANON = CameraBody("Canon", "Canon EOS R6", "042021001")


def scanned(body: bytes) -> bytes:
    """The picture without any metadata."""
    return encoded(Image.open(BytesIO(body)), "JPEG", quality=85)


def taken(body: bytes, at: datetime, by: CameraBody) -> bytes:
    """The picture as the camera would have written it at this moment."""
    shown = at - timedelta(seconds=by.slow_seconds)
    block = exif(taken=f"{shown:%Y:%m:%d %H:%M:%S}", serial=by.serial)
    block[MAKE], block[MODEL] = by.make, by.model
    if by.has_gps:
        fix = at - GPS_ZONE
        block[GPS_DIRECTORY] = {29: f"{fix:%Y:%m:%d}", 7: (float(fix.hour), float(fix.minute), float(fix.second))}
    return encoded(Image.open(BytesIO(body)), "JPEG", quality=85, exif=block)


async def event_of_two_cameras(scene: Scene, name: str, photos: Sequence[Picture] = ()) -> Uploaded:
    """Nine moments that both cameras saw, then one photo that tells nothing. Camera times are those of Berlin."""
    bodies = [picture.body for picture in photos[:10] or pictures(10)]
    shot = [Picture("scan.jpg", scanned(bodies[9]))]
    for number, body in enumerate(bodies[:9]):
        at = START + timedelta(seconds=20 * number)
        shot += [
            Picture(f"DSC_{number:04}.JPG", taken(body, at, NIKON)),
            Picture(f"R6_{number:04}.JPG", taken(body, at, CANON)),
        ]
    event = await scene.event(name, shot)
    zone = {"eventId": event.event_id, "timeZone": "Europe/Berlin"}
    await scene.photographer.ask("UpdateEvent", input=zone)
    return event
