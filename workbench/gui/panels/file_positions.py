"""File positions: where the camera says it was, as a line and as a table."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from workbench.gui import theme
from workbench.gui.tables.row_tree import RowTree, TreeRow
from workbench.gui.tables.tree_view import TreeView
from workbench.gui.widgets.track_sketch import TrackSketch
from workbench.i18n import _
from workbench.records.frame import Moment, MomentKind
from workbench.records.positions import Positions

MOST_ROWS = 20_000
COLUMNS_PX = (84, 100, 108, 80, 80)


class FilePositions(QWidget):
    """The sketch above, the positions below; each shows what is chosen in the other."""

    moment_wanted = Signal(object)
    """Moment: somebody wants to see it."""

    def __init__(self) -> None:
        super().__init__()
        self.sketch = TrackSketch()
        heads = (_("Time"), _("Latitude"), _("Longitude"), _("Altitude"), _("Speed"), _("UTC"))
        self.table = TreeView(RowTree(heads, right=frozenset({0, 1, 2, 3, 4})), _("Positions"))
        self.table.setRootIsDecorated(False)
        for column, width in enumerate(COLUMNS_PX):
            self.table.setColumnWidth(column, width)
        self._times: list[float] = []
        whole = QVBoxLayout(self)
        whole.setContentsMargins(theme.GAP, theme.GAP, theme.GAP, 0)
        whole.addWidget(self.sketch)
        whole.addWidget(self.table, 1)
        self.sketch.chosen.connect(self._show_chosen)
        self.table.clicked.connect(self._go)
        self.table.activated.connect(self._go)

    def show_positions(self, positions: Positions | None) -> None:
        located = None if positions is None else positions.located()
        if located is None:
            self.table.table.show(())
            return
        if len(located) > MOST_ROWS:
            step = -(-len(located) // MOST_ROWS)
            located = Positions(located.values[::step], located.fix[::step])
        self._times = located.time_s.tolist()
        self.sketch.show_positions(located)
        self.table.table.show(list(rows_of(located)))

    def _show_chosen(self, number: int) -> None:
        self.table.choose(number)
        self._want(number)

    def _go(self, index: QModelIndex) -> None:
        number = self.table.table.row(index).key
        self.sketch.choose(number)
        self._want(number)

    def _want(self, number: int) -> None:
        at_s = max(Fraction(self._times[number]), Fraction(0))
        self.moment_wanted.emit(Moment(MomentKind.SECONDS, at_s))


def rows_of(located: Positions) -> list[TreeRow]:
    """One row a position; its number is the key."""
    return [
        TreeRow(
            0,
            (
                _("{n} s").format(n=f"{row['time_s']:.3f}"),
                f"{row['latitude_deg']:.6f}",
                f"{row['longitude_deg']:.6f}",
                _said(row["altitude_m"], lambda n: _("{n} m").format(n=n)),
                _said(row["speed_mps"], lambda n: _("{n} m/s").format(n=n)),
                (row["at"] or "").replace("T", " ").replace("+00:00", ""),
            ),
            key=number,
        )
        for number, row in enumerate(located.rows())
    ]


def _said(value: float | None, with_unit: Callable[[str], str]) -> str:
    return "" if value is None else with_unit(f"{value:.1f}")
