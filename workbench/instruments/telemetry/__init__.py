"""Telemetry: the positions that cameras write in a track beside picture and sound."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from workbench.instruments.instrument import Fold, Instrument, Material, Reads
from workbench.instruments.metadata import gpmf
from workbench.instruments.metadata.boxes import Boxes
from workbench.instruments.metadata.samples import Sample, samples_of, track_with
from workbench.instruments.telemetry import camm
from workbench.records.item import MediaKind
from workbench.records.positions import MAX_POSITIONS, Positions, pack_positions, utc_text
from workbench.records.run import Measurement

_FORMATS = frozenset({b"gpmd", b"camm"})
_CONTAINERS = frozenset({"mp4", "mov", "3gp"})


@dataclass(frozen=True, slots=True)
class TelemetryParams:
    """Positions are read whole; there is nothing to choose."""


@dataclass(frozen=True, slots=True)
class Telemetry:
    """What a track of a camera's own states."""

    source: str
    device: str | None
    positions: Positions


class _Telemetry(Fold):
    def __init__(self, material: Material) -> None:
        self._material = material

    def finish(self) -> Iterable[Measurement]:
        medium = self._material.medium
        if medium.format not in _CONTAINERS:
            return ()
        found = telemetry_in(self._material.file, medium.size_bytes)
        if found is None:
            return ()
        located = found.positions.located()
        facts = {
            "source": found.source,
            "device": found.device,
            "positions": len(found.positions),
            "located": len(located),
            "first": _row(located, 0),
            "last": _row(located, -1),
            "begins": next((t for t in map(utc_text, located.values[:, 5].tolist()) if t), None),
        }
        return (Measurement("telemetry", facts, pack_positions(found.positions)),)


def telemetry_in(file: BinaryIO, size_bytes: int) -> Telemetry | None:
    """The positions of an ISO base media file; None where it has no track for them."""
    boxes = Boxes(file, size_bytes)
    track = track_with(boxes, _FORMATS)
    if track is None:
        return None
    kind, box = track
    values, fixes = [np.empty((0, 7))], [np.empty(0, np.uint8)]
    device, count = None, 0
    for sample in samples_of(boxes, box):
        if device is None and kind == b"gpmd":
            device = gpmf.device_in(sample.data)
        read = _read(kind, sample)
        if read is not None and np.isfinite(read[0][:, :3]).all():
            values.append(read[0])
            fixes.append(read[1])
            count += len(read[1])
        if count >= MAX_POSITIONS:
            break
    whole = Positions(np.concatenate(values)[:MAX_POSITIONS], np.concatenate(fixes)[:MAX_POSITIONS])
    return Telemetry("GPMF" if kind == b"gpmd" else "CAMM", device, whole)


def _read(kind: bytes, sample: Sample) -> tuple[NDArray[np.float64], NDArray[np.uint8]] | None:
    if kind == b"camm":
        return camm.positions_in(sample.data, sample.start_s)
    return gpmf.positions_in(sample.data, sample.start_s, sample.length_s)


def _row(positions: Positions, place: int) -> dict[str, Any] | None:
    if not len(positions):
        return None
    one = slice(place, place + 1 or None)
    return next(Positions(positions.values[one], positions.fix[one]).rows())


TELEMETRY = Instrument(
    name="telemetry",
    version="1",
    reads=frozenset({Reads.FILE}),
    media=frozenset({MediaKind.CLIP}),
    params=TelemetryParams,
    begin=lambda _params, material: _Telemetry(material),
)
