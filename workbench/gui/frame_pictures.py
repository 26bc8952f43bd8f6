"""Frame pictures: small pictures of exact frames of the item on the timeline, filled in while
nothing moves. They come from a locked worker of their own, so that stepping waits for none."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QImage

from workbench.gui import pixels
from workbench.gui.moments import aspect_of
from workbench.gui.playback import let_go
from workbench.media.player import Player, Shown
from workbench.records.errors import MediaError, Refusal
from workbench.records.frame import Moment, MomentKind
from workbench.records.item import Item

if TYPE_CHECKING:
    from workbench.session import Session

SIDE_PX = 240
KEPT = 320
"""Pictures of 240 × 135: some 40 MB."""
REST_MS = 150
"""So long nothing may move before a picture is asked for."""
IDLE_MS = 15_000
"""The worker is let go when nothing was wanted for so long."""


class FramePictures(QObject):
    """Pictures of frames by index. Who wants some says so again whenever that changes."""

    ready = Signal(int)
    """The index whose picture came."""
    _came = Signal(int, object, object)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._item: Item | None = None
        self._kept: OrderedDict[int, QImage | None] = OrderedDict()
        self._wanted: dict[str, list[int]] = {}
        self._under_way: int | None = None
        self._player: Player | None = None
        self._opened = 0
        """Counts the players, so that a picture from one that was closed is not taken."""
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._ask)
        self._idle = QTimer(self, singleShot=True, interval=IDLE_MS)
        self._idle.timeout.connect(self.close)
        self._came.connect(self._on_came, Qt.ConnectionType.QueuedConnection)

    def take_item(self, item: Item | None) -> None:
        """Give pictures of another item from now on."""
        if item != self._item:
            self.close()
            self._item = item
            self._kept.clear()

    def picture(self, index: int) -> QImage | None:
        """The picture of exactly that frame, or None while there is none."""
        if index in self._kept:
            self._kept.move_to_end(index)
        return self._kept.get(index)

    def want(self, who: str, indices: Sequence[int]) -> None:
        """Ask for these in the place of what the same asker wanted before. Askers are served in
        the order of their names."""
        missing = [index for index in indices if index not in self._kept]
        if missing:
            self._wanted[who] = missing
            self.disturb()
        else:
            self._wanted.pop(who, None)

    def disturb(self) -> None:
        """Something moves: wait until it rests."""
        if self._wanted:
            self._rest.start()

    def close(self) -> None:
        """Let the worker go; what was wanted is forgotten."""
        self._rest.stop()
        self._idle.stop()
        self._wanted.clear()
        self._under_way = None
        self._opened += 1
        player, self._player = self._player, None
        let_go(self, player)

    def _next(self) -> int | None:
        for who in sorted(self._wanted):
            for index in self._wanted[who]:
                if index not in self._kept:
                    return index
        return None

    def _ask(self) -> None:
        if self._under_way is not None or self._rest.isActive() or self._item is None:
            return
        index = self._next()
        if index is None:
            self._wanted.clear()
            self._idle.start()
            return
        self._idle.stop()
        player = self._opened_player(self._item)
        if player is not None:
            self._under_way = index
            player.show(Moment(MomentKind.INDEX, Fraction(index)))

    def _opened_player(self, item: Item) -> Player | None:
        if self._player is None:
            self._opened += 1
            opened, aspect = self._opened, aspect_of(item.medium)
            try:
                self._player = self._session.player(
                    item.id,
                    lambda shown: self._take(opened, shown, aspect),
                    lambda _error: self._came.emit(opened, None, None),
                )
            except (Refusal, MediaError):
                # The viewer says why; there are no pictures until it is wanted again.
                self._wanted.clear()
        return self._player

    def _take(self, opened: int, shown: Shown, aspect: float) -> None:
        """In the player's thread; what stands in for a frame meanwhile is not it."""
        if shown.settled:
            self._came.emit(opened, shown.index, _small(shown, aspect))

    def _on_came(self, opened: int, index: int | None, image: QImage | None) -> None:
        if opened != self._opened or self._under_way is None:
            return
        # One that failed is not asked for again.
        asked, self._under_way = self._under_way, None
        if index != asked:
            image = None
        self._kept[asked] = image
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        self.ready.emit(asked)
        self._ask()


def _small(shown: Shown, aspect: float) -> QImage | None:
    """Shrunk in the player's thread, so that full frames do not pile up before the window."""
    try:
        image = pixels.picture(shown.pixels)
    except ValueError:
        return None
    full = QSize(max(round(image.width() * aspect), 1), image.height())
    size = full.scaled(QSize(SIDE_PX, SIDE_PX), Qt.AspectRatioMode.KeepAspectRatio)
    return pixels.shrunk(image, size.expandedTo(QSize(1, 1)))
