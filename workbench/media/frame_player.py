"""The frame player: frames of one open item, as they are asked for, from a locked worker.

Whatever is asked for last counts, so that scrubbing never queues up. All its work is done in a
thread of its own; who asks never waits.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np

from workbench.media.limits import PLAY
from workbench.media.projection import Projection
from workbench.media.sandbox import Sandbox
from workbench.media.shown import Shown
from workbench.records.errors import MediaError, MediaFault, Refusal
from workbench.records.frame import FrameTable, Moment, MomentKind
from workbench.records.item import MediaKind, Medium


class _Closed(Exception):
    """The player was closed while it made sure of its file."""


class FramePlayer:
    """Shows frames of one item. The callbacks come from the player's own thread."""

    def __init__(
        self,
        sandbox: Sandbox,
        media_fd: int,
        medium: Medium,
        table: FrameTable | None,
        *,
        on_shown: Callable[[Shown], None],
        on_fault: Callable[[MediaError | Refusal], None],
        assure: Callable[[Callable[[], None]], None] = lambda go_on: None,
    ) -> None:
        """Takes ownership of `media_fd`. `assure` is called in the player's thread before each
        frame and raises Refusal where that is not to be shown; what it is given, it calls now and
        then, and that raises where the player was closed meanwhile."""
        self.medium = medium
        self.table = table
        self._on_shown = on_shown
        self._on_fault = on_fault
        self._assure = assure
        self._wake = threading.Condition()
        self._news: deque[Callable[[], None]] = deque()
        self._moment: Moment | None = None
        self._steps = 0
        self._closed = False
        # Of the player's own thread alone:
        self._link = Projection(sandbox, media_fd, medium, self._receive)
        self._number = 0
        self._asked: dict[str, Any] | None = None
        """What was asked for and is not answered yet."""
        self._asked_s = 0.0
        self._retried = False
        self._here: tuple[int | None, int | None] = None, None
        """Index and PTS of the frame that was last asked for or shown."""
        self._told_freed = 0, 0
        self._box: list[int] | None = None
        self._prepare()
        self._thread = threading.Thread(target=self._run, name="player", daemon=True)
        self._thread.start()

    # What those that do more than showing frames add

    def _prepare(self) -> None:
        """Called before the thread starts."""

    def _due_s(self) -> list[float]:
        """How long until something is to be done without being asked."""
        return []

    def _go_on(self) -> None:
        """Do what is due."""

    def _interrupted(self, command: dict[str, Any] | None, steps: int) -> bool:
        """Something else is to be shown; whether that was seen to here."""
        return False

    def _takes(self, untrusted: dict[str, Any]) -> bool:
        """Whether an answer to what was asked last was seen to here."""
        return False

    def _heard(self) -> int:
        """Pieces of sound of this worker that are used up."""
        return 0

    def _halt(self) -> None:
        """Something failed, or the worker is gone."""

    # What can be asked, from any thread

    def show(self, moment: Moment) -> None:
        """Show the frame at a moment; forgets whatever was asked for and not yet begun. While it
        plays it goes on from there."""
        with self._wake:
            self._moment, self._steps = moment, 0
            self._wake.notify()

    def step(self, frames: int) -> None:
        """Move on by so many frames from what was last shown or asked for, and stop there."""
        with self._wake:
            self._steps += frames
            self._wake.notify()

    def set_box(self, width_px: int, height_px: int) -> None:
        """Somebody looks at the frames, and while they move they need not be larger than this:
        from now on a frame that takes long is preceded by others that are not `settled`, and the
        frames around it are made ready."""
        self._box = [width_px, height_px]

    def leave(self) -> None:
        """It is not wanted any more: no worker is begun for it after this. Waits for nothing."""
        with self._wake:
            self._closed = True
            self._wake.notify()

    def close(self) -> None:
        """End the worker; no callback comes after this. Waits for a worker that just begins."""
        self.leave()
        self._link.interrupt()
        if threading.current_thread() is not self._thread:
            self._thread.join()

    # The thread

    def _tell(self, news: Callable[[], None]) -> None:
        with self._wake:
            self._news.append(news)
            self._wake.notify()

    def _receive(self, told: dict[str, Any] | MediaError) -> None:
        if isinstance(told, MediaError):
            self._tell(lambda: self._on_death(told))
        else:
            self._tell(lambda: self._on_message(told))

    def _run(self) -> None:
        try:
            while self._await_news():
                self._work()
        finally:
            self._link.close()

    def _await_news(self) -> bool:
        with self._wake:
            wanted = self._asked is None and (self._moment or self._steps)
            if not (self._news or wanted or self._closed):
                self._wake.wait(self._until_due_s())
            return not self._closed

    def _until_due_s(self) -> float | None:
        waits = [PLAY.stall_s] if self._asked is not None else []
        return min(waits + self._due_s(), default=None)

    def _work(self) -> None:
        try:
            while self._news and not self._closed:
                self._news.popleft()()
            self._watch()
            if self._asked is None:
                self._serve()
            self._go_on()
            self._acknowledge()
        except _Closed:
            return
        except Refusal as refusal:
            self._drop_worker()
            self._fail(refusal)
        except MediaError as error:
            self._fail(error)

    def _make_sure(self) -> None:
        """That the file still is what was received."""
        self._assure(self._raise_closed)

    def _raise_closed(self) -> None:
        if self._closed:
            raise _Closed

    def _watch(self) -> None:
        if self._asked is not None and time.monotonic() - self._asked_s > PLAY.stall_s:
            self._on_death(MediaError(MediaFault.TOO_SLOW, silent_s=PLAY.stall_s))

    def _serve(self) -> None:
        with self._wake:
            moment, steps = self._moment, self._steps
            self._moment, self._steps = None, 0
        if moment is None and not steps:
            return
        command = self._command(moment, steps)
        if not self._interrupted(command, steps) and command is not None:
            self._ask({"go": self._next_number(), **command})

    def _next_number(self) -> int:
        self._number += 1
        return self._number

    def _ask(self, command: dict[str, Any], again: bool = False) -> None:
        self._make_sure()
        self._asked, self._asked_s, self._retried = command, time.monotonic(), again
        self._send({**command, "box": self._box})

    def _send(self, command: dict[str, Any]) -> None:
        if not self._closed:
            self._link.send(command)

    def _command(self, moment: Moment | None, steps: int) -> dict[str, Any] | None:
        if self.medium.kind is MediaKind.STILL:
            return {}
        table = self.table
        if table is None or not len(table):
            return self._command_without_table(moment, steps)
        if moment is not None:
            index = index_in(moment, table) + steps
        else:
            index = (self._here_in(table) or 0) + steps
        index = min(max(index, 0), len(table) - 1)
        if moment is None and index == self._here[0]:
            return None
        return self._go_to(table, index)

    def _here_in(self, table: FrameTable) -> int | None:
        index, pts = self._here
        return table.index_of_pts(pts) if index is None and pts is not None else index

    def _go_to(self, table: FrameTable, index: int) -> dict[str, Any]:
        pts = int(table.pts[index])
        self._here = index, pts
        first = int(np.searchsorted(table.pts, pts))
        start, end = group_of(table, index)
        command = {
            "pts": pts,
            "nth": index - first,
            "group": [int(table.pts[start]), end - start, index - start],
        }
        if start > 0:
            before, _end = group_of(table, start - 1)
            command["before"] = [int(table.pts[before]), start - before]
        return command

    def _command_without_table(self, moment: Moment | None, steps: int) -> dict[str, Any] | None:
        """Before the frames are counted a clip can be shown by time and stepped forward."""
        if moment is None:
            return {"after": self._here[1]} if steps > 0 else None
        if moment.kind is MomentKind.PTS:
            return {"pts": int(moment.value), "nth": 0}
        seconds = moment.value if moment.kind is MomentKind.SECONDS else Fraction(0)
        return {"at_s": f"{seconds.numerator}/{seconds.denominator}"}

    # What comes

    def _on_message(self, untrusted: dict[str, Any]) -> None:
        try:
            self._take(untrusted)
        except (KeyError, TypeError, ValueError, ZeroDivisionError):
            self._drop_worker()
            self._fail(MediaError(MediaFault.PROTOCOL))

    def _take(self, untrusted: dict[str, Any]) -> None:
        kind, ours = untrusted["kind"], untrusted.get("for") in (self._number, None)
        if self._takes(untrusted):
            return
        if kind == "shown" and not ours:
            self._link.pass_over()
        elif kind == "shown":
            self._asked = None
            shown = self._link.read(untrusted, self.table, not untrusted["more"])
            if self.table is None or shown.settled:
                self._here = shown.index, shown.pts
            self._on_shown(shown)
        elif kind == "missing" and ours:
            self._fail(MediaError(MediaFault.DAMAGED))
        elif kind == "fault" and ours:
            self._fail(MediaError(MediaFault(untrusted["fault"])))

    def _on_death(self, error: MediaError) -> None:
        """The worker died: what was asked is asked once more of a fresh one."""
        self._drop_worker()
        asked = self._asked
        if self._closed or asked is None:
            self._halt()
        elif self._retried or "go" not in asked:
            self._fail(error)
        else:
            try:
                self._ask({**asked, "go": self._next_number()}, again=True)
            except MediaError as again:
                self._fail(again)

    def _drop_worker(self) -> None:
        self._link.end_worker()
        self._told_freed = 0, 0

    def _fail(self, error: MediaError | Refusal) -> None:
        self._asked = None
        self._halt()
        if not self._closed:
            self._on_fault(error)

    def _acknowledge(self) -> None:
        freed = self._link.freed, self._heard()
        if freed != self._told_freed and self._link.is_alive:
            self._told_freed = freed
            self._send({"freed": freed[0], "heard": freed[1]})


def index_in(moment: Moment, table: FrameTable) -> int:
    """The frame at a moment; where no frame has the PTS, the next one."""
    if moment.kind is MomentKind.INDEX:
        return int(moment.value)
    if moment.kind is MomentKind.SECONDS:
        return table.index_at(moment.value)
    return index_of(int(moment.value), table)


def index_of(pts: int, table: FrameTable) -> int:
    """The frame with a PTS, or the first one after it."""
    return int(np.searchsorted(table.pts, pts))


def group_of(table: FrameTable, index: int) -> tuple[int, int]:
    """The first frame of the group of pictures around a frame, and the one after its last."""
    before = np.flatnonzero(table.key[max(index - _LONGEST_GROUP, 0) : index + 1])
    after = np.flatnonzero(table.key[index + 1 : index + 1 + _LONGEST_GROUP])
    start = max(index - _LONGEST_GROUP, 0) + int(before[-1]) if len(before) else 0
    end = index + 1 + int(after[0]) if len(after) else len(table)
    return start, end


_LONGEST_GROUP = 20_000
