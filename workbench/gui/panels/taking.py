"""Taking: the frame on screen becomes a file of the case, once."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from workbench.gui import background, moments
from workbench.media.player import Shown
from workbench.records.errors import MediaError, Refusal
from workbench.records.frame import ExtractedFrame
from workbench.records.item import ItemId
from workbench.records.selection import Moments

if TYPE_CHECKING:
    from workbench.session import Session


def take(
    owner: QObject,
    session: Session,
    item: ItemId,
    shown: Shown,
    then: Callable[[ExtractedFrame], None],
    failed: Callable[[Refusal | MediaError], None],
) -> None:
    """Extract it in the background; one that was taken before is given again."""
    before = taken_already(session, item, shown)
    if before is not None:
        then(before)
        return
    wanted = Moments((moments.moment_of(shown),))
    background.run(
        owner,
        lambda: session.extract(item, wanted),
        lambda found: then(found.frames[0]) if found.frames else None,
        failed,
    )


def taken_already(session: Session, item: ItemId, shown: Shown) -> ExtractedFrame | None:
    """The frame of the case that is the one on screen."""
    return next(
        (f for f in session.frames(item) if shown.pts == (f.at.pts if f.at else None)), None
    )
