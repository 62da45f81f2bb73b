"""Files that would take the worker with them, were they opened in it."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.models import Watermark
from domain.rejections import PhotoRejection
from domain.rendering import Unreadable
from media.sandbox import RendererFailed, SandboxedRenderer
from tests.media.pictures import jpeg, png, scan_bomb
from tests.media.rendering import render

NOTHING = Watermark()


@pytest.fixture
def renditions() -> Iterator[SandboxedRenderer]:
    apart = SandboxedRenderer(max_processor_seconds=1)
    yield apart
    apart.close()


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    file = tmp_path / "photo"
    file.write_bytes(jpeg())
    return file


@pytest.fixture
def endless(tmp_path: Path) -> Path:
    """A file whose first byte never comes: who opens it waits."""
    pipe = tmp_path / "endless"
    os.mkfifo(pipe)
    return pipe


def process_of(renditions: SandboxedRenderer) -> int:
    process = renditions._process
    assert process is not None
    return process.pid


async def test_a_photo_is_rendered_as_in_this_process(renditions: SandboxedRenderer, photo: Path) -> None:
    assert await renditions.render(photo, "image/jpeg", NOTHING) == render(jpeg(), "image/jpeg")


async def test_a_file_that_can_not_be_read_is_refused_with_its_reason(
    renditions: SandboxedRenderer, photo: Path
) -> None:
    with pytest.raises(Unreadable, match="This file says it is a PNG, but it is a JPEG"):
        await renditions.render(photo, "image/png", NOTHING)


async def test_a_jpeg_that_asks_for_endless_work_is_stopped(renditions: SandboxedRenderer, photo: Path) -> None:
    bomb = photo.with_name("bomb")
    bomb.write_bytes(scan_bomb(scans=20_000))
    with pytest.raises(Unreadable, match="takes too long"):
        await renditions.render(bomb, "image/jpeg", NOTHING)
    assert (await renditions.render(photo, "image/jpeg", NOTHING)).width == 640


async def test_a_decoder_that_hangs_is_stopped(photo: Path, endless: Path) -> None:
    renditions = SandboxedRenderer(max_seconds=2)
    with pytest.raises(Unreadable, match="takes too long") as refused:
        await renditions.render(endless, "image/jpeg", NOTHING)
    assert refused.value.rejection.code is PhotoRejection.TOO_MUCH_TIME
    renditions.close()


@pytest.mark.parametrize("fall", [signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS])
async def test_a_file_that_makes_its_decoder_fall_is_refused(
    renditions: SandboxedRenderer, photo: Path, endless: Path, fall: signal.Signals
) -> None:
    await renditions.render(photo, "image/jpeg", NOTHING)
    waiting = asyncio.create_task(renditions.render(endless, "image/jpeg", NOTHING))
    await asyncio.sleep(0.1)
    os.kill(process_of(renditions), fall)
    with pytest.raises(Unreadable, match="damaged"):
        await waiting
    assert (await renditions.render(photo, "image/jpeg", NOTHING)).width == 640


async def test_a_process_that_was_ended_from_outside_is_no_fault_of_the_file(
    renditions: SandboxedRenderer, photo: Path
) -> None:
    await renditions.render(photo, "image/jpeg", NOTHING)
    os.kill(process_of(renditions), signal.SIGKILL)
    with pytest.raises(RendererFailed):
        await renditions.render(photo, "image/jpeg", NOTHING)
    assert (await renditions.render(photo, "image/jpeg", NOTHING)).width == 640


async def test_a_file_that_is_gone_is_a_fault_of_ours_that_tells_no_name(renditions: SandboxedRenderer) -> None:
    with pytest.raises(RendererFailed) as failed:
        await renditions.render(Path("/nowhere/Anna and Ben.jpg"), "image/jpeg", NOTHING)
    assert "FileNotFoundError" in str(failed.value)
    assert "Anna" not in str(failed.value)


async def test_what_opens_files_has_no_credentials(
    renditions: SandboxedRenderer, photo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "a secret")
    await renditions.render(photo, "image/jpeg", NOTHING)
    environment = await asyncio.to_thread(Path(f"/proc/{process_of(renditions)}/environ").read_bytes)
    assert b"PYTHONPATH" in environment
    assert b"secret" not in environment


def test_every_event_on_lambda_has_a_loop_of_its_own(renditions: SandboxedRenderer, photo: Path) -> None:
    photo.write_bytes(png())
    for _ in range(2):
        assert asyncio.run(renditions.render(photo, "image/png", NOTHING)) == render(png(), "image/png")
