"""Thumbnails: a poster that shows what the item is, and a strip of small pictures along a clip."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from workbench.instruments.instrument import Fold, Instrument, Material, Picture, Reads
from workbench.records.item import MediaKind
from workbench.records.packed import Thumbnail, pack_thumbnails
from workbench.records.run import Measurement

_FIRST_INTERVAL_S = 1.0
_POSTER_STRETCH = (0.1, 0.35)
"""The part of a clip where its subject is in view: after titles, before the end."""
_PLAIN = 12.0
"""Standard deviation of the luma under which a picture shows too little to be a poster."""


@dataclass(frozen=True, slots=True)
class ThumbnailParams:
    """Sizes of the pictures."""

    poster_side_px: int = field(
        default=256,
        metadata={"help": "Longest side of the poster.", "range": (64, 1024)},
    )
    strip_side_px: int = field(
        default=128,
        metadata={
            "help": "Longest side of a picture of the strip.",
            "range": (32, 512),
        },
    )
    strip_count: int = field(
        default=24, metadata={"help": "Most pictures in the strip.", "range": (1, 100)}
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Candidate:
    time_s: float
    detail: float
    picture: Thumbnail


class _Thumbnails(Fold):
    """Keeps frames evenly by time without trusting the stated duration: when twice as many as are
    wanted have come, every other one is dropped and the distance is doubled."""

    def __init__(self, params: ThumbnailParams, material: Material) -> None:
        self._params = params
        self._still = material.medium.kind is MediaKind.STILL
        stated_s = material.medium.duration_s
        self._interval_s = _FIRST_INTERVAL_S
        if stated_s:
            self._interval_s = min(_FIRST_INTERVAL_S, float(stated_s) / params.strip_count)
        self._due_s = float("-inf")
        self._kept: list[_Candidate] = []

    def frame(self, frame: Picture) -> None:
        time_s = 0.0 if frame.time_s is None else float(frame.time_s)
        if time_s < self._due_s:
            return
        self._kept.append(self._candidate(frame, time_s))
        if len(self._kept) >= 2 * self._params.strip_count and len(self._kept) > 1:
            self._kept = self._kept[::2]
            self._interval_s *= 2
        # Due times are counted from the first frame, so that thinning keeps them even.
        first_s = self._kept[0].time_s
        passed = int((time_s - first_s) / self._interval_s + 1e-9) + 1
        self._due_s = first_s + passed * self._interval_s

    def _candidate(self, frame: Picture, time_s: float) -> _Candidate:
        side_px = max(self._params.poster_side_px, self._params.strip_side_px)
        rgb = frame.rgb(side_px)
        return _Candidate(time_s, _detail(rgb), Thumbnail(frame.pts, np.array(rgb, np.uint8)))

    def finish(self) -> Iterable[Measurement]:
        if not self._kept:
            return ()
        poster = _shrunk(self._poster().picture, self._params.poster_side_px)
        parts = [Measurement("poster", _facts((poster,)), pack_thumbnails((poster,)))]
        if not self._still:
            strip = tuple(
                _shrunk(one.picture, self._params.strip_side_px)
                for one in _evenly(self._kept, self._params.strip_count)
            )
            parts.append(Measurement("strip", _facts(strip), pack_thumbnails(strip)))
        return parts

    def _poster(self) -> _Candidate:
        """The richest picture of the stretch where the subject is, else of the whole clip."""
        start_s = self._kept[0].time_s
        length_s = self._kept[-1].time_s - start_s
        early, late = (start_s + part * length_s for part in _POSTER_STRETCH)
        inside = [one for one in self._kept if early <= one.time_s <= late]
        rich = [one for one in inside if one.detail >= _PLAIN]
        return max(rich or self._kept, key=lambda one: one.detail)


def _detail(rgb: NDArray[np.uint8]) -> float:
    """Standard deviation of the luma."""
    import cv2

    small = cv2.resize(rgb, (64, 64), interpolation=cv2.INTER_AREA)
    return float(np.asarray(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY)).std())


def _evenly(kept: list[_Candidate], count: int) -> list[_Candidate]:
    if len(kept) <= count:
        return kept
    places = np.linspace(0, len(kept) - 1, count).round().astype(int)
    return [kept[place] for place in places]


def _shrunk(picture: Thumbnail, side_px: int) -> Thumbnail:
    height, width, _ = picture.rgb.shape
    longest = max(height, width)
    if longest <= side_px:
        return picture
    return Thumbnail(
        picture.pts,
        _area_resized(
            picture.rgb,
            max(1, round(width * side_px / longest)),
            max(1, round(height * side_px / longest)),
        ),
    )


def _area_resized(rgb: NDArray[np.uint8], width_px: int, height_px: int) -> NDArray[np.uint8]:
    import cv2

    small = cv2.resize(rgb, (width_px, height_px), interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.uint8)


def _facts(pictures: tuple[Thumbnail, ...]) -> dict[str, object]:
    height, width, _ = pictures[0].rgb.shape
    return {"count": len(pictures), "width_px": width, "height_px": height}


THUMBNAILS = Instrument(
    name="thumbnails",
    version="1",
    reads=frozenset({Reads.FRAMES}),
    media=frozenset({MediaKind.CLIP, MediaKind.STILL}),
    params=ThumbnailParams,
    begin=_Thumbnails,
    preload=("cv2",),
)
