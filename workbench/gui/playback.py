"""Playback: the frames of one open item at a time, brought to the window's thread."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

from workbench.media.player import Player, Shown
from workbench.records.errors import MediaError, Refusal
from workbench.records.frame import FrameTable, Moment
from workbench.records.item import Item

if TYPE_CHECKING:
    from workbench.session import Session


class Playback(QObject):
    """Opens an item and shows frames of it. Only the newest frame is handed on: where the window
    is busy, the ones before it are not waited for."""

    arrived = Signal(object)
    """Shown: the frame to be on screen now."""
    failed = Signal(object)
    """MediaError or Refusal."""
    _came = Signal(int)
    _fault_came = Signal(int, object)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._player: Player | None = None
        self._opened = 0
        """Counts the players opened, so that a frame of an earlier one is not taken for ours."""
        self._turn = threading.Lock()
        self._newest: Shown | None = None
        queued = Qt.ConnectionType.QueuedConnection
        self._came.connect(self._on_came, queued)
        self._fault_came.connect(self._on_fault, queued)

    @property
    def is_open(self) -> bool:
        return self._player is not None

    def open(self, item: Item, moment: Moment) -> None:
        """Begin with the frame at a moment; `failed` tells what stands against it."""
        self.close()
        opened = self._opened
        try:
            self._player = self._session.player(
                item.id,
                lambda shown: self._keep(opened, shown),
                lambda error: self._fault_came.emit(opened, error),
            )
        except (Refusal, MediaError) as error:
            self.failed.emit(error)
            return
        self._player.show(moment)

    def close(self) -> None:
        """Let go of the item; nothing of it arrives after this."""
        self._opened += 1
        player, self._player = self._player, None
        if player is not None:
            player.close()

    def show(self, moment: Moment) -> None:
        if self._player is not None:
            self._player.show(moment)

    def step(self, frames: int) -> None:
        """Show the frame so many after the one last asked for."""
        if self._player is not None:
            self._player.step(frames)

    def count(self, table: FrameTable | None) -> None:
        """The frames have been counted meanwhile: from now on they have numbers."""
        if self._player is not None:
            self._player.table = table

    def _keep(self, opened: int, shown: Shown) -> None:
        """In the player's thread."""
        with self._turn:
            waiting, self._newest = self._newest, shown
        if waiting is None:
            self._came.emit(opened)

    def _on_came(self, opened: int) -> None:
        with self._turn:
            shown, self._newest = self._newest, None
        if opened == self._opened and shown is not None:
            self.arrived.emit(shown)

    def _on_fault(self, opened: int, error: MediaError) -> None:
        if opened == self._opened:
            self.failed.emit(error)
