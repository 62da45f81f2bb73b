"""Uploads a folder of photos and videos to an event. Run it again after an interruption: it goes on.

IMGSH_EMAIL=… IMGSH_PASSWORD=… python3 upload.py http://127.0.0.1:8000 EVENT_ID FOLDER

The service knows what it has: each file is requested by its name, size and SHA-256. What is stored already is not sent
again, and neither are stored parts of large files. Needs Python 3.11 and nothing else.
"""

from __future__ import annotations

import argparse
import base64
import getpass
import hashlib
import json
import mimetypes
import os
import random
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import urlsplit

OPERATIONS = Path(__file__).resolve().parents[2] / "docs" / "operations"
KINDS = frozenset(".jpg .jpeg .png .heic .heif .webp .avif .gif .tif .tiff .mp4 .m4v .mov".split())
FILES_A_REQUEST = 20
ATTEMPTS = 6
TIMEOUT_SECONDS = 60


class Failed(Exception):
    """What went wrong, in a sentence."""


class Service:
    """The API, as one photographer. Signs in again when the access token has expired."""

    def __init__(self, origin: str, email: str, password: str) -> None:
        self._origin = origin.rstrip("/")
        self._credentials = {"email": email, "password": password}
        self._token = ""
        self._signing_in = threading.Lock()

    def ask(self, name: str, given: Mapping[str, Any]) -> Any:
        """The payload of a mutation. Raises Failed."""
        token = self._token
        answer = self._post(name, given, token)
        if "UNAUTHENTICATED" in codes_of(answer):
            with self._signing_in:
                if self._token == token:
                    signed_in = self._post("SignIn", self._credentials, "")
                    self._token = payload_of(signed_in)["session"]["accessToken"]
            answer = self._post(name, given, self._token)
        return payload_of(answer)

    def _post(self, name: str, given: Mapping[str, Any], token: str) -> Any:
        body = json.dumps({"query": (OPERATIONS / f"{name}.graphql").read_text(), "variables": {"input": given}})
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        for pause in pauses():
            request = urllib.request.Request(f"{self._origin}/graphql", body.encode(), headers)
            try:
                with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as response:
                    answer = json.load(response)
            except OSError as error:
                reason, wanted = str(error), 0
            else:
                if not {"RATE_LIMITED", "CONFLICT", "INTERNAL"} & codes_of(answer):
                    return answer
                reason = answer["errors"][0]["message"]
                wanted = answer["errors"][0]["extensions"].get("retryAfterSeconds", 0)
            time.sleep(max(pause, wanted))
        raise Failed(f"{self._origin} does not answer: {reason}")


class Progress:
    """A bar on a terminal, and a line for each file elsewhere."""

    def __init__(self, total_bytes: int, files: int) -> None:
        self._lock = threading.Lock()
        self._total, self._files = max(1, total_bytes), files
        self._sent = self._done = 0

    def sent(self, count: int) -> None:
        with self._lock:
            self._sent += count
            self._draw()

    def finished(self, name: str, how: str) -> None:
        with self._lock:
            self._done += 1
            self._draw()
        self.note(f"{how} {name} ({self._done} of {self._files})")

    def note(self, text: str) -> None:
        if not sys.stderr.isatty():
            print(text, file=sys.stderr, flush=True)

    def _draw(self) -> None:
        if sys.stderr.isatty():
            share = min(1.0, self._sent / self._total)
            bar = "#" * int(40 * share)
            text = f"\r[{bar:<40}] {share:4.0%}  {self._done} of {self._files} files "
            print(text, end="" if self._done < self._files else "\n", file=sys.stderr, flush=True)


class Slice:
    """A part of a file, as http.client reads it. Tells the progress."""

    def __init__(self, file: BinaryIO, size_bytes: int, progress: Progress) -> None:
        self._file, self._left, self._progress = file, size_bytes, progress
        self.read_bytes = 0

    def read(self, size: int = -1) -> bytes:
        chunk = self._file.read(self._left if size < 0 else min(size, self._left))
        self._left -= len(chunk)
        self.read_bytes += len(chunk)
        self._progress.sent(len(chunk))
        return chunk


class FolderUpload:
    def __init__(self, service: Service, event_id: str, progress: Progress, parallel: int) -> None:
        self._service, self._event_id, self._progress = service, event_id, progress
        self._senders = ThreadPoolExecutor(parallel)

    def upload(self, batch: list[Path]) -> list[str]:
        """Returns what could not be uploaded, each with the reason."""
        with ThreadPoolExecutor(2) as readers:
            files = list(readers.map(described, batch))
        sending = [self._senders.submit(self._file, path, file) for path, file in zip(batch, files, strict=True)]
        failed = []
        for path, each in zip(batch, sending, strict=True):
            try:
                self._progress.finished(path.name, each.result())
            except Failed as error:
                self._progress.finished(path.name, "FAILED")
                failed.append(f"{path}: {error}")
        return failed

    def _file(self, path: Path, file: Mapping[str, Any]) -> str:
        """Returns what was done. Asks again for requests that have expired."""
        for _ in range(ATTEMPTS):
            given = {"eventId": self._event_id, "files": [file], "validForSeconds": 12 * 3600}
            (ticket,) = self._service.ask("RequestUploads", given)["tickets"]
            if ticket["alreadyUploaded"]:
                self._progress.sent(file["sizeBytes"])
                return "Already there:"
            if self._send(path, ticket):
                return "Uploaded"
        raise Failed("storage refuses it again and again")

    def _send(self, path: Path, ticket: Mapping[str, Any]) -> bool:
        """Returns False if the ticket is of no use any more."""
        etags = {part["partNumber"]: part["etag"] for part in ticket["storedParts"]}
        sent = sum(part["sizeBytes"] for part in ticket["storedParts"])
        self._progress.sent(sent)
        if etags:
            self._progress.note(f"Going on with {path.name}: {len(etags)} of {len(ticket['requests'])} parts are there")
        for request in ticket["requests"]:
            number = request["partNumber"]
            if number in etags:
                continue
            etag = put(path, request, self._progress)
            if etag is None:
                self._progress.sent(-sent)
                return False
            sent += request["sizeBytes"]
            etags[number] = etag
        if ticket["uploadId"]:
            parts = [{"partNumber": number, "etag": etags[number]} for number in sorted(etags)]
            given = {"photoId": ticket["photo"]["id"], "uploadId": ticket["uploadId"], "parts": parts}
            self._service.ask("CompleteUpload", given)
        return True


def put(path: Path, request: Mapping[str, Any], progress: Progress) -> str | None:
    """The ETag of what storage has now. None if it refuses the request. Raises Failed."""
    headers = {header["name"]: header["value"] for header in request["headers"]}
    url = urlsplit(request["url"])
    connect = HTTPSConnection if url.scheme == "https" else HTTPConnection
    for pause in pauses():
        connection = connect(url.netloc, timeout=TIMEOUT_SECONDS)
        with path.open("rb") as file, closing(connection):
            file.seek(request["offset"])
            body = Slice(file, request["sizeBytes"], progress)
            try:
                connection.request(request["method"], f"{url.path}?{url.query}", body, headers)
                response = connection.getresponse()
            except (OSError, HTTPException) as error:
                reason = str(error)
            else:
                if response.status in (200, 412):  # 412: stored by an attempt whose answer was lost
                    return response.headers["ETag"] or ""
                reason = f"storage answers {response.status}"
        progress.sent(-body.read_bytes)
        if reason.endswith(("400", "403", "404")):
            return None
        time.sleep(pause)
    raise Failed(reason)


def pauses() -> Iterator[float]:
    """A pause after each attempt, growing to half a minute, and different on each device."""
    for attempt in range(ATTEMPTS):
        yield min(30, 2**attempt) * random.uniform(0.5, 1)


def described(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").digest()
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    size_bytes = path.stat().st_size
    checksum = base64.b64encode(sha256).decode()
    return {"filename": path.name, "contentType": kind, "sizeBytes": size_bytes, "sha256": checksum}


def codes_of(answer: Any) -> set[str]:
    return {error["extensions"]["code"] for error in answer.get("errors", [])}


def payload_of(answer: Any) -> Any:
    """Raises Failed."""
    if answer.get("errors"):
        raise Failed(answer["errors"][0]["message"])
    (payload,) = answer["data"].values()
    if payload["userErrors"]:
        raise Failed(payload["userErrors"][0]["message"])
    return payload


def main() -> None:
    parser = argparse.ArgumentParser(description="Uploads a folder to an event. Run it again to go on.")
    parser.add_argument("service", help="such as http://127.0.0.1:8000")
    parser.add_argument("event", help="the id of the event: the last part of its address in the web app")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--parallel", type=int, default=4, help="files at once (4)")
    chosen = parser.parse_args()
    paths = sorted(path for path in chosen.folder.rglob("*") if path.suffix.lower() in KINDS and path.is_file())
    if not paths:
        sys.exit(f"There is no photo or video in {chosen.folder}.")
    email = os.environ.get("IMGSH_EMAIL") or input("E-mail address: ")
    password = os.environ.get("IMGSH_PASSWORD") or getpass.getpass()
    progress = Progress(sum(path.stat().st_size for path in paths), len(paths))
    upload = FolderUpload(Service(chosen.service, email, password), chosen.event, progress, chosen.parallel)
    batches = (paths[start : start + FILES_A_REQUEST] for start in range(0, len(paths), FILES_A_REQUEST))
    failed = [message for batch in batches for message in upload.upload(batch)]
    sys.exit("\n".join(["Not uploaded:", *failed]) if failed else None)


if __name__ == "__main__":
    main()
