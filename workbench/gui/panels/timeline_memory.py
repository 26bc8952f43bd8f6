"""Timeline memory: how the analyst left the timeline, kept beside the layout of the window."""

from __future__ import annotations

from collections.abc import Iterable

from workbench.gui.layout import layout_settings
from workbench.gui.widgets.lanes import Lane


def lanes(name: str) -> frozenset[Lane]:
    """Lanes under a name; what is no lane any more is left out."""
    kept = layout_settings().value(f"timeline/{name}")
    # A list of one comes back as a bare text.
    names = [kept] if isinstance(kept, str) else kept if isinstance(kept, list) else []
    return frozenset(Lane(one) for one in names if one in list(Lane))


def keep_lanes(name: str, which: Iterable[Lane]) -> None:
    layout_settings().setValue(f"timeline/{name}", sorted(which))


def switch(name: str, *, first: bool) -> bool:
    """Whether something is on; `first` before anybody has said so."""
    return bool(layout_settings().value(f"timeline/{name}", first, type=bool))


def keep_switch(name: str, on: bool) -> None:
    layout_settings().setValue(f"timeline/{name}", on)
