"""Reference cycles are looked for in the window's thread alone.

Python looks for them in whatever thread happens to make the next object. A timer, a model or an
animation that is freed outside the thread it lives in ends the process.
"""

from __future__ import annotations

import gc
import time

from PySide6.QtCore import QObject, QTimer

EVERY_MS = 250
_SHARE = 100
"""A look through everything takes no more than this part of the time."""


class Collector(QObject):
    """Does what Python's own collector would do, at moments when the window waits for its user."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._whole_from_s = 0.0
        gc.disable()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        self._timer.start(EVERY_MS)

    def look(self) -> None:
        """Free what nothing holds, as far as there is enough that is new."""
        due = [n for n, (made, most) in enumerate(self._counted()) if made > most]
        if not due:
            return
        begun_s = time.monotonic()
        whole = due[-1] == 2 and begun_s >= self._whole_from_s
        gc.collect(2 if whole else min(due[-1], 1))
        if whole:
            ended_s = time.monotonic()
            self._whole_from_s = ended_s + _SHARE * (ended_s - begun_s)

    @staticmethod
    def _counted() -> list[tuple[int, int]]:
        """For each generation, what has been counted and how much of it is let pass."""
        return list(zip(gc.get_count(), gc.get_threshold(), strict=True))
