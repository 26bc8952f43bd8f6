"""Region drag: a press that draws a region, moves one, or moves the picture; and its cursors."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QPointF, Qt

from workbench.gui.geometry import (
    Handle,
    PictureMapping,
    handle_places,
    region_between,
    region_dragged,
)
from workbench.gui.widgets.marks import Mark
from workbench.records.frame import Region


@dataclass(slots=True)
class RegionDrag:
    """A press of the left or middle button that has not ended."""

    start: QPointF
    mapping: PictureMapping
    mark: Mark | None = None
    handle: Handle | None = None
    region: Region | None = None
    """The region as it stands now, drawn or moved."""
    pans: bool = False

    def move_mark(self, at: QPointF, size_px: tuple[int, int]) -> None:
        """The mark that was taken hold of follows the pointer, on the original."""
        if self.mark is not None and self.handle is not None:
            start = self.mapping.to_picture(self.start.x(), self.start.y())
            end = self.mapping.to_picture(at.x(), at.y())
            right, down = end[0] - start[0], end[1] - start[1]
            self.region = region_dragged(self.mark.region, self.handle, right, down, size_px)

    def draw(self, at: QPointF, size_px: tuple[int, int], *, as_shown: bool) -> None:
        """A box follows the pointer: on the original, or on the picture as it is shown."""
        mapping = self.mapping
        if as_shown:
            mapping = mapping.unplaced()
            size_px = (mapping.width_px, mapping.height_px)
        start = mapping.to_picture(self.start.x(), self.start.y())
        self.region = region_between(start, mapping.to_picture(at.x(), at.y()), size_px)


def cursor_for(region: Region, handle: Handle, mapping: PictureMapping) -> Qt.CursorShape:
    """Along the way that an edge or corner is moved, also where the picture is turned."""
    if handle is Handle.BODY:
        return Qt.CursorShape.SizeAllCursor
    x, y = mapping.to_view(*handle_places(region)[handle])
    middle_x, middle_y = mapping.to_view(
        region.left_px + region.width_px / 2, region.top_px + region.height_px / 2
    )
    angle = math.degrees(math.atan2(y - middle_y, x - middle_x)) % 180
    if "_" in handle:
        return Qt.CursorShape.SizeFDiagCursor if angle < 90 else Qt.CursorShape.SizeBDiagCursor
    across = angle < 45 or angle > 135
    return Qt.CursorShape.SizeHorCursor if across else Qt.CursorShape.SizeVerCursor
