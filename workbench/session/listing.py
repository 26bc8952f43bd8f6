"""Listings: what a file says of itself as text, CSV and JSON, to be pasted, mailed and kept."""

from __future__ import annotations

import html
import json

from workbench.i18n import _, notices, summary, tags
from workbench.i18n.csv_table import csv_text
from workbench.i18n.safe import shown
from workbench.provenance.testimony import Testimony
from workbench.records.positions import Positions
from workbench.session.inspecting import described

_GPX = "http://www.topografix.com/GPX/1/1"


def as_text(testimony: Testimony) -> str:
    """Summary, notices, marks of origin and tags, as a person reads them."""
    lines = [shown(testimony.facts.name), ""]
    for answer in testimony.summary.answers:
        topic = summary.topic_word(answer.topic)
        if not answer.statements:
            lines.append(f"{topic}: {summary.trust_word(answer.trust)}")
        for number, one in enumerate(answer.statements):
            head = f"{topic} ({summary.trust_word(answer.trust)}): " if number == 0 else "    "
            said = summary.said(answer.topic, one)
            lines.append(f"{head}{said} [{summary.place_word(one.place)}]")
    lines += ["", _("What is worth noticing")]
    lines += [f"- {notices.says(n)} {notices.harmless(n)}" for n in testimony.notices]
    lines += ["", _("Marks of origin")]
    for mark in testimony.marks:
        strength = notices.strength_word(mark.strength)
        said = f"- {shown(mark.platform)} ({strength}): {notices.means(mark)}"
        lines.append(f"{said} [{shown(mark.found_in)}]")
    lines += [notices.origin_caution(), "", _("Tags")]
    for name, value in testimony.facts.tags.items():
        lines.append(f"{shown(name)}: {tags.readable(name, value)}")
    return "\n".join([*lines, ""])


def as_csv(testimony: Testimony) -> str:
    """The tags: group, name, value as it stands in the file, value in words and units."""
    rows = []
    for name, value in testimony.facts.tags.items():
        group, _colon, tag = name.rpartition(":")
        rows.append((group, tag, tags.raw(value), tags.readable(name, value)))
    return csv_text((_("Group"), _("Tag"), _("Raw value"), _("Value")), rows)


def as_json(testimony: Testimony) -> str:
    """The form that `workbench inspect` has."""
    return (
        json.dumps(described(testimony.facts, testimony.likenesses), ensure_ascii=False, indent=2)
        + "\n"
    )


def positions_csv(positions: Positions) -> str:
    """Every position, by names that scripts can depend on."""
    names = ("time_s", "at", "latitude_deg", "longitude_deg", "altitude_m", "speed_mps", "fix")
    rows = ([_plain(row[name]) for name in (*names, "dop")] for row in positions.rows())
    return csv_text((*names, "dop"), rows)


def _plain(value: object) -> str:
    return "" if value is None else str(value)


def positions_gpx(positions: Positions, name: str) -> str:
    """GPX 1.1 with one track: the positions that had satellites."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<gpx version="1.1" creator="Footage Verification Workbench" xmlns="{_GPX}">',
        f"<trk><name>{html.escape(xml_safe(name), quote=False)}</name><trkseg>",
    ]
    for row in positions.located().rows():
        inner = "" if row["altitude_m"] is None else f"<ele>{row['altitude_m']}</ele>"
        if row["at"] is not None:
            inner += f"<time>{row['at'].replace('+00:00', 'Z')}</time>"
        place = f'lat="{row["latitude_deg"]}" lon="{row["longitude_deg"]}"'
        lines.append(f"<trkpt {place}>{inner}</trkpt>")
    return "\n".join([*lines, "</trkseg></trk></gpx>", ""])


def xml_safe(text: str) -> str:
    """Without the characters that XML cannot carry."""
    return "".join(c for c in text if c in "\t\n" or c.isprintable())
