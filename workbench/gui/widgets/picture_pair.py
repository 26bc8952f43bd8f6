"""Picture pair: the picture and a small one from inside its file, to be compared by eye."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from workbench.gui import text, theme
from workbench.gui.widgets.thumbnail import Thumbnail
from workbench.i18n import _

WIDTH_PX, HEIGHT_PX = 150, 113


class PicturePair(QWidget):
    """Two boxes of one size side by side, each with its words below."""

    def __init__(
        self, whole: NDArray[np.uint8] | None, small: NDArray[np.uint8], said: str
    ) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.GAP)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(2, 1)
        for column, (rgb, words) in enumerate(((whole, _("The picture")), (small, said))):
            box = Thumbnail(WIDTH_PX, HEIGHT_PX)
            box.set_pixels(rgb)
            box.setAccessibleName(words)
            grid.addWidget(box, 0, column)
            label = text.wrapped(text.caption(words))
            label.setMaximumWidth(WIDTH_PX)
            grid.addWidget(label, 1, column, Qt.AlignmentFlag.AlignTop)
