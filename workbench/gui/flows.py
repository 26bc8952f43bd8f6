"""Flows: what goes beyond the window of one case."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Flows:
    """What goes beyond one case: the application does it."""

    new_case: Callable[[], None]
    choose_case: Callable[[], None]
    open_sample: Callable[[], None]
    close_case: Callable[[], None]
    quit: Callable[[], None]
    open_case: Callable[[Path], None]
