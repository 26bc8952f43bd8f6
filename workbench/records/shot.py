"""Shot: a stretch of frames recorded without interruption (what is often miscalled a scene)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from workbench.records.mediatime import Span


class Transition(StrEnum):
    """How a shot begins."""

    START = "start"
    CUT = "cut"
    FADE = "fade"
    DISSOLVE = "dissolve"


@dataclass(frozen=True, slots=True)
class Shot:
    """One shot: where it lies and how it begins. A cut is the boundary instant only."""

    span: Span
    first_index: int
    """Index of its first frame."""
    last_index: int
    """Index of its last frame."""
    begins_with: Transition
