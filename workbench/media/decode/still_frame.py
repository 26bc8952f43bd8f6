"""The picture of a still: what is made of it when it is asked for, and kept."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from fractions import Fraction

import cv2
import numpy as np
from numpy.typing import NDArray

from workbench.media.decode import still_rows
from workbench.media.decode.averaging import Halves, sampled
from workbench.media.decode.deep import DeepRgb
from workbench.records.frame import PictureType


class StillFrame:
    """The picture of a still. It has no time; what is made of it is kept."""

    index: int = 0
    pts: int | None = None
    time_base: Fraction | None = None
    time_s: Fraction | None = None
    duration: int = 0
    key: bool = True
    type: PictureType | None = None

    def __init__(
        self,
        rgb: NDArray[np.uint8],
        planes_sha256: Callable[[], str],
        converter: str,
        read_deep: Callable[[], DeepRgb | None] = lambda: None,
        alpha: NDArray[np.uint8] | None = None,
    ) -> None:
        """`planes_sha256` and `read_deep` are called when they are asked for; `alpha`, upright, is
        None where nothing of the picture is transparent."""
        self._rgb = rgb
        self._read_deep = read_deep
        self._alpha = alpha
        self._rgb.flags.writeable = False
        self._planes_sha256 = planes_sha256
        self.converter = converter
        self._made: dict[object, NDArray[np.uint8]] = {}
        self._halves = Halves(self._rgb)

    def luma(self) -> NDArray[np.uint8]:
        """Grey of the upright picture (BT.601 weights, full range)."""
        return self._kept("luma", lambda: cv2.cvtColor(self._rgb, cv2.COLOR_RGB2GRAY))

    def small_luma(self, width_px: int, height_px: int) -> NDArray[np.uint8]:
        def make() -> NDArray[np.uint8]:
            small = self._small_rgb(width_px, height_px)
            return np.asarray(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY), np.uint8)

        return self._kept(("luma", width_px, height_px), make)

    def sampled_luma(self, columns: int, rows: int) -> NDArray[np.uint8]:
        return self._kept(("sampled", columns, rows), lambda: sampled(self.luma(), columns, rows))

    def equals(self, other: object) -> bool:
        """Whether both look the same to the last bit."""
        return isinstance(other, StillFrame) and np.array_equal(self._rgb, other._rgb)

    def small_chroma(self, width_px: int, height_px: int) -> NDArray[np.uint8]:
        def make() -> NDArray[np.uint8]:
            small = self._small_rgb(width_px, height_px)
            y_cr_cb = cv2.cvtColor(small, cv2.COLOR_RGB2YCrCb)
            cb_cr = np.empty((*small.shape[:2], 2), np.uint8)
            cv2.mixChannels([y_cr_cb], [cb_cr], [2, 0, 1, 1])
            return cb_cr

        return self._kept(("chroma", width_px, height_px), make)

    def rgb(self, longest_side_px: int | None = None) -> NDArray[np.uint8]:
        side = longest_side_px or 1 << 20
        return self.view_rgb(side, side)

    def view_rgb(
        self, max_width_px: int | None = None, max_height_px: int | None = None
    ) -> NDArray[np.uint8]:
        """Upright RGB, area-averaged to what was asked for, never enlarged."""
        height, width, _ = self._rgb.shape
        shrink = min((max_width_px or width) / width, (max_height_px or height) / height, 1.0)
        if shrink == 1.0:
            return self._rgb
        size = (max(round(width * shrink), 1), max(round(height * shrink), 1))
        return self._small_rgb(*size)

    def upright_rgb(self) -> NDArray[np.uint8]:
        return self._rgb

    def rgb_on_white(self) -> NDArray[np.uint8]:
        """Upright RGB with white behind what is transparent; not kept."""
        return self._rgb if self._alpha is None else still_rows.on_white(self._rgb, self._alpha)

    def planes_sha256(self) -> str:
        """Over the rows of the picture as decoded, in its own mode, before it was turned; of a
        picture with a palette, over the colours that it stands for."""
        return self._planes_sha256()

    def pixels_sha256(self) -> str:
        return hashlib.sha256(np.ascontiguousarray(self._rgb).data).hexdigest()

    def deep(self) -> DeepRgb | None:
        """Upright RGB of 16 bits; None where the file has no more than 8, or where it cannot be
        read again as the same picture with more bits."""
        return self._read_deep()

    def _small_rgb(self, width_px: int, height_px: int) -> NDArray[np.uint8]:
        size = (width_px, height_px)
        return self._kept(("rgb", size), lambda: self._halves.averaged(*size))

    def _kept(self, name: object, make: Callable[[], object]) -> NDArray[np.uint8]:
        if name not in self._made:
            made = np.asarray(make(), np.uint8)
            made.flags.writeable = False
            self._made[name] = made
        return self._made[name]
