"""File streams: the streams side by side, and what happens in them over time."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QScrollArea, QSplitter, QVBoxLayout, QWidget

from workbench.gui import text, theme
from workbench.gui.tables import flow_rows, streams
from workbench.gui.tables.row_tree import RowTree, TreeRow
from workbench.gui.tables.tree_view import TreeView
from workbench.gui.widgets.flow_chart import FlowChart
from workbench.i18n import _
from workbench.provenance.testimony import Testimony
from workbench.records.frame import Moment
from workbench.records.item import Item

WIDE_PX, NUMBER_PX = 176, 92


class FileStreams(QScrollArea):
    """The chart above, then what the streams state, then figures and moments."""

    moment_wanted = Signal(object)
    """Moment: somebody wants to see it."""

    def __init__(self) -> None:
        super().__init__()
        self.streams = TreeView(RowTree((_("Property"),)), _("Streams"))
        self.streams.setRootIsDecorated(False)
        self.chart = FlowChart()
        self.moments = TreeView(RowTree((_("What"), _("At"), _("Lasts")), _whole), _("Over time"))
        self._still = text.wrapped(text.secondary())
        self._still.setContentsMargins(theme.PANEL, theme.GAP, theme.PANEL, 0)
        self._below = QSplitter(Qt.Orientation.Vertical)
        self._below.setChildrenCollapsible(False)
        self._below.addWidget(self.streams)
        self._below.addWidget(self.moments)
        self._below.setSizes([150, 260])
        self.moments.setIndentation(8)
        self.moments.setColumnWidth(0, WIDE_PX)
        self.moments.setColumnWidth(1, NUMBER_PX)
        page = QWidget()
        whole = QVBoxLayout(page)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._still)
        whole.addWidget(self.chart)
        whole.addWidget(self._below, 1)
        # On a low screen the page rolls: it does not make the window higher than the screen.
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(page)
        self.chart.moment_wanted.connect(
            lambda at_s, pts: self.moment_wanted.emit(flow_rows.moment(at_s, pts))
        )
        self.moments.clicked.connect(self._go)
        self.moments.activated.connect(self._go)

    def show_testimony(self, item: Item, testimony: Testimony) -> None:
        medium = item.medium
        self.streams.setVisible(bool(medium.streams))
        self._still.setVisible(not medium.streams)
        self._still.setText("" if medium.streams else streams.said_of_still(medium))
        self.streams.table.heads = streams.heads_of(medium)
        self.streams.table.show(streams.rows_of(medium))
        for column in range(len(self.streams.table.heads)):
            self.streams.resizeColumnToContents(column)
        course = flow_rows.course_of(testimony.facts)
        self.chart.setVisible(course is not None)
        if course is not None:
            self.chart.show_course(course)
        rows = flow_rows.rows_of(testimony.facts)
        self.moments.setVisible(bool(rows))
        self.moments.table.show(rows)

    def _go(self, index: QModelIndex) -> None:
        key = self.moments.table.row(index).key
        if isinstance(key, Moment):
            self.moment_wanted.emit(key)


def _whole(row: TreeRow, column: int) -> str:
    """What a cell says, where it does not fit."""
    return row.cells[column]
