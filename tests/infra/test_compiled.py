"""The code of dataclasses, kept in the bundle."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

THINGS = """\
from dataclasses import dataclass, field

@dataclass(frozen=True, order=True)
class Thing:
    size: int
    names: list[str] = field(default_factory=list)
"""

USES = """\
import builtins, sys
from infra import compiled

compiled.use(sys.argv[1])
compiled_anew = []
compile_source = builtins.exec
def watch(source, *places):
    if isinstance(source, str):
        compiled_anew.append(source)
    compile_source(source, *places)
builtins.exec = watch
from things import Thing
assert Thing(1) == Thing(1, []) < Thing(2, ["cake"])
assert repr(Thing(3)) == "Thing(size=3, names=[])"
assert hash(Thing.__init__)
try:
    Thing(1).size = 2
except AttributeError:
    print(len(compiled_anew))
"""


def python(folder: Path, *arguments: str) -> str:
    environment = {"PYTHONPATH": f"{folder}:{ROOT}", "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_a_dataclass_is_the_same_with_code_that_was_kept_and_nothing_is_compiled_for_it(tmp_path: Path) -> None:
    (tmp_path / "things.py").write_text(THINGS)
    python(tmp_path, "-m", "infra.compiled", "kept", "things")
    assert python(tmp_path, "-c", USES, "kept") == "0"


def test_without_what_was_kept_or_with_that_of_another_python_it_is_compiled_as_ever(tmp_path: Path) -> None:
    (tmp_path / "things.py").write_text(THINGS)
    python(tmp_path, "-m", "infra.compiled", "kept", "things")
    of_another = tmp_path / "of-another"
    of_another.write_bytes(b"\0" + (tmp_path / "kept").read_bytes()[1:])
    for file in ("absent", "of-another"):
        assert int(python(tmp_path, "-c", USES, file)) > 0


def test_a_class_that_changed_since_is_compiled_anew(tmp_path: Path) -> None:
    (tmp_path / "things.py").write_text(THINGS.replace("size: int\n", "size: int\n    weight: int = 0\n"))
    python(tmp_path, "-m", "infra.compiled", "kept", "things")
    (tmp_path / "things.py").write_text(THINGS)
    assert int(python(tmp_path, "-c", USES, "kept")) > 0
