"""Transport actions: playing, its speed and its sound, and jumps, each with its key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.gui.actions import Action
from workbench.i18n import _
from workbench.records.item import MediaKind

if TYPE_CHECKING:
    from workbench.gui.panels.viewer import ViewerPanel


def rows(viewer: ViewerPanel) -> list[Action]:
    """All of them, for this viewer."""
    return [*_playing(viewer), *_jumping(viewer)]


def _plays(viewer: ViewerPanel) -> bool:
    if viewer.medium_kind is MediaKind.SOUND:
        return viewer.playback.is_open
    return viewer.shown is not None and viewer.medium_kind is MediaKind.CLIP


def _playing(viewer: ViewerPanel) -> list[Action]:
    transport = viewer.transport

    def plays() -> bool:
        return _plays(viewer)

    table = (
        ("play.toggle", _("Play or pause"), transport.toggle, "Space", "play"),
        ("play.backward", _("Play backward"), lambda: transport.shuttle(-1), "J", None),
        ("play.pause", _("Pause"), transport.pause, "K", None),
        ("play.forward", _("Play forward"), lambda: transport.shuttle(1), "L", None),
        ("play.slower", _("Slower"), lambda: transport.change_speed(-1), "[", None),
        ("play.faster", _("Faster"), lambda: transport.change_speed(1), "]", None),
    )
    checked = (
        ("play.loop", _("Repeat the range"), transport.loop, "Shift+L", "repeat"),
        (
            *("play.sound", _("Sound, heard from half to double speed, forward")),
            *(viewer.switch_sound, "Shift+S", "volume-x"),
        ),
    )
    return [
        *(Action(*row, enabled=plays, menu="play", repeats=False) for row in table),
        *(
            Action(*row, enabled=plays, menu="play", checkable=True, repeats=False)
            for row in checked
        ),
    ]


def _jumping(viewer: ViewerPanel) -> list[Action]:
    transport = viewer.transport

    def plays() -> bool:
        return _plays(viewer)

    table = (
        ("go.shot_back", _("Previous shot"), transport.to_shot, -1, "Ctrl+Left", "skip-back"),
        ("go.shot_on", _("Next shot"), transport.to_shot, 1, "Ctrl+Right", "skip-forward"),
        (
            *("go.annotation_back", _("Previous annotation"), transport.to_annotation, -1),
            *("Ctrl+Shift+Left", None),
        ),
        (
            *("go.annotation_on", _("Next annotation"), transport.to_annotation, 1),
            *("Ctrl+Shift+Right", None),
        ),
        ("go.match_back", _("Previous match"), transport.to_match, -1, "Alt+Shift+Left", None),
        ("go.match_on", _("Next match"), transport.to_match, 1, "Alt+Shift+Right", None),
    )
    return [
        Action(
            *(name, words, lambda go=go, way=way: go(way), key, icon),
            enabled=plays,
            menu="play",
            separated=name == "go.shot_back",
        )
        for name, words, go, way, key, icon in table
    ]
