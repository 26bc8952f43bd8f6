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


_BITS, _CELL_PX = 8, 16


def numbered(index: int) -> Rgb:
    """A picture that says its number in black and white cells, over a ground that moves."""
    rgb = np.roll(_GROUND, index, axis=1).copy()
    for bit in range(_BITS):
        level = 235 if index >> bit & 1 else 16
        rgb[:_CELL_PX, bit * _CELL_PX : (bit + 1) * _CELL_PX] = level
    return rgb


def numbers_of(rgb: Rgb) -> int:
    """The number in a picture made by `numbered`, at whatever size it is shown."""
    height, width, _ = rgb.shape
    row = int(height * _CELL_PX / 2 / _GROUND.shape[0])
    columns = [int(width * (bit + 0.5) * _CELL_PX / _GROUND.shape[1]) for bit in range(_BITS)]
    return sum(int(rgb[row, column].mean() > 128) << bit for bit, column in enumerate(columns))


_GROUND = texture(7, 320, 240)


def write_numbered(
    path: Path,
    count: int,
    *,
    group: int,
    b_frames: int,
    uneven: bool = False,
    start_ms: int = 0,
    open_groups: bool = False,
) -> Path:
    """An H.264 clip of numbered frames at 25 a second, or at a rate that varies. In MP4 an edit
    list hides the frames that a negative `start_ms` puts before zero."""
    import av

    options = {"g": str(group), "keyint_min": str(group), "sc_threshold": "0", "bf": str(b_frames)}
    if open_groups:
        options["x264-params"] = "open-gop=1"
    # The muxer would move all times to the right of zero.
    muxer = {"use_editlist": "1", "avoid_negative_ts": "disabled"} if start_ms < 0 else {}
    with av.open(str(path), "w", options=muxer) as container:
        stream = container.add_stream("libx264", rate=25, options=options)
        stream.width, stream.height, stream.pix_fmt = 320, 240, "yuv420p"
        stream.codec_context.time_base = Fraction(1, 1000)
        at_ms = start_ms
        for n in range(count):
            frame = av.VideoFrame.from_ndarray(numbered(n), format="rgb24")
            frame.pts, frame.time_base = at_ms, Fraction(1, 1000)
            at_ms += (20, 40, 70, 33)[n % 4] if uneven else 40
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path
