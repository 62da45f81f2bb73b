"""Reads what the storage engine found in its journal at its start, to say it in one line."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ValidationError


class Recovery(BaseModel):
    """`records` are the changes since the last clean stop. `torn_bytes` are the rest of one that was being written."""

    records: int = 0
    torn_bytes: int = 0
    seconds: float = 0
    error: str | None = None

    @property
    def sentence(self) -> str | None:
        """None after a clean stop."""
        if self.error:
            return f"Not every change could be recovered: {self.error}"
        torn = " The last one was incomplete and had not been confirmed to anybody." if self.torn_bytes else ""
        if not self.records:
            return f"No change was lost since the last clean stop.{torn}" if torn else None
        changes = "1 change" if self.records == 1 else f"{self.records:,} changes"
        return f"Recovered {changes} since the last clean stop.{torn}"


def read(engine_dir: Path) -> Recovery:
    """Returns an empty one if the engine wrote none."""
    file = engine_dir / "state" / "recovery.json"
    try:
        return Recovery.model_validate_json(file.read_bytes())
    except FileNotFoundError:
        return Recovery()
    except ValidationError:
        return Recovery(error=f"{file} can't be read.")
