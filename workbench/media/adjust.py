"""Adjusting: the steps of a stack, done on arrays.

Tables of 256 values, whole numbers and OpenCV's exact 8-bit filters only: the same stack on the
same pixels gives the same bytes on every processor. Arrays are (height, width, 3) uint8 RGB, or
(height, width) uint8 for one channel; none that is handed in is changed.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import singledispatch
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from workbench.media import local_contrast
from workbench.records.adjustment import (
    Brightness,
    Channel,
    ChannelView,
    Contrast,
    Crop,
    Deinterlace,
    Denoise,
    FieldMethod,
    Gamma,
    Invert,
    Levels,
    LocalContrast,
    Mirror,
    MirrorAxis,
    Rotate,
    Sharpen,
    Stack,
    Step,
)
from workbench.records.placement import Placement, box_in, quarters_of

Picture = NDArray[Any]
"""uint8; OpenCV's own types say less than what it gives."""
Table = NDArray[np.uint8]

MAX_TURNED_SIDE_PX = 30_000
"""OpenCV's maps of places are 16-bit."""


class TooLargeToTurn(ValueError):
    """A picture whose sides are too long to be turned by an angle that is no quarter turn."""


def adjusted(
    rgb: Picture, stack: Stack, *, aspect: Fraction = Fraction(1), scale: float = 1.0
) -> Picture:
    """The picture after the steps that are switched on, rows without padding.

    `aspect` is the width of a pixel over its height. `scale` says that `rgb` is a smaller reading
    of the picture: lengths in the steps are taken by it, and what comes out is for the eye only.
    Raises OutsidePicture, TooLargeToTurn.
    """
    picture, table = rgb, None
    for step in stack.active.steps:
        tone = tone_table(step)
        if tone is not None:
            # A table after a table is one table: a run of them costs one pass.
            table = tone if table is None else tone[table]
            continue
        if table is not None:
            picture, table = cv2.LUT(picture, table), None
        picture = _done(step, picture, aspect, scale)
        if isinstance(step, Rotate) and quarters_of(step.degrees)[0] % 2:
            aspect = 1 / aspect
    if table is not None:
        picture = cv2.LUT(picture, table)
    return np.ascontiguousarray(picture)


# Tone: each value by itself


def tone_table(step: Step) -> Table | None:
    """What becomes of each value; None for a step that depends on more than the value."""
    if isinstance(step, Brightness):
        return _table(lambda v: (100 * v + 255 * step.percent + 50) // 100)
    if isinstance(step, Contrast):
        return _table(lambda v: (25_500 + (2 * v - 255) * step.percent + 100) // 200)
    if isinstance(step, Gamma):
        return _table(lambda v: _curved(v / 255, step.gamma))
    if isinstance(step, Levels):
        width = step.white - step.black
        return _table(lambda v: _curved(min(max((v - step.black) / width, 0.0), 1.0), step.middle))
    if isinstance(step, Invert):
        return _table(lambda v: 255 - v)
    return None


def _table(of: Callable[[int], int]) -> Table:
    return np.array([min(max(of(v), 0), 255) for v in range(256)], np.uint8)


def _curved(share: float, gamma: float) -> int:
    return math.floor(255 * math.pow(share, 1 / gamma) + 0.5)


# Everything else


@singledispatch
def _done(step: Step, picture: Picture, aspect: Fraction, scale: float) -> Picture:
    raise TypeError(f"no way to do {step}")


@_done.register
def _local_contrast(
    step: LocalContrast, picture: Picture, aspect: Fraction, scale: float
) -> Picture:
    before = luma(picture)
    after = local_contrast.equalised(before, limit=step.limit, tiles=step.tiles)
    return _with_luma_moved(picture, cv2.subtract(after, before), cv2.subtract(before, after))


@_done.register
def _channel(step: Channel, picture: Picture, aspect: Fraction, scale: float) -> Picture:
    one = _CHANNELS[step.channel](picture)
    return cv2.merge((one, one, one))


@_done.register
def _sharpen(step: Sharpen, picture: Picture, aspect: Fraction, scale: float) -> Picture:
    before = luma(picture)
    blurred = cv2.GaussianBlur(
        *(before, (0, 0), max(step.radius_px * scale, 0.1)),
        borderType=cv2.BORDER_REPLICATE,
        hint=cv2.ALGO_HINT_ACCURATE,
    )
    amount = _table(lambda v: (v * step.percent + 50) // 100)
    more = cv2.LUT(cv2.subtract(before, blurred), amount)
    less = cv2.LUT(cv2.subtract(blurred, before), amount)
    return _with_luma_moved(picture, more, less)


def _with_luma_moved(picture: Picture, more: Picture, less: Picture) -> Picture:
    """Every channel moved as luma is, which leaves the differences of colour as they are."""
    made = np.empty_like(picture)
    for band in _bands(picture):
        raised = cv2.add(picture[band], cv2.merge((more[band],) * 3))
        cv2.subtract(raised, cv2.merge((less[band],) * 3), made[band])
    return made


@_done.register
def _denoise(step: Denoise, picture: Picture, aspect: Fraction, scale: float) -> Picture:
    return cv2.medianBlur(picture, 2 * step.radius_px + 1)


@_done.register
def _deinterlace(step: Deinterlace, picture: Picture, aspect: Fraction, scale: float) -> Picture:
    if step.method is FieldMethod.BLEND:
        return _blended(picture)
    kept = 0 if step.method is FieldMethod.TOP else 1
    made = picture.copy()
    fields = picture[kept::2].astype(np.uint16)
    if not len(fields):
        return made
    # The line of the other field between two kept ones is their mean; outside of all of them it
    # is the nearest.
    between = ((fields[:-1] + fields[1:] + 1) >> 1).astype(np.uint8)
    made[kept + 1 : kept + 1 + 2 * len(between) : 2] = between
    made[:kept] = picture[kept : kept + 1]
    made[kept + 2 * len(fields) - 1 :] = picture[kept + 2 * len(fields) - 2]
    return made


def _blended(picture: Picture) -> Picture:
    made = np.empty_like(picture)
    for band in _bands(picture):
        rows = np.arange(len(picture))[band]
        above = picture[np.maximum(rows - 1, 0)].astype(np.uint16)
        above += picture[np.minimum(rows + 1, len(picture) - 1)]
        above += np.uint16(2)
        above += picture[band]
        above += picture[band]
        above >>= np.uint16(2)
        made[band] = above
    return made


@_done.register
def _rotate(step: Rotate, picture: Picture, aspect: Fraction, scale: float) -> Picture:
    quarters, rest_deg = quarters_of(step.degrees)
    if quarters:
        picture = cv2.rotate(picture, _QUARTERS[quarters])
    if quarters % 2:
        aspect = 1 / aspect
    if not rest_deg:
        return picture
    height, width, _ = picture.shape
    if max(width, height) > MAX_TURNED_SIDE_PX:
        raise TooLargeToTurn(f"{width} x {height}")
    turned = Placement(width, height, aspect).after(Rotate(degrees=rest_deg))
    made = np.empty((turned.height_px, turned.width_px, 3), np.uint8)
    for band, places, shares in _sampling(turned):
        made[band] = cv2.remap(
            *(picture, places, shares, cv2.INTER_LINEAR),
            borderMode=cv2.BORDER_CONSTANT,
            borderValue=(0, 0, 0),
        )
    return made


_QUARTERS = {1: cv2.ROTATE_90_CLOCKWISE, 2: cv2.ROTATE_180, 3: cv2.ROTATE_90_COUNTERCLOCKWISE}


def _sampling(
    turned: Placement,
) -> Iterator[tuple[slice, NDArray[np.int16], NDArray[np.uint16]]]:
    """Where each pixel of some rows of a turned picture is read from, to 1/32 pixel, as OpenCV's
    fixed maps; some rows at a time, which stay in a processor's cache."""
    start = turned.to_original(0.5, 0.5)
    right, down = turned.to_original(1.5, 0.5), turned.to_original(0.5, 1.5)
    xs, ys = np.arange(turned.width_px), np.arange(turned.height_px)
    across = [_grains((right[n] - start[n]) * xs + start[n] - 0.5) for n in (0, 1)]
    along = [_grains((down[n] - start[n]) * ys) for n in (0, 1)]
    rows = max(_BAND_PIXELS // turned.width_px, 1)
    for top in range(0, turned.height_px, rows):
        band = slice(top, min(top + rows, turned.height_px))
        places = np.empty((band.stop - top, turned.width_px, 2), np.int16)
        shares = np.zeros(places.shape[:2], np.uint16)
        for n in (0, 1):
            # In 1/32 pixel, of which five bits say between which pixels, and how near to each.
            fine = (across[n][None, :] + along[n][band, None]) >> _GRAIN_BITS
            places[..., n] = fine >> 5
            shares |= (fine & 31).astype(np.uint16) << np.uint16(5 * n)
        yield band, places, shares


_GRAIN_BITS = 10


def _grains(places_px: NDArray[np.floating[Any]]) -> NDArray[np.int32]:
    """In 1/32768 pixel: sums of whole numbers do not depend on how a processor rounds."""
    grains: NDArray[np.int32] = np.floor(places_px * (32 << _GRAIN_BITS) + 0.5).astype(np.int32)
    return grains


@_done.register
def _mirror(step: Mirror, picture: Picture, aspect: Fraction, scale: float) -> Picture:
    return cv2.flip(picture, 1 if step.axis is MirrorAxis.LEFT_RIGHT else 0)


@_done.register
def _crop(step: Crop, picture: Picture, aspect: Fraction, scale: float) -> Picture:
    height, width, _ = picture.shape
    if scale == 1.0:
        left, top, right, bottom = box_in(step, width, height)
        return picture[top:bottom, left:right]
    whole = (math.ceil(width / scale), math.ceil(height / scale))
    left, top, right, bottom = (round(edge * scale) for edge in box_in(step, *whole))
    return picture[top : max(bottom, top + 1), left : max(right, left + 1)]


# Channels. Luma is after BT.709 in all of them, in 1/256.


def luma(rgb: Picture) -> Picture:
    """Y after BT.709, rounded to whole levels."""
    shown = np.empty(rgb.shape[:2], np.uint8)
    for band in _bands(rgb):
        whole = np.full(shown[band].shape, 128, np.uint16)
        for n, table in enumerate(_LUMA_TABLES):
            cv2.add(whole, cv2.LUT(cv2.extractChannel(rgb[band], n), table), whole)
        whole >>= np.uint16(8)
        shown[band] = whole
    return shown


def _bands(picture: Picture) -> Iterator[slice]:
    """Rows by as many as stay in a cache, in few calls: each gives way to the other threads."""
    rows = max(_BAND_PIXELS // max(picture.shape[1], 1), 1)
    return (slice(top, top + rows) for top in range(0, len(picture), rows))


_BAND_PIXELS = 400_000


_LUMA_TABLES = tuple(
    np.array([(weight * v * 256 + 5000) // 10_000 for v in range(256)], np.uint16)
    for weight in (2126, 7152, 722)
)


def _difference(rgb: Picture, channel: int, parts: int) -> Picture:
    """Chroma: a channel less luma, by so many parts of 10,000, around 128."""
    one, y = cv2.extractChannel(rgb, channel), luma(rgb)
    divided = _DIVIDED[parts]
    # Of the two differences one is 0 everywhere: what is added is not taken away again.
    raised = cv2.add(np.full_like(y, 128), cv2.LUT(cv2.subtract(one, y), divided))
    return cv2.subtract(raised, cv2.LUT(cv2.subtract(y, one), divided))


_DIVIDED = {
    parts: np.array([(20_000 * v + parts) // (2 * parts) for v in range(256)], np.uint8)
    for parts in (18_556, 15_748)
}


def _saturation(rgb: Picture) -> Picture:
    shown = np.empty(rgb.shape[:2], np.uint8)
    for band in _bands(rgb):
        channels = [cv2.extractChannel(rgb[band], n) for n in range(3)]
        largest: Picture = cv2.max(cv2.max(channels[0], channels[1]), channels[2])
        smallest = cv2.min(cv2.min(channels[0], channels[1]), channels[2])
        spread = cv2.subtract(largest, smallest).astype(np.uint16) * np.uint16(255)
        shown[band] = (spread + (largest >> 1)) // np.maximum(largest, 1).astype(np.uint16)
    return shown


_CHANNELS: dict[ChannelView, Callable[[Picture], Picture]] = {
    ChannelView.RED: lambda rgb: cv2.extractChannel(rgb, 0),
    ChannelView.GREEN: lambda rgb: cv2.extractChannel(rgb, 1),
    ChannelView.BLUE: lambda rgb: cv2.extractChannel(rgb, 2),
    ChannelView.LUMA: luma,
    ChannelView.BLUE_DIFFERENCE: lambda rgb: _difference(rgb, 2, 18_556),
    ChannelView.RED_DIFFERENCE: lambda rgb: _difference(rgb, 0, 15_748),
    ChannelView.SATURATION: _saturation,
}
