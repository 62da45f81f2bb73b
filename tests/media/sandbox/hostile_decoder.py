"""A fork server with compromised decoders: each does what its file says, under the real confinement.

Started as `media.sandbox.fork_server` is. What an attack finds is the name of the exception that it raises.
"""

from __future__ import annotations

import ctypes
import errno
import json
import mmap
import os
import signal
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

from domain.models import Watermark
from domain.rejections import PhotoRejection
from domain.rendering import Camera, CaptureTime, Patch, RenderedPhoto, Unreadable
from media.ffmpeg import FrameGrabber
from media.sandbox.confinement import Confinement, system
from media.sandbox.confinement.seccomp import number_of
from media.sandbox.decoder import FRAME_FDS, FRAME_REQUEST_FD, RESULT_FD
from media.sandbox.fork_server import main
from media.sandbox.protocol import RenderResult
from tests.media.pictures import jpeg
from tests.media.rendering import render as rendered

Facts = dict[str, Any]
CARD = "https://photos.example.com/x#ABC34D.0123456789abcdef"
REFUSED = 999
"""No such descriptor: the kernel refuses it."""


def taken_over(
    original: BinaryIO, declared_content_type: str, watermark: Watermark, grab: FrameGrabber
) -> RenderedPhoto:
    facts = json.loads(original.read())
    if facts["attack"] in BREAKOUTS:
        break_out(BREAKOUTS[facts["attack"]], facts)
    return LIES[facts["attack"]](facts)


def break_out(attempt: Callable[[Facts], object], facts: Facts) -> NoReturn:
    os.closerange(RESULT_FD + 1, FRAME_FDS.stop)  # frees descriptors for more files
    try:
        found = attempt(facts)
    except OSError as fault:
        raise _named(errno.errorcode.get(fault.errno or 0, "OSError")) from fault
    raise _named("GotNothing" if found is False else "GotIt")


def _named(name: str) -> Exception:
    """`sanitized_traceback` reports its name."""
    made: Exception = type(name, (Exception,), {})()
    return made


def read_environment(facts: Facts) -> bool:
    secret = str(facts["secret"]).encode()
    return secret in Path(f"/proc/{facts['parent']}/environ").read_bytes()


def read_memory(facts: Facts) -> bool:
    with Path(f"/proc/{facts['parent']}/mem").open("rb", buffering=0) as memory:
        memory.seek(facts["address"])
        return str(facts["secret"]).encode() in memory.read(len(facts["secret"]))


def copy_memory(facts: Facts) -> bool:
    class Piece(ctypes.Structure):
        _fields_ = (("address", ctypes.c_void_p), ("length", ctypes.c_size_t))

    size = len(facts["secret"])
    mine = ctypes.create_string_buffer(size)
    here, there = Piece(ctypes.addressof(mine), size), Piece(facts["address"], size)
    one, zero = ctypes.c_ulong(1), ctypes.c_ulong(0)
    number, parent = number_of("process_vm_readv"), ctypes.c_int(facts["parent"])
    system.call(number, parent, ctypes.byref(here), one, ctypes.byref(there), one, zero)
    return mine.raw == str(facts["secret"]).encode()


def trace(process: int) -> None:
    attach, nothing = ctypes.c_long(16), ctypes.c_ulong(0)
    system.call(number_of("ptrace"), attach, ctypes.c_long(process), nothing, nothing)


def find_open_files(facts: Facts) -> bool:
    """Finds open descriptors beside those of the decoder."""
    for descriptor in range(FRAME_FDS.stop, 1024):
        try:
            os.fstat(descriptor)
        except OSError:
            continue
        return True
    return False


def connect(family: int, kind: int, where: Any) -> None:
    with socket.socket(family, kind) as away:
        away.connect(tuple(where) if isinstance(where, list) else where)
        away.send(b"secret")


def write_file(facts: Facts) -> None:
    Path(facts["folder"], "written").touch()


def map_executable(facts: Facts) -> None:
    mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC).close()


def call(name: str, *arguments: Any) -> Callable[[Facts], object]:
    return lambda facts: system.call(number_of(name), *arguments)


MORE_FILES = struct.pack("QQ", 512, 512)
ROOM = ctypes.create_string_buffer(200)
BREAKOUTS: dict[str, Callable[[Facts], object]] = {
    "parent's environment": read_environment,
    "parent's memory, by file": read_memory,
    "parent's memory, by call": copy_memory,
    "trace the parent": lambda facts: trace(facts["parent"]),
    "trace the server": lambda facts: trace(os.getppid()),
    "signal the parent": lambda facts: os.kill(facts["parent"], 0),
    "signal the server": lambda facts: os.kill(os.getppid(), 0),
    "signal a thread of the parent": lambda facts: system.call(
        number_of("tgkill"), *(ctypes.c_int(each) for each in (facts["parent"], facts["parent"], 0))
    ),
    "file open in the parent": find_open_files,
    "read a file": lambda facts: Path("/etc/passwd").read_bytes(),
    "read the parent's folder": lambda facts: list(Path(facts["folder"]).iterdir()),
    "ask for a file": lambda facts: Path("/etc/passwd").stat(),
    "make a file": write_file,
    "make a folder": lambda facts: Path(facts["folder"], "made").mkdir(),
    "delete a file": lambda facts: Path(facts["folder"], "precious").unlink(),
    "TCP": lambda facts: connect(socket.AF_INET, socket.SOCK_STREAM, facts["tcp"]),
    "UDP": lambda facts: connect(socket.AF_INET, socket.SOCK_DGRAM, facts["tcp"]),
    "abstract Unix socket": lambda facts: connect(socket.AF_UNIX, socket.SOCK_STREAM, facts["unix"]),
    "pair of sockets": lambda facts: socket.socketpair(),
    "fork": lambda facts: os.fork() or os._exit(0),
    "run a program": lambda facts: subprocess.run(["/bin/true"], check=True),
    "become a program": lambda facts: os.execv("/bin/true", ["true"]),  # noqa: S606
    "memory as a file": lambda facts: os.memfd_create("program"),
    "memory to write and execute": map_executable,
    "namespace of its own": call("unshare", ctypes.c_int(0x10000000)),
    "io_uring": call("io_uring_setup", ctypes.c_uint(1), ROOM),
    "bpf": call("bpf", ctypes.c_int(0), ROOM, ctypes.c_uint(100)),
    "raise a limit": call("prlimit64", ctypes.c_int(0), ctypes.c_int(7), MORE_FILES, None),
}


def photo(**changes: Any) -> RenderedPhoto:
    return replace(HONEST, **changes)


def say(*parts: bytes) -> NoReturn:
    for part in parts:
        os.write(RESULT_FD, part)
    os._exit(0)


def flood() -> NoReturn:
    for _ in range(64):
        os.write(RESULT_FD, b"[" * (1 << 20))
    os._exit(0)


def work_forever(facts: Facts) -> NoReturn:
    signal.signal(signal.SIGXCPU, signal.SIG_IGN)
    while True:
        pass


def wait_forever(facts: Facts) -> NoReturn:
    while True:
        time.sleep(1000)


def answer_and_stay(facts: Facts) -> NoReturn:
    os.write(RESULT_FD, ANSWER)
    work_forever(facts)


def order_frames(facts: Facts) -> RenderedPhoto:
    """Sends more requests than allowed, and invalid ones."""
    for order in (b"\xff", b"\0" * 100):
        os.write(FRAME_REQUEST_FD, order)
    return HONEST


def fall(number: int) -> RenderedPhoto:
    signal.raise_signal(number)
    return HONEST


def refuse(code: PhotoRejection, message: str) -> NoReturn:
    raise Unreadable(code, message)


HONEST = rendered(jpeg(), "image/jpeg")
ANSWER = RenderResult(rendered=HONEST).to_line()
LIES: dict[str, Callable[[Facts], RenderedPhoto]] = {
    "none": lambda facts: HONEST,
    "two answers": lambda facts: say(ANSWER, ANSWER),
    "half an answer": lambda facts: say(ANSWER[: len(ANSWER) // 2]),
    "nothing": lambda facts: say(),
    "garbage": lambda facts: say(os.urandom(1000)),
    "no answer of the three": lambda facts: say(b"{}"),
    "nested": lambda facts: say(b'{"rendered":' + b"[" * 100_000),
    "flood": lambda facts: flood(),
    "work forever": work_forever,
    "wait forever": wait_forever,
    "answer and stay": answer_and_stay,
    "order frames": order_frames,
    "exit": lambda facts: os._exit(3),
    "fall": lambda facts: fall(facts["signal"]),
    "patch behind the end": lambda facts: photo(location=(Patch(facts["size"] - 1, b"ab"),)),
    "patch before the start": lambda facts: photo(location=(Patch(-1, b"a"),)),
    "many patches": lambda facts: photo(location=(Patch(0, b"a"),) * 10_001),
    "large patches": lambda facts: photo(location=(Patch(0, b"a"),) * 10 + (Patch(0, bytes(21 << 20)),)),
    "page": lambda facts: photo(content_type="text/html"),
    "another type": lambda facts: photo(content_type="image/png"),
    "page as preview": lambda facts: photo(preview=replace(HONEST.preview, body=b"<html>")),
    "page as type of the preview": lambda facts: photo(preview=replace(HONEST.preview, content_type="text/html")),
    "huge preview": lambda facts: photo(preview=replace(HONEST.preview, width=100_000)),
    "heavy thumbnail": lambda facts: photo(
        thumbnail=replace(HONEST.thumbnail, body=HONEST.thumbnail.body + bytes(2 << 20))
    ),
    "no width": lambda facts: photo(width=0),
    "endless width": lambda facts: photo(width=10**30),
    "year 9999": lambda facts: photo(capture_time=CaptureTime("9999-12-31T23:59:59.999")),
    "markup as capture time": lambda facts: photo(capture_time=CaptureTime("<script>")),
    "capture time on February 30": lambda facts: photo(capture_time=CaptureTime("2026-02-30T12:00:00.000")),
    "offset of a day": lambda facts: photo(capture_time=CaptureTime("2026-06-20T12:00:00.000", 1440)),
    "endless offset from gps": lambda facts: photo(capture_time=CaptureTime("2026-06-20T12:00:00.000", None, 10**30)),
    "endless duration": lambda facts: say(ANSWER.replace(b'"duration_seconds":null', b'"duration_seconds":1e999')),
    "long placeholder": lambda facts: photo(placeholder="QUJD" * 1000),
    "markup as placeholder": lambda facts: photo(placeholder="<script>"),
    "long camera": lambda facts: photo(camera=Camera("x" * 101)),
    "camera in control characters": lambda facts: photo(camera=Camera("a\x1b[2J")),
    "many QR codes": lambda facts: photo(qr_texts=tuple(CARD.replace("ABC34D", f"ABC34{n}") for n in range(9))),
    "QR code of a stranger": lambda facts: photo(qr_texts=("https://example.com/menu",)),
    "long QR code": lambda facts: photo(qr_texts=(CARD.replace("/x", "/" + "x" * 500),)),
    "QR code in control characters": lambda facts: photo(qr_texts=(CARD + "\x1b[2J",)),
    "words of its own": lambda facts: refuse(PhotoRejection.DAMAGED, "Call 0900 123456 and tell your password."),
    "a code that is not its own": lambda facts: refuse(PhotoRejection.GONE, "The file is no longer in storage."),
}


def without(*names: str) -> list[Confinement]:
    """Simulates a system without these restrictions. "refused": Landlock exists but is not granted."""
    kept = [walls for walls in Confinement.candidates() if not any(name in " ".join(walls.names) for name in names)]
    return [Confinement(ruleset=REFUSED, has_seccomp=True), *kept] if "refused" in names else kept


if __name__ == "__main__":
    main(taken_over, without(*sys.argv[1:]))
