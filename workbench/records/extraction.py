"""Extraction: what came of taking frames out of an item."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from workbench.records.frame import ExtractedFrame


class PngBits(StrEnum):
    """How many bits a value has in the PNG of a frame."""

    AS_SOURCE = "as_source"
    """16 where the source has more than 8, else 8."""
    EIGHT = "eight"
    """The very pixels that the citation's digest is over."""


class Reason(StrEnum):
    """Why a chosen frame was left out."""

    BLURRED = "blurred"
    ALIKE = "alike"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A frame that was chosen and left out."""

    index: int
    reason: Reason
    measured: int
    """Its sharpness, 0 to 100, or the bits by which it differs from the last one kept."""


@dataclass(frozen=True, slots=True)
class Extraction:
    """What came of it, in presentation order."""

    frames: tuple[ExtractedFrame, ...]
    left_out: tuple[LeftOut, ...] = ()
    known: int = 0
    """How many of `frames` the case had already: a frame that is taken again is the same fact."""

    def count(self, reason: Reason) -> int:
        """How many were left out because of it."""
        return sum(one.reason is reason for one in self.left_out)
