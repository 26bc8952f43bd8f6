"""Playback: the frames of one open item at a time, brought to the window's thread."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

from workbench.gui import background
from workbench.gui.speaker import Speaker, open_device
from workbench.media.frame_player import FramePlayer
from workbench.media.player import Player, Shown
from workbench.records.errors import MediaError, Refusal
from workbench.records.frame import FrameTable, Moment
from workbench.records.item import Item

if TYPE_CHECKING:
    from workbench.session import Session


def let_go(owner: QObject, player: FramePlayer | None) -> None:
    """End a player, if there is one, without waiting: its worker may be one that just begins."""
    if player is not None:
        player.leave()
        background.run(owner, player.close, lambda _ended: None)


class Playback(QObject):
    """Opens an item and shows frames of it. Only the newest frame is handed on: where the window
    is busy, the ones before it are not waited for."""

    arrived = Signal(object)
    """Shown: the frame to be on screen now."""
    failed = Signal(object)
    """MediaError or Refusal."""
    time_changed = Signal(float)
    """Presentation seconds, of an item without pictures."""
    playing_changed = Signal(object)
    """Speed, negative for backward; None when it has stopped."""
    _came = Signal(int)
    _fault_came = Signal(int, object)
    _time_came = Signal(int, float)
    _playing_came = Signal(int, object)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._player: Player | None = None
        self._opened = 0
        """Counts the players opened, so that a frame of an earlier one is not taken for ours."""
        self._turn = threading.Lock()
        self._newest: Shown | None = None
        self._box: tuple[int, int] | None = None
        self.speaker = Speaker(open_device, self)
        self.speed: float | None = None
        """What plays now; None while nothing does."""
        self.loops = False
        """Whether the range is played again and again."""
        queued = Qt.ConnectionType.QueuedConnection
        self._came.connect(self._on_came, queued)
        self._fault_came.connect(self._on_fault, queued)
        self._time_came.connect(self._on_time, queued)
        self._playing_came.connect(self._on_playing, queued)

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
                lambda time_s: self._time_came.emit(opened, time_s),
                lambda speed: self._playing_came.emit(opened, speed),
            )
        except (Refusal, MediaError) as error:
            self.failed.emit(error)
            return
        if self._box is not None:
            self._player.set_box(*self._box)
        self.speaker.attach(self._player)
        self._player.show(moment)

    def close(self) -> None:
        """Let go of the item; nothing of it arrives after this."""
        with self._turn:
            self._opened += 1
            self._newest = None
        player, self._player = self._player, None
        self.speaker.attach(None)
        let_go(self, player)
        if self.speed is not None:
            self.speed = None
            self.playing_changed.emit(None)

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

    def set_box(self, width_px: int, height_px: int) -> None:
        """How large the picture is on the screen: while it plays it need not be larger."""
        self._box = width_px, height_px
        if self._player is not None:
            self._player.set_box(width_px, height_px)

    @property
    def dropped(self) -> int:
        """Frames left out since it last began to play, because they were not ready in time."""
        return 0 if self._player is None else self._player.dropped

    def play(self, speed: float, span: tuple[int, int] | None = None) -> None:
        """Play from where it is, backward at a negative speed; with `loops` the span, given by
        the PTS of its first frame and of the one after its last, again and again."""
        if self._player is not None:
            self.speed = speed
            self._player.play(speed, span if self.loops else None, loops=self.loops)

    def pause(self) -> None:
        if self._player is not None:
            self._player.pause()

    def _keep(self, opened: int, shown: Shown) -> None:
        """In the player's thread."""
        with self._turn:
            if opened != self._opened:
                return
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

    def _on_time(self, opened: int, time_s: float) -> None:
        if opened == self._opened:
            self.time_changed.emit(time_s)

    def _on_playing(self, opened: int, speed: float | None) -> None:
        if opened == self._opened:
            self.speed = speed
            self.playing_changed.emit(speed)
