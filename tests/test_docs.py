"""What the documents name exists: files, modules, make targets and linked pages."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.user_journey import operations

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
FOLDERS = {path.name for path in ROOT.iterdir() if path.is_dir()} - {"dist"}
SUFFIXES = {".py", ".md", ".ts", ".tsx", ".mjs", ".toml", ".graphql", ".in"}
TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))


def _paths(text: str) -> Iterator[str]:
    """Code spans that are a path from the root: `domain/models.py`, `web/src/`, `app.py`."""
    for span in re.findall(r"`([\w./-]+)`", text):
        folder, slash, _ = span.partition("/")
        if (slash and folder in FOLDERS) or Path(span).suffix in SUFFIXES:
            yield span


def _modules(text: str) -> Iterator[str]:
    for module in re.findall(r"python3? -m ([\w.]+)", text):
        yield module.replace(".", "/")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_documents_name_only_what_exists(document: Path) -> None:
    text = document.read_text()
    dead = [path for path in _paths(text) if not (ROOT / path).exists()]
    dead += [path for path in _modules(text) if not ((ROOT / path).is_dir() or (ROOT / f"{path}.py").exists())]
    dead += [link for link in re.findall(r"\]\(([^)#:]+)[#)]", text) if not (document.parent / link).exists()]
    dead += [target for target in re.findall(r"(?<=`|\n)make ([a-z-]+)", text) if target not in TARGETS]
    assert not dead


def test_each_operation_of_the_guide_is_also_a_file() -> None:
    files = {file.stem: file.read_text() for file in (ROOT / "docs" / "operations").iterdir()}
    assert files == operations(), "copy the operation from docs/clients.md to docs/operations"


def test_every_decision_has_a_status_and_a_date_and_is_listed() -> None:
    folder = ROOT / "docs" / "decisions"
    listed = (folder / "README.md").read_text()
    for page in folder.glob("0*.md"):
        number, title = page.name[:4], page.read_text().splitlines()[0].removeprefix("# ")[5:]
        assert re.search(r"^Status: .+\nDate: \d{4}-\d\d-\d\d$", page.read_text(), re.MULTILINE), page.name
        assert f"| [{number}]({page.name}) | {title} |" in listed


def test_the_programs_in_the_runbook_run() -> None:
    programs = re.findall(r"python -c '(.+?)'", (ROOT / "docs" / "runbook.md").read_text(), re.DOTALL)
    assert programs
    for program in programs:
        subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True, capture_output=True)
