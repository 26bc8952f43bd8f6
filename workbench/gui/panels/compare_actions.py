"""Compare actions: what can be done with two pictures on one clock, and by which key."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.gui.actions import Action
from workbench.gui.comparison import Mode
from workbench.gui.panels import compare_words
from workbench.i18n import _

if TYPE_CHECKING:
    from workbench.gui.panels.compare import ComparePanel


def rows(panel: ComparePanel) -> list[Action]:
    """All of them. In another workspace none can be done, and their keys are free for that one."""
    parts = (
        ("compare", (*_modes(panel), *_laying(panel), *_adjusting(panel), *_taking(panel))),
        ("compare.time", (*_moving(panel), *_nudging(panel))),
        ("compare.picture", _seeing(panel)),
    )
    return [
        replace(row, menu=menu, enabled=_seen(panel, row.enabled))
        for menu, every in parts
        for row in every
    ]


def _seen(panel: ComparePanel, enabled: Callable[[], bool]) -> Callable[[], bool]:
    return lambda: panel.isVisible() and enabled()


def _modes(panel: ComparePanel) -> list[Action]:
    made = []
    for mode in Mode:
        said, icon, key = compare_words.mode_words(mode)
        made.append(
            Action(
                *(f"compare.{mode}", said, lambda mode=mode: panel.choose_mode(mode), key, icon),
                checkable=True,
            )
        )
    flip = _("Show the other one")
    return [
        *made,
        Action(
            *("compare.flip", flip, panel.stage.flip, "X"),
            enabled=lambda: panel.manner.mode is Mode.BLINK,
        ),
    ]


def _moving(panel: ComparePanel) -> list[Action]:
    pair = panel.pair
    table = (
        ("first", _("First frame"), panel.go_first, "Home", "chevron-first"),
        (
            *("second_back", _("One second back")),
            *(lambda: panel.step_seconds(-1), "Shift+Left", "chevrons-left"),
        ),
        ("back", _("Both one frame back"), lambda: pair.step(-1), "Left", "chevron-left"),
        ("play", _("Play both, every frame"), pair.toggle_play, "Space", "play"),
        ("forward", _("Both one frame forward"), lambda: pair.step(1), "Right", "chevron-right"),
        (
            *("second_forward", _("One second forward")),
            *(lambda: panel.step_seconds(1), "Shift+Right", "chevrons-right"),
        ),
        ("last", _("Last frame"), panel.go_last, "End", "chevron-last"),
        ("go_to", _("Go to frame, PTS or time…"), panel.ask_where, "G", "locate"),
    )
    return [
        Action(
            *(f"compare.{name}", said, act, key, icon),
            enabled=lambda: pair.has_time,
        )
        for name, said, act, key, icon in table
    ]


def _nudging(panel: ComparePanel) -> list[Action]:
    pair = panel.pair
    nudges = (
        ("a_back", _("A alone one frame back"), (-1, True), "Ctrl+Left", "chevron-left"),
        ("a_forward", _("A alone one frame forward"), (1, True), "Ctrl+Right", "chevron-right"),
        ("b_back", _("B alone one frame back"), (-1, False), "Alt+Left", "chevron-left"),
        ("b_forward", _("B alone one frame forward"), (1, False), "Alt+Right", "chevron-right"),
    )
    return [
        *(
            Action(
                *(f"compare.{name}", said, lambda by=by: pair.nudge(by[0], of_a=by[1]), key, icon),
                enabled=lambda: pair.both_timed,
            )
            for name, said, by, key, icon in nudges
        ),
        Action(
            *("compare.link_clock", _("Move both on one clock"), pair.toggle_link, "L", "clock"),
            enabled=lambda: pair.both_timed,
            checkable=True,
        ),
    ]


def _laying(panel: ComparePanel) -> list[Action]:
    # What lays B is made after the actions, whose buttons stand in its row.
    made = (
        ("mirror", _("Mirror B"), lambda: panel.laying.mirror(), "M", "flip-horizontal-2", True),
        ("turn", _("Turn B by 90°"), lambda: panel.laying.turn(), "R", "rotate-cw", False),
        ("register", _("Lay B on A by hand"), lambda: panel.laying.toggle(), "H", "move", True),
        (
            *("agree", _("Align by what both pictures show"), lambda: panel.laying.agree()),
            *("A", "scan-search", False),
        ),
        (
            *("points", _("Align by pairs of points"), lambda: panel.laying.toggle_points()),
            *("P", "waypoints", True),
        ),
    )
    return [
        *(
            Action(
                *(f"compare.{name}", said, act, key, icon),
                enabled=lambda: panel.pair.has_both,
                checkable=checkable,
                separated=name == "mirror",
            )
            for name, said, act, key, icon, checkable in made
        ),
        Action(
            *("compare.swap", _("Swap A and B"), panel.pair.swap, "Shift+X", "arrow-left-right"),
            enabled=lambda: panel.pair.has_any,
        ),
    ]


def _adjusting(panel: ComparePanel) -> list[Action]:
    said = (
        _("Show A through its adjustments, or as received"),
        _("Show B through its adjustments, or as received"),
    )
    return [
        Action(
            *(f"compare.adjust_{letter.lower()}", words),
            *(lambda side=side: panel.pair.toggle_adjusted(side), f"Shift+{letter}"),
            *("sliders-horizontal",),
            enabled=lambda side=side: bool(side.adjusting.available.steps),
        )
        for (letter, side), words in zip(panel.pair.sides, said, strict=True)
    ]


def _seeing(panel: ComparePanel) -> list[Action]:
    stage = panel.stage
    return [
        Action(
            *("compare.link_zoom", _("Zoom and move both together"), panel.toggle_zoom, "U"),
            *("link-2",),
            checkable=True,
        ),
        Action("compare.fit", _("Whole picture"), stage.zoom_fit, "Ctrl+0", "maximize"),
        Action("compare.pixels", _("Pixel for pixel"), stage.zoom_pixels, "Ctrl+1", "grid-3x3"),
        Action("compare.closer", _("Closer"), lambda: stage.zoom_by(1.25), "Ctrl+=", "zoom-in"),
        Action("compare.farther", _("Farther"), lambda: stage.zoom_by(0.8), "Ctrl+-", "zoom-out"),
    ]


def _taking(panel: ComparePanel) -> list[Action]:
    return [
        Action(
            *("compare.extract", _("Extract both frames"), panel.extract, "E", "image-down"),
            enabled=lambda: panel.pair.has_any and not panel.read_only,
            separated=True,
        ),
        Action(
            *("compare.cite", _("Copy both citations and the offset"), panel.copy_citations),
            *("Ctrl+C", "quote"),
            enabled=lambda: panel.pair.has_any,
            # Elsewhere Ctrl+C copies what is chosen there.
            whole_window=False,
        ),
    ]
