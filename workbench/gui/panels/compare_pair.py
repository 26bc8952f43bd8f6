"""Compare pair: two sides on one clock, moved together, and how B lies on A. Without widgets."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from workbench.gui import common_clock, registration
from workbench.gui.adjusting import Adjusting
from workbench.gui.common_clock import CommonClock, Position, Times
from workbench.gui.panels import compare_matching
from workbench.gui.panels.compare_points import Pair
from workbench.gui.panels.compare_side import Side
from workbench.gui.registration import Extent, Registration
from workbench.records.changes import Changes, Kind
from workbench.records.frame import Moment
from workbench.records.item import Digest, ItemId
from workbench.records.match import LibraryReference, Match

if TYPE_CHECKING:
    from workbench.gui.bridge import Bridge
    from workbench.session import Session


class ComparePair(QObject):
    """What is compared and where on the clock. Both pictures always belong to one time: a new one
    is asked for only when both of the last are there."""

    sides_changed = Signal()
    """Other footage, counted frames, or trouble."""
    frames_changed = Signal()
    """Both sides show what belongs to the clock."""
    moved = Signal()
    """The clock, or where both are on it."""
    laid = Signal()
    """B lies on A in another way."""
    playing_changed = Signal(bool)

    def __init__(
        self, session: Session, adjusting: Adjusting, bridge: Bridge, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._session = session
        self.a, self.b = (Side(session, adjusting, self) for _letter in "AB")
        self.position = Position()
        self.registration = Registration()
        self.match: compare_matching.Opened | None = None
        self._due = False
        self.playing = False
        self._began: tuple[float, Fraction] = (0.0, Fraction(0))
        self._next = QTimer(self, singleShot=True)
        self._next.timeout.connect(self._play_on)
        for _letter, side in self.sides:
            side.changed.connect(self._on_side)
            side.shown_changed.connect(self._on_frame)
        bridge.changed.connect(self._on_changed)

    @property
    def sides(self) -> tuple[tuple[str, Side], ...]:
        return ("A", self.a), ("B", self.b)

    # What is compared

    def open_match(
        self, match: Match, item: ItemId, at_s: tuple[float, float] | None = None
    ) -> None:
        """Both at the moment that a match found, B laid as it was found; `item` is A. `at_s` are
        other seconds of A and of B."""
        self.stop()
        self.match = compare_matching.opened(match, item, at_s)
        if self.match is not None:
            self.position, self.registration = Position(), Registration()
            for (_letter, side), footage in zip(self.sides, self.match.footage, strict=True):
                self._put(side, footage)

    def put(
        self, letter: str, footage: ItemId | LibraryReference, moment: Moment | None = None
    ) -> None:
        """Put footage on a side at a moment; the other side stays where it is."""
        self.stop()
        side = self.a if letter == "A" else self.b
        self.match, self.registration = None, Registration()
        self._put(side, footage)
        times = side.times
        if times is None:
            return
        at_s = times.start_s if moment is None else times.time_of(moment)
        apart = replace(self.position, linked=False)
        moved = apart.gone_to(*self.times, at_s, of_a=side is self.a)
        self.position = replace(moved, linked=self.position.linked)
        self.laid.emit()
        self._request()

    def _put(self, side: Side, footage: ItemId | LibraryReference) -> None:
        if isinstance(footage, LibraryReference):
            side.put_known(footage)
        else:
            side.put_item(footage)

    def clear(self, side: Side) -> None:
        """Take the footage of a side away; what is left stands where it has a frame."""
        self.stop()
        self.match, self.registration = None, Registration()
        side.clear()
        self.laid.emit()
        if self.has_any:
            self.go_to(self.now_s)

    def swap(self) -> None:
        """A becomes B and B becomes A, the clock and the laying seen from the other side."""
        self.stop()
        extents = self.extents
        if extents is not None:
            self.registration = registration.turned_over(*extents, self.registration)
        here, clock = self.position, self.position.clock
        turned = CommonClock(-clock.offset_s / clock.rate, 1 / clock.rate)
        self.position = replace(here, clock=turned, a_s=here.b_s, b_s=here.a_s)
        self.match = self.match.swapped() if self.match is not None else None
        self.a.swap_with(self.b)
        self.laid.emit()
        self.moved.emit()

    def open(self) -> None:
        """The workspace is seen."""
        for _letter, side in self.sides:
            side.open()

    def close(self) -> None:
        """The workspace is hidden, or the case closed: no player is left."""
        self.stop()
        for _letter, side in self.sides:
            side.close()

    # What can be done

    @property
    def has_any(self) -> bool:
        return self.a.footage is not None or self.b.footage is not None

    @property
    def has_both(self) -> bool:
        return self.a.footage is not None and self.b.footage is not None

    @property
    def has_time(self) -> bool:
        return any(times.timed for times in self.times)

    @property
    def both_timed(self) -> bool:
        return all(times.timed for times in self.times)

    @property
    def a_leads(self) -> bool:
        """Whether the clock runs by A; where A has no time it runs by B."""
        return self.times[0].timed

    @property
    def times(self) -> tuple[Times, Times]:
        return self.a.times or common_clock.NOTHING, self.b.times or common_clock.NOTHING

    @property
    def leading(self) -> Times:
        return self.times[0 if self.a_leads else 1]

    @property
    def now_s(self) -> Fraction:
        """The time of the side that leads."""
        return self.position.a_s if self.a_leads else self.position.b_s

    @property
    def extents(self) -> tuple[Extent, Extent] | None:
        a, b = self.a.extent, self.b.extent
        return None if a is None or b is None else (a, b)

    # The clock

    def go_to(self, time_s: Fraction, *, of_a: bool | None = None) -> None:
        """Show a time of one side, or of the one that leads, and on the other what belongs to
        it."""
        self.stop()
        led = self.a_leads if of_a is None else of_a
        self._move(self.position.gone_to(*self.times, time_s, of_a=led))

    def step(self, frames: int) -> None:
        self.stop()
        self._move(self.position.stepped(*self.times, frames, of_a=self.a_leads))

    def nudge(self, frames: int, *, of_a: bool) -> None:
        """Move one side alone: that is a change of the offset."""
        self.stop()
        self._move(self.position.nudged(*self.times, frames, of_a=of_a))

    def set_offset(self, seconds: Fraction) -> None:
        self._move(self.position.aligned(replace(self.position.clock, offset_s=seconds)))

    def shift(self, a_seconds: Fraction) -> None:
        """B later by so many of A's seconds, so that less of it has passed."""
        clock = self.position.clock
        self.set_offset(clock.offset_s - a_seconds * clock.rate)

    def set_rate(self, rate: Fraction) -> None:
        """Both stay where they are, and from there B runs at another rate."""
        here = self.position
        clock = replace(here.clock, rate=rate).together(here.a_s, here.b_s)
        self._move(replace(here, clock=clock))

    def toggle_link(self) -> None:
        """Move one alone from now on, or both together again, as they stand."""
        self._move(replace(self.position, linked=not self.position.linked))

    def _move(self, position: Position) -> None:
        if self.match is not None:
            self.match = replace(self.match, settled=True)
        self.position = position
        self._request()

    def _request(self) -> None:
        self.moved.emit()
        self._due = self.a.waiting or self.b.waiting
        if not self._due:
            self.a.show_time(self.position.a_s)
            self.b.show_time(self.position.b_s)

    # Playing

    def toggle_play(self) -> None:
        """Step both as fast as they were recorded, or slower: no frame is left out."""
        if self.playing:
            self.stop()
        elif self.has_time:
            self.playing = True
            self.playing_changed.emit(True)
            self._began = (time.monotonic(), self.now_s)
            self._play_on()

    def _play_on(self) -> None:
        here = self.position
        if not self.playing or self.a.waiting or self.b.waiting:
            return
        self._move(here.stepped(*self.times, 1, of_a=self.a_leads))
        if self.position == here:
            self.stop()

    def _await_next(self) -> None:
        after = self.leading.stepped(self.now_s, 1)
        began, from_s = self._began
        late = time.monotonic() - began - float((after or self.now_s) - from_s)
        if late > 0:
            self._began = (began + late, from_s)
        self._next.start(max(round(-late * 1000), 0))

    def stop(self) -> None:
        self._next.stop()
        if self.playing:
            self.playing = False
            self.playing_changed.emit(False)

    # How B lies on A

    def lay(self, laid: Registration) -> None:
        """Lay B on A in another way."""
        if laid != self.registration:
            self.registration = laid
            self.laid.emit()

    def refine(self, laid: Registration) -> None:
        """Lay B as the pictures of the match that was opened show it."""
        if self.match is not None:
            self.match = replace(self.match, laid=laid)
            self.lay(laid)

    @property
    def is_at_match(self) -> bool:
        """Whether both sides show the moment at which a match was opened."""
        here = self.position
        return (
            self.match is not None
            and not self.match.settled
            and (self.a.time_s, self.b.time_s) == (here.a_s, here.b_s)
            and self.a.picture is not None
            and self.b.picture is not None
        )

    def toggle_adjusted(self, side: Side) -> None:
        """Show a side through its item's adjustments, or as it was received."""
        moved = side.adjusting.moves
        side.adjusting.toggle()
        if moved or side.adjusting.moves:
            # How B lies on A was found on other pictures.
            self.match = None
            self.lay(Registration())

    def align(self, pairs: Sequence[Pair]) -> float | None:
        """Lay B so that points of the dressed B fall on those of A; how far they miss, in A's
        pixels (root mean square). None where there is nothing to align."""
        extents = self.extents
        if extents is None or not pairs:
            return None
        found, missed = registration.from_points(*extents, self.registration, pairs)
        self.lay(found)
        return missed

    # What came

    def _on_changed(self, changes: Changes) -> None:
        if Kind.ITEM in changes.kinds:
            for _letter, side in self.sides:
                if side.footage is not None and side.footage.known is not None and side.reference:
                    item = self._session.item_of(Digest(side.reference.sha256))
                    if item is not None:
                        side.become(item)
        if {Kind.MEASUREMENT, Kind.RUN} & changes.kinds:
            self.a.recount()
            self.b.recount()

    def _on_side(self) -> None:
        """A match that is being opened lays both as soon as both are there; the one that alone can
        be looked at shows the moment of the match, too."""
        if self.match is not None and not self.match.settled:
            extents, there = self.extents, (self.a.extent, self.b.extent)
            if extents is not None:
                self.registration = self.match.registration(*extents)
                self.laid.emit()
            if any(extent is not None for extent in there):
                self.position = self.match.position(*self.times)
                self._request()
        self.sides_changed.emit()

    def _on_frame(self) -> None:
        if self.a.waiting or self.b.waiting:
            return
        self.frames_changed.emit()
        if self._due:
            self._request()
        elif self.playing:
            self._await_next()
