"""Fingerprint: PDQ of the frames of a clip, ten a second, or of a still, in up to four variants.

The footage of a copy is found by the plain fingerprints of the original. A copy may be mirrored,
and may have bars: so mirrored and trimmed pictures are fingerprinted too, trimmed only where bars
stand still through the whole clip.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from workbench.instruments import pdq
from workbench.instruments.bars import (
    WHOLE,
    Box,
    Look,
    bars_of,
    bars_of_still,
    box_of_looks,
    cut,
    look_at,
)
from workbench.instruments.instrument import Fold, Instrument, Material, Picture, Reads
from workbench.records.fingerprint import Variant
from workbench.records.item import MediaKind
from workbench.records.packed import NO_PTS, FingerprintTrack, pack_fingerprints
from workbench.records.run import Measurement

SHORT_S = 10
"""Clips shorter than this are fingerprinted twice as densely in the mirrored variants."""
PEEKED_FRAMES = 12
"""So many frames from all over a clip say whether it has bars."""
ENOUGH_FRAMES = 6
HELD_PICTURES = 256
"""Of a clip that cannot be looked at beforehand so many pictures are held until it is known: 64 MB.
A shorter clip is known whole by then."""
BATCH = 64
EXACT_STILL_SIDE_PX = 4096
"""Larger stills are shrunk before they are fingerprinted."""
EARLY = Fraction(1, 20)
"""A frame is taken for a sample that is due within this part of the sampling interval: time bases
round, and copies of one clip shall be sampled at the same frames."""


@dataclass(frozen=True, slots=True)
class FingerprintParams:
    """How densely a clip is fingerprinted."""

    rate_hz: float = field(
        default=10.0,
        metadata={"help": "fingerprints for each second of a clip", "range": (0.1, 60.0)},
    )
    mirrored_rate_hz: float = field(
        default=4.0,
        metadata={
            "help": "the same for the mirrored picture; twice as many in clips under 10 s",
            "range": (0.1, 60.0),
        },
    )


class _Ticks:
    """Which frames are due, at a rate."""

    def __init__(self, rate_hz: Fraction) -> None:
        self._rate_hz = rate_hz
        self._last: int | None = None

    def due(self, time_s: Fraction | None) -> bool:
        if time_s is None:
            return True
        # time_s * rate + EARLY, in whole numbers: this is asked of every frame.
        over = time_s.denominator * self._rate_hz.denominator
        under = time_s.numerator * self._rate_hz.numerator
        early = EARLY.denominator
        tick = (under * early + over * EARLY.numerator) // (over * early)
        if self._last is not None and tick <= self._last:
            return False
        self._last = tick
        return True


Luma = NDArray[np.float32] | NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class _Due:
    """A frame of which fingerprints are due."""

    pts: int | None
    plain: bool
    mirrored: bool


class _Held:
    """The pictures of a clip of which it is not known yet whether it has bars."""

    def __init__(self, expected: float) -> None:
        """`expected` pictures, of which a dozen are looked at."""
        self.pictures: list[tuple[_Due, NDArray[np.uint8]]] = []
        self._room = np.empty((0, 0, 0), np.uint8)
        self._looks: list[Look] = []
        self._every = max(int(min(expected, HELD_PICTURES)) // PEEKED_FRAMES, 1)

    def add(self, due: _Due, frame: Picture, picture: NDArray[np.uint8]) -> None:
        if len(self.pictures) % self._every == 0:
            size_px = self._looks[0].size_px if self._looks else None
            self._looks.append(look_at(frame, size_px))
        place = len(self.pictures)
        if place == 0:  # one large piece of memory is had more cheaply than many small ones
            self._room = np.empty((HELD_PICTURES, *picture.shape), np.uint8)
        if picture.shape == self._room.shape[1:]:
            self._room[place] = picture
            self.pictures.append((due, self._room[place]))
        else:
            self.pictures.append((due, picture.copy()))

    def box(self) -> Box | None:
        return box_of_looks(self._looks)


class _Variants:
    """The tracks of one box, plain and mirrored."""

    def __init__(self, plain: Variant, mirrored: Variant, box: Box) -> None:
        self.box = box
        self.plain = _Track(plain)
        self.mirrored = _Track(mirrored)

    def add(self, due: _Due, picture: Luma) -> None:
        if due.plain and due.mirrored and pdq.is_square(picture):
            for track, blocks in zip(
                (self.plain, self.mirrored), pdq.blocks_both_ways(picture), strict=True
            ):
                track.add(due.pts, blocks)
            return
        if due.plain:
            self.plain.add(due.pts, pdq.block(picture))
        if due.mirrored:
            self.mirrored.add(due.pts, pdq.block(picture[:, ::-1]))


class _Track:
    """Fingerprints of one variant as they come; blocks wait for a batch."""

    def __init__(self, variant: Variant) -> None:
        self.variant = variant
        self._pts: list[int] = []
        self._waiting: list[pdq.Blocks] = []
        self._bits: list[pdq.Bits] = [np.empty((0, pdq.BYTES), np.uint8)]
        self._quality: list[NDArray[np.uint8]] = [np.empty(0, np.uint8)]

    def add(self, pts: int | None, blocks: pdq.Blocks) -> None:
        self._pts.append(NO_PTS if pts is None else pts)
        self._waiting.append(blocks)
        if len(self._waiting) == BATCH:
            self._flush()

    def _flush(self) -> None:
        if self._waiting:
            bits, quality = pdq.from_blocks(np.stack(self._waiting))
            self._bits.append(bits)
            self._quality.append(quality)
            self._waiting.clear()

    def finished(self) -> FingerprintTrack:
        self._flush()
        return FingerprintTrack(
            pts=np.array(self._pts, np.int64),
            quality=np.concatenate(self._quality),
            bits=np.concatenate(self._bits),
        )


class _Fingerprinting(Fold):
    """One run."""

    def __init__(self, params: FingerprintParams, material: Material) -> None:
        self._still = material.medium.kind is MediaKind.STILL
        duration_s = material.medium.duration_s
        denser = 2 if duration_s is None or duration_s < SHORT_S else 1
        self._rate_hz = params.rate_hz
        self._mirrored_rate_hz = min(params.mirrored_rate_hz * denser, params.rate_hz)
        self._ticks = _Ticks(Fraction(self._rate_hz))
        self._mirrored_ticks = _Ticks(Fraction(self._mirrored_rate_hz))
        self._variants = [_Variants(Variant.RAW, Variant.RAW_MIRRORED, WHOLE)]
        expected = float(duration_s) * self._rate_hz if duration_s else HELD_PICTURES
        peeked = material.peek(PEEKED_FRAMES) if self._still or expected >= HELD_PICTURES else ()
        self._held: _Held | None = None
        if self._still:
            self._trim(bars_of_still(peeked[0]) if peeked else None)
        elif len(peeked) >= ENOUGH_FRAMES:
            self._trim(bars_of(peeked))
        else:
            self._held = _Held(expected)

    def _trim(self, box: Box | None) -> None:
        if box is not None:
            self._variants.append(_Variants(Variant.TRIMMED, Variant.TRIMMED_MIRRORED, box))

    def frame(self, frame: Picture) -> None:
        due = _Due(frame.pts, self._ticks.due(frame.time_s), self._mirrored_ticks.due(frame.time_s))
        if not (due.plain or due.mirrored):
            return
        if self._still:
            for variants in self._variants:
                variants.add(due, _exact(frame, variants.box))
            return
        picture = _averaged(frame)
        for variants in self._variants:
            variants.add(due, cut(picture, variants.box))
        if self._held is not None:
            self._held.add(due, frame, picture)
            if len(self._held.pictures) >= HELD_PICTURES:
                self._decide(self._held)

    def _decide(self, held: _Held) -> None:
        """From here on it is known whether the clip has bars; make up for what was held."""
        self._held = None
        self._trim(held.box())
        for variants in self._variants[1:]:
            for due, picture in held.pictures:
                variants.add(due, cut(picture, variants.box))

    def finish(self) -> Iterable[Measurement]:
        if self._held is not None:
            self._decide(self._held)
        for variants in self._variants:
            yield self._measurement(variants.plain, variants.box, self._rate_hz)
            yield self._measurement(variants.mirrored, variants.box, self._mirrored_rate_hz)

    def _measurement(self, track: _Track, box: Box, rate_hz: float) -> Measurement:
        finished = track.finished()
        facts = {"n": len(finished), "box": list(box), "rate_hz": rate_hz}
        return Measurement(track.variant.value, facts, pack_fingerprints(finished))


def _exact(still: Picture, box: Box) -> NDArray[np.float32]:
    """What is fingerprinted of a still: the reference path."""
    height, width, _ = still.rgb().shape
    side = EXACT_STILL_SIDE_PX if max(width, height) > EXACT_STILL_SIDE_PX else None
    return pdq.luma_of(pdq.sampled(cut(still.rgb(side), box)))


def _averaged(frame: Picture) -> NDArray[np.uint8]:
    """What is fingerprinted of a clip's frame: the luma, averaged, which stays within a few bits of
    the reference path at a tenth of its cost. Bars are cut from this."""
    luma = frame.luma()
    if max(luma.shape) > pdq.SIDE_PX:
        return frame.small_luma(pdq.SIDE_PX, pdq.SIDE_PX)
    return luma


FINGERPRINT = Instrument(
    name="fingerprint",
    version="1",
    reads=frozenset({Reads.FRAMES}),
    media=frozenset({MediaKind.CLIP, MediaKind.STILL}),
    params=FingerprintParams,
    begin=_Fingerprinting,
    preload=("cv2",),
)
