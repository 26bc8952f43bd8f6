"""Metadata: what the file says of itself, by groups, searched and copied."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QHeaderView,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from workbench.gui import icons, text, theme, words
from workbench.i18n import _
from workbench.i18n.numbers import count_text
from workbench.i18n.safe import shown as safe
from workbench.records.changes import Changes, Kind
from workbench.records.item import Item, ItemId

if TYPE_CHECKING:
    from workbench.gui.bridge import Bridge
    from workbench.gui.selection import Selection
    from workbench.session import Session

Rows = list[tuple[str, str]]
_ROW = QSize(60, theme.ROW)


class MetadataPanel(QWidget):
    """Groups of tags; place and times first, with what is and is not known of them."""

    counted = Signal(str)

    def __init__(
        self,
        session: Session,
        selection: Selection,
        bridge: Bridge,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._selection = session, selection
        self._stale = True
        self._make_tree()
        self._lay_out()
        selection.item_changed.connect(self._show_item)
        bridge.changed.connect(self._on_changed)
        self._show_item(selection.item)

    def count(self) -> str:
        return ""

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._show_item(self._selection.item)

    def _make_tree(self) -> None:
        self.search = QLineEdit()
        self.search.setPlaceholderText(_("Search names and values"))
        self.search.setAccessibleName(_("Search names and values"))
        self.search.setClearButtonEnabled(True)
        self.search.addAction(
            icons.icon("search", "secondary"), QLineEdit.ActionPosition.LeadingPosition
        )
        self.search.textChanged.connect(self._filter)
        self.tree = QTreeWidget()
        self.tree.setColumnCount(2)
        self.tree.setHeaderLabels([_("Name"), _("Value")])
        self.tree.setRootIsDecorated(True)
        self.tree.setIndentation(14)
        self.tree.setUniformRowHeights(True)
        self.tree.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.tree.setSelectionMode(QTreeWidget.SelectionMode.ExtendedSelection)
        self.tree.setAccessibleName(_("Metadata"))
        header = self.tree.header()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
        header.setStretchLastSection(True)
        self.tree.setColumnWidth(0, 150)
        copy = QShortcut(QKeySequence.StandardKey.Copy, self.tree)
        copy.setContext(Qt.ShortcutContext.WidgetShortcut)
        copy.activated.connect(self.copy)

    def _lay_out(self) -> None:
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        head = QVBoxLayout()
        head.setContentsMargins(theme.PANEL, 4, theme.PANEL, 0)
        head.addWidget(self.search)
        layout.addLayout(head)
        layout.addWidget(self.tree, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(page)

    def _on_changed(self, changes: Changes) -> None:
        if {Kind.MEASUREMENT, Kind.RUN, Kind.ITEM_SHEET} & changes.kinds:
            self._show_item(self._selection.item)

    def _show_item(self, item: ItemId | None) -> None:
        self._stale = not self.isVisible()
        if self._stale:
            # A long tree is built only for somebody to see.
            return
        opened = {
            self.tree.topLevelItem(n).text(0): self.tree.topLevelItem(n).isExpanded()
            for n in range(self.tree.topLevelItemCount())
        }
        self.tree.clear()
        if item is not None:
            facts = self._session.metadata(item) or {}
            if not facts:
                self._add_group(_("Metadata"), [(_("Tags"), _("not measured yet"))], True)
            for title, rows in _groups(self._session.item(item), facts):
                self._add_group(title, rows, opened.get(title, True))
        self._filter(self.search.text())

    def _add_group(self, title: str, rows: Rows, opened: bool) -> None:
        if not rows:
            return
        group = QTreeWidgetItem([title, ""])
        group.setSizeHint(0, _ROW)
        group.setFont(0, theme.font(0, semibold=True))
        group.setFlags(Qt.ItemFlag.ItemIsEnabled)
        self.tree.addTopLevelItem(group)
        group.setFirstColumnSpanned(True)
        for name, value in rows:
            line = QTreeWidgetItem(group, [name, value.replace("\n", " ")])
            line.setSizeHint(0, _ROW)
            line.setToolTip(0, text.tooltip(name))
            line.setToolTip(1, text.tooltip(value))
            line.setData(1, Qt.ItemDataRole.UserRole, value)
        group.setExpanded(opened)

    def _filter(self, typed: str) -> None:
        wanted = typed.strip().casefold()
        for number in range(self.tree.topLevelItemCount()):
            group = self.tree.topLevelItem(number)
            any_shown = False
            for row in range(group.childCount()):
                line = group.child(row)
                said = f"{group.text(0)} {line.text(0)} {line.text(1)}".casefold()
                line.setHidden(bool(wanted) and wanted not in said)
                any_shown = any_shown or not line.isHidden()
            group.setHidden(not any_shown)

    def copy(self) -> None:
        """The chosen values; with their names where there are several."""
        lines = [i for i in self.tree.selectedItems() if i.parent() is not None]
        values = [str(line.data(1, Qt.ItemDataRole.UserRole)) for line in lines]
        if len(lines) > 1:
            values = [f"{i.text(0)}\t{v}" for i, v in zip(lines, values, strict=True)]
        if values:
            QGuiApplication.clipboard().setText("\n".join(values))


def _groups(item: Item, facts: dict[str, Any]) -> Iterable[tuple[str, Rows]]:
    yield _("Place"), _place(facts.get("location"))
    yield _("Times"), [_time(t) for t in facts.get("times") or ()]
    yield _("Original"), _file(item)
    yield _("Streams"), [_stream(s) for s in facts.get("streams") or ()]
    by_group: dict[str, Rows] = {}
    for name, value in (facts.get("tags") or {}).items():
        group, _colon, tag = str(name).rpartition(":")
        by_group.setdefault(safe(group) or _("Tags"), []).append((safe(tag), _value(value)))
    yield from by_group.items()


def _file(item: Item) -> Rows:
    medium = item.medium
    rows = [
        (_("Name"), safe(item.name)),
        (_("SHA-256"), item.digest),
        (_("Size"), _size(medium.size_bytes)),
        (_("Format"), safe(medium.format)),
        (_("Received"), words.time_text(item.received)),
        (_("Received from"), safe(item.source.path)),
    ]
    if item.source.url:
        rows.append((_("Address"), safe(item.source.url)))
    return rows


def _size(size_bytes: int) -> str:
    """In the unit that suits it, and exactly."""
    exact = _("{n} bytes").format(n=count_text(size_bytes))
    return exact if size_bytes < 1000 else f"{words.size_text(size_bytes)} ({exact})"


def _place(location: dict[str, Any] | None) -> Rows:
    if not location:
        return []
    latitude, longitude = location.get("latitude_deg"), location.get("longitude_deg")
    rows = [(_("Latitude, longitude"), f"{latitude}, {longitude}")]
    if location.get("altitude_m") is not None:
        rows.append((_("Altitude"), _("{n} m").format(n=location["altitude_m"])))
    rows.append((_("Stated in"), safe(str(location.get("from", "")))))
    return rows


def _time(time: dict[str, Any]) -> tuple[str, str]:
    meanings = {
        "capture": _("Recorded"),
        "encode": _("Encoded"),
        "modify": _("Modified"),
        "gps": _("By satellite"),
        "name": _("In the file name"),
    }
    meaning = meanings.get(str(time.get("meaning")), safe(str(time.get("meaning"))))
    zone = _("zone stated") if time.get("zone_known") else _("zone not known")
    said = _("{at} ({zone}, {source})").format(
        at=safe(str(time.get("at"))), zone=zone, source=safe(str(time.get("from")))
    )
    return meaning, said


def _stream(stream: dict[str, Any]) -> tuple[str, str]:
    said = [str(stream.get("codec"))]
    if stream.get("width_px"):
        said.append(f"{stream['width_px']} × {stream['height_px']}")
    if stream.get("average_rate"):
        rate = _("{rate} frames/s").format(rate=stream["average_rate"])
        said.append(
            _("{rate}, variable").format(rate=rate) if stream.get("variable_rate") else rate
        )
    if stream.get("sample_rate_hz"):
        said.append(_("{n} Hz").format(n=stream["sample_rate_hz"]))
    if stream.get("channels"):
        said.append(_("{n} channels").format(n=stream["channels"]))
    if stream.get("time_base"):
        said.append(_("time base {base}").format(base=stream["time_base"]))
    name = _("{number}: {kind}").format(number=stream.get("index"), kind=stream.get("kind"))
    return safe(name), safe(", ".join(said))


def _value(value: Any) -> str:
    if isinstance(value, dict) and set(value) == {"bytes", "sha256"}:
        return _("{n} bytes, SHA-256 {digest}").format(n=value["bytes"], digest=value["sha256"])
    if isinstance(value, str):
        return safe(value)
    return safe(json.dumps(value, ensure_ascii=False))
