"""About: which program this is, under what protection it reads files, and whose work it uses."""

from __future__ import annotations

import platform
import sys

import PySide6
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from workbench import __version__
from workbench.gui import text, theme
from workbench.i18n import _


class About(QDialog):
    """A few lines that can be copied into a letter."""

    def __init__(self, layers: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("About this program"))
        self.setMinimumWidth(460)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.GROUP, theme.GROUP, theme.GROUP, theme.GROUP)
        layout.setSpacing(theme.PANEL)
        layout.addWidget(text.title(_("Footage Verification Workbench")))
        facts = (
            _("Version {version}").format(version=__version__),
            _("Protection while files are read: {layers}").format(layers=layers or _("none yet")),
            f"Python {platform.python_version()}, Qt {PySide6.__version__}, {sys.platform}",
        )
        layout.addWidget(text.mono("\n".join(facts)))
        said = (
            _("Nothing leaves this machine: the program has no network part."),
            _("Free software under the GNU General Public License, version 3 or later."),
            _("Icons: Lucide, ISC License."),
        )
        layout.addWidget(text.wrapped(text.secondary("\n".join(said))))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout.addWidget(buttons)
