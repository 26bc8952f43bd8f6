"""The frame table from packets alone, where their headers prove what a decoder would show.

The rule, each part of which is checked for the clip at hand (docs/frame-exactness.md says why):
the container keeps whole pictures in packets and states the time of each; nothing is corrupt or
cut short; each packet brings at most one picture to the screen; the pictures that the codec shows
one after another have rising times; no more of them wait for an earlier one than the decoder
expects. Where any of it does not hold, `NotProven` says what.
"""

from __future__ import annotations

from array import array
from fractions import Fraction

import numpy as np
from av.packet import Packet
from av.stream import Stream
from numpy.typing import NDArray

from workbench.media.decode.container import Container, codec_name
from workbench.media.decode.syntax import HeaderReader, NotProven, reader_of
from workbench.records.frame import TYPE_CODES, FrameTable, TableOrigin
from workbench.records.packed import MAX_FRAMES

WHOLE_PICTURE_FORMATS = frozenset(
    {"mp4", "mov", "3gp", "m4a", "matroska", "webm", "avi", "avif", "heic"}
)
"""Containers that keep one coded picture in each packet."""
_MOST_WAITING = 32
_COLUMNS = 6


def packet_table(container: Container, format_name: str, start_offset_s: Fraction) -> FrameTable:
    """The frames of the container's picture, read from its first packet on. Raises `NotProven`."""
    picture = container.picture
    if picture is None or picture.time_base is None:
        raise NotProven("no picture")
    if format_name not in WHOLE_PICTURE_FORMATS:
        raise NotProven(f"format {format_name}")
    context = picture.codec_context
    listed = _Listed(reader_of(codec_name(picture) or "unknown", context.extradata or b""))
    for packet in container.packets(picture):
        if packet.size or packet.pts is not None:
            listed.take(packet)
    order = listed.order(context.reorder_depth)
    pts, duration, flags, *_ = listed.columns()[:, order]
    return FrameTable(
        time_base=Fraction(picture.time_base),
        start_offset_s=start_offset_s,
        origin=TableOrigin.PACKETS,
        pts=pts,
        duration=duration,
        key=(flags & 1).astype(bool),
        type=(flags >> 1).astype(np.uint8),
    )


class _Listed:
    """What the packets brought, in the order of decoding."""

    def __init__(self, reader: HeaderReader) -> None:
        self._reader = reader
        self._rows = array("q")

    def take(self, packet: Packet[Stream]) -> None:
        if packet.is_corrupt or not packet.size:
            raise NotProven("a packet that is empty or cut short")
        if packet.pts is None:
            raise NotProven("a packet without a time")
        for data in packet.iter_sidedata():
            if data.data_type == "new_extradata":
                raise NotProven("parameters change within the stream")
        try:
            coded = self._reader.take(memoryview(packet))
        except (IndexError, ValueError) as short:
            raise NotProven("a packet that ends too early") from short
        if coded is None:
            return
        place = coded.place or (0, len(self._rows))
        flags = coded.key | (TYPE_CODES[coded.type] << 1)
        duration = max(packet.duration or 0, 0)
        self._rows.extend((packet.pts, duration, flags, not packet.is_discard, *place))
        if len(self._rows) > MAX_FRAMES * _COLUMNS:
            raise NotProven("too many frames")

    def columns(self) -> NDArray[np.int64]:
        """PTS, duration, flags, whether it is shown, and the two parts of its place: 6 x n."""
        return np.frombuffer(self._rows, np.int64).reshape(-1, _COLUMNS).T

    def order(self, expected_waiting: int) -> NDArray[np.intp]:
        """Where each frame that is shown lies, in the order of showing. Raises `NotProven`."""
        if not self._rows:
            raise NotProven("no pictures")
        pts, _, _, kept, periods, counts = self.columns()
        order = np.lexsort((counts, periods))
        same = (np.diff(periods[order]) == 0) & (np.diff(counts[order]) == 0)
        if same.any():
            raise NotProven("two pictures at one place in the order of showing")
        if most_waiting(order) > expected_waiting:
            raise NotProven("more pictures wait for an earlier one than is stated")
        shown = order[kept[order] == 1]
        if not len(shown):
            raise NotProven("no pictures are shown")
        if (np.diff(pts[shown]) <= 0).any():
            raise NotProven("times do not rise in the order of showing")
        return np.asarray(shown, np.intp)


def most_waiting(order: NDArray[np.intp]) -> int:
    """How many pictures that are shown later were decoded before one, at most; more than
    `_MOST_WAITING` are counted as one more than that."""
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    latest = np.maximum.accumulate(rank)
    far = latest[: -_MOST_WAITING - 1] > rank[_MOST_WAITING + 1 :]
    if far.any():
        return _MOST_WAITING + 1
    waiting = np.zeros(len(order), np.int64)
    for back in range(1, min(_MOST_WAITING + 1, len(order))):
        waiting[back:] += rank[:-back] > rank[back:]
    return int(waiting.max())
