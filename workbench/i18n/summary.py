"""The words of a summary: topics, how far a statement carries, what a time means."""

from __future__ import annotations

from workbench.i18n import _
from workbench.i18n.safe import shown
from workbench.records.summary import Statement, Topic, Trust


def topic_word(topic: Topic) -> str:
    return {
        Topic.WHEN: _("When"),
        Topic.WHERE: _("Where"),
        Topic.DEVICE: _("Device"),
        Topic.SOFTWARE: _("Software"),
        Topic.PLATFORM: _("Platform"),
    }[topic]


def trust_word(trust: Trust) -> str:
    return {
        Trust.AGREED: _("several places agree"),
        Trust.STATED: _("stated in one place"),
        Trust.INFERRED: _("inferred, not stated"),
        Trust.CONTRADICTED: _("places contradict each other"),
        Trust.NOT_STATED: _("not stated"),
    }[trust]


def trust_means(trust: Trust) -> str:
    """What the word does and does not promise."""
    return {
        Trust.AGREED: _(
            "Several places of the file say the same. Whoever rewrites a file carefully changes "
            "them all."
        ),
        Trust.STATED: _("One place of the file says so. Anybody can change it with free programs."),
        Trust.INFERRED: _(
            "Nothing in the file says so; it follows from a name or a habit of a program."
        ),
        Trust.CONTRADICTED: _("Places of the file say different things; the notices list them."),
        Trust.NOT_STATED: _("The file says nothing of it. That is normal for shared footage."),
    }[trust]


def meaning_word(meaning: str) -> str:
    """What happened at a time that a file states."""
    words = {
        "capture": _("recorded"),
        "gps": _("by satellite"),
        "encode": _("written"),
        "modify": _("changed"),
        "name": _("in the file name"),
        "upload": _("uploaded"),
    }
    if meaning.startswith("name_"):
        return name_time_word(meaning.removeprefix("name_"))
    return words.get(meaning, shown(meaning))


def time_said(text: str) -> str:
    """A stated time as people read it, and whether its zone is known."""
    at = text.replace("T", " ", 1)
    if len(text) <= len("2020-08-09"):
        return _("{day}, no clock time").format(day=shown(at))
    if text.endswith(("+00:00", "Z")):
        return _("{time} UTC").format(time=shown(at.removesuffix("Z").removesuffix("+00:00")))
    clock = at[10:]
    if "+" in clock or "-" in clock:
        sign = max(at.rfind("+"), at.rfind("-"))
        return _("{time} UTC{offset}").format(time=shown(at[:sign]), offset=shown(at[sign:]))
    return _("{time}, zone not known").format(time=shown(at))


def said(topic: Topic, statement: Statement) -> str:
    """A statement in words."""
    return time_said(statement.text) if topic is Topic.WHEN else shown(statement.text)


def place_word(place: str) -> str:
    """Where a statement stands."""
    return _("file name") if place == "name" else shown(place)


def name_time_word(meaning: str) -> str:
    """What happened at the time that a file name states."""
    words = {
        "captured": _("recorded"),
        "downloaded": _("downloaded"),
        "received": _("received"),
        "saved": _("saved"),
        "posted": _("posted"),
    }
    return words.get(meaning, _("meaning not known"))
