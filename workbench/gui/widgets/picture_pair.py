"""Picture pair: the picture and a small one from inside its file, to be compared by eye."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from workbench.gui import text, theme
from workbench.gui.widgets.thumbnail import Thumbnail
from workbench.i18n import _

WIDTH_PX, HEIGHT_PX = 150, 113
LEAST_PX = 90


class PicturePair(QWidget):
    """Two boxes of one size side by side, each with its words below; where there is less room,
    both are narrower."""

    def __init__(
        self, whole: NDArray[np.uint8] | None, small: NDArray[np.uint8], said: str
    ) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.GAP)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        for column, (rgb, words) in enumerate(((whole, _("The picture")), (small, said))):
            box = Thumbnail(WIDTH_PX, HEIGHT_PX)
            box.setMinimumWidth(LEAST_PX)
            box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            box.set_pixels(rgb)
            box.setAccessibleName(words)
            grid.addWidget(box, 0, column)
            label = text.wrapped(text.caption(words))
            label.setMaximumWidth(WIDTH_PX)
            grid.addWidget(label, 1, column, Qt.AlignmentFlag.AlignTop)
        self.setMaximumWidth(2 * WIDTH_PX + theme.GAP)
