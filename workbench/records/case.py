"""Case: one investigation, kept in one project file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Case:
    """One case: its title, when and by which version of the program it was made."""

    title: str
    created: datetime
    """Aware, UTC."""
    made_by: str
    """Name and version of the program that made the file."""
