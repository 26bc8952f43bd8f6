"""Clips made for one test: every frame carries its own number in its picture."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from workbench.media.decode import ClipFrame, Source

Opener = Callable[[Path], Source]

WIDTH_PX, HEIGHT_PX = 192, 112
TIME_BASE = Fraction(1, 600)
_CELL_PX = 16
_BITS = 12
PIXEL_FORMATS = {"mjpeg": "yuvj420p", "prores_ks": "yuv422p10le"}


def numbered(number: int) -> NDArray[np.uint8]:
    """A picture that says `number` in black and white cells over a moving gradient."""
    x = np.linspace(60, 180, WIDTH_PX)[None, :] + 10 * np.sin(number / 3)
    grey = np.repeat(x, HEIGHT_PX, axis=0)
    for bit in range(_BITS):
        left = bit * _CELL_PX
        grey[:_CELL_PX, left : left + _CELL_PX] = 235 if number >> bit & 1 else 16
    return np.repeat(grey[:, :, None], 3, axis=2).astype(np.uint8)


def pixels_of(number: int, width_px: int, height_px: int) -> NDArray[np.uint8]:
    """A picture of any size with edges, slopes and colours; another for each number."""
    y, x = np.mgrid[0:height_px, 0:width_px].astype(float)
    red = 127 + 120 * np.sin((x + 5 * number) / 7)
    green = 255 * ((x // 9 + y // 11 + number) % 2)
    blue = 255 * (x + y) / (width_px + height_px)
    return np.stack([red, green, blue], axis=2).astype(np.uint8)


def number_in(rgb: NDArray[np.uint8]) -> int:
    half = _CELL_PX // 2
    cells = rgb[half, half : _BITS * _CELL_PX : _CELL_PX, 1]
    return sum(1 << bit for bit, value in enumerate(cells) if value > 127)


def write_clip(
    path: Path,
    pts: Sequence[int],
    codec: str = "libx264",
    container: str = "mp4",
    options: dict[str, str] | None = None,
) -> Path:
    """A clip with one numbered frame for each PTS, in units of `TIME_BASE`."""
    with av.open(str(path), "w", format=container) as out:
        stream = out.add_stream(codec, rate=25, options=options or {})
        stream.width, stream.height = WIDTH_PX, HEIGHT_PX
        stream.pix_fmt = PIXEL_FORMATS.get(codec, "yuv420p")
        if codec not in ("mjpeg", "mpeg2video"):  # these two know fixed rates only
            stream.codec_context.time_base = TIME_BASE
        for number, at in enumerate(pts):
            frame = av.VideoFrame.from_ndarray(numbered(number), format="rgb24")
            frame.pts, frame.time_base = at, TIME_BASE
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return path


def frames_of(source: Source) -> list[ClipFrame]:
    """Every frame of a clip, in order."""
    return [f for f in source.play(frames=True, sound=False) if isinstance(f, ClipFrame)]
