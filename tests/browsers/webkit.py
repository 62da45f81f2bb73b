"""WebKitGTK, which has the engine of Safari: by its own WebDriver, on a screen of its own."""

from __future__ import annotations

import asyncio
import os
import shutil
from asyncio.subprocess import DEVNULL, Process
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from local.engine import HOST, free_ports
from tests.browsers.page import PATIENCE_SECONDS, Page, Theme

PATHS = {
    "Back": "back",
    "ElementClick": "element/{id}/click",
    "ElementSendKeys": "element/{id}/value",
    "ExecuteScript": "execute/sync",
    "Navigate": "url",
    "PerformActions": "actions",
    "Refresh": "refresh",
    "SetWindowRect": "window/rect",
}
LOADING = ("Back", "Navigate", "Refresh")
WATCH = """
  if (window.faults) return;
  window.faults = JSON.parse(sessionStorage.faults ?? "[]");
  const note = fault => {
    faults.push(fault);
    sessionStorage.faults = JSON.stringify(faults);
  };
  addEventListener("error", ({ message }) => note(message));
  addEventListener("unhandledrejection", ({ reason }) => note(String(reason)));
  addEventListener("securitypolicyviolation", ({ blockedURI, violatedDirective }) =>
    note(`${violatedDirective} ${blockedURI}`));
"""
"""Its console is told to no driver: the page writes down what goes wrong, but for the very start."""
NOTED = "return JSON.parse(sessionStorage.faults ?? '[]')"
BROWSER = "webkit2gtk-4.1/MiniBrowser"
SCREEN = "1600x1200x24"


@dataclass(frozen=True)
class Driver:
    client: httpx.AsyncClient
    """Its base is the session."""

    async def send(self, command: str, **parameters: Any) -> Any:
        path = PATHS[command].format(**parameters)
        answer = (await self.client.post(path, json=parameters)).json()["value"]
        assert not (isinstance(answer, dict) and "error" in answer), (command, answer)
        if command in LOADING:
            await self.send("ExecuteScript", script=WATCH, args=[])
        return answer

    async def faults(self) -> list[str]:
        found: list[str] = await self.send("ExecuteScript", script=NOTED, args=[])
        return found


@asynccontextmanager
async def webkit(folder: Path, theme: Theme) -> AsyncIterator[Page]:
    (port,) = free_ports(1)
    async with screen() as display:
        environment = surroundings(folder, display, theme)
        async with driver(port, environment), httpx.AsyncClient(trust_env=False, timeout=60) as client:
            session = await begun(client, f"http://{HOST}:{port}/session")
            client.base_url = httpx.URL(f"{session}/")
            yield Page(Driver(client), folder)
            await client.delete(session)


def surroundings(folder: Path, display: str, theme: Theme) -> Mapping[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "DISPLAY": display,
        "GTK_THEME": "Adwaita:dark" if theme == "dark" else "Adwaita",
        "HOME": str(folder),  # where it saves files, too
        "LIBGL_ALWAYS_SOFTWARE": "1",
        # Its sandbox asks for rights that containers don't have; it shows pages of ours alone.
        "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1",
    }


def executable() -> str:
    found = next(Path("/usr").glob(f"lib*/**/{BROWSER}"), None)
    assert found, "WebKitGTK's browser is missing: make browsers says how to install it"
    return str(found)


async def begun(client: httpx.AsyncClient, url: str) -> str:
    """The address of a new session."""
    options = {"binary": executable(), "args": ["--automation"]}
    wanted = {"webkitgtk:browserOptions": options, "unhandledPromptBehavior": "accept"}
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            try:
                answer = await client.post(url, json={"capabilities": {"alwaysMatch": wanted}})
                return f"{url}/{answer.json()['value']['sessionId']}"
            except httpx.ConnectError:
                await asyncio.sleep(0.1)


@asynccontextmanager
async def screen() -> AsyncIterator[str]:
    reading, writing = os.pipe()
    arguments = ("-displayfd", str(writing), "-screen", "0", SCREEN, "-nolisten", "tcp")
    started = await start("Xvfb", *arguments, passed=[writing])
    os.close(writing)
    try:
        with os.fdopen(reading) as told:
            yield f":{(await asyncio.to_thread(told.readline)).strip()}"
    finally:
        started.terminate()
        await started.wait()


@asynccontextmanager
async def driver(port: int, environment: Mapping[str, str]) -> AsyncIterator[None]:
    started = await start("WebKitWebDriver", f"--host={HOST}", f"--port={port}", environment=environment)
    try:
        yield
    finally:
        started.terminate()
        await started.wait()


async def start(
    name: str, *arguments: str, environment: Mapping[str, str] | None = None, passed: Sequence[int] = ()
) -> Process:
    program = shutil.which(name)
    assert program, f"{name} is missing: make browsers says how to install it"
    return await asyncio.create_subprocess_exec(
        program, *arguments, env=environment, pass_fds=passed, stdout=DEVNULL, stderr=DEVNULL
    )
