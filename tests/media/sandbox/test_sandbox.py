"""Files that would crash or block the worker if it opened them itself."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.models import Watermark
from domain.rejections import PhotoRejection
from domain.rendering import Original, RenderedPhoto, Unreadable
from domain.uploads import UNDECLARED
from media.sandbox.protocol import CRASHED, RendererFailed
from media.sandbox.renderer import SandboxedRenderer
from tests.media.pictures import jpeg, png, scan_bomb
from tests.media.rendering import render, render_file
from tests.media.sandbox.hostile_decoder import HONEST, LIES

NOTHING = Watermark()
SAMPLES = Path(__file__).parents[1] / "samples"


class Reports:
    """Collects what the worker would log."""

    def __init__(self) -> None:
        self.lines: list[tuple[str, dict[str, object]]] = []

    def __call__(self, outcome: str, /, **fields: object) -> None:
        self.lines.append((outcome, fields))

    @property
    def outcomes(self) -> list[str]:
        return [outcome for outcome, _ in self.lines if outcome != "sandbox_started"]


@pytest.fixture
def reports() -> Reports:
    return Reports()


@pytest.fixture(scope="module")
def renditions() -> Iterator[SandboxedRenderer]:
    renderer = SandboxedRenderer(max_processor_seconds=2)
    yield renderer
    renderer.close()


@pytest.fixture(scope="module")
def hostile_reports() -> Reports:
    return Reports()


@pytest.fixture(scope="module")
def hostile(hostile_reports: Reports) -> Iterator[SandboxedRenderer]:
    """A renderer with compromised decoders."""
    renderer = SandboxedRenderer(
        max_processor_seconds=1, max_seconds=4, report=hostile_reports, program=("tests.media.sandbox.hostile_decoder",)
    )
    yield renderer
    renderer.close()


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    file = tmp_path / "photo"
    file.write_bytes(jpeg())
    return file


def at(path: Path) -> Original:
    return Original(path, "user/event/photo")


def hostile_file(folder: Path, attack: str, **facts: object) -> Path:
    """A file that contains what its compromised decoder does."""
    file = folder / "hostile"
    size = 30 << 20 if attack == "large patches" else 200
    file.write_text(json.dumps({"attack": attack, "size": size, **facts}).ljust(size))
    return file


async def attacked(hostile: SandboxedRenderer, file: Path) -> RenderedPhoto:
    return await hostile.render(at(file), "image/jpeg", NOTHING)


def servers() -> list[int]:
    """The fork servers that this process has started."""
    listed = subprocess.run(["ps", "-axo", "pid=,ppid=,args="], capture_output=True, text=True, check=True).stdout
    found = [line.split(maxsplit=2) for line in listed.splitlines()]
    return [int(each[0]) for each in found if int(each[1]) == os.getpid() and "media.sandbox.fork_server" in each[2]]


async def test_a_photo_is_rendered_as_in_this_process(renditions: SandboxedRenderer, photo: Path) -> None:
    assert await renditions.render(at(photo), "image/jpeg", NOTHING) == render(jpeg(), "image/jpeg")


@pytest.mark.parametrize(
    "name", [path.name for path in sorted(SAMPLES.iterdir()) if path.suffix not in (".md", ".json")]
)
async def test_every_file_type_renders_the_same_when_confined(renditions: SandboxedRenderer, name: str) -> None:
    """A2: nothing is imported or opened after confinement."""
    assert await renditions.render(at(SAMPLES / name), UNDECLARED, NOTHING) == render_file(SAMPLES / name, UNDECLARED)


async def test_decoders_are_nicer_than_the_worker_if_told_so(photo: Path) -> None:
    nicer = SandboxedRenderer(niceness=3)
    before = set(servers())
    await nicer.render(at(photo), "image/jpeg", NOTHING)
    (server,) = set(servers()) - before
    assert os.getpriority(os.PRIO_PROCESS, server) == os.getpriority(os.PRIO_PROCESS, 0) + 3
    await asyncio.to_thread(nicer.close)


async def test_an_unreadable_file_is_rejected_with_its_reason(renditions: SandboxedRenderer, photo: Path) -> None:
    with pytest.raises(Unreadable, match="This file was uploaded as a PNG, but it is a JPEG"):
        await renditions.render(at(photo), "image/png", NOTHING)


async def test_a_jpeg_that_asks_for_endless_work_is_stopped(renditions: SandboxedRenderer, photo: Path) -> None:
    bomb = photo.with_name("bomb")
    bomb.write_bytes(scan_bomb(scans=20_000))
    with pytest.raises(Unreadable, match="takes too long"):
        await renditions.render(at(bomb), "image/jpeg", NOTHING)
    assert (await renditions.render(at(photo), "image/jpeg", NOTHING)).width == 640


async def test_concurrent_files_get_their_own_results(renditions: SandboxedRenderer, photo: Path) -> None:
    other = photo.with_name("other")
    other.write_bytes(png(100, 50))
    answers = await asyncio.gather(
        renditions.render(at(photo), "image/jpeg", NOTHING), renditions.render(at(other), "image/png", NOTHING)
    )
    assert [(answer.width, answer.height) for answer in answers] == [(640, 480), (100, 50)]


async def test_a_decoder_that_hangs_is_stopped(hostile: SandboxedRenderer, tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="takes too long") as refused:
        await attacked(hostile, hostile_file(tmp_path, "wait forever"))
    assert refused.value.rejection.code is PhotoRejection.TOO_MUCH_TIME


@pytest.mark.parametrize("attack", ["work forever", "answer and stay"])
async def test_a_decoder_that_never_ends_is_stopped(hostile: SandboxedRenderer, tmp_path: Path, attack: str) -> None:
    """A2: also when it ignores SIGXCPU, and when it has sent its result."""
    with pytest.raises(Unreadable, match="takes too long"):
        await attacked(hostile, hostile_file(tmp_path, attack))
    assert await attacked(hostile, hostile_file(tmp_path, "none")) == HONEST


@pytest.mark.parametrize("fall", [signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS, signal.SIGILL, signal.SIGFPE])
async def test_a_file_that_crashes_its_decoder_is_rejected(
    hostile: SandboxedRenderer, tmp_path: Path, fall: signal.Signals
) -> None:
    with pytest.raises(Unreadable, match="damaged"):
        await attacked(hostile, hostile_file(tmp_path, "fall", signal=fall))


async def test_a_system_call_that_no_decoder_makes_is_logged_as_an_attack(
    hostile: SandboxedRenderer, hostile_reports: Reports, tmp_path: Path
) -> None:
    """A2: SIGSYS rejects the file."""
    if not any(name == "seccomp" for _, fields in hostile_reports.lines for name in fields.get("walls", ())):  # type: ignore[attr-defined]
        await attacked(hostile, hostile_file(tmp_path, "none"))
    hostile_reports.lines.clear()
    with pytest.raises(Unreadable, match="damaged"):
        await attacked(hostile, hostile_file(tmp_path, "fall", signal=signal.SIGSYS))
    assert hostile_reports.lines == [("suspected_attack", {"signal": "SIGSYS"})]


async def test_compromised_ffmpeg_is_logged_as_an_attack(reports: Reports, photo: Path) -> None:
    """A2: with a scripted server. The result of the decoder decides about the file."""
    renditions = SandboxedRenderer(report=reports, program=("tests.media.sandbox.scripted_server",))
    assert await attacked(renditions, photo) == HONEST
    renditions.close()
    assert reports.outcomes == ["suspected_attack"]


HONEST_ATTACKS = {"none", "order frames"}
ENDLESS_ATTACKS = {"work forever", "wait forever", "answer and stay"}
OTHER_ATTACKS = {"exit", "fall", "words of its own"}


@pytest.mark.parametrize("attack", sorted(LIES.keys() - HONEST_ATTACKS - ENDLESS_ATTACKS - OTHER_ATTACKS))
async def test_an_invalid_result_rejects_the_file(
    hostile: SandboxedRenderer, hostile_reports: Reports, tmp_path: Path, attack: str
) -> None:
    """A2, A3: garbage, several results, 64 MB, and values out of range. The next file renders normally."""
    hostile_reports.lines.clear()
    with pytest.raises(Unreadable) as refused:
        await attacked(hostile, hostile_file(tmp_path, attack))
    assert refused.value.rejection == CRASHED
    assert hostile_reports.outcomes == ["invalid_result"]
    assert await attacked(hostile, hostile_file(tmp_path, "none")) == HONEST


async def test_a_rejection_uses_only_known_sentences(hostile: SandboxedRenderer, tmp_path: Path) -> None:
    """A2"""
    with pytest.raises(Unreadable) as refused:
        await attacked(hostile, hostile_file(tmp_path, "words of its own"))
    assert refused.value.rejection == CRASHED


async def test_frame_requests_are_indexes_and_limited(hostile: SandboxedRenderer, tmp_path: Path) -> None:
    """A2: a frame request can start nothing but ffmpeg."""
    assert await attacked(hostile, hostile_file(tmp_path, "order frames")) == HONEST


async def test_the_confinement_of_ffmpeg_is_reported_once(reports: Reports) -> None:
    """A2: the same as decoders have, and a limit of descriptors that its libraries use up."""
    renditions = SandboxedRenderer(report=reports)
    for name in ("phone.mov", "camera.mp4", "camera.jpg"):
        await renditions.render(at(SAMPLES / name), UNDECLARED, NOTHING)
    renditions.close()
    (_, decoders), (_, ffmpeg) = reports.lines
    ffmpeg_walls = [str(name) for name in ffmpeg["walls"]]  # type: ignore[attr-defined]
    assert ffmpeg["program"] == "ffmpeg"
    assert ffmpeg_walls[:-1] == [name for name in decoders["walls"] if name.startswith(("landlock", "seccomp"))]  # type: ignore[attr-defined]
    assert int(ffmpeg_walls[-1].removesuffix(" files")) < 30 or "seccomp" not in ffmpeg_walls


async def test_a_fork_that_exits_without_a_result_does_not_reject_the_file(
    hostile: SandboxedRenderer, tmp_path: Path
) -> None:
    with pytest.raises(RendererFailed, match="exit 3"):
        await attacked(hostile, hostile_file(tmp_path, "exit"))


async def test_a_server_that_is_killed_does_not_reject_the_file(photo: Path, reports: Reports) -> None:
    renditions = SandboxedRenderer(report=reports)
    before = set(servers())
    await renditions.render(at(photo), "image/jpeg", NOTHING)
    (server,) = set(servers()) - before
    os.kill(server, signal.SIGKILL)
    with pytest.raises(RendererFailed):
        await renditions.render(at(photo), "image/jpeg", NOTHING)
    assert (await renditions.render(at(photo), "image/jpeg", NOTHING)).width == 640
    renditions.close()
    assert [outcome for outcome, _ in reports.lines] == ["sandbox_started", "sandbox_lost", "sandbox_started"]


async def test_cancelling_stops_the_decoder(tmp_path: Path, photo: Path) -> None:
    """A3: the worker cancels at its timeout, and the next file does not wait for the decoder that hangs."""
    hostile = SandboxedRenderer(max_seconds=10_000, program=("tests.media.sandbox.hostile_decoder",))
    await attacked(hostile, hostile_file(tmp_path, "none"))
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.5):
            await attacked(hostile, hostile_file(tmp_path, "wait forever"))
    async with asyncio.timeout(60):
        assert await attacked(hostile, hostile_file(tmp_path, "none")) == HONEST
    hostile.close()


async def test_a_missing_file_is_an_error_without_its_name(renditions: SandboxedRenderer) -> None:
    with pytest.raises(RendererFailed) as failed:
        await renditions.render(at(Path("/nowhere/Anna and Ben.jpg")), "image/jpeg", NOTHING)
    assert "FileNotFoundError" in str(failed.value)
    assert "Anna" not in str(failed.value)


def test_every_event_on_lambda_has_a_loop_of_its_own(renditions: SandboxedRenderer, photo: Path) -> None:
    photo.write_bytes(png())
    for _ in range(2):
        assert asyncio.run(renditions.render(at(photo), "image/png", NOTHING)) == render(png(), "image/png")
