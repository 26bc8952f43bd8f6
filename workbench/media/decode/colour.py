"""From decoded planes to RGB: which matrix, which range, and the exact conversion.

The exact path is pinned by flags, because without them swscale answers differently on different
processors; matrix and range are always given and never left to a default.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import av
import numpy as np
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, Colorspace, Interpolation, VideoReformatter
from numpy.typing import NDArray

from workbench.records.item import Transfer

_HD_WIDTH_PX, _HD_HEIGHT_PX = 1280, 576
_FULL_RANGE_FORMATS = frozenset({"yuvj420p", "yuvj422p", "yuvj444p", "yuvj440p", "yuvj411p"})

# ITU-T H.273 matrix coefficients (FFmpeg's AVColorSpace) → swscale's names. 0 is RGB, 2 unknown.
_MATRICES = {
    1: ("bt709", Colorspace.ITU709),
    4: ("fcc", Colorspace.FCC),
    5: ("bt601", Colorspace.ITU601),
    6: ("bt601", Colorspace.ITU601),
    7: ("smpte240m", Colorspace.SMPTE240M),
    9: ("bt2020", Colorspace.BT2020),
    10: ("bt2020", Colorspace.BT2020),
}
_EXACT = (
    Interpolation.BICUBIC
    | Interpolation.ACCURATE_RND
    | Interpolation.FULL_CHR_H_INT
    | Interpolation.BITEXACT
)
_EXACT_NAME = "bicubic+accurate_rnd+full_chroma_int+bitexact"
_SWSCALE = ".".join(str(part) for part in av.library_versions["libswscale"])


@dataclass(frozen=True, slots=True)
class Colour:
    """How the planes of a frame are to be read."""

    is_rgb: bool
    matrix: str
    full_range: bool

    @property
    def converter(self) -> str:
        """The exact conversion in words, for a citation."""
        planes = (
            "rgb" if self.is_rgb else f"{self.matrix} {'full' if self.full_range else 'limited'}"
        )
        return f"swscale {_SWSCALE} {_EXACT_NAME} {planes}"


_TRANSFERS = {16: Transfer.PQ, 18: Transfer.HLG}
"""ITU-T H.273 transfer characteristics."""


def transfer_of(frame: VideoFrame) -> Transfer | None:
    """How the light of an HDR frame was coded; None for any other."""
    return _TRANSFERS.get(int(frame.color_trc))


def colour_of(frame: VideoFrame) -> Colour:
    """What the frame says of itself; where it says nothing, what players assume: BT.709 from HD
    sizes up and BT.601 below, limited range unless the format itself is a full-range one."""
    name = frame.format.name
    if frame.format.is_rgb or name.startswith(("pal8", "mono")):
        return Colour(True, "rgb", True)
    tagged = _MATRICES.get(int(frame.colorspace))
    large = frame.width >= _HD_WIDTH_PX or frame.height > _HD_HEIGHT_PX
    matrix = tagged[0] if tagged else "bt709" if large else "bt601"
    stated = int(frame.color_range)
    full = stated == ColorRange.JPEG or name in _FULL_RANGE_FORMATS
    if stated not in (ColorRange.JPEG, ColorRange.MPEG) and name.startswith(("gray", "ya")):
        full = True
    return Colour(False, matrix, full)


_COLORSPACES = dict(_MATRICES.values())


class Converters:
    """The swscale contexts of one source, one for each use, so that none is set up for every
    frame. Of one thread at a time."""

    def __init__(self) -> None:
        self._exact, self._deep = VideoReformatter(), VideoReformatter()
        self._small: dict[tuple[int, int], VideoReformatter] = {}

    def exact_rgb(self, frame: VideoFrame) -> NDArray[np.uint8]:
        """RGB24 of the whole frame, the same on every machine. Not yet upright."""
        return _rgb(self._exact, frame, frame.width, frame.height, _EXACT)

    def deep_rgb(self, frame: VideoFrame) -> NDArray[np.uint16]:
        """(height, width, 3) of 14 bits, the same on every machine. Not yet upright."""
        made = _converted(self._deep, frame, frame.width, frame.height, _EXACT, "gbrp14le")
        g, b, r = (
            np.ndarray((frame.height, frame.width), "<u2", plane, strides=(plane.line_size, 2))
            for plane in _buffers(made)
        )
        return np.dstack((r, g, b)).astype(np.uint16, copy=False)

    def quick_rgb(self, frame: VideoFrame, width_px: int, height_px: int) -> NDArray[np.uint8]:
        """RGB24 at this size for the eye: the last bit may differ between machines."""
        scaled = (width_px, height_px) != (frame.width, frame.height)
        size = (width_px, height_px)
        if len(self._small) > _MOST_CONTEXTS:
            self._small.clear()
        reformatter = self._small.setdefault(size, VideoReformatter())
        flags = Interpolation.AREA if scaled else Interpolation.BILINEAR
        return _rgb(reformatter, frame, width_px, height_px, flags)


_MOST_CONTEXTS = 8


def _rgb(
    reformatter: VideoReformatter,
    frame: VideoFrame,
    width_px: int,
    height_px: int,
    flags: Interpolation,
) -> NDArray[np.uint8]:
    converted = _converted(reformatter, frame, width_px, height_px, flags, "rgb24")
    (plane,) = _buffers(converted)
    rows: NDArray[np.uint8] = np.ndarray(
        (height_px, width_px, 3), np.uint8, plane, strides=(abs(plane.line_size), 3, 1)
    )
    return rows


def _buffers(frame: VideoFrame) -> tuple[Any, ...]:
    """The planes: buffers to Python; the stubs do not say so."""
    return tuple(frame.planes)


def _converted(
    reformatter: VideoReformatter,
    frame: VideoFrame,
    width_px: int,
    height_px: int,
    flags: Interpolation,
    into: str,
) -> VideoFrame:
    colour = colour_of(frame)
    space = None if colour.is_rgb else _COLORSPACES[colour.matrix]
    return reformatter.reformat(
        frame,
        width=width_px,
        height=height_px,
        format=into,
        src_colorspace=space,
        dst_colorspace=space,
        interpolation=flags,
        src_color_range=ColorRange.JPEG if colour.full_range else ColorRange.MPEG,
        dst_color_range=ColorRange.JPEG,
        threads=1,
    )
