"""Keeps the code of dataclasses: at each start they write the source of their methods anew, and have it compiled.

That is an eighth of a cold start of the API. `infra.bundle` has it done once and puts the outcome into the bundle, from
where `app.py` takes it. What is not found there is compiled as ever. docs/decisions/0019 has the figures.

    python -m infra.compiled FILE MODULE
"""

from __future__ import annotations

import builtins
import dataclasses
import marshal
import sys
from collections.abc import Callable
from importlib import import_module
from importlib.util import MAGIC_NUMBER
from types import CodeType

FILE = "dataclasses.bin"
"""Its name in a bundle, beside `app.py`."""

WITHOUT_REFERENCES = 2
"""Of marshal's formats the newest that makes the same bytes of the same code each time."""

Codes = dict[str, CodeType]
"""By source."""


def use(file: str) -> None:
    """From here on, in this process. Does nothing when there is no such file, or one of another Python."""
    try:
        with open(file, "rb") as kept:  # noqa: PTH123 - pathlib takes longer to import than this does
            if kept.read(len(MAGIC_NUMBER)) != MAGIC_NUMBER:
                return
            codes: Codes = marshal.load(kept)  # noqa: S302 - a part of the bundle, as the bytecode beside it is
    except FileNotFoundError:
        return
    _execute_by(lambda source: codes.get(source, source))


def keep(file: str, module: str) -> None:
    """What the module and all that it imports have compiled, by importing it."""
    codes: Codes = {}

    def remember(source: str) -> CodeType:
        return codes.setdefault(source, compile(source, "<string>", "exec"))

    _execute_by(remember)
    import_module(module)
    with open(file, "wb") as kept:  # noqa: PTH123 - as above
        kept.write(MAGIC_NUMBER + marshal.dumps(dict(sorted(codes.items())), WITHOUT_REFERENCES))


def _execute_by(find: Callable[[str], str | CodeType]) -> None:
    """The module `dataclasses` finds this before the built-in `exec`."""

    def execute(source: str, of_module: dict[str, object], into: dict[str, object]) -> None:
        builtins.exec(find(source), of_module, into)  # noqa: S102 - as `dataclasses` itself does

    vars(dataclasses)["exec"] = execute


if __name__ == "__main__":
    keep(*sys.argv[1:])
