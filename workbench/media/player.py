"""The player: frames of one open item from a locked worker, for the viewer. Parent side.

One request is under way at a time and the newest one waits, so that scrubbing never queues up.
The worker writes the picture into shared memory; the parent copies it out before it asks again.
"""

from __future__ import annotations

import mmap
import os
import sys
import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.media.limits import PLAY
from workbench.media.sandbox import Sandbox, Worker
from workbench.records.errors import MediaError, MediaFault, Refusal
from workbench.records.frame import FrameTable, Moment, MomentKind, PictureType
from workbench.records.item import MediaKind, Medium

MAX_PICTURE_BYTES = 48 << 20
"""The largest picture that is handed over at full size: 16 megapixels. Larger ones are shown
smaller, and `Shown.scale` says so."""


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """A frame on screen. `pixels` (height, width, 3) RGB, upright, before aspect scaling."""

    index: int | None
    """None for a still, and for a clip whose frame table is not measured yet."""
    pts: int | None
    time_base: Fraction | None
    time_s: Fraction | None
    key: bool
    type: PictureType | None
    pixels: NDArray[np.uint8]
    scale: float
    """Shown pixels for one pixel of the frame; 1.0 is full size."""


class _Closed(Exception):
    """The player was closed while it made sure of its file."""


class Player:
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
        self._sandbox = sandbox
        self._media_fd = media_fd
        self._on_shown = on_shown
        self._on_fault = on_fault
        self._assure = assure
        self._picture_bytes = _picture_bytes(medium)
        self._picture_fd = _anonymous_memory(self._picture_bytes)
        self._picture = mmap.mmap(self._picture_fd, self._picture_bytes)
        self._wake = threading.Condition()
        self._moment: Moment | None = None
        self._steps = 0
        self._closed = False
        self._worker: Worker | None = None
        self._last_pts: int | None = None
        self._thread = threading.Thread(target=self._run, name="player", daemon=True)
        self._thread.start()

    def show(self, moment: Moment) -> None:
        """Show the frame at a moment; forgets whatever was asked for and not yet begun."""
        with self._wake:
            self._moment, self._steps = moment, 0
            self._wake.notify()

    def step(self, frames: int) -> None:
        """Move on by so many frames from what was last shown or asked for."""
        with self._wake:
            self._steps += frames
            self._wake.notify()

    def close(self) -> None:
        """End the worker; no callback comes after this."""
        with self._wake:
            self._closed = True
            self._wake.notify()
            worker = self._worker
        if worker is not None:
            worker.end()
        if threading.current_thread() is not self._thread:
            self._thread.join()

    def _run(self) -> None:
        try:
            while (request := self._next()) is not None:
                if self._is_assured():
                    self._serve(request)
        finally:
            if self._worker is not None:
                self._worker.end()
            self._picture.close()
            os.close(self._picture_fd)
            os.close(self._media_fd)

    def _is_assured(self) -> bool:
        try:
            self._assure(self._go_on)
        except _Closed:
            return False
        except Refusal as refusal:
            self._drop_worker()
            if not self._closed:
                self._on_fault(refusal)
            return False
        return True

    def _go_on(self) -> None:
        if self._closed:
            raise _Closed

    def _next(self) -> dict[str, Any] | None:
        """Wait for something to show; the command for it, or None when closed."""
        while True:
            with self._wake:
                self._wake.wait_for(lambda: self._closed or self._moment or self._steps)
                if self._closed:
                    return None
                moment, steps = self._moment, self._steps
                self._moment, self._steps = None, 0
            command = self._command(moment, steps)
            if command is not None:
                return command

    def _command(self, moment: Moment | None, steps: int) -> dict[str, Any] | None:
        if self.medium.kind is MediaKind.STILL:
            return {}
        if self.table is None or not len(self.table):
            return self._command_without_table(moment, steps)
        if moment is None:
            here = None if self._last_pts is None else self.table.index_of_pts(self._last_pts)
            index = (here or 0) + steps
        else:
            index = self._index(moment, self.table) + steps
        index = min(max(index, 0), len(self.table) - 1)
        pts = int(self.table.pts[index])
        if self._last_pts is not None and index > 0 and self.table.pts[index - 1] == self._last_pts:
            return {"forward": True, "expect": pts}
        return None if pts == self._last_pts and moment is None else {"pts": pts}

    def _command_without_table(self, moment: Moment | None, steps: int) -> dict[str, Any] | None:
        """Before the frames are counted a clip can be shown by time and stepped forward."""
        if moment is None:
            return {"forward": True} if steps > 0 else None
        if moment.kind is MomentKind.PTS:
            return {"pts": int(moment.value)}
        seconds = moment.value if moment.kind is MomentKind.SECONDS else Fraction(0)
        return {"at_s": f"{seconds.numerator}/{seconds.denominator}"}

    @staticmethod
    def _index(moment: Moment, table: FrameTable) -> int:
        if moment.kind is MomentKind.INDEX:
            return int(moment.value)
        if moment.kind is MomentKind.SECONDS:
            return table.index_at(moment.value)
        exact = table.index_of_pts(int(moment.value))
        return exact if exact is not None else int(np.searchsorted(table.pts, int(moment.value)))

    def _serve(self, command: dict[str, Any]) -> None:
        """Ask the worker; where it dies, ask a fresh one once."""
        try:
            answer = self._asked_again(command)
            expected = command.get("expect")
            if expected is not None and answer.get("pts") != expected:
                # The step forward met another frame than the table has: the exact way decides.
                answer = self._ask({"pts": expected})
        except MediaError as error:
            self._drop_worker()
            if not self._closed:
                self._on_fault(error)
            return
        self._deliver(answer)

    def _asked_again(self, command: dict[str, Any]) -> dict[str, Any]:
        try:
            return self._ask(command)
        except MediaError:
            self._drop_worker()
            if self._closed:
                raise
            # A fresh worker has no frame to go forward from.
            return self._ask({"pts": command["expect"]} if "expect" in command else command)

    def _ask(self, command: dict[str, Any]) -> dict[str, Any]:
        worker = self._started()
        worker.send({name: value for name, value in command.items() if name != "expect"})
        message = worker.receive(PLAY.stall_s)
        if message is None:
            raise worker.fault() or MediaError(MediaFault.PROTOCOL)
        return message.header

    def _started(self) -> Worker:
        with self._wake:
            if self._worker is None and not self._closed:
                self._worker = self._sandbox.worker(
                    self._media_fd, PLAY, shared_fds=(self._picture_fd,)
                )
                self._worker.send({"op": "show", "picture_bytes": self._picture_bytes})
            if self._worker is None:
                raise MediaError(MediaFault.PROTOCOL)
            return self._worker

    def _drop_worker(self) -> None:
        with self._wake:
            worker, self._worker = self._worker, None
        if worker is not None:
            worker.end()

    def _deliver(self, untrusted_answer: dict[str, Any]) -> None:
        if self._closed:
            return
        try:
            shown = self._checked(untrusted_answer)
        except (KeyError, TypeError, ValueError):
            self._on_fault(MediaError(MediaFault.PROTOCOL))
            return
        if isinstance(shown, MediaError):
            self._on_fault(shown)
            return
        self._last_pts = shown.pts
        self._on_shown(shown)

    def _checked(self, untrusted: dict[str, Any]) -> Shown | MediaError:
        if untrusted["kind"] == "missing":
            return MediaError(MediaFault.DAMAGED)
        if untrusted["kind"] == "fault":
            return MediaError(MediaFault(untrusted["fault"]))
        width, height = int(untrusted["width_px"]), int(untrusted["height_px"])
        if not (0 < width and 0 < height and width * height * 3 <= self._picture_bytes):
            raise ValueError("a picture that does not fit")
        pts = None if untrusted["pts"] is None else int(untrusted["pts"])
        pixels = np.frombuffer(self._picture, np.uint8, width * height * 3).copy()
        base = self.medium.time_base
        in_table = self.table is not None and pts is not None
        return Shown(
            index=self.table.index_of_pts(pts) if in_table else None,  # type: ignore[union-attr, arg-type]
            pts=pts,
            time_base=base if pts is not None else None,
            time_s=None if pts is None or base is None else pts * base - self.medium.start_offset_s,
            key=bool(untrusted["key"]),
            type=PictureType(untrusted["type"]) if untrusted["type"] else None,
            pixels=pixels.reshape(height, width, 3),
            scale=float(untrusted["scale"]),
        )


def _anonymous_memory(size_bytes: int) -> int:
    """A descriptor of memory that has no name, to be shared with the worker."""
    if sys.platform == "linux":
        fd = os.memfd_create("picture", os.MFD_CLOEXEC)
    else:
        with tempfile.TemporaryFile() as nameless:
            fd = os.dup(nameless.fileno())
    os.ftruncate(fd, size_bytes)
    return fd


def _picture_bytes(medium: Medium) -> int:
    width, height = medium.width_px or 1, medium.height_px or 1
    return min(max(width * height * 3, mmap.PAGESIZE), MAX_PICTURE_BYTES)
