"""Viewer actions: what can be done with the frame on screen, and by which key."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.gui.actions import Action
from workbench.gui.panels import looking_actions, transport_actions
from workbench.gui.widgets.image_view import Tool
from workbench.i18n import _
from workbench.records.item import MediaKind

if TYPE_CHECKING:
    from workbench.gui.panels.viewer import ViewerPanel

BAR = (
    ("tool.look", "tool.box", "tool.point", "range.in", "range.out", "annotation.mark"),
    (
        *("go.shot_back", "frame.first", "frame.back", "play.toggle"),
        *("frame.forward", "frame.last", "go.shot_on", "play.loop", "play.sound"),
    ),
    ("frame.go_to", "frame.extract", "frame.cite", "view.fit", "view.pixels"),
)
"""The buttons under the picture, in groups."""


def rows(viewer: ViewerPanel) -> list[Action]:
    """All of them, for this viewer. They stand in the window's menus too: in another workspace
    none can be done, and their keys are free for that one."""
    every = (
        *transport_actions.rows(viewer),
        *(*_moving(viewer), *_marking(viewer), *_taking(viewer), *_seeing(viewer)),
        *looking_actions.rows(viewer),
    )
    return [
        replace(row, enabled=lambda row=row: viewer.isVisible() and row.enabled()) for row in every
    ]


def _moving(viewer: ViewerPanel) -> list[Action]:
    def moves() -> bool:
        return viewer.shown is not None and viewer.medium_kind is MediaKind.CLIP

    table = (
        ("frame.back", _("One frame back"), lambda: viewer.step(-1), "Left", "chevron-left"),
        ("frame.forward", _("One frame forward"), lambda: viewer.step(1), "Right", "chevron-right"),
        (
            *("frame.second_back", _("One second back"), lambda: viewer.step_seconds(-1)),
            *("Shift+Left", "chevrons-left"),
        ),
        (
            *("frame.second_forward", _("One second forward"), lambda: viewer.step_seconds(1)),
            *("Shift+Right", "chevrons-right"),
        ),
        ("frame.first", _("First frame"), viewer.go_first, "Home", "chevron-first"),
        ("frame.last", _("Last frame"), viewer.go_last, "End", "chevron-last"),
        ("frame.go_to", _("Go to frame, PTS or time…"), viewer.ask_where, "G", "locate"),
    )
    return [Action(*row, enabled=moves, menu="frame") for row in table]


def _marking(viewer: ViewerPanel) -> list[Action]:
    def shows() -> bool:
        return viewer.shown is not None

    def marks() -> bool:
        return shows() and not viewer.read_only

    marking = viewer.marking

    def has_time() -> bool:
        return shows() and viewer.medium_kind is MediaKind.CLIP

    timed = (
        ("range.in", _("Range begins here"), marking.set_in, "I", "arrow-right-from-line"),
        ("range.out", _("Range ends here"), marking.set_out, "O", "arrow-right-to-line"),
        ("range.clear", _("Clear range"), marking.clear_range, "Alt+X", None),
    )
    drawn = (
        (Tool.LOOK, _("Move and choose"), "V", "mouse-pointer-2"),
        (Tool.BOX, _("Draw a box"), "B", "square-dashed"),
        (Tool.POINT, _("Set a point"), "P", "crosshair"),
    )
    return [
        *(Action(*row, enabled=has_time, menu="frame") for row in timed),
        Action(
            *("annotation.mark", _("Annotate range or frame"), marking.mark, "M", "bookmark-plus"),
            enabled=marks,
            menu="frame",
        ),
        *(
            Action(
                *(f"tool.{tool}", text, lambda tool=tool: marking.take_tool(tool), key, icon),
                enabled=shows if tool is Tool.LOOK else marks,
                checkable=True,
                menu="frame",
            )
            for tool, text, key, icon in drawn
        ),
    ]


def _taking(viewer: ViewerPanel) -> list[Action]:
    def takes() -> bool:
        return viewer.shown is not None and not viewer.read_only

    return [
        Action(
            *("frame.extract", _("Extract this frame"), viewer.extract, "E", "image-down"),
            enabled=takes,
            menu="frame",
        ),
        Action(
            *("frame.extract_many", _("Extract frames…"), viewer.ask_extract, "Shift+E", "images"),
            enabled=takes,
            menu="frame",
        ),
        Action(
            *("frame.cite", _("Copy the citation of this frame"), viewer.copy_citation),
            *("Ctrl+C", "quote"),
            # One that is a file of the case already can be cited where it is only read, too.
            enabled=lambda: viewer.shown is not None,
            menu="frame",
            # Elsewhere Ctrl+C copies what is chosen there.
            whole_window=False,
        ),
    ]


def _seeing(viewer: ViewerPanel) -> list[Action]:
    def shows() -> bool:
        return viewer.shown is not None

    view = viewer.view
    table = (
        ("view.fit", _("Whole picture"), view.zoom_fit, "Ctrl+0", "maximize"),
        ("view.pixels", _("Pixel for pixel"), view.zoom_pixels, "Ctrl+1", "grid-3x3"),
        ("view.closer", _("Closer"), lambda: view.zoom_by(1.25), "Ctrl+=", "zoom-in"),
        ("view.farther", _("Farther"), lambda: view.zoom_by(0.8), "Ctrl+-", "zoom-out"),
    )
    return [Action(*row, enabled=shows, menu="view.picture") for row in table]
