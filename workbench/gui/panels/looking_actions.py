"""Looking actions: turning, mirroring, cropping and comparing, each with its key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.gui.actions import Action
from workbench.gui.widgets.image_view import Tool
from workbench.i18n import _

if TYPE_CHECKING:
    from workbench.gui.panels.viewer import ViewerPanel


def rows(viewer: ViewerPanel) -> list[Action]:
    """All of them, for this viewer."""
    adjusting, looking = viewer.adjusting, viewer.looking

    def shows() -> bool:
        return viewer.shown is not None

    def crop() -> None:
        viewer.marking.take_tool(Tool.CROP)

    table = (
        ("look.turn_right", _("Turn right"), lambda: adjusting.turn(90), "R", "rotate-cw"),
        ("look.turn_left", _("Turn left"), lambda: adjusting.turn(-90), "Shift+R", "rotate-ccw"),
        ("look.mirror", _("Mirror"), adjusting.mirror, "H", "flip-horizontal-2"),
        ("look.whole", _("Show the whole picture"), adjusting.uncrop, "Shift+C", None),
    )
    return [
        Action(
            *("tool.crop", _("Show a part alone"), crop, "C", "crop"),
            enabled=shows,
            checkable=True,
            menu="view.picture",
        ),
        *(Action(*row, enabled=shows, menu="view.picture") for row in table),
        Action(
            *("look.loupe", _("Loupe"), lambda: viewer.view.set_loupe(not viewer.view.loupe)),
            *("Q", "search"),
            enabled=shows,
            checkable=True,
            menu="view.picture",
        ),
        Action(
            *("look.compare", _("Without adjustments, as received"), looking.compare),
            *("A", "contrast"),
            enabled=shows,
            checkable=True,
            menu="view.picture",
        ),
    ]
