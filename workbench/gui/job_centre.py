"""Job centre: at the top right, how far all work is; opened, each job and its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QSize, Qt, QTimer
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QProgressBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from workbench.gui import buttons, text, theme, words
from workbench.gui.tables.jobs import job_table, state_text, subject_text
from workbench.gui.tables.table_view import TableView
from workbench.i18n import _, ngettext
from workbench.records.job import Job
from workbench.records.run import JobState

if TYPE_CHECKING:
    from workbench.gui.bridge import Bridge
    from workbench.session import Session

REFRESH_MS = 100
BAR_PX = 120
POPUP = QSize(560, 320)


class JobCentre(QWidget):
    """A thin bar, “3 of 12”, and a cross that cancels. Counts from the last time all was done."""

    def __init__(self, session: Session, bridge: Bridge) -> None:
        super().__init__()
        self._queue = session.jobs
        self._first = 0
        """Jobs below this id ended before the present batch of work began."""
        self._popup = Popup(session, self)
        self._refresh = QTimer(self, singleShot=True, interval=REFRESH_MS)
        self._refresh.timeout.connect(self.show_jobs)
        bridge.job_moved.connect(self._on_job)
        self._lay_out()
        self.show_jobs()

    def _lay_out(self) -> None:
        self.subject = text.Elided("", "caption")
        self.subject.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.subject.setFixedWidth(200)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedSize(BAR_PX, 4)
        self.bar.setAccessibleName(_("Progress of all jobs"))
        self.count = QToolButton()
        self.count.setToolTip(_("Show all jobs"))
        self.count.clicked.connect(self._open)
        said = _("Cancel all jobs; what is finished is kept")
        self.cancel = buttons.tool("x", said, self._queue.cancel_all)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, theme.GAP, 0)
        layout.setSpacing(theme.GAP)
        for widget in (self.subject, self.bar, self.count, self.cancel):
            layout.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)

    def _on_job(self, _job: Job) -> None:
        if not self._refresh.isActive():
            self._refresh.start()

    def show_jobs(self) -> None:
        """Show how far the present batch of work is."""
        jobs = [job for job in self._queue.jobs() if job.id >= self._first]
        ended = sum(job.state.ended for job in jobs)
        busy = ended < len(jobs)
        for widget in (self.subject, self.bar, self.cancel):
            widget.setVisible(busy)
        if busy:
            self._show_progress(jobs, ended)
        else:
            self._show_rest(jobs)
        self._popup.refresh()

    def _show_progress(self, jobs: list[Job], ended: int) -> None:
        parts = sum(job.done or 0.0 for job in jobs if job.state is JobState.RUNNING)
        self.bar.setRange(0, 1000)
        self.bar.setValue(round(1000 * (ended + parts) / len(jobs)))
        self.count.setText(_("{done} of {all}").format(done=ended, all=len(jobs)))
        running = [job for job in jobs if job.state is JobState.RUNNING]
        if running:
            job = running[0]
            said = f"{words.job_text(job.act)}  {subject_text(job)}"
            left = words.left_text(job.seconds_left)
            self.subject.setText(f"{said}  ·  {left}" if left else said)

    def _show_rest(self, jobs: list[Job]) -> None:
        failed = sum(job.state is JobState.FAILED for job in jobs)
        if jobs:
            self._first = max(job.id for job in jobs) + 1
        if failed:
            said = ngettext("{n} job failed", "{n} jobs failed", failed).format(n=failed)
            self.count.setText(said)
        elif jobs or not self.count.text() or self.count.text()[0].isdigit():
            self.count.setText(_("No jobs"))

    def _open(self) -> None:
        corner = self.mapToGlobal(QPoint(self.width() - POPUP.width(), self.height() + 6))
        self._popup.refresh()
        self._popup.move(corner)
        self._popup.show()


class Popup(QFrame):
    """All jobs of this sitting."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("role", "card")
        self.resize(POPUP)
        self._queue = session.jobs
        self.table = job_table(session.jobs)
        self.view = TableView(self.table)
        self.cancel = buttons.push(_("Cancel chosen"), self._cancel_chosen)
        head = QHBoxLayout()
        head.addWidget(text.heading(_("Jobs")), 1)
        head.addWidget(self.cancel)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.PANEL, theme.PANEL, theme.PANEL, theme.PANEL)
        layout.setSpacing(theme.GAP)
        layout.addLayout(head)
        layout.addWidget(self.view, 1)
        self.told = text.wrapped(text.caption())
        layout.addWidget(self.told)
        self.view.selectionModel().selectionChanged.connect(lambda _now, _before: self._tell())
        self._tell()

    def refresh(self) -> None:
        if self.isVisible():
            self.table.refresh()

    def showEvent(self, event: object) -> None:
        self.table.refresh()
        super().showEvent(event)  # type: ignore[arg-type]

    def _tell(self) -> None:
        """What became of the chosen job, in full."""
        chosen = [self.table.row_of(job) for job in self.view.chosen()]
        if len(chosen) == 1 and chosen[0] is not None:
            job = self.table.record(chosen[0])
            self.told.setText(f"{subject_text(job)}: {state_text(job)}")
        else:
            self.told.setText(_("Cancelling keeps what is finished and leaves no half item."))

    def _cancel_chosen(self) -> None:
        for job in self.view.chosen():
            self._queue.cancel(job)
