"""Timeline actions: what can be done with the timeline, by which key, and its menu."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu

from workbench.gui.actions import Action
from workbench.gui.geometry import clock_at
from workbench.gui.panels import timeline_content
from workbench.gui.widgets.lanes import Lane, Stretch
from workbench.i18n import _

if TYPE_CHECKING:
    from workbench.gui.panels.timeline import TimelinePanel

BAR = (
    *("timeline.neighbours", "timeline.closer", "timeline.farther"),
    *("timeline.range", "timeline.whole"),
)
"""The buttons above the lanes."""
ZOOM = 1.6


def rows(panel: TimelinePanel) -> list[Action]:
    """All of them, for this panel."""
    view = panel.view
    table = (
        (
            *("timeline.closer", _("Shorter stretch of time"), lambda: view.zoom_by(ZOOM)),
            *(("+", "="), "zoom-in"),
        ),
        (
            *("timeline.farther", _("Longer stretch of time"), lambda: view.zoom_by(1 / ZOOM)),
            *("-", "zoom-out"),
        ),
        (
            *("timeline.range", _("Range across the timeline"), panel.zoom_to_range),
            *("Z", "square-dashed"),
        ),
        ("timeline.frames", _("Single frames"), panel.zoom_to_frames, "Shift+F"),
        ("timeline.whole", _("Whole clip"), view.zoom_whole, "Shift+Z", "move-horizontal"),
    )
    switches = (
        ("timeline.neighbours", _("Neighbouring frames"), panel.switch_neighbours, "N", "film"),
        ("timeline.follow", _("Follow the playhead"), panel.switch_follow),
        ("timeline.pictures", _("Picture under the pointer"), panel.switch_pictures),
    )
    return [
        *(Action(*row, menu="view") for row in table),
        *(Action(*row, menu="view", checkable=True) for row in switches),
    ]


def menu_at(panel: TimelinePanel, time_s: float, found: tuple[Lane, Stretch] | None) -> QMenu:
    """What can be done at a time, and with what lies there."""
    menu = QMenu(panel)
    acts = panel.actions_by_id
    frame = panel.frame_words(time_s)
    menu.addAction(_("Show {frame}").format(frame=frame), lambda: panel.go_to(time_s))
    menu.addSeparator()
    menu.addAction(_("Range begins here"), lambda: panel.marking.set_in(time_s))
    menu.addAction(_("Range ends here"), lambda: panel.marking.set_out(time_s))
    clear = menu.addAction(_("Clear range"), lambda: panel.marking.clear_range())
    clear.setEnabled(panel.view.range_s is not None)
    if panel.view.range_s is None:
        mark = menu.addAction(_("Annotate this frame"), lambda: panel.marking.annotate(time_s))
    else:
        mark = menu.addAction(_("Annotate the range"), lambda: panel.marking.annotate(None))
    mark.setEnabled(panel.view.editable)
    if found is not None and found[0] is not Lane.SOUND:
        _add_stretch(menu, panel, *found)
    menu.addSeparator()
    for name in ("closer", "farther", "range", "frames", "whole"):
        menu.addAction(acts[f"timeline.{name}"])
    menu.addSeparator()
    menu.addAction(_("Copy the time"), lambda: panel.copy(clock_at(panel.view.on_frame(time_s))))
    if panel.view.content.frames is not None:
        menu.addAction(_("Copy the number of the frame"), lambda: panel.copy(panel.number(time_s)))
    menu.addSeparator()
    menu.addMenu(lanes_menu(panel, menu))
    for name in ("neighbours", "follow", "pictures"):
        menu.addAction(acts[f"timeline.{name}"])
    return menu


def _add_stretch(menu: QMenu, panel: TimelinePanel, lane: Lane, stretch: Stretch) -> None:
    menu.addSeparator()
    start, end = stretch.start_s, stretch.end_s
    menu.addAction(_("Take it as the range"), lambda: panel.marking.choose_range(start, end))
    menu.addAction(_("Zoom to it"), lambda: panel.view.zoom_to(start, end))
    if lane is not Lane.SHOTS:
        menu.addAction(_("Open it"), lambda: panel.open_stretch(lane, stretch.key))


def lanes_menu(panel: TimelinePanel, parent: QMenu) -> QMenu:
    """Which lanes are shown."""
    menu = QMenu(_("Lanes"), parent)
    for lane, said in timeline_content.labels().items():
        act = menu.addAction(said)
        act.setCheckable(True)
        act.setChecked(lane not in panel.hidden)
        act.toggled.connect(lambda shown, lane=lane: panel.show_lane(lane, shown))
    return menu
