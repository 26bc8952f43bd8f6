"""Compare points: the same place clicked in A and in B, pair by pair, until B lies on A."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from workbench.gui.panels.compare_stage import CompareStage
from workbench.gui.widgets.image_view import Tool
from workbench.gui.widgets.marks import Mark
from workbench.records.frame import Region

Pair = tuple[tuple[float, float], tuple[float, float]]


class Points(QObject):
    """Numbered points on both pictures. A pair is complete when both have its number."""

    changed = Signal()
    """Another pair is complete, or one was taken away."""

    def __init__(self, stage: CompareStage, parent: QObject) -> None:
        super().__init__(parent)
        self.active = False
        self._views = (stage.a.view, stage.b.view)
        self._points: tuple[list[Region], list[Region]] = ([], [])
        for number, view in enumerate(self._views):
            view.region_drawn.connect(lambda region, n=number: self._on_drawn(n, region))
            view.region_changed.connect(lambda key, region, n=number: self._move(n, key, region))
            view.mark_removed.connect(self._remove)

    @property
    def pairs(self) -> list[Pair]:
        """(pixel of A, pixel of the dressed B) of each complete pair."""
        return [
            ((a.left_px, a.top_px), (b.left_px, b.top_px))
            for a, b in zip(*self._points, strict=False)
        ]

    def begin(self) -> None:
        self.active = True
        self._points = ([], [])
        self._show()

    def end(self) -> None:
        """Take the points away; what they aligned stays."""
        if self.active:
            self.active = False
            self._points = ([], [])
            self._show()

    def _on_drawn(self, number: int, region: Region) -> None:
        if self.active and region.is_point:
            self._points[number].append(region)
            self._show()
            if len(self._points[number]) <= len(self._points[1 - number]):
                self.changed.emit()

    def _move(self, number: int, key: int, region: Region) -> None:
        if self.active and key < len(self._points[number]):
            self._points[number][key] = region
            self._show()
            self.changed.emit()

    def _remove(self, key: int) -> None:
        for points in self._points:
            del points[key : key + 1]
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        for view, points in zip(self._views, self._points, strict=True):
            view.set_marks([Mark(n, one, str(n + 1)) for n, one in enumerate(points)])
        lacking = len(self._points[1]) < len(self._points[0])
        for number, view in enumerate(self._views):
            # Alternately: a point in A, then the same place in B.
            view.set_tool(Tool.POINT if self.active and lacking == (number == 1) else Tool.LOOK)
