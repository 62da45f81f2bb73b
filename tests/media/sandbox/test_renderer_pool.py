"""Several renderers on one machine: side by side, within the memory of one."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from domain.models import Watermark
from domain.rejections import PhotoRejection
from domain.rendering import Original, RenderedPhoto, Unreadable
from local.worker_process import renderer_count
from media.sandbox.protocol import MAX_MEMORY_BYTES
from media.sandbox.renderer import SandboxedRenderer
from media.sandbox.renderer_pool import RendererPool
from tests.media.pictures import jpeg, png
from tests.media.rendering import render

NOTHING = Watermark()
SAMPLES = Path(__file__).parents[1] / "samples"


@dataclass
class Limits:
    """The memory that decoders may use: those that run now, and of all that ever ran."""

    running: list[int] = field(default_factory=list)
    ever: list[int] = field(default_factory=list)
    most_bytes: int = 0


class ObservedRenderer(SandboxedRenderer):
    """Records the memory that its decoders may use."""

    def __init__(self, limits: Limits) -> None:
        super().__init__()
        self._limits = limits

    async def render(
        self,
        original: Original,
        declared_content_type: str,
        watermark: Watermark,
        *,
        memory_bytes: int = MAX_MEMORY_BYTES,
    ) -> RenderedPhoto:
        limits = self._limits
        limits.running.append(memory_bytes)
        limits.ever.append(memory_bytes)
        limits.most_bytes = max(limits.most_bytes, sum(limits.running))
        try:
            return await super().render(original, declared_content_type, watermark, memory_bytes=memory_bytes)
        finally:
            limits.running.remove(memory_bytes)


@pytest.fixture
def limits() -> Limits:
    return Limits()


@pytest.fixture
async def pool(limits: Limits) -> AsyncIterator[RendererPool]:
    """With the smallest share that a decoder ever gets."""
    pool = RendererPool([ObservedRenderer(limits) for _ in range(4)], SandboxedRenderer())
    yield pool
    await asyncio.to_thread(pool.close)


def at(folder: Path, name: str, content: bytes) -> Original:
    (folder / name).write_bytes(content)
    return Original(folder / name, f"user/event/{name}")


async def test_photos_and_a_video_are_rendered_at_the_same_time(pool: RendererPool, tmp_path: Path) -> None:
    photos = [at(tmp_path, f"{number}.jpg", jpeg()) for number in range(4)]
    video = next(path for path in sorted(SAMPLES.iterdir()) if path.suffix == ".mp4")
    *rendered, poster = await asyncio.gather(
        *(pool.render(photo, "image/jpeg", NOTHING) for photo in photos),
        pool.render(Original(video, "user/event/film.mp4"), "video/mp4", NOTHING),
    )
    assert rendered == [render(jpeg(), "image/jpeg")] * 4
    assert poster.content_type == "video/mp4"


async def test_photos_too_large_for_their_share_are_decoded_alone_with_all_of_the_memory(
    pool: RendererPool, limits: Limits, tmp_path: Path
) -> None:
    large = png(12_500, 8_000)
    files = [at(tmp_path, f"{number}.png", large) for number in range(2)]
    others = [at(tmp_path, f"{number}.jpg", jpeg()) for number in range(2)]
    rendered = await asyncio.gather(
        *(pool.render(file, "image/png", NOTHING) for file in files),
        *(pool.render(file, "image/jpeg", NOTHING) for file in others),
    )
    assert [(each.width, each.height) for each in rendered] == [(12_500, 8_000)] * 2 + [(640, 480)] * 2
    assert limits.most_bytes == MAX_MEMORY_BYTES
    if sys.platform == "linux":  # macOS does not limit memory
        assert limits.ever.count(MAX_MEMORY_BYTES) == 2


async def test_a_damaged_file_is_rejected_with_its_reason(pool: RendererPool, tmp_path: Path) -> None:
    with pytest.raises(Unreadable) as refused:
        await pool.render(at(tmp_path, "half.jpg", jpeg()[:400]), "image/jpeg", NOTHING)
    assert refused.value.rejection.code is PhotoRejection.DAMAGED


@pytest.mark.parametrize(
    ("cores", "gigabytes", "renderers"), [(1, 8, 1), (2, 8, 1), (4, 8, 3), (16, 32, 15), (16, 4, 4)]
)
def test_one_renderer_a_core_less_one_in_half_of_the_memory(cores: int, gigabytes: int, renderers: int) -> None:
    assert renderer_count(cores, gigabytes << 30) == renderers
