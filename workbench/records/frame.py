"""Frame: one picture of a clip, or the picture of a still, and the ways to name it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from typing import NewType

import numpy as np
from numpy.typing import NDArray

from workbench.records.adjustment import Adjusted
from workbench.records.codec import LATER
from workbench.records.item import Digest, ItemId
from workbench.records.mediatime import Timestamp

ExtractId = NewType("ExtractId", int)


class PictureType(StrEnum):
    """How a frame was coded."""

    INTRA = "I"
    PREDICTED = "P"
    BIDIRECTIONAL = "B"


@dataclass(frozen=True, slots=True)
class FrameEntry:
    """One row of a frame table: a frame that a player would show."""

    index: int
    """Counted in presentation order from 0."""
    pts: int
    duration: int
    """In units of the table's time base; 0 where the file does not say."""
    key: bool
    type: PictureType | None


class TableOrigin(StrEnum):
    """What the frames of a table were counted from."""

    PACKETS = "packets"
    DECODED = "decoded"


@dataclass(frozen=True, slots=True, eq=False)
class FrameTable:
    """Every frame of a clip that a player would show, in presentation order.

    The arrays have one element a frame and are read-only.
    """

    time_base: Fraction
    start_offset_s: Fraction
    """What is taken from PTS x time base to give presentation time."""
    origin: TableOrigin
    pts: NDArray[np.int64]
    duration: NDArray[np.int64]
    """In units of the time base; 0 where the file does not say."""
    key: NDArray[np.bool_]
    type: NDArray[np.uint8]
    """0 unknown, 1 I, 2 P, 3 B."""

    def __len__(self) -> int:
        return len(self.pts)

    def entry(self, index: int) -> FrameEntry:
        return FrameEntry(
            index=index,
            pts=int(self.pts[index]),
            duration=int(self.duration[index]),
            key=bool(self.key[index]),
            type=_TYPES[self.type[index]],
        )

    def time_s(self, index: int) -> Fraction:
        """Presentation time of a frame in seconds, exact."""
        return int(self.pts[index]) * self.time_base - self.start_offset_s

    @property
    def end_s(self) -> Fraction:
        """Presentation time at which the last frame ends."""
        if not len(self.pts):
            return Fraction(0)
        return self.time_s(len(self) - 1) + int(self.duration[-1]) * self.time_base

    def index_at(self, seconds: Fraction) -> int:
        """The frame on screen at a presentation time: the last one that has begun, or the first."""
        pts = (seconds + self.start_offset_s) / self.time_base
        return max(int(np.searchsorted(self.pts, pts.__floor__(), side="right")) - 1, 0)

    def index_of_pts(self, pts: int) -> int | None:
        """The frame with exactly this PTS, or None."""
        at = int(np.searchsorted(self.pts, pts))
        return at if at < len(self) and self.pts[at] == pts else None


@dataclass(frozen=True, slots=True)
class Unproven:
    """Stands for a frame table where packets alone do not prove which frames are shown."""

    reason: str
    """For facts: in English, and not shown to people."""


@dataclass(frozen=True, slots=True)
class TableDifference:
    """Packets of a clip gave another frame table than decoding it. What decoding gave stands."""

    first_index: int
    """The first frame in which they differ."""
    decoded: int
    """Frames by decoding."""
    of_packets: int
    """Frames by the packets."""


_TYPES = (None, PictureType.INTRA, PictureType.PREDICTED, PictureType.BIDIRECTIONAL)
TYPE_CODES = {type_: code for code, type_ in enumerate(_TYPES)}
"""A picture type as `FrameTable.type` holds it."""


class MomentKind(StrEnum):
    """The three ways to name a frame of a clip."""

    SECONDS = "seconds"
    INDEX = "index"
    PTS = "pts"


@dataclass(frozen=True, slots=True)
class Moment:
    """A frame as a person names it: the one shown at so many seconds, number so and so, PTS so."""

    kind: MomentKind
    value: Fraction


@dataclass(frozen=True, slots=True)
class Region:
    """A box or, without size, a point on the upright picture, before aspect scaling, in pixels."""

    left_px: float
    top_px: float
    width_px: float = 0.0
    height_px: float = 0.0

    def __post_init__(self) -> None:
        for name in ("left_px", "top_px", "width_px", "height_px"):  # One region, one text of it.
            object.__setattr__(self, name, float(getattr(self, name)))

    @property
    def is_point(self) -> bool:
        return self.width_px == 0 and self.height_px == 0


@dataclass(frozen=True, slots=True)
class DeepPicture:
    """A frame with all the bits that its source has: what a PNG of 16 bits holds."""

    bits: int
    """Of a value in the source: 9 to 16."""
    pixels_sha256: str
    """Over the rows of the upright picture, before aspect scaling: RGB of 16 bits, the upper byte
    of each first, as PNG has them."""
    converter: str
    """How planes became these values."""


@dataclass(frozen=True, slots=True)
class ExtractedFrame:
    """A frame taken out of an item as PNG, as it is or adjusted. A fact: never changed."""

    id: ExtractId
    item: ItemId
    index: int | None
    """None for a still, as are `at` and `time_s`."""
    at: Timestamp | None
    time_s: Fraction | None
    width_px: int
    height_px: int
    planes_sha256: str
    """Over the decoded planes in their native format, rows without padding."""
    pixels_sha256: str
    """Over the RGB24 rows of the upright picture, before aspect scaling."""
    converter: str
    """How planes became RGB: flags, matrix and range."""
    file: Digest
    """Digest of the PNG file, which lies in the case's derived folder."""
    taken: datetime
    adjusted: Adjusted | None = None
    """How the picture in the file was made from the frame; None where it is the frame itself.
    Everything above but `file` is of the frame."""
    deep: DeepPicture | None = field(default=None, metadata=LATER)
    """The picture in the file, where it has 16 bits; None where it has 8."""

    @property
    def file_size_px(self) -> tuple[int, int]:
        """Width and height of the picture in the file; the dossier's page draws marks by it."""
        made = self.adjusted or self
        return made.width_px, made.height_px

    @property
    def file_pixels_sha256(self) -> str:
        """Over the rows of the picture in the file."""
        return (self.deep or self.adjusted or self).pixels_sha256
