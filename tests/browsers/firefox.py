"""Firefox, spoken to by its own WebDriver: Marionette, which geckodriver would speak to."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from local.engine import HOST
from tests.browsers.page import PATIENCE_SECONDS, Page, Theme

PORT_FILE = "MarionetteActivePort"
FINE_AND_HOVERS = 6
"""A mouse: without a screen Firefox finds none."""

FAULTS = """
  return Services.console.getMessageArray().filter(each => each instanceof Ci.nsIScriptError)
    .filter(({ sourceName, category, flags }) => sourceName.startsWith("http") && !(flags & 1) || category === "CSP")
    .map(({ errorMessage, sourceName }) => `${errorMessage} (${sourceName})`);
"""


def preferences(downloads: Path, theme: Theme) -> dict[str, str | int | bool]:
    return {
        "marionette.port": 0,
        "browser.download.dir": str(downloads),
        "browser.download.folderList": 2,
        "browser.download.alwaysOpenPanel": False,
        "browser.helperApps.neverAsk.saveToDisk": "application/zip,image/jpeg",
        "layout.css.prefers-color-scheme.content-override": 0 if theme == "dark" else 1,
        "ui.allPointerCapabilities": FINE_AND_HOVERS,
        "ui.primaryPointerCapabilities": FINE_AND_HOVERS,
    }


@dataclass
class Marionette:
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    last: int = 0

    async def send(self, command: str, **parameters: Any) -> Any:
        return await self._ask(f"WebDriver:{command}", parameters)

    async def faults(self) -> list[str]:
        await self._ask("Marionette:SetContext", {"value": "chrome"})
        found: list[str] = await self.send("ExecuteScript", script=FAULTS, args=[])
        await self._ask("Marionette:SetContext", {"value": "content"})
        return found

    async def _ask(self, name: str, parameters: dict[str, Any]) -> Any:
        self.last += 1
        message = json.dumps([0, self.last, name, parameters]).encode()
        self.writer.write(b"%d:%s" % (len(message), message))
        _, _, error, result = await self.read()
        assert not error, (name, error["error"], error["message"])
        return result["value"] if isinstance(result, dict) and set(result) == {"value"} else result

    async def read(self) -> Any:
        length = await self.reader.readuntil(b":")
        return json.loads(await self.reader.readexactly(int(length[:-1])))


@asynccontextmanager
async def firefox(folder: Path, theme: Theme) -> AsyncIterator[Page]:
    program = shutil.which("firefox-esr") or shutil.which("firefox")
    assert program, "Firefox is missing: make browsers says how to install it"
    (profile := folder / "profile").mkdir()
    (downloads := folder / "downloads").mkdir()
    wanted = preferences(downloads, theme)
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in wanted.items()]
    (profile / "user.js").write_text("\n".join(lines))
    arguments = ("--headless", "--marionette", "--remote-allow-system-access", "--no-remote", "--profile", str(profile))
    with (folder / "said").open("wb") as said:
        process = await asyncio.create_subprocess_exec(program, *arguments, stdout=said, stderr=said)
    try:
        marionette = await connected(profile)
        await marionette.send("NewSession", unhandledPromptBehavior="accept")
        yield Page(marionette, downloads)
        marionette.writer.close()
    finally:
        process.terminate()
        await process.wait()


def port_of(profile: Path) -> int | None:
    file = profile / PORT_FILE
    return int(file.read_text() or 0) if file.exists() else None


async def connected(profile: Path) -> Marionette:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not (port := port_of(profile)):  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.1)
    found = Marionette(*await asyncio.open_connection(HOST, port, limit=2**24))
    await found.read()  # which protocol it speaks
    return found
