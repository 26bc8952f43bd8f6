"""Speaker: pushes the sound of what plays to a sound device, and sets the clock by it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject, QTimer

from workbench.media.player import Player
from workbench.media.sound_track import RATE_HZ

PUSH_MS = 15


class Sink(Protocol):
    """Something that plays 16-bit samples of two channels at 48 kHz as they are written."""

    def free_samples(self) -> int: ...
    def write(self, samples: bytes) -> None: ...
    def played_samples(self) -> int:
        """Since the last `reset`."""
        ...

    def reset(self) -> None:
        """Forget what is not played yet."""
        ...


class Speaker(QObject):
    """Of one playback. Silent until it is switched on."""

    def __init__(self, open_sink: Callable[[], Sink | None], parent: QObject | None = None) -> None:
        """`open_sink` gives None where there is no sound device."""
        super().__init__(parent)
        self._open_sink = open_sink
        self._sink: Sink | None = None
        self._player: Player | None = None
        self._run = -1
        self.first_s: float | None = None
        """Presentation time of the first sample since the last reset."""
        self._written = 0
        self._timer = QTimer(self, interval=PUSH_MS)
        self._timer.timeout.connect(self.push)

    @property
    def is_on(self) -> bool:
        return self._timer.isActive()

    def switch(self, on: bool) -> bool:
        """Whether it could be done: without a device it stays silent."""
        if on and self._sink is None:
            self._sink = self._open_sink()
        if on and self._sink is None:
            return False
        self._timer.start() if on else self._timer.stop()
        if not on and self._sink is not None:
            self._begin_anew(self._sink)
        if self._player is not None:
            self._player.listen(on)
        return True

    def attach(self, player: Player | None) -> None:
        """Play this one's sound from now on."""
        self._player = player
        if self._sink is not None:
            self._begin_anew(self._sink)
        if player is not None and self.is_on:
            player.listen(True)

    def push(self) -> None:
        """Give the device what it has room for, and the clock what the device has played."""
        player, sink = self._player, self._sink
        if player is None or sink is None:
            return
        now_s, run = player.clock.now_s(), player.track.run
        if run != self._run or now_s is None:
            self._run = run
            if self._written:
                self._begin_anew(sink)
            if now_s is None:
                return
        played = sink.played_samples()
        if self.first_s is not None and played >= self._written:
            self._begin_anew(sink)  # it ran dry, and has lost its place in time
            played = 0
        taken = player.track.take(sink.free_samples(), now_s if self.first_s is None else None)
        if taken is not None:
            start_s, samples = taken
            self.first_s = start_s if self.first_s is None else self.first_s
            sink.write(samples.tobytes())
            self._written += len(samples)
        if self.first_s is not None and played:
            player.clock.correct(self.first_s + played / RATE_HZ * player.clock.speed)

    def _begin_anew(self, sink: Sink) -> None:
        sink.reset()
        self.first_s, self._written = None, 0


def open_device() -> Sink | None:
    """The system's sound device."""
    from workbench.gui.sound_device import SoundDevice

    return SoundDevice.opened()
