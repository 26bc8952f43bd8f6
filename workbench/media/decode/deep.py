"""Deep pixels: RGB of 16 bits from footage that has more than 8 bits a value.

A value divided by 256 is the level that the cited picture of 8 bits has there, with a fraction:
white of a clip is 255 x 256, and what is whiter than white keeps its place above it. RGB and full
grey are only shifted. Everything else goes through swscale to 14 bits, because its path to 16 wraps
around in colours far outside of RGB (measured, libswscale 9: 5 to 10 of 10,000 values of noise were
wrong by 256 levels; to 14 bits none by one level).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from av.video.frame import VideoFrame
from numpy.typing import NDArray

from workbench.media.decode import planes
from workbench.media.decode.colour import Converters, colour_of

BITS = 16
CONVERTED_BITS = 14


@dataclass(frozen=True, slots=True, eq=False)
class DeepRgb:
    """A picture of 16 bits: (height, width, 3) uint16."""

    rgb: NDArray[np.uint16]
    bits: int
    """What the source has."""
    converter: str


def of_frame(frame: VideoFrame, converters: Converters) -> DeepRgb | None:
    """The deep pixels of a decoded frame, not yet upright; None where it has 8 bits or fewer, or
    its format is not read."""
    layout = frame.format
    bits = layout.components[0].bits
    if not 8 < bits <= BITS or "f16" in layout.name or "f32" in layout.name:
        return None
    own = own_samples(frame)
    if own is not None:
        return DeepRgb(shifted(own, bits), bits, f"samples x {1 << (BITS - bits)}")
    if layout.is_rgb or not planes.has_luma_plane(frame):
        return None
    colour = colour_of(frame)
    made = shifted(converters.deep_rgb(frame), CONVERTED_BITS)
    return DeepRgb(made, bits, f"{colour.converter} {CONVERTED_BITS} bits x 4")


def shifted(samples: NDArray[np.uint16], bits: int) -> NDArray[np.uint16]:
    """Samples of so many bits, over 16."""
    return samples if bits == BITS else np.left_shift(samples, np.uint16(BITS - bits))


def own_samples(frame: VideoFrame) -> NDArray[np.uint16] | None:
    """RGB, or grey of full range thrice, as it was decoded; None for everything else."""
    name = frame.format.name
    order = ">u2" if name.endswith("be") else "<u2"
    plain = name.removesuffix("be").removesuffix("le")
    if plain.startswith("gbr"):
        g, b, r = (_values(plane, 1, order)[..., 0] for plane in frame.planes[:3])
        return np.dstack((r, g, b))
    if plain in ("rgb48", "rgba64"):
        return _values(frame.planes[0], 3 if plain == "rgb48" else 4, order)[..., :3]
    if plain in ("bgr48", "bgra64"):
        return _values(frame.planes[0], 3 if plain == "bgr48" else 4, order)[..., 2::-1]
    if plain.startswith(("gray", "ya")) and colour_of(frame).full_range:
        grey = _values(frame.planes[0], 2 if plain.startswith("ya") else 1, order)[..., :1]
        return np.repeat(grey, 3, axis=2)
    return None


def _values(plane: Any, channels: int, order: str) -> NDArray[np.uint16]:
    """(height, width, channels) in this machine's order."""
    rows = planes.plane_rows(plane, plane.width * channels * 2)
    shaped = np.ascontiguousarray(rows).view(order).reshape(plane.height, plane.width, channels)
    return shaped.astype(np.uint16)  # its own memory: the plane's goes with the frame
