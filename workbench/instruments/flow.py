"""Flow: what the packets of picture and sound tell without being decoded. Bit rate over time, key
frames and groups of pictures, gaps and overlaps in presentation time.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.instruments.cadence import cadence
from workbench.instruments.instrument import Fold, Instrument, Material, Reads
from workbench.records.flow import MAX_KEYS, MAX_STEPS, Flow, pack_flow
from workbench.records.frame import FrameTable
from workbench.records.item import MediaKind, StreamKind
from workbench.records.packets import PacketList, StreamPackets
from workbench.records.run import Measurement

STEP_S = 1
MAX_BREAKS = 200
PICTURE_GAP_S = 0.25
PICTURE_GAP_STEPS = 4
"""A frame that is shown so many times as long as usual, and at least `PICTURE_GAP_S`."""
SOUND_SLACK_S = 0.015
"""Containers round times to a millisecond, and what Vorbis packets last is known to 10 ms. Most
sound comes in packets of 20 ms and more, of which not one can be missing unseen."""
LONG = 1.5
"""Times its usual length: so long a packet that is no larger than others has a gap behind it."""
CONSTANT = 0.9
"""Share of packets that last alike in a stream whose packets do."""
PRIMING_S = 0.1
BACK_S = 1.0
"""Frames are reordered by less."""
REORDERED = 32


@dataclass(frozen=True, slots=True)
class FlowParams:
    """Packets are read whole; there is nothing to choose."""


@dataclass(frozen=True, slots=True)
class _Break:
    """Where the times of a stream do not follow each other: a gap, an overlap, or the clock goes
    back. It begins at `pts`, and lasts `units` of the time base. A gap in the picture begins with
    the frame that stands for so long."""

    code: str
    pts: int
    units: int


class _Flow(Fold):
    def __init__(self, material: Material) -> None:
        self._material = material

    def finish(self) -> Iterable[Measurement]:
        packets = self._material.packets()
        streams = [one for one in packets.streams if len(one)]
        if not streams:
            return ()
        flow = _flow_of(packets)
        breaks = [(one, b) for one in streams for b in breaks_of(one)]
        breaks.sort(key=lambda pair: pair[1].pts * pair[0].time_base)
        offset_s = packets.start_offset_s
        facts = {
            "start_s": flow.start_s,
            "step_s": flow.step_s,
            "streams": [_stream(one, flow, offset_s) for one in streams],
            "cadence": self._cadence(packets.of(StreamKind.VIDEO), offset_s),
            "breaks": [_facts(one, b, offset_s) for one, b in breaks[:MAX_BREAKS]],
            "breaks_left_out": max(len(breaks) - MAX_BREAKS, 0),
        }
        return (Measurement("flow", facts, pack_flow(flow)),)

    def _cadence(self, picture: StreamPackets | None, offset_s: Fraction) -> dict[str, Any] | None:
        if picture is None or not len(picture):
            return None
        table = self._material.packet_table()
        if isinstance(table, FrameTable):
            return cadence(table.pts, table.key, table.type, table.time_base, offset_s)
        order = np.argsort(picture.pts, kind="stable")
        order = order[picture.shown[order]]
        return cadence(picture.pts[order], picture.key[order], None, picture.time_base, offset_s)


def _flow_of(packets: PacketList) -> Flow:
    """Bytes by the second; by more where the times are so far apart that they cannot be true."""
    streams = [one for one in packets.streams if len(one)]
    times = {one.kind: _seconds(one, packets.start_offset_s) for one in streams}
    # Sound often begins with a packet before 0 that only sets its decoder going.
    start_s = math.floor(min(float(t.min()) for t in times.values()) + PRIMING_S)
    span_s = max(float(t.max()) for t in times.values()) - start_s
    step_s = max(STEP_S, math.ceil((span_s + 1) / MAX_STEPS))
    count = int(span_s // step_s) + 1
    none = np.zeros(count)
    bins: dict[StreamKind, NDArray[np.float64]] = {StreamKind.VIDEO: none, StreamKind.SOUND: none}
    for one in streams:
        places = np.clip((times[one.kind] - start_s) / step_s, 0, count - 1).astype(np.int64)
        bins[one.kind] = np.bincount(places, one.size_bytes, count).astype(np.float64)
    picture = packets.of(StreamKind.VIDEO)
    keys = np.empty(0, np.int64)
    if picture is not None and not picture.key.all():  # where every frame is one, it says nothing
        keys = np.sort(picture.pts[picture.key])
    most = np.iinfo(np.uint32).max
    return Flow(
        start_s=float(start_s),
        step_s=float(step_s),
        picture_bytes=np.minimum(bins[StreamKind.VIDEO], most).astype(np.uint32),
        sound_bytes=np.minimum(bins[StreamKind.SOUND], most).astype(np.uint32),
        key_pts=keys[:MAX_KEYS],
    )


def _seconds(one: StreamPackets, offset_s: Fraction) -> NDArray[np.float64]:
    base = one.time_base
    return one.pts.astype(np.float64) * (base.numerator / base.denominator) - float(offset_s)


def _stream(one: StreamPackets, flow: Flow, offset_s: Fraction) -> dict[str, Any]:
    """How long and how large a stream is. The last step is seldom full and is no least rate."""
    first, last = int(np.argmin(one.pts)), int(np.argmax(one.pts))
    usual = _usual(one.pts if one.kind is StreamKind.SOUND else np.sort(one.pts))
    ends = int(one.pts[last]) + (int(one.duration[last]) or usual)
    start_s = int(one.pts[first]) * one.time_base - offset_s
    end_s = ends * one.time_base - offset_s
    size_bytes = int(one.size_bytes.sum())
    steps = flow.sound_bytes if one.kind is StreamKind.SOUND else flow.picture_bytes
    rates = steps.astype(np.float64) * 8 / flow.step_s
    full = rates[:-1] if len(rates) > 1 else rates
    length_s = float(end_s - start_s)
    return {
        "stream": one.index,
        "kind": one.kind.value,
        "packets": len(one) + one.untimed,
        "untimed": one.untimed,
        "bytes": size_bytes,
        "start_s": round(float(start_s), 6),
        "end_s": round(float(end_s), 6),
        "mean_bps": round(size_bytes * 8 / length_s) if length_s > 0 else None,
        "least_bps": round(float(full.min())),
        "most_bps": round(float(rates.max())),
        "smallest_packet_bytes": int(one.size_bytes.min()),
        "largest_packet_bytes": int(one.size_bytes.max()),
    }


def _usual(pts: NDArray[np.int64]) -> int:
    """The median distance in time of one packet and the next."""
    steps = np.diff(pts)
    steps = steps[steps > 0]
    return int(np.median(steps)) if len(steps) else 0


def breaks_of(one: StreamPackets) -> Iterator[_Break]:
    """Where its times do not follow each other."""
    if len(one) < 2:
        return iter(())
    return _sound_breaks(one) if one.kind is StreamKind.SOUND else _picture_breaks(one)


def _picture_breaks(one: StreamPackets) -> Iterator[_Break]:
    """Of frames in presentation order. Packets come in the order of decoding: one that lies far
    before an earlier one does not belong to the same clock."""
    pts = one.pts[one.shown]
    if len(pts) < 2:
        return
    usual = _usual(np.sort(pts))
    latest = np.maximum.accumulate(pts)
    far = max(BACK_S / float(one.time_base), REORDERED * usual)
    behind = latest - pts > far
    for at in np.flatnonzero(behind[1:] & ~behind[:-1]) + 1:
        yield _Break("back", int(latest[at]), int(latest[at] - pts[at]))
    ordered = np.sort(pts)
    steps = np.diff(ordered)
    longest = max(PICTURE_GAP_S / float(one.time_base), PICTURE_GAP_STEPS * usual)
    for at in np.flatnonzero(steps > longest):
        yield _Break("gap", int(ordered[at]), int(steps[at]))
    if not behind.any():
        for at in np.flatnonzero(steps == 0):
            yield _Break("overlap", int(ordered[at]), usual)


def _sound_breaks(one: StreamPackets) -> Iterator[_Break]:
    """Of packets in the order of the file, each beside the end of the one before."""
    pts = one.pts[one.shown]
    if len(pts) < 2:
        return
    ends = pts + _lasting(one.duration[one.shown], one.size_bytes[one.shown], _usual(pts))
    slack = max(2.0, SOUND_SLACK_S / float(one.time_base))
    off = pts[1:] - ends[:-1]
    back = BACK_S / float(one.time_base)
    off[0] = min(off[0], 0)  # the first one may come alone, long before: it primes the decoder
    for at in np.flatnonzero(np.abs(off) > slack):
        code = "gap" if off[at] > 0 else "back" if -off[at] > back else "overlap"
        begins = ends[at] if off[at] > 0 else pts[at + 1] if code == "overlap" else ends[at]
        yield _Break(code, int(begins), int(abs(off[at])))


def _lasting(
    stated: NDArray[np.int64], size_bytes: NDArray[np.int64], usual: int
) -> NDArray[np.int64]:
    """How long the sound in each packet lasts. MP4 and MOV state when the next one begins, so that
    a packet before a gap seems long: if it is no larger than others, it is not."""
    lasting = np.where(stated > 0, stated, usual)
    middle = float(np.median(lasting))
    if not middle:
        return lasting
    larger = size_bytes / max(float(np.median(size_bytes)), 1.0)
    too_long = (lasting > LONG * middle) & (lasting / middle > LONG * larger)
    constant = float((np.abs(lasting - middle) <= 1).mean()) > CONSTANT
    return np.where(too_long & constant, round(middle), lasting)


def _facts(one: StreamPackets, found: _Break, offset_s: Fraction) -> dict[str, Any]:
    return {
        "stream": one.index,
        "kind": one.kind.value,
        "code": found.code,
        "pts": found.pts,
        "at_s": round(float(found.pts * one.time_base - offset_s), 6),
        "length_s": round(float(found.units * one.time_base), 6),
    }


FLOW = Instrument(
    name="flow",
    version="1",
    reads=frozenset({Reads.FILE}),
    media=frozenset({MediaKind.CLIP, MediaKind.SOUND}),
    params=FlowParams,
    begin=lambda _params, material: _Flow(material),
)
