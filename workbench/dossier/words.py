"""Words of the dossier: states, quantities and times, as its readers read them.

Spoken in the language that `i18n.speaking` has chosen.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from typing import Any

from workbench.i18n import _
from workbench.i18n.safe import shown
from workbench.i18n.sentences import fault_sentence
from workbench.records.claim import Assessment, Confidence, Falsehood, Question
from workbench.records.dossier import WITHHELD, DossierVariant
from workbench.records.errors import MediaFault
from workbench.records.item import MediaKind, MediaStatus, WorkStatus
from workbench.records.match import Decision
from workbench.records.run import JobState

_LONGEST_VALUE = 300

# Several enums share a value, and a StrEnum equals its value: the class is part of the key.
_WORDS: dict[tuple[type[StrEnum], StrEnum], Callable[[], str]] = {
    (MediaKind, MediaKind.CLIP): lambda: _("clip"),
    (MediaKind, MediaKind.STILL): lambda: _("still"),
    (MediaKind, MediaKind.SOUND): lambda: _("sound"),
    (MediaKind, MediaKind.UNKNOWN): lambda: _("unknown"),
    (MediaStatus, MediaStatus.OK): lambda: _("readable"),
    (MediaStatus, MediaStatus.PARTIAL): lambda: _("partly readable"),
    (MediaStatus, MediaStatus.UNSUPPORTED): lambda: _("unsupported"),
    (MediaStatus, MediaStatus.DAMAGED): lambda: _("damaged"),
    (MediaStatus, MediaStatus.QUARANTINED): lambda: _("quarantined"),
    (WorkStatus, WorkStatus.TO_DO): lambda: _("to do"),
    (WorkStatus, WorkStatus.IN_PROGRESS): lambda: _("in progress"),
    (WorkStatus, WorkStatus.HELP_NEEDED): lambda: _("help needed"),
    (WorkStatus, WorkStatus.READY_FOR_REVIEW): lambda: _("ready for review"),
    (WorkStatus, WorkStatus.COMPLETED): lambda: _("completed"),
    (WorkStatus, WorkStatus.CANCELLED): lambda: _("cancelled"),
    (Assessment, Assessment.CONFIRMED): lambda: _("confirmed"),
    (Assessment, Assessment.LIKELY): lambda: _("likely"),
    (Assessment, Assessment.NOT_ESTABLISHED): lambda: _("not established"),
    (Assessment, Assessment.CONTRADICTED): lambda: _("contradicted"),
    (Confidence, Confidence.HIGH): lambda: _("high"),
    (Confidence, Confidence.MODERATE): lambda: _("moderate"),
    (Confidence, Confidence.LOW): lambda: _("low"),
    (Falsehood, Falsehood.MODIFIED): lambda: _("modified"),
    (Falsehood, Falsehood.MISDATED): lambda: _("misdated"),
    (Falsehood, Falsehood.MISLOCATED): lambda: _("mislocated"),
    (Falsehood, Falsehood.MISREPRESENTED): lambda: _("misrepresented"),
    (Question, Question.PROVENANCE): lambda: _("Provenance"),
    (Question, Question.SOURCE): lambda: _("Source"),
    (Question, Question.DATE): lambda: _("Date"),
    (Question, Question.LOCATION): lambda: _("Location"),
    (Question, Question.MOTIVATION): lambda: _("Motivation"),
    (Decision, Decision.UNDECIDED): lambda: _("undecided"),
    (Decision, Decision.ACCEPTED): lambda: _("accepted"),
    (Decision, Decision.REJECTED): lambda: _("rejected"),
    (JobState, JobState.QUEUED): lambda: _("queued"),
    (JobState, JobState.RUNNING): lambda: _("running"),
    (JobState, JobState.DONE): lambda: _("done"),
    (JobState, JobState.FAILED): lambda: _("failed"),
    (JobState, JobState.CANCELLED): lambda: _("cancelled"),
    (JobState, JobState.INTERRUPTED): lambda: _("interrupted"),
    (DossierVariant, DossierVariant.INTERNAL): lambda: _("internal"),
    (DossierVariant, DossierVariant.PUBLIC): lambda: _("public"),
}


def word(value: StrEnum) -> str:
    """The word for a state."""
    return _WORDS[type(value), value]()


def capital(text: str) -> str:
    """`text` as the beginning of a line."""
    return text[:1].upper() + text[1:]


def assessed(assessment: Assessment | None) -> str:
    """The word for an answer; unknown is one."""
    return _("unknown") if assessment is None else word(assessment)


def question(asked: Question) -> str:
    """The question itself, as the trade asks it."""
    return {
        Question.PROVENANCE: _("Is this the original piece of footage?"),
        Question.SOURCE: _("Who recorded it?"),
        Question.DATE: _("When was it recorded?"),
        Question.LOCATION: _("Where was it recorded?"),
        Question.MOTIVATION: _("Why was it recorded and shared?"),
    }[asked]


def safe(text: str) -> str:
    """A text from anywhere: lines stay, everything else invisible is written out."""
    plain = "\n".join(shown(line) for line in text.replace("\r\n", "\n").split("\n"))
    return plain.replace(WITHHELD, _("[withheld]"))


def size(size_bytes: int) -> str:
    """`4.2 MB`, and the exact count."""
    exact = _("{n} bytes").format(n=f"{size_bytes:,}".replace(",", "\u202f"))
    if size_bytes < 1000:
        return exact
    power = min((len(str(size_bytes)) - 1) // 3, 3)
    unit = (_("kB"), _("MB"), _("GB"))[power - 1]
    return f"{size_bytes / 1000**power:.1f} {unit} ({exact})"


def seconds(value: Fraction | float) -> str:
    """`12.480 s`."""
    return _("{s} s").format(s=f"{float(value):.3f}")


def moment(at: datetime) -> str:
    """A time of the program's own clock."""
    return at.strftime("%Y-%m-%d %H:%M:%S UTC")


def rate(value: Fraction) -> str:
    return _("{n} frames a second").format(n=f"{float(value):.3f}".rstrip("0").rstrip("."))


def stated_time(stated: dict[str, Any]) -> str:
    """A time that a file states, as it states it."""
    return str(stated.get("at", "?")).replace("T", " ", 1)


def time_meaning(stated: dict[str, Any]) -> str:
    """What a time in a file is the time of."""
    meanings = {
        "capture": _("recorded"),
        "encode": _("encoded"),
        "modify": _("modified"),
        "gps": _("satellite time"),
        "name": _("in the file name"),
    }
    meaning = str(stated.get("meaning", "?"))
    return meanings.get(meaning, meaning)


def tag_value(value: Any) -> str:
    """The value of an embedded tag, cut where it is long."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]}…"


def run_reason(reason: str | None) -> str:
    """Why a run failed, as a sentence where it is the fault of the file."""
    if reason is None:
        return ""
    try:
        facts = json.loads(reason)
        return capital(fault_sentence(MediaFault(facts.pop("fault")), facts))
    except (ValueError, TypeError, LookupError, AttributeError):
        return reason


def compact(subject: dict[str, Any]) -> str:
    """What an act of the custody log was done to, without the digests of its rows."""
    plain = {name: value for name, value in subject.items() if name != "rows"}
    return tag_value(plain) if plain else ""
