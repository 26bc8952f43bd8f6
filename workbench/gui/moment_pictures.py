"""Moment pictures: small pictures of exact frames, from a locked player, one item at a time.

A picture file in a case folder may come from a stranger, so that none is ever read here: what an
extracted frame or a match shows is decoded again from the original, in the locked worker.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QImage

from workbench.gui import pixels
from workbench.media.player import Player, Shown
from workbench.records.errors import MediaError, Refusal
from workbench.records.frame import Moment
from workbench.records.item import ItemId

if TYPE_CHECKING:
    from workbench.session import Session

SIDE_PX = 240
KEPT = 300
Wanted = tuple[ItemId, Moment]


class MomentPictures(QObject):
    """Asks for one picture at a time; a picture that cannot be had is not asked for again."""

    ready = Signal(object)
    """(ItemId, Moment) whose picture came."""
    _made = Signal(object, object)
    _failed = Signal(object)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._kept: OrderedDict[Wanted, QImage | None] = OrderedDict()
        self._queue: list[Wanted] = []
        self._current: Wanted | None = None
        self._closed = False
        self._player: tuple[ItemId, Player] | None = None
        self._made.connect(self._on_made, Qt.ConnectionType.QueuedConnection)
        self._failed.connect(
            lambda wanted: self._on_made(wanted, None), Qt.ConnectionType.QueuedConnection
        )

    def picture(self, item: ItemId, moment: Moment) -> QImage | None:
        """The picture, or None while it is on its way or cannot be had."""
        wanted = (item, moment)
        if wanted in self._kept:
            self._kept.move_to_end(wanted)
            return self._kept[wanted]
        if not self._closed and wanted not in self._queue and wanted != self._current:
            self._queue.append(wanted)
            self._ask()
        return None

    def close(self) -> None:
        """Ask for nothing any more: the case is about to be closed."""
        self._closed = True
        self._queue.clear()
        self._current = None
        self._end_player()

    def _ask(self) -> None:
        if self._current is not None:
            return
        if not self._queue:
            self._end_player()
            return
        item, moment = self._current = self._queue.pop(0)
        if self._player is None or self._player[0] != item:
            self._end_player()
            try:
                self._player = (item, self._opened(item))
            except (Refusal, MediaError):
                self._failed.emit(self._current)
                return
        self._player[1].show(moment)

    def _opened(self, item: ItemId) -> Player:
        return self._session.player(
            item,
            self._take,
            lambda _error: self._failed.emit(self._current),
        )

    def _take(self, shown: Shown) -> None:
        """In the player's thread; what stands in for a frame meanwhile is not it."""
        if shown.settled:
            self._made.emit(self._current, _small(shown))

    def _end_player(self) -> None:
        player, self._player = self._player, None
        if player is not None:
            player[1].close()

    def _on_made(self, wanted: Wanted | None, image: QImage | None) -> None:
        if wanted is None or wanted != self._current:
            return
        self._kept[wanted] = image
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        self._current = None
        self._ask()
        self.ready.emit(wanted)


def _small(shown: Shown) -> QImage | None:
    """Shrunk in the player's thread, so that full frames do not pile up before the window."""
    try:
        image = pixels.picture(shown.pixels)
    except ValueError:
        return None
    size = image.size().scaled(QSize(SIDE_PX, SIDE_PX), Qt.AspectRatioMode.KeepAspectRatio)
    return pixels.shrunk(image, size.expandedTo(QSize(1, 1)))
