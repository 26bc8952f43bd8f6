"""Citation: one line that names a frame to a person and to a machine."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from workbench.records.item import Digest, ItemId
from workbench.records.mediatime import clock_text


@dataclass(frozen=True, slots=True)
class Citation:
    """A frame of an item, named so that it can be shown again and checked to the pixel."""

    item: Digest
    index: int | None
    """None for a still, as are `pts` and `time_base`."""
    pts: int | None
    time_base: Fraction | None
    time_s: Fraction | None
    planes_sha256: str
    pixels_sha256: str
    converter: str

    def text(self) -> str:
        """The line itself; `Citation.parse` reads it back, the time cut to milliseconds."""
        if self.index is None or self.time_s is None or self.time_base is None:
            place = "still"
        else:
            base = f"{self.time_base.numerator}/{self.time_base.denominator}"
            place = f"{clock_text(self.time_s)} frame {self.index} pts {self.pts} x {base} s"
        return (
            f"{place} of sha256:{self.item}, planes sha256:{self.planes_sha256}, "
            f"pixels sha256:{self.pixels_sha256} ({self.converter})"
        )

    @classmethod
    def parse(cls, text: str) -> Citation:
        """The citation that `text` is; `ValueError` when it is none."""
        found = _LINE.fullmatch(text.strip())
        if found is None:
            raise ValueError("not a citation")
        part = found.groupdict()
        clip = part["index"] is not None
        return cls(
            item=Digest(part["item"]),
            index=int(part["index"]) if clip else None,
            pts=int(part["pts"]) if clip else None,
            time_base=Fraction(part["base"]) if clip else None,
            time_s=_seconds(part["clock"]) if clip else None,
            planes_sha256=part["planes"],
            pixels_sha256=part["pixels"],
            converter=part["converter"],
        )


class CitedState(StrEnum):
    """What became of a citation that was opened again."""

    IDENTICAL = "identical"
    """The planes and the pixels are those of the citation, to the bit."""
    OTHER_CONVERTER = "other_converter"
    """The planes are; they were made into pixels by another converter, or by another version."""
    OTHER_PIXELS = "other_pixels"
    """The planes are, and the converter is, and yet the pixels are not."""
    OTHER_PLANES = "other_planes"
    """What is decoded of the same bytes today is something else."""
    NO_SUCH_FRAME = "no_such_frame"
    """The item is here, and has no frame at that time."""
    NO_SUCH_ITEM = "no_such_item"
    """No item of the case has that digest."""


@dataclass(frozen=True, slots=True, eq=False)
class OpenedCitation:
    """A citation, and the frame that it leads to today."""

    citation: Citation
    state: CitedState
    item: ItemId | None = None
    index: int | None = None
    """The frame's index as it is counted here; None for a still, or where nothing is counted."""
    planes_sha256: str | None = None
    pixels_sha256: str | None = None
    converter: str | None = None
    rgb: NDArray[np.uint8] | None = None
    """The picture, height x width x 3, where there is one."""

    @property
    def identical(self) -> bool:
        return self.state is CitedState.IDENTICAL


_LINE = re.compile(
    r"(?:still|(?P<clock>-?\d+:\d\d:\d\d\.\d\d\d) frame (?P<index>\d+) "
    r"pts (?P<pts>-?\d+) x (?P<base>\d+/[1-9]\d*) s) of sha256:(?P<item>[0-9a-f]{64}), "
    r"planes sha256:(?P<planes>[0-9a-f]{64}), pixels sha256:(?P<pixels>[0-9a-f]{64}) "
    r"\((?P<converter>[^()\n]+)\)"
)


def _seconds(clock: str) -> Fraction:
    sign = -1 if clock.startswith("-") else 1
    hours, minutes, seconds = clock.lstrip("-").split(":")
    return sign * (int(hours) * 3600 + int(minutes) * 60 + Fraction(seconds))
