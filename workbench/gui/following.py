"""Following: what was started as jobs is watched from the window until it has ended."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from workbench.records.outcome import Outcome

if TYPE_CHECKING:
    from workbench.jobs.queue import Batch

LOOK_MS = 100


class Following(QObject):
    """Asks a batch how far it is, then hands over its outcomes. It ends with its owner."""

    def __init__(
        self,
        owner: QObject,
        batch: Batch,
        then: Callable[[Sequence[Outcome]], None],
        progressed: Callable[[float], None] | None = None,
    ) -> None:
        super().__init__(owner)
        self._batch, self._then, self._progressed = batch, then, progressed
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def cancel(self) -> None:
        """Cancel it; what is finished is kept, and the outcomes are handed over."""
        self._batch.cancel()

    def leave(self) -> None:
        """Look no more; what was started goes on, or ends with the case."""
        self._timer.stop()

    def _look(self) -> None:
        if self._progressed is not None:
            self._progressed(self._batch.part)
        if self._batch.done:
            self._timer.stop()
            self._then(self._batch.outcomes)
            self.deleteLater()
