"""The process that strangers' files are opened in: `python -m media.sandbox_process`, started by `media/sandbox.py`.

It has no credentials and writes no files, may use so much memory, and so much processor time for each file. It may
die of a file.
"""

from __future__ import annotations

import resource
import sys
import traceback
from pathlib import Path
from typing import BinaryIO

from domain.rejections import PhotoRejection, Rejection
from domain.rendering import Unreadable
from media.renditions import render
from media.sandbox_protocol import RenderRequest, RenderResult

MAX_MEMORY_BYTES = 2 << 30
TOO_MUCH_MEMORY = Rejection(
    PhotoRejection.TOO_MUCH_MEMORY,
    "This file takes too much memory to open. Export it again, smaller, and upload the new file.",
)


def main(questions: BinaryIO, answers: BinaryIO, max_processor_seconds: int) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY_BYTES, MAX_MEMORY_BYTES))
    for question in questions:
        _allow_more_time(max_processor_seconds)
        answers.write(_answer(RenderRequest.model_validate_json(question)).to_line())
        answers.flush()


def _answer(asked: RenderRequest) -> RenderResult:
    try:
        with asked.original.open("rb") as original:
            return RenderResult(rendered=render(original, asked.content_type, asked.watermark))
    except Unreadable as unreadable:
        return RenderResult(unreadable=unreadable.rejection)
    except MemoryError:
        return RenderResult(unreadable=TOO_MUCH_MEMORY)
    except Exception as fault:
        # Where, and not what: a fault's message may quote the file.
        places = (f"{Path(at.filename).name}:{at.lineno}" for at in traceback.extract_tb(fault.__traceback__))
        return RenderResult(fault=(type(fault).__qualname__, *places))


def _allow_more_time(processor_seconds: int) -> None:
    """Past it the system ends this process wherever it is: no decoder has to cooperate."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + processor_seconds + 1, hard))


if __name__ == "__main__":
    main(sys.stdin.buffer, sys.stdout.buffer, int(sys.argv[1]))
