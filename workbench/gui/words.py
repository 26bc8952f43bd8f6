"""Words: what the records' values are called for people, each with its icon."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from functools import partial
from typing import NamedTuple

from workbench.i18n import _, libraries
from workbench.records.claim import Assessment, Confidence, Falsehood, Question
from workbench.records.dossier import DossierVariant
from workbench.records.item import MediaKind, MediaStatus, WorkStatus
from workbench.records.known import (
    Credibility,
    EntryStatus,
    PlacePrecision,
    Reliability,
)
from workbench.records.match import Decision
from workbench.records.run import JobState


class Word(NamedTuple):
    """A state as it is shown: never by colour alone."""

    text: str
    icon: str


def word(value: StrEnum) -> Word:
    """The word and the icon for any value of the vocabulary."""
    text, icon = _WORDS[value.__class__, value]
    return Word(text(), icon)


_WORDS: dict[tuple[type[StrEnum], StrEnum], tuple[Callable[[], str], str]] = {
    (MediaKind, MediaKind.CLIP): (lambda: _("clip"), "film"),
    (MediaKind, MediaKind.STILL): (lambda: _("still"), "image"),
    (MediaKind, MediaKind.SOUND): (lambda: _("sound"), "audio-lines"),
    (MediaKind, MediaKind.UNKNOWN): (lambda: _("unknown"), "file-question-mark"),
    (MediaStatus, MediaStatus.OK): (lambda: _("readable"), "check"),
    (MediaStatus, MediaStatus.PARTIAL): (lambda: _("partly readable"), "triangle-alert"),
    (MediaStatus, MediaStatus.UNSUPPORTED): (lambda: _("unsupported"), "file-question-mark"),
    (MediaStatus, MediaStatus.DAMAGED): (lambda: _("damaged"), "triangle-alert"),
    (MediaStatus, MediaStatus.QUARANTINED): (lambda: _("quarantined"), "shield-alert"),
    (WorkStatus, WorkStatus.TO_DO): (lambda: _("to do"), "circle"),
    (WorkStatus, WorkStatus.IN_PROGRESS): (lambda: _("in progress"), "circle-dot"),
    (WorkStatus, WorkStatus.HELP_NEEDED): (lambda: _("help needed"), "life-buoy"),
    (WorkStatus, WorkStatus.READY_FOR_REVIEW): (lambda: _("ready for review"), "eye"),
    (WorkStatus, WorkStatus.COMPLETED): (lambda: _("completed"), "circle-check"),
    (WorkStatus, WorkStatus.CANCELLED): (lambda: _("cancelled"), "circle-slash"),
    (Assessment, Assessment.CONFIRMED): (lambda: _("confirmed"), "circle-check"),
    (Assessment, Assessment.LIKELY): (lambda: _("likely"), "circle-dot"),
    (Assessment, Assessment.NOT_ESTABLISHED): (lambda: _("not established"), "circle-dashed"),
    (Assessment, Assessment.CONTRADICTED): (lambda: _("contradicted"), "circle-x"),
    (Confidence, Confidence.HIGH): (lambda: _("high confidence"), "signal-high"),
    (Confidence, Confidence.MODERATE): (lambda: _("moderate confidence"), "signal-medium"),
    (Confidence, Confidence.LOW): (lambda: _("low confidence"), "signal-low"),
    (Falsehood, Falsehood.MODIFIED): (lambda: _("modified"), "pencil"),
    (Falsehood, Falsehood.MISDATED): (lambda: _("misdated"), "calendar-x"),
    (Falsehood, Falsehood.MISLOCATED): (lambda: _("mislocated"), "map-pin-off"),
    (Falsehood, Falsehood.MISREPRESENTED): (lambda: _("misrepresented"), "message-square-warning"),
    (Question, Question.PROVENANCE): (lambda: _("Provenance"), "fingerprint"),
    (Question, Question.SOURCE): (lambda: _("Source"), "user"),
    (Question, Question.DATE): (lambda: _("Date"), "calendar"),
    (Question, Question.LOCATION): (lambda: _("Location"), "map-pin"),
    (Question, Question.MOTIVATION): (lambda: _("Motivation"), "megaphone"),
    (Decision, Decision.UNDECIDED): (lambda: _("undecided"), "circle-dashed"),
    (Decision, Decision.ACCEPTED): (lambda: _("accepted"), "check"),
    (Decision, Decision.REJECTED): (lambda: _("rejected"), "x"),
    (JobState, JobState.QUEUED): (lambda: _("queued"), "clock"),
    (JobState, JobState.RUNNING): (lambda: _("running"), "loader-circle"),
    (JobState, JobState.DONE): (lambda: _("done"), "check"),
    (JobState, JobState.FAILED): (lambda: _("failed"), "triangle-alert"),
    (JobState, JobState.CANCELLED): (lambda: _("cancelled"), "circle-slash"),
    (JobState, JobState.INTERRUPTED): (lambda: _("interrupted"), "circle-pause"),
    (EntryStatus, EntryStatus.READY): (lambda: _("can be found"), "check"),
    (EntryStatus, EntryStatus.PENDING): (lambda: _("not measured"), "clock"),
    (EntryStatus, EntryStatus.FAILED): (lambda: _("failed"), "triangle-alert"),
    **{
        (PlacePrecision, value): (partial(libraries.precision, value), "map-pin")
        for value in PlacePrecision
    },
    **{
        (Reliability, value): (partial(libraries.reliability, value), "user")
        for value in Reliability
    },
    **{
        (Credibility, value): (partial(libraries.credibility, value), "file-text")
        for value in Credibility
    },
    (DossierVariant, DossierVariant.INTERNAL): (lambda: _("internal"), "lock"),
    (DossierVariant, DossierVariant.PUBLIC): (lambda: _("public"), "users"),
}


def question_sentence(question: Question) -> str:
    """The question itself, as the trade asks it."""
    return {
        Question.PROVENANCE: _("Is this the original piece of footage?"),
        Question.SOURCE: _("Who recorded it?"),
        Question.DATE: _("When was it recorded?"),
        Question.LOCATION: _("Where was it recorded?"),
        Question.MOTIVATION: _("Why was it recorded and shared?"),
    }[question]


def job_text(act: str) -> str:
    """What a job does: `item.add` is “adding”."""
    texts = {
        "item.add": _("Adding"),
        "measure": _("Measuring"),
        "match": _("Matching"),
        "extract": _("Extracting"),
        "library.add": _("Adding to the library"),
        "library.import": _("Importing into the library"),
        "library.export": _("Exporting from the library"),
        "dossier": _("Writing the dossier"),
        "sample.footage": _("Preparing the footage of the sample"),
        "judge": _("Writing claims and findings"),
    }
    return texts.get(act, act)


def act_text(act: str) -> str:
    """What was done, for undo and redo: `annotation.edit` is “edit annotation”."""
    nouns = {
        "annotation": _("annotation"),
        "claim": _("claim"),
        "finding": _("finding"),
        "sheet": _("item sheet"),
        "item_sheet": _("item sheet"),
        "item": _("item sheet"),
        "source": _("source of an item"),
        "match": _("decision on a match"),
        "decision": _("decision on a match"),
        "stack": _("adjustments"),
    }
    verbs = {
        "add": _("add {what}"),
        "save": _("keep {what}"),
        "edit": _("edit {what}"),
        "remove": _("remove {what}"),
        "decide": _("{what}"),
        "answer": _("answer of a {what}"),
    }
    noun, _dot, verb = act.partition(".")
    if noun not in nouns:
        return act
    return verbs.get(verb, "{what}").format(what=nouns[noun])


def duration_text(seconds: Fraction | float | None) -> str:
    """`0:42`, `1:02:03`; tenths below ten seconds; `–` where there is none."""
    if seconds is None:
        return "–"
    if seconds < 10:
        return _("{s} s").format(s=f"{float(seconds):.1f}")
    minutes, second = divmod(int(seconds), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02d}:{second:02d}" if hours else f"{minute}:{second:02d}"


def left_text(seconds: float | None) -> str:
    """Time left of a job, rounded to what is of use; empty where it cannot be told."""
    if seconds is None:
        return ""
    if seconds < 90:
        return _("{n} s left").format(n=max(round(seconds), 1))
    return _("{n} min left").format(n=round(seconds / 60))


def size_text(size_bytes: int) -> str:
    """Bytes in the unit that gives at most four figures."""
    if size_bytes < 1000:
        return _("{n} bytes").format(n=size_bytes)
    units = (_("kB"), _("MB"), _("GB"))
    power = min((len(str(size_bytes)) - 1) // 3, len(units))
    size, unit = size_bytes / 1000**power, units[power - 1]
    return f"{size:.1f} {unit}" if size < 100 else f"{size:.0f} {unit}"


def time_text(at: datetime) -> str:
    """A time of the program's own clock, in UTC and saying so."""
    return at.strftime("%Y-%m-%d %H:%M UTC")
