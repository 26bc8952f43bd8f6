"""Columns of a table of all items: what of each file stands in one, as a person reads it.

A column is a name: one of `BUILT_IN`, or a tag as ExifTool names it, such as `IFD0:Model`. A tag
without a group, `Model`, is the first of that name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from workbench.i18n import _, notices, summary, tags
from workbench.i18n.safe import shown
from workbench.provenance.source import said_source
from workbench.provenance.testimony import Testimony
from workbench.records.item import Item, ItemId, MediaKind
from workbench.records.summary import Topic

DEFAULT = ("name", "kind", "when", "where", "device", "software", "platform", "notices")


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a table: as it is shown, and by what it is sorted."""

    text: str
    order: tuple[int, float, str]


@dataclass(frozen=True, slots=True)
class FileTable:
    """Rows, and how many of their files have each tag."""

    rows: tuple[FileRow, ...]
    tags: Counter[str]


@dataclass(frozen=True, slots=True)
class FileRow:
    """One item in a table, a cell for each column."""

    item: ItemId
    cells: tuple[Cell, ...]


Says = Callable[[Item, Testimony], Any]


def title(column: str) -> str:
    """The head of a column."""
    named = _titles().get(column)
    return named() if named is not None else shown(column)


def row(item: Item, testimony: Testimony, columns: tuple[str, ...]) -> FileRow:
    """What the file says under each column; an empty cell where it says nothing."""
    return FileRow(item.id, tuple(_cell(column, item, testimony) for column in columns))


def _cell(column: str, item: Item, testimony: Testimony) -> Cell:
    says = BUILT_IN.get(column)
    if says is not None:
        value = says(item, testimony)
        return Cell("" if value is None else shown(str(value)), _order(value))
    name = tag_of(column, testimony)
    if name is None:
        return Cell("", _order(None))
    value = testimony.facts.tags[name]
    return Cell(tags.readable(name, value), _order(value))


def tag_of(column: str, testimony: Testimony) -> str | None:
    """The tag of a file that a column means."""
    known = testimony.facts.tags
    if column in known:
        return column
    if ":" in column:
        return None
    return next((name for name in known if name.rpartition(":")[2] == column), None)


def _order(value: Any) -> tuple[int, float, str]:
    """Numbers before words, nothing last."""
    if value is None or value == "":
        return (2, 0.0, "")
    if isinstance(value, int | float) and not isinstance(value, bool):
        return (0, float(value), "")
    return (1, 0.0, str(value).casefold())


def _topic(topic: Topic) -> Says:
    def says(_item: Item, testimony: Testimony) -> str | None:
        answer = testimony.summary.answer(topic)
        return summary.said(topic, answer.statements[0]) if answer.statements else None

    return says


def _trust(topic: Topic) -> Says:
    return lambda _item, testimony: summary.trust_word(testimony.summary.answer(topic).trust)


def _noticed(_item: Item, testimony: Testimony) -> str | None:
    return " ".join(notices.says(one) for one in testimony.notices) or None


def _found(field: str) -> Says:
    """What stands of the source, whoever says it."""

    def says(_item: Item, testimony: Testimony) -> str | None:
        facts = testimony.facts
        words = said_source(facts.source, facts.sidecars).words(field)
        return words[0].value if words else None

    return says


BUILT_IN: dict[str, Says] = {
    "id": lambda item, _t: item.id,
    "name": lambda item, _t: item.name,
    "kind": lambda item, _t: _kinds()[item.kind],
    "format": lambda item, _t: item.medium.format,
    "size_bytes": lambda item, _t: item.medium.size_bytes,
    "width_px": lambda item, _t: item.medium.width_px,
    "height_px": lambda item, _t: item.medium.height_px,
    "duration_s": lambda item, _t: (
        None if item.medium.duration_s is None else round(float(item.medium.duration_s), 3)
    ),
    "sha256": lambda item, _t: item.digest,
    "received": lambda item, _t: item.received.isoformat(timespec="seconds"),
    "url": _found("url"),
    "uploader": _found("uploader"),
    "uploaded": _found("uploaded"),
    "when": _topic(Topic.WHEN),
    "when_trust": _trust(Topic.WHEN),
    "where": _topic(Topic.WHERE),
    "where_trust": _trust(Topic.WHERE),
    "device": _topic(Topic.DEVICE),
    "software": _topic(Topic.SOFTWARE),
    "platform": _topic(Topic.PLATFORM),
    "notices": _noticed,
}


def _kinds() -> dict[MediaKind, str]:
    return {
        MediaKind.CLIP: _("clip"),
        MediaKind.STILL: _("still"),
        MediaKind.SOUND: _("sound"),
        MediaKind.UNKNOWN: _("unknown"),
    }


def _titles() -> dict[str, Callable[[], str]]:
    return {
        "id": lambda: _("No."),
        "name": lambda: _("Name"),
        "kind": lambda: _("Kind"),
        "format": lambda: _("Format"),
        "size_bytes": lambda: _("Bytes"),
        "width_px": lambda: _("Width, px"),
        "height_px": lambda: _("Height, px"),
        "duration_s": lambda: _("Duration, s"),
        "sha256": lambda: _("SHA-256"),
        "received": lambda: _("Received"),
        "url": lambda: _("Found at"),
        "uploader": lambda: _("Uploader"),
        "uploaded": lambda: _("Uploaded"),
        "when": lambda: _("When"),
        "when_trust": lambda: _("When: how far it carries"),
        "where": lambda: _("Where"),
        "where_trust": lambda: _("Where: how far it carries"),
        "device": lambda: _("Device"),
        "software": lambda: _("Software"),
        "platform": lambda: _("Platform"),
        "notices": lambda: _("Notices"),
    }
