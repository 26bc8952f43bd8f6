"""Warming: the zygote surveys one small picture of its own making before it forks.

What the decoders and their readers set up on first use (tables, caches, symbols that are bound
late) would else be set up by every worker anew, which costs a still a third of its time. The
picture is drawn here: no byte of footage is read.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import io
import os
import socket

import numpy as np
from PIL import Image

from workbench.child.survey import survey
from workbench.instruments import catalogue
from workbench.media.protocol import Channel
from workbench.records.codec import to_json

SIDE_PX = 64
"""Small: memory that a large picture leaves behind in pieces is copied by every worker."""
_NO_GAP_BYTES, _SMALLEST_GAP_BYTES = 16 << 20, 8 << 10
"""A piece that fits in no gap, and is put behind them all; the least that is worth taking."""
_M_TRIM_THRESHOLD, _KEPT_BYTES = -1, 64 << 20
"""malloc.h; what a worker has freed and does not give back, because it will want it again."""
_EXIF = {0x010F: "Workbench", 0x0110: "Warming", 0x0112: 1, 0x0132: "2020:01:01 00:00:00"}
_EXIF_IFD, _GPS_IFD = 0x8769, 0x8825


def warm() -> None:
    """Survey the picture, then leave as little as possible for workers to copy. Linux only."""
    with contextlib.closing(_Unheard()) as unheard:
        fd = os.memfd_create("warming", os.MFD_CLOEXEC)
        try:
            os.write(fd, _jpeg())
            survey(unheard.channel, fd, (), {"instruments": _everything(), "threads": 1})
        finally:
            os.close(fd)
    gc.collect()
    with contextlib.suppress(AttributeError):  # of the GNU C library only
        _close_gaps(ctypes.CDLL(None))


def _close_gaps(libc: ctypes.CDLL) -> None:
    """Give back the memory in the gaps between what loading has left behind, and take the gaps
    themselves: workers then put pictures behind them, where the system hands out large pages."""
    libc.malloc_trim(0)
    libc.malloc.restype = ctypes.c_void_p
    size_bytes = _NO_GAP_BYTES
    behind = taken = libc.malloc(ctypes.c_size_t(size_bytes))
    while size_bytes >= _SMALLEST_GAP_BYTES:
        if taken is None or taken >= behind:
            libc.free(ctypes.c_void_p(taken))
            size_bytes //= 2
        taken = libc.malloc(ctypes.c_size_t(size_bytes))
    libc.free(ctypes.c_void_p(taken))
    libc.mallopt(_M_TRIM_THRESHOLD, _KEPT_BYTES)


class _Unheard:
    """A channel to nobody; what little is sent of so small a picture waits in its buffer."""

    def __init__(self) -> None:
        self._other, mine = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        self.channel = Channel(mine.detach())

    def close(self) -> None:
        self.channel.close()
        self._other.close()


def _everything() -> list[dict[str, object]]:
    return [
        {"name": one.name, "params": to_json(one.params())}
        for one in catalogue.load().values()
        if one.at_import
    ]


def _jpeg() -> bytes:
    grey = np.linspace(0, 255, SIDE_PX * SIDE_PX).reshape(SIDE_PX, SIDE_PX).astype(np.uint8)
    exif = Image.Exif()
    exif.update(_EXIF)
    exif.get_ifd(_EXIF_IFD)[0x9003] = _EXIF[0x0132]
    exif.get_ifd(_GPS_IFD).update({1: "N", 2: (0.0, 0.0, 0.0), 3: "E", 4: (0.0, 0.0, 0.0)})
    out = io.BytesIO()
    Image.fromarray(np.dstack([grey, grey.T, grey[::-1]])).save(out, "JPEG", exif=exif)
    return out.getvalue()
