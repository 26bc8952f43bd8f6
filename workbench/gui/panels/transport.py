"""Transport: playing by keys and buttons, and jumps to what is marked on the time of an item."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from workbench.gui.playback import Playback
from workbench.media.playing import FASTEST, SLOWEST
from workbench.records.frame import FrameTable, Moment, MomentKind
from workbench.records.item import Item

if TYPE_CHECKING:
    from workbench.gui.selection import Selection
    from workbench.session import Session

SLOW = 0.25
"""The speed of J and L while K is held."""
SPEEDS = (SLOWEST, SLOW, 0.5, 1.0, 1.5, 2.0, FASTEST)


class Transport(QObject):
    """What the keys of playing do to the item that is shown."""

    def __init__(
        self,
        session: Session,
        selection: Selection,
        playback: Playback,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._selection, self._playback = session, selection, playback
        self._item: Item | None = None
        self._table: FrameTable | None = None
        self.at_s = Fraction(0)
        """Where an item without pictures is."""
        self._speed = 1.0
        self._holds_k = False
        playback.time_changed.connect(self._on_time)

    def set_item(self, item: Item | None, table: FrameTable | None) -> None:
        self._item, self._table = item, table
        self.at_s, self._speed = Fraction(0), 1.0

    @property
    def speed(self) -> float:
        """The speed that is played at, or will be."""
        return self._speed

    # Playing

    def toggle(self) -> None:
        """Play at the speed last chosen, or pause."""
        if self._playback.speed is not None:
            self._playback.pause()
        else:
            self._play(self._speed)

    def pause(self) -> None:
        application = QApplication.instance()
        assert application is not None
        self._holds_k = True
        application.installEventFilter(self)
        self._playback.pause()

    def shuttle(self, way: int) -> None:
        """Forward or backward; twice as fast each time; slowly while K is held."""
        now = self._playback.speed
        if self._holds_k:
            speed = way * SLOW
        elif now is not None and now * way > 0:
            speed = way * min(abs(now) * 2, FASTEST)
        else:
            speed = float(way)
        # A shuttle is for the moment: Space plays on at the speed that was chosen.
        self._play_at(speed)

    def change_speed(self, steps: int) -> None:
        """The next speed up or down the list."""
        nearest = min(range(len(SPEEDS)), key=lambda n: abs(SPEEDS[n] - self._speed))
        self._speed = SPEEDS[min(max(nearest + steps, 0), len(SPEEDS) - 1)]
        now = self._playback.speed
        if now is not None:
            self._play(self._speed if now > 0 else -self._speed)

    def loop(self) -> None:
        """Play the range, or the whole, again and again; or no longer."""
        self._playback.loops = not self._playback.loops
        if self._playback.speed is not None:
            self._play_at(self._playback.speed)

    def _play(self, speed: float) -> None:
        if speed > 0:
            self._speed = speed
        self._play_at(speed)

    def _play_at(self, speed: float) -> None:
        span = self._selection.range
        self._playback.play(speed, None if span is None else (span.start.pts, span.end.pts))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Actions do not tell when their key is let go. Listens only while it is held: every
        event of the whole window comes here."""
        if event.type() == QEvent.Type.KeyRelease and isinstance(event, QKeyEvent):
            released = event.key() == Qt.Key.Key_K and not event.isAutoRepeat()
            if released and self._holds_k:
                self._holds_k = False
                application = QApplication.instance()
                assert application is not None
                application.removeEventFilter(self)
                if self._playback.speed is not None and abs(self._playback.speed) == SLOW:
                    self._playback.pause()
        return False

    # Jumps

    def to_shot(self, way: int) -> None:
        """To the first frame of the next or previous shot."""
        if self._item is not None:
            shots = self._session.shots(self._item.id) or ()
            self._jump((shot.span.start.seconds for shot in shots), way)

    def to_annotation(self, way: int) -> None:
        if self._item is not None:
            spans = (one.span for one in self._session.annotations(self._item.id))
            self._jump((span.start.seconds for span in spans if span is not None), way)

    def to_match(self, way: int) -> None:
        """To where the next or previous match begins."""
        if self._item is None:
            return
        offset_s = self._item.medium.start_offset_s
        starts = (
            Fraction(segment.query_start_s) + offset_s
            for match in self._session.matches(self._item.id)
            for segment in match.alignment.segments
        )
        self._jump(starts, way)

    def _jump(self, starts_s: Iterable[Fraction], way: int) -> None:
        """To the nearest of these times, offset included, that lies that way from here."""
        assert self._item is not None
        offset_s = self._item.medium.start_offset_s
        shown = self._selection.shown
        here_s = self.at_s if shown is None or shown.time_s is None else shown.time_s
        seconds = {start - offset_s for start in starts_s}
        if self._table is not None and len(self._table):
            times = {self._table.time_s(self._table.index_at(max(s, Fraction(0)))) for s in seconds}
        else:
            times = seconds
        there = [s for s in times if (s > here_s if way > 0 else s < here_s)]
        if there:
            nearest = min(there) if way > 0 else max(there)
            self._selection.go_to(Moment(MomentKind.SECONDS, nearest))

    def _on_time(self, time_s: float) -> None:
        self.at_s = Fraction(time_s)
        self._selection.time_changed.emit(time_s)
