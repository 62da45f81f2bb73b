"""A page in some browser, and what a person does with it: over WebDriver, which all browsers speak."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Protocol

Theme = Literal["light", "dark"]

PATIENCE_SECONDS = 20.0
LOOK_EVERY_SECONDS = 0.1
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
"""What WebDriver calls a reference to an element."""

KEYS = {
    "Enter": "\ue007",
    "Shift": "\ue008",
    "Control": "\ue009",
    "Escape": "\ue00c",
    "End": "\ue010",
    "Home": "\ue011",
    "ArrowLeft": "\ue012",
    "ArrowUp": "\ue013",
    "ArrowRight": "\ue014",
    "ArrowDown": "\ue015",
}
NAMED = """
  const [name] = arguments;
  const around = [...document.querySelectorAll("dialog[open], .pswp--ui-visible")].at(-1) ?? document;
  const nameOf = element => element.ariaLabel || element.labels?.[0]?.innerText || element.innerText || element.title;
  const all = [...around.querySelectorAll("button, a, input, select, textarea")].filter(each => each.checkVisibility());
  return all.find(each => nameOf(each).trim() === name) ?? all.find(each => nameOf(each).trim().startsWith(name));
"""
SEEN = """
  const [text] = arguments;
  return document.body.innerText.replaceAll(/\\s/g, " ").includes(text);
"""
SELECTED = """
  const tiles = [...document.querySelectorAll(".tile[data-selected]")];
  return tiles.map(tile => Number(tile.dataset.index)).sort((one, other) => one - other).join() === arguments[0];
"""


class Wire(Protocol):
    """One browser that listens."""

    async def send(self, command: str, **parameters: Any) -> Any:
        """The value that WebDriver answers the command with; fails where that is an error."""

    async def faults(self) -> list[str]:
        """Errors of scripts, and what the page's policy refused, since the browser was started."""


@dataclass(frozen=True)
class Page:
    wire: Wire
    downloads: Path
    """Where the browser saves files."""

    async def go(self, url: str) -> None:
        await self.wire.send("Navigate", url=url)

    async def back(self) -> None:
        await self.wire.send("Back")

    async def reload(self) -> None:
        await self.wire.send("Refresh")

    async def resize(self, width: int, height: int) -> None:
        await self.wire.send("SetWindowRect", width=width, height=height)

    async def run(self, script: str, *arguments: Any) -> Any:
        """What the script returns; it finds `arguments` as functions do."""
        return await self.wire.send("ExecuteScript", script=script, args=list(arguments))

    async def until(self, script: str, *arguments: Any) -> Any:
        """What the script returns, as soon as that is something."""
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                while not (found := await self.run(script, *arguments)):  # noqa: ASYNC110 - pages don't tell
                    await asyncio.sleep(LOOK_EVERY_SECONDS)
        except TimeoutError:
            shown = await self.run("return document.body.innerText")
            raise AssertionError(f"{script} {arguments} never came true on: {shown}") from None
        return found

    async def sees(self, text: str) -> None:
        await self.until(SEEN, text)

    async def has(self, selector: str, count: int = 1) -> None:
        await self.until("return document.querySelectorAll(arguments[0]).length === arguments[1]", selector, count)

    async def click(self, selector: str) -> None:
        found = await self.until("return document.querySelector(arguments[0])", selector)
        await self.wire.send("ElementClick", id=found[ELEMENT])

    async def press_button(self, name: str) -> None:
        """The button or link that is called so, or whose name begins so; of an open dialog, where there is one."""
        found = await self.until(NAMED, name)
        # WebKit's driver finds nothing that a dialog must scroll to.
        await self.run("arguments[0].scrollIntoView({ block: 'nearest' })", found)
        await self.wire.send("ElementClick", id=found[ELEMENT])

    async def fill(self, label: str, text: str) -> None:
        element = await self.until(NAMED, label)
        await self.run("arguments[0].value = ''", element)
        await self.wire.send("ElementSendKeys", id=element[ELEMENT], text=text)

    async def choose_files(self, files: Sequence[Path]) -> None:
        found = await self.until("return document.querySelector('input[type=file]:not([webkitdirectory])')")
        await self.wire.send("ElementSendKeys", id=found[ELEMENT], text="\n".join(map(str, files)))

    async def hover(self, selector: str) -> None:
        found = await self.until("return document.querySelector(arguments[0])", selector)
        await self._act({"type": "pointer", "id": "mouse", "actions": [_move_to(found)]})

    async def click_with(self, key: str, selector: str) -> None:
        """Clicks while the key is held."""
        found = await self.until("return document.querySelector(arguments[0])", selector)
        pressed = [_move_to(found), {"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0}]
        held = [_key("keyDown", key), *[{"type": "pause"}] * len(pressed), _key("keyUp", key)]
        await self._act(
            {"type": "key", "id": "keys", "actions": held},
            {"type": "pointer", "id": "mouse", "actions": [{"type": "pause"}, *pressed]},
        )

    async def drag(self, selector: str, onto: str) -> None:
        """Drags with the mouse, which stays pressed: the drivers of browsers don't let a dragged thing fall."""
        dragged, target = [
            await self.until("return document.querySelector(arguments[0])", each) for each in (selector, onto)
        ]
        begun = {**_move_to(dragged), "x": 12, "y": 12, "duration": 100}
        over = {**_move_to(target), "duration": 200}
        again = {**_move_to(target), "x": 4, "y": 2, "duration": 100}
        actions = [_move_to(dragged), {"type": "pointerDown", "button": 0}, begun, over, again]
        await self._act({"type": "pointer", "id": "mouse", "actions": actions})

    async def press(self, *keys: str) -> None:
        """Keys by their names, such as `a`, `Enter` or `Control+a`, one after the other."""
        for combined in keys:
            *held, last = combined.split("+")
            down = [_key("keyDown", key) for key in (*held, last)]
            up = [_key("keyUp", key) for key in (last, *reversed(held))]
            await self._act({"type": "key", "id": "keys", "actions": [*down, *up]})

    async def has_selected(self, *numbers: int) -> None:
        """Of the photos that are in the document."""
        await self.until(SELECTED, ",".join(map(str, numbers)))

    async def _act(self, *sources: dict[str, Any]) -> None:
        await self.wire.send("PerformActions", actions=sources)


def _key(kind: str, name: str) -> dict[str, str]:
    return {"type": kind, "value": KEYS.get(name, name)}


def _move_to(element: dict[str, str]) -> dict[str, Any]:
    return {"type": "pointerMove", "duration": 0, "x": 0, "y": 0, "origin": element}
