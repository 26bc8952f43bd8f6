"""Frame table: every frame of a clip that a player would show.

Counted by decoding the clip; and, long before that is done, from its packets alone where their
headers prove what is shown. `comparison` says whether the two agree.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from workbench.instruments.instrument import Fold, Instrument, Material, Picture, Reads
from workbench.records.frame import TYPE_CODES, FrameTable, TableOrigin, Unproven
from workbench.records.item import MediaKind
from workbench.records.packed import MAX_FRAMES, pack_frame_table
from workbench.records.run import Measurement


@dataclass(frozen=True, slots=True)
class FrameTableParams:
    """A frame table has nothing to choose."""


class _FrameTable(Fold):
    def __init__(self, material: Material) -> None:
        self._medium = material.medium
        self._time_base: Fraction | None = material.medium.time_base
        self._pts = array("q")
        self._duration = array("q")
        self._flags = array("B")

    def frame(self, frame: Picture) -> None:
        if len(self._pts) >= MAX_FRAMES or frame.pts is None:
            return
        if not self._pts and frame.time_base is not None:
            self._time_base = frame.time_base
        self._pts.append(frame.pts)
        self._duration.append(max(frame.duration, 0))
        self._flags.append(frame.key | (TYPE_CODES[frame.type] << 1))

    def finish(self) -> Iterable[Measurement]:
        if not self._pts or self._time_base is None:
            return ()
        flags = np.frombuffer(self._flags, np.uint8)
        table = FrameTable(
            time_base=self._time_base,
            start_offset_s=self._medium.start_offset_s,
            origin=TableOrigin.DECODED,
            pts=np.frombuffer(self._pts, np.int64),
            duration=np.frombuffer(self._duration, np.int64),
            key=(flags & 1).astype(bool),
            type=(flags >> 1).astype(np.uint8),
        )
        return (_measured(table),)


class _PacketTable(Fold):
    def __init__(self, material: Material) -> None:
        self._material = material

    def finish(self) -> Iterable[Measurement]:
        found = self._material.packet_table()
        if isinstance(found, Unproven):
            return (Measurement("table", {"proven": False, "reason": found.reason}),)
        return (_measured(found, proven=True),)


def _measured(table: FrameTable, **more: bool) -> Measurement:
    rate = average_rate(table)
    facts = {
        "frames": len(table),
        "key_frames": int(table.key.sum()),
        "variable_rate": variable_rate(table.pts),
        "average_rate": None if rate is None else f"{rate.numerator}/{rate.denominator}",
        **more,
    }
    return Measurement("table", facts, pack_frame_table(table))


def comparison(packets: FrameTable, decoded: FrameTable) -> Measurement:
    """Whether a table from packets is the one that decoding gives, and where it first differs. A
    picture type that the packets leave open is no difference."""
    frames = min(len(packets), len(decoded))
    same = (packets.type[:frames] == decoded.type[:frames]) | (packets.type[:frames] == 0)
    for name in ("pts", "duration", "key"):
        same &= getattr(packets, name)[:frames] == getattr(decoded, name)[:frames]
    same = np.asarray(same, np.bool_)
    equal = len(packets) == len(decoded) and bool(same.all())
    facts: dict[str, object] = {"equal": equal, "frames": len(decoded), "of_packets": len(packets)}
    if not equal:
        facts["first_differing_index"] = frames if same.all() else int(np.argmin(same))
    return Measurement("comparison", facts)


def average_rate(table: FrameTable) -> Fraction | None:
    """Frames a second from the first frame to the last, exact; None where time stands still."""
    span = int(table.pts[-1]) - int(table.pts[0])
    return Fraction(len(table) - 1) / (span * table.time_base) if span > 0 else None


def variable_rate(pts: NDArray[np.int64]) -> bool:
    """Whether frames follow each other at uneven distances, by more than the time base rounds."""
    if len(pts) < 3:
        return False
    steps = np.diff(pts)
    usual = float(np.median(steps))
    return bool(np.abs(steps - usual).max() > max(1.0, 0.02 * usual))


FRAME_TABLE = Instrument(
    name="frame_table",
    version="1",
    reads=frozenset({Reads.FRAMES}),
    media=frozenset({MediaKind.CLIP}),
    params=FrameTableParams,
    begin=lambda _params, material: _FrameTable(material),
)

PACKET_TABLE = Instrument(
    name="packet_table",
    version="1",
    reads=frozenset({Reads.FILE}),
    media=frozenset({MediaKind.CLIP}),
    params=FrameTableParams,
    begin=lambda _params, material: _PacketTable(material),
)
