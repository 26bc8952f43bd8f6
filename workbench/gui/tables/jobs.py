"""Jobs as a table."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from workbench.gui import words
from workbench.gui.tables.record_table import Column, RecordTable
from workbench.i18n import _
from workbench.i18n.safe import shown
from workbench.i18n.sentences import sentence
from workbench.records.job import Job
from workbench.records.run import JobState

if TYPE_CHECKING:
    from workbench.jobs.queue import Queue


def job_table(queue: Queue) -> RecordTable[Job]:
    """Every job of this sitting, the running ones first."""

    # The queue forgets what ended long ago: rows are shown from one look at it.
    seen: dict[int, Job] = {}

    def ids(_search: str, _order: str) -> list[int]:
        jobs = sorted(queue.jobs(), key=_rank)
        seen.clear()
        seen.update((job.id, job) for job in jobs)
        return list(seen)

    return RecordTable(
        columns=(
            Column(_("Work"), lambda j: words.job_text(j.act), width_px=110),
            Column(_("On"), subject_text, width_px=230),
            Column(_("State"), state_text, icon=lambda j: words.word(j.state).icon, width_px=180),
        ),
        ids=ids,
        fetch=seen.__getitem__,
        kinds=frozenset(),
    )


def subject_text(job: Job) -> str:
    """What it works on; of a file its name only."""
    adding = job.act in ("item.add", "library.add")
    return shown(PurePath(job.subject).name if adding else job.subject)


def _rank(job: Job) -> tuple[int, int]:
    """Running, then queued in their order, then ended, the last one first."""
    if job.state is JobState.RUNNING:
        return 0, job.id
    return (2, -job.id) if job.state.ended else (1, job.id)


def state_text(job: Job) -> str:
    """How far it is, or how it ended and why."""
    if job.state is JobState.RUNNING and job.done is not None:
        said = _("{percent} %").format(percent=round(job.done * 100))
        left = words.left_text(job.seconds_left)
        return f"{said}, {left}" if left else said
    said = words.word(job.state).text
    if job.reason is None:
        return said
    return _("{state}: {why}").format(state=said, why=sentence(job.reason))
