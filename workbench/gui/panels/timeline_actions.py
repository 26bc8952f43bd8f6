"""Timeline actions: what can be done with the timeline, by which key, and its menu."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu

from workbench.gui.actions import Action
from workbench.gui.geometry import clock_at
from workbench.gui.panels import timeline_content
from workbench.gui.widgets.lanes import Lane, Stretch
from workbench.gui.widgets.timeline_view import TimelineView
from workbench.i18n import _

if TYPE_CHECKING:
    from workbench.gui.panels.timeline import TimelinePanel

BAR = (
    *("timeline.neighbours", "timeline.closer", "timeline.farther"),
    *("timeline.range", "timeline.whole"),
)
"""The buttons above the lanes."""
ZOOM = 1.6
CLOSE_PX = 34.0
"""Width of a frame where the timeline is asked for single frames."""


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
            *("timeline.range", _("Range across the timeline"), lambda: zoom_to_range(view)),
            *("Z", "square-dashed"),
        ),
        ("timeline.frames", _("Single frames"), lambda: zoom_to_frames(view), "Shift+F"),
        ("timeline.whole", _("Whole clip"), view.zoom_whole, "Shift+Z", "move-horizontal"),
    )
    switches = (
        ("timeline.neighbours", _("Neighbouring frames"), panel.switch_neighbours, "N", "film"),
        ("timeline.follow", _("Follow the playhead"), panel.switch_follow),
        ("timeline.pictures", _("Picture under the pointer"), panel.switch_pictures),
    )
    return [
        *(Action(*row, menu="view.timeline") for row in table),
        *(Action(*row, menu="view.timeline", checkable=True) for row in switches),
    ]


def zoom_to_range(view: TimelineView) -> None:
    """The range across the view, or what is chosen, where no range is marked."""
    span, chosen = view.range_s, view.chosen
    if span is None and chosen is not None:
        found = (s for s in view.content.stretches(chosen[0]) if s.key == chosen[1])
        span = next(((s.start_s, s.end_s) for s in found), None)
    if span is not None:
        view.zoom_to(*span)


def zoom_to_frames(view: TimelineView) -> None:
    """So close that each frame is seen for itself."""
    frames = view.content.frames
    if frames is not None:
        view.zoom_by(CLOSE_PX / max(frames.mean_px(view.mapping), 1e-9))


def frame_words(view: TimelineView, time_s: float) -> str:
    """The frame at a time, or the time where frames are not counted."""
    frames = view.content.frames
    if frames is None:
        return clock_at(time_s)
    return _("frame {index}").format(index=frames.index_at(time_s))


def _copy(said: str) -> None:
    QGuiApplication.clipboard().setText(said)


def menu_at(panel: TimelinePanel, time_s: float, found: tuple[Lane, Stretch] | None) -> QMenu:
    """What can be done at a time, and with what lies there."""
    menu = QMenu(panel)
    acts = panel.actions_by_id
    frame = frame_words(panel.view, time_s)
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
    menu.addAction(_("Copy the time"), lambda: _copy(clock_at(panel.view.on_frame(time_s))))
    frames = panel.view.content.frames
    if frames is not None:
        number = str(frames.index_at(time_s))
        menu.addAction(_("Copy the number of the frame"), lambda: _copy(number))
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
