"""Taking: the frame on screen becomes a file of the case, once."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from workbench.gui import background, moments
from workbench.media.player import Shown
from workbench.records.adjustment import Stack
from workbench.records.errors import MediaError, Refusal
from workbench.records.frame import ExtractedFrame
from workbench.records.item import ItemId
from workbench.records.selection import Moments

if TYPE_CHECKING:
    from workbench.session import Session


AS_RECEIVED = Stack()


def take(
    owner: QObject,
    session: Session,
    item: ItemId,
    shown: Shown,
    then: Callable[[ExtractedFrame], None],
    failed: Callable[[Refusal | MediaError], None],
    stack: Stack = AS_RECEIVED,
) -> None:
    """Extract it in the background, through a stack; one that was taken before is given again."""
    before = taken_already(session, item, shown, stack)
    if before is not None:
        then(before)
        return
    wanted = Moments((moments.moment_of(shown),))
    background.run(
        owner,
        lambda: session.extract(item, wanted, adjust=stack),
        lambda found: then(found.frames[0]) if found.frames else None,
        failed,
    )


def taken_already(
    session: Session, item: ItemId, shown: Shown, stack: Stack
) -> ExtractedFrame | None:
    """The frame of the case that is the one on screen, with the same done to it."""
    return next(
        (
            frame
            for frame in session.frames(item)
            if shown.pts == (frame.at.pts if frame.at else None)
            and (frame.adjusted.stack if frame.adjusted else Stack()) == stack.active
        ),
        None,
    )
