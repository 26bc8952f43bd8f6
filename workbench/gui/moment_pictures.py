"""Moment pictures: small pictures of exact frames, from a locked player, one item at a time.

A picture file in a case folder may come from a stranger, so that none is ever read here: what an
extracted frame or a match shows is decoded again from the original, in the locked worker.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QImage

from workbench.gui import background, pixels
from workbench.media.player import Player, Shown
from workbench.records.errors import MediaError, Refusal
from workbench.records.frame import Moment
from workbench.records.item import ItemId
from workbench.records.match import LibraryReference

if TYPE_CHECKING:
    from workbench.session import Session
    from workbench.session.known_footage import KnownFile

SIDE_PX = 240
KEPT = 300
Footage = ItemId | LibraryReference
Wanted = tuple[Footage, Moment]


class MomentPictures(QObject):
    """Asks for one picture at a time; a picture that cannot be had is not asked for again.

    Of known footage that is no item there are pictures where the file of its entry is at hand.
    """

    ready = Signal(object)
    """(ItemId or LibraryReference, Moment) whose picture came, or cannot be had."""
    _made = Signal(object, object)
    _failed = Signal(object)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._kept: OrderedDict[Wanted, QImage | None] = OrderedDict()
        self._queue: list[Wanted] = []
        self._current: Wanted | None = None
        self._closed = False
        self._player: tuple[Footage, Player] | None = None
        self._known: dict[LibraryReference, KnownFile | None] = {}
        self._made.connect(self._on_made, Qt.ConnectionType.QueuedConnection)
        self._failed.connect(
            lambda wanted: self._on_made(wanted, None), Qt.ConnectionType.QueuedConnection
        )

    def lacks(self, footage: Footage, moment: Moment) -> bool:
        """Whether it is certain that the picture cannot be had."""
        return self._kept.get((footage, moment), self) is None

    def picture(self, footage: Footage, moment: Moment) -> QImage | None:
        """The picture, or None while it is on its way or cannot be had."""
        wanted = (footage, moment)
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
        self._current = self._queue.pop(0)
        footage = self._current[0]
        if isinstance(footage, LibraryReference) and footage not in self._known:
            self._look_for(footage)
        else:
            self._show_current()

    def _look_for(self, reference: LibraryReference) -> None:
        """The file of an entry is known by its digest: telling it takes as long as reading it."""

        def found(known: KnownFile | None) -> None:
            self._known[reference] = known
            if self._current is not None and self._current[0] == reference:
                self._show_current()

        background.run(
            self,
            lambda: self._session.known_file(reference),
            found,
            lambda _failure: found(None),
        )

    def _show_current(self) -> None:
        assert self._current is not None
        footage, moment = self._current
        if self._player is None or self._player[0] != footage:
            self._end_player()
            try:
                opened = self._opened(footage)
            except (Refusal, MediaError):
                opened = None
            if opened is None:
                self._failed.emit(self._current)
                return
            self._player = (footage, opened)
        self._player[1].show(moment)

    def _opened(self, footage: Footage) -> Player | None:
        """None where the file of known footage is not at hand."""

        def failed(_error: MediaError | Refusal) -> None:
            self._failed.emit(self._current)

        if not isinstance(footage, LibraryReference):
            return self._session.player(footage, self._take, failed)
        known = self._known[footage]
        return None if known is None else self._session.known_player(known, self._take, failed)

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
