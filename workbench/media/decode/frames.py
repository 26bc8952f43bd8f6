"""A frame of a clip as instruments and citations see it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import cv2
import numpy as np
from av.video.frame import VideoFrame
from numpy.typing import NDArray

from workbench.media.decode import deep, planes
from workbench.media.decode.averaging import averaged, sampled
from workbench.media.decode.colour import Converters, colour_of, transfer_of
from workbench.media.decode.deep import DeepRgb
from workbench.media.decode.orientation import Orientation
from workbench.media.decode.tone import to_sdr
from workbench.records.frame import PictureType

# AVPictureType: I P B S SI SP BI.
_TYPES = {
    1: PictureType.INTRA,
    2: PictureType.PREDICTED,
    3: PictureType.BIDIRECTIONAL,
    4: PictureType.PREDICTED,
    5: PictureType.INTRA,
    6: PictureType.PREDICTED,
    7: PictureType.BIDIRECTIONAL,
}


class ClipFrame:
    """One frame. What is made of it is made when asked for, and kept.

    Times are those of `Clock`, `index` is counted when it is first asked for if the frame was
    reached by seeking.
    """

    __slots__ = (
        "_converters",
        "_decoded",
        "_index",
        "_made",
        "_orientation",
        "_time_s",
        "duration",
        "pts",
        "start_offset_s",
        "time_base",
    )

    def __init__(
        self,
        decoded: VideoFrame,
        index: int | Callable[[int], int],
        pts: int,
        duration: int,
        time_base: Fraction,
        start_offset_s: Fraction,
        orientation: Orientation,
        converters: Converters,
    ) -> None:
        self._decoded = decoded
        self._index = index
        self.pts = pts
        self.duration = duration
        self.time_base = time_base
        self.start_offset_s = start_offset_s
        self._orientation = orientation
        self._converters = converters
        self._made: dict[object, NDArray[np.uint8]] = {}
        self._time_s: Fraction | None = None

    @property
    def index(self) -> int:
        """Counted in presentation order from 0."""
        if not isinstance(self._index, int):
            self._index = self._index(self.pts)
        return self._index

    @property
    def time_s(self) -> Fraction:
        if self._time_s is None:
            base, offset = self.time_base, self.start_offset_s
            ticks = self.pts * base.numerator * offset.denominator
            self._time_s = Fraction(
                ticks - offset.numerator * base.denominator, base.denominator * offset.denominator
            )
        return self._time_s

    @property
    def upright_size_px(self) -> tuple[int, int]:
        """Width and height of `upright_rgb`."""
        width, height = self._decoded.width, self._decoded.height
        return (height, width) if self._orientation.swaps_sides else (width, height)

    @property
    def key(self) -> bool:
        return bool(self._decoded.key_frame)

    @property
    def type(self) -> PictureType | None:
        return _TYPES.get(int(self._decoded.pict_type))

    def luma(self) -> NDArray[np.uint8]:
        """Upright luma at full size, in the range it is coded in: a view of the decoder's plane,
        turned by strides, where the plane is luma of 8 bits."""
        return self._kept("luma", self._make_luma)

    def small_luma(self, width_px: int, height_px: int) -> NDArray[np.uint8]:
        """Upright luma, area-averaged to this size, limited range spread over 0 to 255 so that
        it equals the grey of the RGB picture."""
        return self._kept(
            ("luma", width_px, height_px), lambda: self._make_small_luma(width_px, height_px)
        )

    def sampled_luma(self, columns: int, rows: int) -> NDArray[np.uint8]:
        """Upright luma in cells, from few samples, in the range it is coded in."""
        return self._kept(("sampled", columns, rows), lambda: sampled(self.luma(), columns, rows))

    def equals(self, other: object) -> bool:
        """Whether all decoded samples of both frames are the same."""
        return isinstance(other, ClipFrame) and planes.are_equal(self._decoded, other._decoded)

    def small_chroma(self, width_px: int, height_px: int) -> NDArray[np.uint8]:
        """Upright Cb and Cr, area-averaged, height x width x 2, full range."""
        return self._kept(
            ("chroma", width_px, height_px), lambda: self._make_small_chroma(width_px, height_px)
        )

    def rgb(self, longest_side_px: int | None = None) -> NDArray[np.uint8]:
        """Upright RGB: the exact conversion at full size, else a quick one area-averaged."""
        width, height = self._decoded.width, self._decoded.height
        if longest_side_px is None or longest_side_px >= max(width, height):
            return self.upright_rgb()
        shrink = longest_side_px / max(width, height)
        size = (max(round(width * shrink), 1), max(round(height * shrink), 1))
        return self._kept(("rgb", size), lambda: self._make_quick(*size))

    def rgb_on_white(self) -> NDArray[np.uint8]:
        """A frame of a clip is shown opaque."""
        return self.upright_rgb()

    def view_rgb(
        self, max_width_px: int | None = None, max_height_px: int | None = None
    ) -> NDArray[np.uint8]:
        """Upright RGB for the eye, quickly made, not larger than asked for, HDR brought to what a
        usual screen shows. Its last bit may differ between machines: nothing is cited from it."""
        width, height = self._decoded.width, self._decoded.height
        room_w, room_h = max_width_px or 1 << 20, max_height_px or 1 << 20
        if self._orientation.swaps_sides:
            room_w, room_h = room_h, room_w
        shrink = min(room_w / width, room_h / height, 1.0)
        size = (max(round(width * shrink), 1), max(round(height * shrink), 1))
        return self._kept(("view", size), lambda: self._make_view(*size))

    def upright_rgb(self) -> NDArray[np.uint8]:
        """Upright RGB24, codec cropping applied, before aspect scaling; exact."""
        return self._kept("exact", self._make_exact)

    def planes_sha256(self) -> str:
        """Over the decoded planes in their native format, rows without padding."""
        return planes.rows_sha256(self._decoded)

    def pixels_sha256(self) -> str:
        """Over the rows of `upright_rgb`."""
        return hashlib.sha256(np.ascontiguousarray(self.upright_rgb()).data).hexdigest()

    @property
    def converter(self) -> str:
        """How `upright_rgb` is made."""
        return colour_of(self._decoded).converter

    def deep(self) -> DeepRgb | None:
        """Upright RGB of 16 bits; None where the frame has no more than 8."""
        found = deep.of_frame(self._decoded, self._converters)
        if found is None:
            return None
        return replace(found, rgb=self._orientation.upright(found.rgb))

    def _kept(self, name: object, make: Callable[[], NDArray[np.uint8]]) -> NDArray[np.uint8]:
        made = self._made.get(name)
        if made is None:
            made = make()
            made.flags.writeable = False
            self._made[name] = made
        return made

    def _make_exact(self) -> NDArray[np.uint8]:
        return self._orientation.upright(self._converters.exact_rgb(self._decoded))

    def _make_quick(self, width_px: int, height_px: int) -> NDArray[np.uint8]:
        quick = self._converters.quick_rgb(self._decoded, width_px, height_px)
        return self._orientation.upright(quick)

    def _make_view(self, width_px: int, height_px: int) -> NDArray[np.uint8]:
        transfer = transfer_of(self._decoded)
        if transfer is None:
            return self._kept(
                ("rgb", (width_px, height_px)), lambda: self._make_quick(width_px, height_px)
            )
        quick = self._converters.quick_rgb(self._decoded, width_px, height_px)
        return self._orientation.upright(to_sdr(quick, transfer))

    def _make_luma(self) -> NDArray[np.uint8]:
        if not planes.has_luma_plane(self._decoded):
            return np.asarray(cv2.cvtColor(self.upright_rgb(), cv2.COLOR_RGB2GRAY), np.uint8)
        stored = planes.to_8_bits(planes.luma_samples(self._decoded), self._decoded)
        return self._orientation.upright_view(stored)

    def _make_small_luma(self, width_px: int, height_px: int) -> NDArray[np.uint8]:
        if not planes.has_luma_plane(self._decoded):
            grey = cv2.resize(self.luma(), (width_px, height_px), interpolation=cv2.INTER_AREA)
            return np.asarray(grey, np.uint8)
        size = self._stored_size(width_px, height_px)
        small = averaged(planes.luma_samples(self._decoded), *size)
        small = planes.to_8_bits(small, self._decoded)
        if not colour_of(self._decoded).full_range:
            small = planes.luma_expanded(small)
        return self._orientation.upright(small)

    def _make_small_chroma(self, width_px: int, height_px: int) -> NDArray[np.uint8]:
        if not planes.has_luma_plane(self._decoded):
            return self._chroma_of_rgb(width_px, height_px)
        samples = planes.chroma_samples(self._decoded)
        if not samples:
            return np.full((height_px, width_px, 2), 128, np.uint8)
        size = self._stored_size(width_px, height_px)
        both = [planes.to_8_bits(averaged(one, *size), self._decoded) for one in samples]
        merged = np.asarray(cv2.merge(both), np.uint8)
        if not colour_of(self._decoded).full_range:
            merged = np.asarray(cv2.LUT(merged, planes.CHROMA_EXPANSION), np.uint8)
        return self._orientation.upright(merged)

    def _chroma_of_rgb(self, width_px: int, height_px: int) -> NDArray[np.uint8]:
        small = cv2.resize(self.upright_rgb(), (width_px, height_px), interpolation=cv2.INTER_AREA)
        y_cr_cb = np.asarray(cv2.cvtColor(small, cv2.COLOR_RGB2YCrCb), np.uint8)
        return np.ascontiguousarray(y_cr_cb[:, :, 2:0:-1])

    def _stored_size(self, width_px: int, height_px: int) -> tuple[int, int]:
        return (height_px, width_px) if self._orientation.swaps_sides else (width_px, height_px)
