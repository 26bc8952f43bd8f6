"""Go to: a frame named as people name it: index, PTS, seconds or clock."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLineEdit, QVBoxLayout, QWidget

from workbench.gui import text, theme
from workbench.i18n import _
from workbench.i18n.sentences import refusal
from workbench.records.citation import Citation
from workbench.records.errors import Refusal
from workbench.records.frame import FrameTable, Moment, MomentKind
from workbench.records.mediatime import clock_text
from workbench.records.selection import moment_from_text
from workbench.session.reading import cited


class GoTo(QDialog):
    """Says, while it is typed, which frame is meant. `moment` holds the answer."""

    def __init__(self, table: FrameTable | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.moment: Moment | None = None
        self.citation: Citation | None = None
        """What was asked for instead of a moment of this clip."""
        self._table = table
        self.setWindowTitle(_("Go to"))
        self.field = QLineEdit()
        self.field.setAccessibleName(_("Frame, PTS or time"))
        self.field.setPlaceholderText(_("12.48, 00:00:12.480, f374 or @1149952"))
        self.meaning = text.wrapped(text.secondary(_help()))
        self.meaning.setMinimumHeight(3 * self.meaning.fontMetrics().height())
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self._ok = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        self._ok.setText(_("Go to"))
        self._ok.setProperty("role", "primary")
        self._ok.setEnabled(False)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self.field.textChanged.connect(self._read)
        layout = QVBoxLayout(self)
        layout.setSpacing(theme.PANEL)
        for part in (self.field, self.meaning, self.buttons):
            layout.addWidget(part)
        self.setMinimumWidth(400)

    def _read(self, typed: str) -> None:
        self.moment = None
        self.citation = _citation(typed)
        if not typed.strip():
            self.meaning.setText(_help())
        elif self.citation is not None:
            self.meaning.setText(cited_place(self.citation))
        else:
            try:
                self.moment = moment_from_text(typed.strip())
                self.meaning.setText(self._meaning(self.moment))
            except Refusal as refused:
                self.meaning.setText(refusal(refused))
        self._ok.setEnabled(self.moment is not None or self.citation is not None)

    def _meaning(self, moment: Moment) -> str:
        """The frame that is meant; where there is none, takes the moment back."""
        table = self._table
        if table is None or not len(table):
            return _("The frames are not counted yet: the one on screen at that time is shown.")
        index: int | None = int(moment.value)
        if moment.kind is MomentKind.SECONDS:
            index = table.index_at(moment.value) if moment.value <= table.end_s else None
        elif moment.kind is MomentKind.PTS:
            index = table.index_of_pts(int(moment.value))
        if index is None or not 0 <= index < len(table):
            self.moment = None
            return _("There is no such frame. The last one is f{last}, at {time}.").format(
                last=len(table) - 1, time=clock_text(table.time_s(len(table) - 1))
            )
        return _("Frame {index} of {count}, at {time}, PTS {pts}").format(
            index=index,
            count=len(table),
            time=clock_text(table.time_s(index)),
            pts=int(table.pts[index]),
        )


def _citation(typed: str) -> Citation | None:
    try:
        return cited(typed)
    except Refusal:
        return None


def cited_place(citation: Citation) -> str:
    """The place that a citation names."""
    item = f"{citation.item[:12]}…"
    if citation.time_s is None:
        return _("Citation: still sha256:{item}").format(item=item)
    return _("Citation: frame {index}, at {time}, of sha256:{item}").format(
        index=citation.index, time=clock_text(citation.time_s), item=item
    )


def _help() -> str:
    return _("Seconds, HH:MM:SS.mmm, f and a frame index, @ and a PTS, or a citation.")
