"""Comparison: how two pictures are shown as one, as the analyst set it. Knows no Qt."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from workbench.gui import blending
from workbench.gui.blending import Laid, Rgb
from workbench.gui.registration import Extent, Registration, laying


class Mode(StrEnum):
    """The ways to compare two pictures."""

    SIDE = "side"
    OVERLAY = "overlay"
    BLINK = "blink"
    DIFFERENCE = "difference"
    WIPE = "wipe"


@dataclass(frozen=True, slots=True)
class Manner:
    """What the slider of each mode is set to."""

    mode: Mode = Mode.SIDE
    opacity: float = 0.5
    """Of B, in the overlay."""
    times: int = 4
    """How far a difference is amplified."""
    share: float = 0.5
    """Where the wipe's line stands."""
    upright: bool = True
    """Whether the wipe's line is vertical."""
    changes_per_s: float = 2.0
    """Of a blink."""


@dataclass(frozen=True, slots=True, eq=False)
class Frames:
    """The two pictures to compare, with their true sizes: the arrays may be smaller."""

    a: Rgb | None
    b: Rgb | None
    a_extent: Extent
    b_extent: Extent


@dataclass(frozen=True, slots=True, eq=False)
class Made:
    """What is to be shown: A and the dressed B in their own views, or one picture of both; for a
    blink A, and B laid on it."""

    first: Rgb | None
    second: Rgb | None = None
    mean: float | None = None
    """Mean difference, of 255, where both are."""
    share: float | None = None
    """Of A's picture that B covers."""


class Comparer:
    """Makes the pictures; B is laid on A once for many positions of a slider."""

    def __init__(self) -> None:
        self._key: tuple[int, Registration, tuple[int, int]] | None = None
        self._kept: tuple[Rgb, Laid] | None = None

    def make(self, frames: Frames, registration: Registration, manner: Manner) -> Made:
        a, b = frames.a, frames.b
        if manner.mode is Mode.SIDE:
            return Made(a, None if b is None else _turned(b, registration))
        if a is None or b is None:
            return Made(a)
        over = self._laid(a, b, frames, registration)
        if manner.mode is Mode.OVERLAY:
            return Made(blending.overlaid(a, over, manner.opacity), share=over.share)
        if manner.mode is Mode.DIFFERENCE:
            apart, mean = blending.difference(a, over, manner.times)
            return Made(apart, mean=mean, share=over.share)
        if manner.mode is Mode.WIPE:
            wiped = blending.wiped(a, over, manner.share, upright=manner.upright)
            return Made(wiped, share=over.share)
        return Made(a, over.rgb, share=over.share)

    def _laid(self, a: Rgb, b: Rgb, frames: Frames, registration: Registration) -> Laid:
        size = (a.shape[1], a.shape[0])
        key = (id(b), registration, size)
        if self._kept is None or key != self._key or self._kept[0] is not b:
            whole = laying(frames.a_extent, frames.b_extent, registration)
            matrix = _grid(a, frames.a_extent) @ whole @ np.linalg.inv(_grid(b, frames.b_extent))
            self._kept = (b, blending.laid(b, matrix, size))
            self._key = key
        return self._kept[1]


def _turned(b: Rgb, registration: Registration) -> Rgb:
    if not (registration.turned_deg or registration.mirrored):
        return b
    return blending.turned(b, registration.turned_deg, mirrored=registration.mirrored)


def _grid(picture: Rgb, extent: Extent) -> np.ndarray:
    """From pixels of the picture to those that are there: a very large still is read smaller."""
    height, width = picture.shape[:2]
    return np.diag([width / extent.width_px, height / extent.height_px, 1.0])
