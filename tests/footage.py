"""Footage made for a rule: small clips and stills whose every pixel the test knows."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Rgb = NDArray[np.uint8]


def texture(seed: int, width_px: int = 320, height_px: int = 240) -> Rgb:
    """A picture with structure at all scales, so that it has a telling fingerprint."""
    random = np.random.default_rng(seed)
    picture = np.zeros((height_px, width_px, 3))
    for cells in (3, 5, 9, 17, 33):
        coarse = random.random((cells, cells, 3))
        rows = np.linspace(0, cells - 1, height_px).astype(int)
        columns = np.linspace(0, cells - 1, width_px).astype(int)
        picture += coarse[rows][:, columns]
    return (picture / 5 * 255).astype(np.uint8)


def moving(seed: int, count: int, width_px: int = 320, height_px: int = 240) -> list[Rgb]:
    """A camera that pans over a wide picture."""
    wide = texture(seed, width_px + count * 4, height_px)
    return [np.ascontiguousarray(wide[:, n * 4 : n * 4 + width_px]) for n in range(count)]


def write_clip(
    path: Path, frames: Sequence[Rgb], *, rate: int = 25, codec: str = "libx264"
) -> Path:
    """A clip of these frames at a constant rate, without sound."""
    import av

    height, width, _ = frames[0].shape
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=rate)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.codec_context.time_base = Fraction(1, rate)
        for n, rgb in enumerate(frames):
            frame = av.VideoFrame.from_ndarray(rgb, format="rgb24")
            frame.pts = n
            frame.time_base = Fraction(1, rate)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def write_still(path: Path, rgb: Rgb) -> Path:
    """A still; the format follows the name."""
    from PIL import Image

    Image.fromarray(rgb).save(path)
    return path
