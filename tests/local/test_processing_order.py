"""The order in which `make run` processes uploads."""

from __future__ import annotations

from pathlib import Path

import httpx

from bench.upload_processing import link_to
from local.engine import free_ports
from tests.local.test_local import running
from tests.media.heif_files import box
from tests.photo_files import photographs
from tests.user_journey import HttpTransport, Picture, all_ready, photos_of, sign_up, upload

SILENT = Path(__file__).parents[1] / "media" / "samples" / "silent.mp4"
READY_WITHIN_SECONDS = 120


async def test_photos_pass_the_videos_that_were_uploaded_before_them(tmp_path: Path) -> None:
    """Issue 13, item 5."""
    (port,) = free_ports(1)
    padded = SILENT.read_bytes() + box(b"free", bytes(30 << 20))
    videos = [Picture(f"film-{number}.mp4", padded, "video/mp4") for number in range(8)]
    with running(tmp_path / "data", port) as service:
        origin = str(service.client.base_url)
        async with httpx.AsyncClient(timeout=60, trust_env=False) as storage:
            client = await sign_up(
                HttpTransport(storage, origin), lambda email: link_to(storage, origin, email), "photographer"
            )
            of_videos = await upload(client, storage, "Videos", videos)
            of_photos = await upload(client, storage, "Photos", list(photographs(12, (300, 200))))
            await all_ready(client, of_photos.event_id, 12, READY_WITHIN_SECONDS)
            statuses = [photo["status"] for photo in await photos_of(client, of_videos.event_id)]
            assert "UPLOADING" in statuses, "the videos were processed first"
            await all_ready(client, of_videos.event_id, len(videos), READY_WITHIN_SECONDS)
