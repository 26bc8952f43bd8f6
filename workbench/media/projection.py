"""Projection: the locked worker of one open item, and the memory that it shares with us."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.media.limits import PLAY
from workbench.media.sandbox import Sandbox, Worker
from workbench.media.shared_memory import SharedMemory
from workbench.media.shown import Shown
from workbench.media.sound_track import CHANNELS
from workbench.records.errors import MediaError, MediaFault
from workbench.records.frame import FrameTable, PictureType
from workbench.records.item import MediaKind, Medium

MAX_PICTURE_BYTES = 48 << 20
"""The largest picture that is handed over at full size: 16 megapixels. Larger ones are shown
smaller, and `Shown.scale` says so."""
_LEAST_RING_BYTES = 32 << 20
_SOUND_BYTES = 384 << 10
"""Two seconds."""
_FOREVER_S = 1e6

OnMessage = Callable[[dict[str, Any] | MediaError], None]


class Projection:
    """Starts the worker when it is first needed, and anew where it died. `on_message` is called
    in a thread of its own with what came, unchecked, and with why the worker died."""

    def __init__(
        self, sandbox: Sandbox, media_fd: int, medium: Medium, on_message: OnMessage
    ) -> None:
        """Takes ownership of `media_fd`."""
        self._sandbox = sandbox
        self._media_fd = media_fd
        self._medium = medium
        self._on_message = on_message
        self._pictures = SharedMemory(_ring_bytes(medium))
        self._sounds = SharedMemory(_SOUND_BYTES)
        self._turn = threading.Lock()
        self._closed = False
        self._worker: Worker | None = None
        self._reader: threading.Thread | None = None
        self.freed = 0
        """Pictures of this worker that have been read or passed over."""

    @property
    def is_alive(self) -> bool:
        return self._worker is not None

    def send(self, command: dict[str, Any]) -> None:
        """Raises MediaError where no worker can be had."""
        self._started().send(command)

    def end_worker(self) -> None:
        """Let the worker go; the next command starts another."""
        with self._turn:
            worker, self._worker = self._worker, None
        if worker is not None:
            worker.end()
        if self._reader is not None and self._reader is not threading.current_thread():
            self._reader.join()
        self._reader = None
        self.freed = 0

    def interrupt(self) -> None:
        """Wake whoever waits for the worker, from any thread: it is not wanted any more."""
        with self._turn:
            self._closed = True
            worker = self._worker
        if worker is not None:
            worker.end()

    def close(self) -> None:
        self.end_worker()
        self._pictures.close()
        self._sounds.close()
        os.close(self._media_fd)

    def read(self, untrusted: dict[str, Any], table: FrameTable | None, settled: bool) -> Shown:
        """The picture that a message speaks of, copied; raises ValueError, TypeError or KeyError
        where the message is none."""
        self.freed += 1
        width, height, at = (int(untrusted[name]) for name in ("width_px", "height_px", "at"))
        size_bytes = width * height * 3
        if not (0 < width and 0 < height and 0 <= at <= self._pictures.size_bytes - size_bytes):
            raise ValueError("a picture that does not fit")
        rows = np.frombuffer(self._pictures.memory, np.uint8, size_bytes, at).copy()
        base, offset_s = self._medium.time_base, self._medium.start_offset_s
        is_clip = self._medium.kind is MediaKind.CLIP
        pts = int(untrusted["pts"]) if is_clip else None
        return Shown(
            index=None if pts is None else _index(table, pts, int(untrusted["nth"])),
            pts=pts,
            time_base=base if pts is not None else None,
            time_s=None if pts is None or base is None else pts * base - offset_s,
            key=bool(untrusted["key"]),
            type=PictureType(untrusted["type"]) if untrusted["type"] else None,
            pixels=rows.reshape(height, width, 3),
            scale=float(untrusted["scale"]),
            settled=settled,
        )

    def pass_over(self) -> None:
        """A picture came that is not wanted any more."""
        self.freed += 1

    def read_sound(self, untrusted: dict[str, Any]) -> tuple[float, NDArray[np.int16]]:
        """A piece of sound, copied, and its presentation time; raises like `read`."""
        at, count = int(untrusted["at"]), int(untrusted["count"])
        if not (0 < count and 0 <= at <= self._sounds.size_bytes - count * CHANNELS * 2):
            raise ValueError("sound that does not fit")
        samples = np.frombuffer(self._sounds.memory, np.int16, count * CHANNELS, at).copy()
        return float(Fraction(untrusted["start_s"])), samples.reshape(-1, CHANNELS)

    def _started(self) -> Worker:
        with self._turn:
            if self._closed:
                raise MediaError(MediaFault.PROTOCOL)
            if self._worker is not None:
                return self._worker
            shared = (self._pictures.fd, self._sounds.fd)
            worker = self._sandbox.worker(self._media_fd, PLAY, shared_fds=shared)
            self._worker = worker
        worker.send(
            {
                "op": "show",
                "picture_bytes": self._pictures.size_bytes,
                "sound_bytes": self._sounds.size_bytes,
            }
        )
        self._reader = threading.Thread(
            target=self._read, args=(worker,), name="projection", daemon=True
        )
        self._reader.start()
        return worker

    def _read(self, worker: Worker) -> None:
        try:
            for message in worker.messages(_FOREVER_S):
                self._on_message(message.header)
        except MediaError as error:
            self._on_message(error)


def _index(table: FrameTable | None, pts: int, nth: int) -> int | None:
    """The number of the frame; None where no frame of the table is this one."""
    first = None if table is None else table.index_of_pts(pts)
    if table is None or first is None or not 0 <= nth < len(table) - first:
        return None
    return first + nth if table.pts[first + nth] == pts else None


def _ring_bytes(medium: Medium) -> int:
    width, height = medium.width_px or 1, medium.height_px or 1
    whole = min(width * height * 3, MAX_PICTURE_BYTES)
    if medium.kind is MediaKind.CLIP:
        return max(2 * whole, _LEAST_RING_BYTES)
    return whole
