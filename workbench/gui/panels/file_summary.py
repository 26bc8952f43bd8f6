"""File summary: when, where, with what and through whom, then what is odd, then marks of origin.

It is the first page of the metadata: what an analyst wants to know in five seconds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from workbench.gui import icons, text, theme
from workbench.gui.panels.file_found import FoundLine
from workbench.gui.panels.file_origin import FileOrigin
from workbench.gui.tables import flow_rows
from workbench.gui.widgets.notice_row import NoticeRow
from workbench.gui.widgets.picture_pair import PicturePair
from workbench.gui.widgets.place_map import PlaceMap
from workbench.i18n import _, notices, summary
from workbench.provenance.testimony import Testimony
from workbench.records.provenance import Notice, NoticeCode
from workbench.records.summary import Answer, Statement, Topic, Trust

Rgb = NDArray[np.uint8]
ICON_PX = 14
MOST_ALSO = 2
"""Further statements that are listed under the first; the rest are among the tags."""
_TRUST_ICONS = {
    Trust.AGREED: ("copy-check", "secondary"),
    Trust.STATED: ("circle-dot", "secondary"),
    Trust.INFERRED: ("circle-dashed", "secondary"),
    Trust.CONTRADICTED: ("triangle-alert", "attention"),
    Trust.NOT_STATED: ("circle-slash", "disabled"),
}
_ORDINARY = frozenset(
    {
        *(NoticeCode.NO_CAPTURE_DATA, NoticeCode.TIME_NOT_SET, NoticeCode.ZONE_MISSING),
        *(NoticeCode.ZONE_IMPLIED, NoticeCode.FURTHER_PICTURES, NoticeCode.CLIP_INSIDE),
        *(NoticeCode.PICTURE_NEARLY_STANDS, NoticeCode.SOUND_COVERS_PART),
    }
)
"""Most files have these: they stand last, and without a sign of warning."""


class FileSummary(QScrollArea):
    """One page, made anew for each item; what is clicked is shown where it stands."""

    part_wanted = Signal(str, int)
    """Path and offset of a part of the structure; -1 for wherever it begins."""
    tag_wanted = Signal(str)
    sidecar_wanted = Signal(str)
    """Name of what another program left beside the file."""
    moment_wanted = Signal(object)
    """Moment that a notice is about."""
    source_wanted = Signal()
    """To say where the item was found."""
    differences_wanted = Signal(object)
    remember_wanted = Signal()
    known_wanted = Signal()
    """As `FileOrigin` has them."""

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._page = QWidget()
        self.setWidget(self._page)

    def show_testimony(self, testimony: Testimony | None, waiting: str = "") -> None:
        """Show another file, or say why there is nothing to show."""
        page = QWidget()
        page.setProperty("role", "panel")
        page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(page)
        column.setContentsMargins(theme.PANEL, theme.GAP, theme.PANEL, theme.PANEL)
        column.setSpacing(theme.GAP)
        if testimony is None or not testimony.measured:
            column.addWidget(text.wrapped(text.secondary(waiting)))
        if testimony is not None:
            self._fill(column, testimony)
        column.addStretch(1)
        # The old page goes with all that hangs on it.
        self.setWidget(page)
        self._page = page

    def show_embedded(self, testimony: Testimony, whole: Rgb | None, small: Rgb | None) -> None:
        """Put the small picture that the file carries beside the picture, below the answers."""
        if small is None:
            return
        height, width = small.shape[:2]
        said = _("Small picture inside, {size} px").format(size=f"{width} × {height}")
        alike = [t["correlation"] for t in testimony.facts.thumbnails if "correlation" in t]
        if alike:
            said += "\n" + _("likeness {n} of 1").format(n=f"{alike[0]:.2f}")
        self._pictures.addWidget(PicturePair(whole, small, said))

    def _fill(self, column: QVBoxLayout, testimony: Testimony) -> None:
        if testimony.measured:
            column.addLayout(self._answers(testimony))
            self._pictures = QVBoxLayout()
            column.addLayout(self._pictures)
            place = testimony.facts.location
            if testimony.summary.answer(Topic.WHERE).statements and place:
                column.addWidget(_map(place, testimony.facts.telemetry))
        self.found = FoundLine(testimony, self.source_wanted.emit)
        column.addWidget(self.found)
        column.addSpacing(4)
        column.addWidget(text.heading(_("What is worth noticing")))
        if not testimony.notices:
            nothing = _("Nothing in the file's own words contradicts itself. That proves nothing.")
            column.addWidget(text.wrapped(text.secondary(nothing)))
        for notice in sorted(testimony.notices, key=lambda one: one.code in _ORDINARY):
            column.addWidget(self._notice(notice))
        column.addSpacing(4)
        self.origin = FileOrigin(testimony)
        self.origin.part_wanted.connect(self.part_wanted)
        self.origin.tag_wanted.connect(self.tag_wanted)
        self.origin.differences_wanted.connect(self.differences_wanted)
        self.origin.remember_wanted.connect(self.remember_wanted)
        self.origin.known_wanted.connect(self.known_wanted)
        column.addWidget(self.origin)

    def _answers(self, testimony: Testimony) -> QGridLayout:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.PANEL)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(1, 1)
        for number, answer in enumerate(testimony.summary.answers):
            name = text.secondary(summary.topic_word(answer.topic))
            grid.addWidget(name, 3 * number, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(_headline(answer), 3 * number, 1)
            grid.addLayout(_trust_line(answer), 3 * number + 1, 1)
            also = _also(answer)
            if also:
                line = text.wrapped(text.caption(also))
                _selectable(line)
                line.setContentsMargins(0, 0, 0, 6)
                grid.addWidget(line, 3 * number + 2, 1)
            grid.setRowMinimumHeight(3 * number + 2, 6)
        return grid

    def _notice(self, notice: Notice) -> NoticeRow:
        icon = "info" if notice.code in _ORDINARY else "triangle-alert"
        row = NoticeRow(icon, notices.says(notice), notices.harmless(notice))
        wanted = self._place_of(notice)
        if wanted is not None:
            row.open_with(*wanted)
        return row

    def _place_of(self, notice: Notice) -> tuple[str, Callable[[], None]] | None:
        """What a click on a notice shows: the part, or else the first tag that it names."""
        facts: dict[str, Any] = dict(notice.facts)
        if isinstance(facts.get("offset"), int):
            path, offset = str(facts.get("path", "")), facts["offset"]
            return _("Show this part"), lambda: self.part_wanted.emit(path, offset)
        beside = facts.get("sidecar") or facts.get("other_sidecar")
        if beside:
            return _("Show this sidecar"), lambda: self.sidecar_wanted.emit(str(beside))
        if isinstance(facts.get("at_s"), float | int):
            moment = flow_rows.moment(float(facts["at_s"]), facts.get("pts"))
            return _("Show this moment"), lambda: self.moment_wanted.emit(moment)
        named = (str(facts.get(name, "")) for name in ("place", "captured_in", "modified_in"))
        tag = next((one.split(", ")[0] for one in named if ":" in one), None)
        if tag is None:
            return None
        return _("Show this tag"), lambda: self.tag_wanted.emit(tag)


def _selectable(label: QLabel) -> None:
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)


def _headline(answer: Answer) -> QLabel:
    if not answer.statements:
        return text.secondary(summary.trust_word(Trust.NOT_STATED))
    label = text.wrapped(text.heading(summary.said(answer.topic, answer.statements[0])))
    _selectable(label)
    return label


def _trust_line(answer: Answer) -> QGridLayout:
    """How far it carries, and what it rests on."""
    line = QGridLayout()
    line.setContentsMargins(0, 0, 0, 0)
    line.setHorizontalSpacing(6)
    line.setColumnStretch(1, 1)
    if not answer.statements:
        return line
    mark = text.plain()
    name, color = _TRUST_ICONS[answer.trust]
    mark.setPixmap(icons.pixmap(name, ICON_PX, color))
    first = answer.statements[0]
    words = [summary.trust_word(answer.trust)]
    if first.strength is not None:
        words = [notices.strength_word(first.strength)]
    words.append(_basis(first))
    said = text.wrapped(text.caption(" · ".join(words)))
    said.setToolTip(text.tooltip(summary.trust_means(answer.trust)))
    line.addWidget(mark, 0, 0, Qt.AlignmentFlag.AlignTop)
    line.addWidget(said, 0, 1)
    return line


def _basis(statement: Statement) -> str:
    place = summary.place_word(statement.place)
    if statement.meaning in ("", "name") or statement.strength is not None:
        return place
    return f"{summary.meaning_word(statement.meaning)}, {place}"


def _also(answer: Answer) -> str:
    """What other places say, a line each."""
    first, *others = answer.statements or (None,)
    others = [one for one in others if first is not None and one.text != first.text]
    lines = [f"{summary.said(answer.topic, one)} ({_basis(one)})" for one in others[:MOST_ALSO]]
    left = len(others) - MOST_ALSO
    if left > 0:
        lines.append(_("and {n} more").format(n=left))
    return "\n".join(lines)


def _map(place: Any, telemetry: Mapping[str, Any] | None) -> PlaceMap:
    map_ = PlaceMap()
    rows = () if telemetry is None else telemetry.get("track", ())
    map_.show_track(
        [(row["latitude_deg"], row["longitude_deg"]) for row in rows if row["fix"] != 0]
    )
    uncertainty = place.get("uncertainty_m")
    map_.show_place(
        float(place["latitude_deg"]),
        float(place["longitude_deg"]),
        None if uncertainty is None else float(uncertainty),
    )
    return map_
