"""One pass over the packets: their times and sizes, and the frame table where their headers prove
what a decoder would show.

The rule, each part of which is checked for the clip at hand (docs/frame-exactness.md says why):
the container keeps whole pictures in packets and states the time of each; nothing is corrupt or
cut short; each packet brings at most one picture to the screen; the pictures that the codec shows
one after another have rising times; no more of them wait for an earlier one than the decoder
expects. Where any of it does not hold, `NotProven` says what.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from av.audio.stream import AudioStream
from av.packet import Packet
from av.stream import Stream
from numpy.typing import NDArray

from workbench.media.decode.container import AnyStream, Container, codec_name
from workbench.media.decode.rational import fraction
from workbench.media.decode.syntax import HeaderReader, NotProven, reader_of
from workbench.records.frame import TYPE_CODES, FrameTable, TableOrigin, Unproven
from workbench.records.item import StreamKind
from workbench.records.packed import MAX_FRAMES
from workbench.records.packets import MAX_PACKETS, PacketList, StreamPackets

WHOLE_PICTURE_FORMATS = frozenset(
    {"mp4", "mov", "3gp", "m4a", "matroska", "webm", "avi", "avif", "heic"}
)
"""Containers that keep one coded picture in each packet."""
_MOST_WAITING = 32
_COLUMNS = 6


@dataclass(frozen=True, slots=True)
class Read:
    """What one pass over the packets tells."""

    packets: PacketList
    table: FrameTable | Unproven


def read_packets(container: Container, format_name: str, start_offset_s: Fraction) -> Read:
    """One pass over the packets of picture and sound, from the container's first one on."""
    picture = container.picture
    unproven, listed = "", None
    try:
        listed = _listed(container, format_name)
    except NotProven as why:
        unproven = str(why)
    tallies = {s.index: _Tally(s) for s in (picture, container.sound) if s is not None}
    for packet in container.packets(picture, container.sound):
        if not packet.size and packet.pts is None:
            continue
        tallies[packet.stream.index].take(packet)
        if listed is not None and packet.stream is picture:
            try:
                listed.take(packet)
            except NotProven as why:
                unproven, listed = str(why), None
    packets = PacketList(tuple(tally.packets() for tally in tallies.values()), start_offset_s)
    try:
        table = None if listed is None else _table(container, listed, start_offset_s)
    except NotProven as why:
        table, unproven = None, str(why)
    return Read(packets, Unproven(unproven) if table is None else table)


def _listed(container: Container, format_name: str) -> _Listed:
    """What takes the picture's packets. Raises `NotProven` where they cannot tell what is shown."""
    picture = container.picture
    if picture is None or picture.time_base is None:
        raise NotProven("no picture")
    if format_name not in WHOLE_PICTURE_FORMATS:
        raise NotProven(f"format {format_name}")
    head = picture.codec_context.extradata or b""
    return _Listed(reader_of(codec_name(picture) or "unknown", head))


def _table(container: Container, listed: _Listed, start_offset_s: Fraction) -> FrameTable:
    """The frames of the container's picture. Raises `NotProven`."""
    picture = container.picture
    assert picture is not None
    assert picture.time_base is not None
    order = listed.order(picture.codec_context.reorder_depth)
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


class _Tally:
    """Times and sizes of one stream's packets as they come."""

    def __init__(self, stream: AnyStream) -> None:
        self._stream = stream
        self._kind = StreamKind.SOUND if isinstance(stream, AudioStream) else StreamKind.VIDEO
        self._rows = array("q")
        self._untimed = 0

    def take(self, packet: Packet[Stream]) -> None:
        pts = packet.dts if packet.pts is None else packet.pts
        if pts is None:
            self._untimed += 1
        elif len(self._rows) < 4 * MAX_PACKETS:
            flags = packet.is_keyframe | ((not packet.is_discard) << 1)
            self._rows.extend((pts, max(packet.duration or 0, 0), packet.size, flags))

    def packets(self) -> StreamPackets:
        pts, duration, size_bytes, flags = np.frombuffer(self._rows, np.int64).reshape(-1, 4).T
        return StreamPackets(
            index=self._stream.index,
            kind=self._kind,
            time_base=fraction(self._stream.time_base) or Fraction(1),
            pts=pts,
            duration=duration,
            size_bytes=size_bytes,
            key=(flags & 1).astype(bool),
            shown=(flags >> 1).astype(bool),
            untimed=self._untimed,
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
