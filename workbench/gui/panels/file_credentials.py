"""File credentials: what C2PA manifests say of the making of a file, and whether their seals hold.

Integrity and trust stand apart. A tree of manifests and what they were made from; beside it the
chosen one's picture, acts and checks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from workbench.gui import text, theme
from workbench.gui.tables.row_tree import RowTree, TreeRow
from workbench.gui.tables.tree_view import TreeView
from workbench.gui.widgets.thumbnail import Thumbnail
from workbench.i18n import _, credentials
from workbench.i18n.safe import shown

PICTURE_PX = (132, 100)
MOST_ROWS = 7
"""Of the tree, before it scrolls."""
Facts = Mapping[str, Any]
Pictures = Mapping[int, NDArray[np.uint8]]
_SIGNS = {"success": "✓", "informational": "·", "failure": "✗"}


class FileCredentials(QWidget):
    """One page: a status, two lines that tell integrity and trust apart, the tree, and what the
    chosen row says."""

    def __init__(self) -> None:
        super().__init__()
        self._pictures: Pictures = {}
        self.status: QLabel = text.wrapped(text.heading())
        self._lines: QLabel = text.wrapped(text.plain())
        self.table = RowTree((_("Manifest"), _("Made by")))
        self.tree = TreeView(self.table, _("Manifests and what they were made from"))
        self.tree.setColumnWidth(0, 190)
        self.picture = Thumbnail(*PICTURE_PX)
        self.head: QLabel = text.wrapped(text.caption())
        self.details = QPlainTextEdit()
        self.details.setReadOnly(True)
        self.details.setAccessibleName(_("What the chosen manifest says"))
        self._caution = text.wrapped(text.caption(credentials.caution()))
        self._lay_out()
        self.tree.selectionModel().currentChanged.connect(self._show_chosen)

    def _lay_out(self) -> None:
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        for label in (self.status, self._lines, self.head):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.chosen = QWidget()
        beside = QGridLayout(self.chosen)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(theme.GAP)
        beside.setColumnStretch(1, 1)
        beside.setRowStretch(1, 1)
        beside.addWidget(self.picture, 0, 0, Qt.AlignmentFlag.AlignTop)
        beside.addWidget(self.head, 0, 1, Qt.AlignmentFlag.AlignTop)
        beside.addWidget(self.details, 1, 0, 1, 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.PANEL, theme.GAP, theme.PANEL, theme.PANEL)
        column.setSpacing(theme.GAP)
        column.addWidget(self.status)
        column.addWidget(self._lines)
        column.addWidget(self.tree)
        column.addWidget(self.chosen, 1)
        column.addWidget(self._caution)
        column.addStretch(0)

    def show_facts(self, facts: Facts | None, pictures: Pictures) -> None:
        """Show what the credentials of a file say; None where nobody looked."""
        facts = facts or {}
        self._pictures = pictures
        self.status.setText(text.breakable(credentials.status(facts)))
        told = [
            credentials.integrity(facts.get("integrity")),
            credentials.trust(facts.get("trust")),
        ]
        told += _broken_below(facts)
        self._lines.setText("\n".join(line for line in told if line))
        self._lines.setVisible(any(told))
        rows = list(tree_rows(facts))
        self.tree.setFixedHeight(theme.ROW * (min(max(len(rows), 2), MOST_ROWS) + 1) + 8)
        self.table.show(rows)
        for part in (self.tree, self.chosen):
            part.setVisible(bool(rows))
        self._caution.setVisible(facts.get("status") not in (None, "none"))
        if rows:
            self.tree.choose(0)
            self._show_row(rows[0])

    def _show_chosen(self, current: Any, _before: Any) -> None:
        if current.isValid():
            self._show_row(self.table.row(current))

    def _show_row(self, row: TreeRow) -> None:
        one: Facts = row.key
        number = one.get("picture")
        rgb = self._pictures.get(number) if isinstance(number, int) else None
        self.picture.set_pixels(rgb)
        self.picture.setVisible(rgb is not None)
        self.picture.setAccessibleName(_("Picture in the credentials: {title}").format(
            title=shown(str(one.get("title")))
        ))  # fmt: skip
        self.head.setText("\n".join(head(one)))
        self.details.setPlainText("\n".join(details(one)))


def _broken_below(facts: Facts) -> list[str]:
    """Manifests that are not in force, of which the seal is broken."""
    broken = [one for one in list(facts.get("tree", ()))[1:] if one.get("integrity") == "broken"]
    return [
        _("The seal of an ingredient is broken: {title}").format(title=_title(one))
        for one in broken
    ]


def tree_rows(facts: Facts) -> Iterator[TreeRow]:
    """The manifest in force, in it what it was made from, in that its own manifest, and so on."""
    manifests = {one.get("label"): one for one in facts.get("tree", ())}
    active = next(iter(manifests.values()), None)
    if active is not None:
        yield from _rows_of(active, manifests, 0, frozenset())


def _rows_of(
    one: Facts, manifests: Mapping[Any, Facts], level: int, above: frozenset[Any]
) -> Iterator[TreeRow]:
    label = one.get("label")
    cells = (_title(one), shown(str(one.get("claim_generator") or "–")))
    broken = one.get("integrity") == "broken"
    icon, color = ("triangle-alert", "attention") if broken else ("file-text", "secondary")
    yield TreeRow(level, cells, one, icon, color)
    for ingredient in one.get("ingredients", ()):
        inner = manifests.get(ingredient.get("manifest"))
        word = credentials.relationship(str(ingredient.get("relationship")))
        yield TreeRow(level + 1, (_title(ingredient), word), ingredient, "image")
        if inner is not None and inner.get("label") not in above | {label}:
            yield from _rows_of(inner, manifests, level + 2, above | {label})


def _title(one: Facts) -> str:
    return shown(str(one.get("title") or _("without a title")))


def head(one: Facts) -> Iterator[str]:
    """Who made and signed it, a line each."""
    signed = one.get("signature") or {}
    for said, value in (
        (_("Made by"), one.get("claim_generator")),
        (_("Signed by"), signed.get("common_name")),
        (_("Issued by"), signed.get("issuer")),
        (_("Signed at"), signed.get("time")),
        (_("Format"), one.get("format")),
    ):
        if value:
            yield f"{said}: {shown(str(value))}"


def details(one: Facts) -> Iterator[str]:
    """What a manifest or an ingredient says was done, and which checks of it held, a line each."""
    for act in one.get("actions", ()):
        yield f"→ {credentials.act(act)}"
    for check in one.get("checks", ()):
        code, kind = str(check.get("code")), str(check.get("kind"))
        # That nobody vouches for the signer is no failure of the seal.
        sign = "·" if credentials.of_trust(code) and kind == "failure" else _SIGNS.get(kind, "·")
        yield f"{sign} {credentials.check(code)} ({shown(str(check.get('about')))})"
    if one.get("recorded"):
        yield credentials.recorded(list(map(str, one["recorded"])))
