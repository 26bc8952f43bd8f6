"""Side by side: the words of a comparison of files, for the window and for tables."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from workbench.i18n import _, summary, tags
from workbench.i18n.csv_table import csv_text
from workbench.i18n.safe import shown
from workbench.provenance.file_comparison import Pairing
from workbench.records.summary import Topic

NOTHING = "–"


def said(one: Pairing, value: Any) -> str:
    """What a file says, in words; a dash where it says nothing."""
    if value is None:
        return NOTHING
    if one.section == "summary":
        topic = Topic(one.name)
        return summary.time_said(value) if topic is Topic.WHEN else shown(str(value))
    if one.section == "tags":
        return tags.readable(one.name, value)
    if one.section == "parts":
        if not value:
            return _("is there")
        return shown(json.dumps(value, ensure_ascii=False)[1:-1])
    return shown(f"{float(value):.3f}" if one.name == "duration_s" else str(value))


def name_of(one: Pairing) -> str:
    """What the files say it of; a part by its whole path."""
    if one.section == "summary":
        return summary.topic_word(Topic(one.name))
    if one.section == "file":
        return _media()[one.name]
    return shown(f"{one.group}/{one.name}" if one.section == "parts" and one.group else one.name)


def section_word(section: str) -> str:
    return {
        "summary": _("Summary"),
        "file": _("File"),
        "tags": _("Tags"),
        "parts": _("Structure"),
    }[section]


def heads() -> tuple[str, ...]:
    """What stands above the columns before those of the files."""
    return (_("Section"), _("Group"), _("Name"), _("Differs"))


def cells(one: Pairing) -> tuple[str, ...]:
    """A line of a table."""
    return (
        section_word(one.section),
        one.group if one.section == "tags" else "",
        name_of(one),
        _("yes") if one.differs else _("no"),
        *(said(one, value) for value in one.values),
    )


def as_csv(names: Sequence[str], pairings: Sequence[Pairing]) -> str:
    """All of it, with the names of the files as heads."""
    return csv_text((*heads(), *names), [cells(one) for one in pairings])


def _media() -> dict[str, str]:
    return {
        "format": _("Format"),
        "size_bytes": _("Bytes"),
        "width_px": _("Width, px"),
        "height_px": _("Height, px"),
        "rotation_deg": _("Turn, degrees"),
        "duration_s": _("Duration, s"),
    }
