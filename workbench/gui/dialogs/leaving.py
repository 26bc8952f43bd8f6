"""Leaving: work is under way when a case is to be closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QProgressBar, QVBoxLayout, QWidget

from workbench.gui import text, theme
from workbench.i18n import _, ngettext

if TYPE_CHECKING:
    from workbench.jobs.queue import Queue

LOOK_MS = 100


class Leaving(QDialog):
    """Accepted when all jobs have ended; they can be stopped, or all can stay as it is."""

    def __init__(self, queue: Queue, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._queue = queue
        self.setWindowTitle(_("Work is under way"))
        self.setMinimumWidth(480)
        self.count = text.heading()
        self.progress = QProgressBar(maximum=1000, textVisible=False)
        buttons = QDialogButtonBox()
        role = QDialogButtonBox.ButtonRole
        self.stay = buttons.addButton(_("Stay"), role.RejectRole)
        self.stop = buttons.addButton(_("Stop them and close"), role.ActionRole)
        self.stop.clicked.connect(self._stop)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.GROUP, theme.GROUP, theme.GROUP, theme.GROUP)
        layout.setSpacing(theme.PANEL)
        layout.addWidget(self.count)
        layout.addWidget(self.progress)
        layout.addWidget(
            text.wrapped(
                text.secondary(
                    _(
                        "The case is closed when they have ended. Where you stop them, what is "
                        "finished is kept, measuring is offered again when the case is opened, "
                        "and files that are not in the case yet are to be added again."
                    )
                )
            )
        )
        layout.addWidget(buttons)
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self._look)
        self._timer.start()
        self._first = min((j.id for j in queue.jobs() if not j.state.ended), default=0)
        self._look()

    def _look(self) -> None:
        jobs = [job for job in self._queue.jobs() if job.id >= self._first]
        under_way = sum(not job.state.ended for job in jobs)
        if not under_way:
            self.accept()
            return
        self.count.setText(
            ngettext(
                "{n} job is still under way.", "{n} jobs are still under way.", under_way
            ).format(n=under_way)
        )
        done = sum(1.0 if job.state.ended else job.done or 0.0 for job in jobs)
        self.progress.setValue(round(1000 * done / len(jobs)))

    def _stop(self) -> None:
        self.stop.setEnabled(False)
        self.stay.setEnabled(False)
        self._queue.stop_all()


def may_leave(queue: Queue, parent: QWidget) -> bool:
    """Whether the case may be closed: nothing is under way, or the analyst has said what of it."""
    if not queue.busy:
        return True
    dialog = Leaving(queue, parent)
    left = bool(dialog.exec())
    dialog.deleteLater()
    return left
