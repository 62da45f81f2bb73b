"""The door of the function that decodes strangers' files. Its role has no rights, and it gets no secret.

The worker calls it (`media/remote/renderer.py`) with a signed URL of one original.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from media.sandbox.renderer import SandboxedRenderer


def handler(event: Mapping[str, object], context: object) -> dict[str, object]:
    """Takes a `RemoteRequest` and returns a `RemoteResponse` of media/remote/protocol.py."""
    from aws.s3.signed_download import fetch_original
    from media.remote.decoding import decode
    from media.remote.protocol import RemoteRequest

    request = RemoteRequest.model_validate(event)
    response = asyncio.run(decode(request, _renditions(), fetch_original))
    return response.model_dump(mode="json")


@lru_cache(maxsize=1)
def _renditions() -> SandboxedRenderer:
    """Created at the first file, once a process."""
    from media.sandbox.confinement import deny_inspection
    from media.sandbox.renderer import SandboxedRenderer
    from runtime.logs import log_to_stdout, report

    log_to_stdout()
    deny_inspection()
    return SandboxedRenderer(report=report)
