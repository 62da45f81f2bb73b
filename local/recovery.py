"""Reads what the storage engine found in its journal at its start, to say it in one line."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ValidationError


class Recovery(BaseModel):
    """`records` are the changes since the last clean stop. `torn_bytes` were not written in full.

    `unrecorded` files were stored, but a power cut has taken their records.
    """

    records: int = 0
    torn_bytes: int = 0
    unrecorded: int = 0
    seconds: float = 0
    error: str | None = None

    @property
    def sentence(self) -> str | None:
        """None after a clean stop."""
        if self.error:
            return f"Not every change could be recovered: {self.error}"
        changes = "1 change" if self.records == 1 else f"{self.records:,} changes"
        recovered = f"Recovered {changes} since the last clean stop." if self.records else ""
        torn = "The last record was incomplete: if the power failed, the changes of the last second may be missing."
        files = "1 file" if self.unrecorded == 1 else f"{self.unrecorded:,} files"
        found = f"Found {files} whose record was missing." if self.unrecorded else ""
        return " ".join(filter(None, [recovered, torn if self.torn_bytes else "", found])) or None


def read(engine_dir: Path) -> Recovery:
    """Returns an empty one if the engine wrote none."""
    file = engine_dir / "state" / "recovery.json"
    try:
        return Recovery.model_validate_json(file.read_bytes())
    except FileNotFoundError:
        return Recovery()
    except ValidationError:
        return Recovery(error=f"{file} can't be read.")
