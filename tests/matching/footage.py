"""Footage for the tests of matching: clips and stills decoded, edited and encoded with PyAV."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Any, BinaryIO

import av
import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from workbench.instruments.fingerprint import FINGERPRINT, FingerprintParams
from workbench.matching.track import VariantTrack, variant_track
from workbench.media.decode.averaging import sampled
from workbench.records.frame import PictureType, Unproven
from workbench.records.item import MediaKind, MediaStatus, Medium
from workbench.records.packets import PacketList

RGB = NDArray[np.uint8]
EDIT_RATE_HZ = 30
EDIT_SIDE_PX = 640


@dataclass(eq=False)
class Shown:
    """A decoded frame, as instruments see it."""

    index: int
    pts: int | None
    time_base: Fraction | None
    upright: RGB | None
    plane: NDArray[np.uint8] | None = None
    chroma: NDArray[np.uint8] | None = None
    duration: int = 0
    key: bool = False
    type: PictureType | None = None

    @property
    def time_s(self) -> Fraction | None:
        return None if self.pts is None or self.time_base is None else self.pts * self.time_base

    @cached_property
    def _luma(self) -> NDArray[np.uint8]:
        if self.plane is not None:
            return self.plane
        assert self.upright is not None
        return np.asarray(cv2.cvtColor(self.upright, cv2.COLOR_RGB2GRAY))

    def luma(self) -> NDArray[np.uint8]:
        return self._luma

    def small_luma(self, width_px: int, height_px: int) -> NDArray[np.uint8]:
        size = (width_px, height_px)
        return np.asarray(cv2.resize(self._luma, size, interpolation=cv2.INTER_AREA))

    def sampled_luma(self, columns: int, rows: int) -> NDArray[np.uint8]:
        return sampled(self._luma, columns, rows)

    def equals(self, other: object) -> bool:
        return isinstance(other, Shown) and np.array_equal(self._luma, other._luma)

    def small_chroma(self, width_px: int, height_px: int) -> NDArray[np.uint8]:
        chroma = self.chroma
        if chroma is None:
            assert self.upright is not None
            converted = cv2.cvtColor(self.upright, cv2.COLOR_RGB2YCrCb)
            chroma = np.ascontiguousarray(converted[:, :, 2:0:-1])
        size = (width_px, height_px)
        return np.asarray(cv2.resize(chroma, size, interpolation=cv2.INTER_AREA))

    def rgb(self, longest_side_px: int | None = None) -> RGB:
        assert self.upright is not None
        scale = 1.0 if longest_side_px is None else longest_side_px / max(self.upright.shape[:2])
        if scale >= 1:
            return self.upright
        return np.asarray(cv2.resize(self.upright, None, fx=scale, fy=scale))

    def rgb_on_white(self) -> RGB:
        return self.rgb()


@dataclass(eq=False)
class Footage:
    """A clip or a still in memory; satisfies `Material`."""

    frames: Sequence[Shown]
    medium: Medium
    file: BinaryIO

    def peek(self, count: int) -> Sequence[Shown]:
        last = len(self.frames) - 1
        at = sorted({round(k * last / max(count - 1, 1)) for k in range(min(count, last + 1))})
        return [self.frames[k] for k in at]

    def packet_table(self) -> Unproven:
        return Unproven("not in packets")

    def packets(self) -> PacketList:
        return PacketList((), Fraction(0))

    def tracks(self, params: FingerprintParams | None = None) -> list[VariantTrack]:
        fold = FINGERPRINT.begin(params or FingerprintParams(), self)
        for frame in self.frames:
            fold.frame(frame)
        return [variant_track(part, self.medium) for part in fold.finish()]


def _medium(kind: MediaKind, duration_s: Fraction | None, base: Fraction | None) -> Medium:
    return Medium(kind, "test", MediaStatus.OK, None, 0, duration_s=duration_s, time_base=base)


def still(rgb: RGB) -> Footage:
    shown = Shown(0, None, None, np.ascontiguousarray(rgb))
    return Footage([shown], _medium(MediaKind.STILL, None, None), io.BytesIO())


def read_still(path: Path | BinaryIO) -> Footage:
    with Image.open(path) as picture:
        return still(np.asarray(ImageOps.exif_transpose(picture).convert("RGB")))


def read_clip(
    source: Path | bytes, rgb: bool = False, limit: int | None = None, until_s: float = 0.0
) -> Footage | None:
    """Every frame of a clip, or with `limit` the first ones, so many and those up to `until_s`;
    None where it gives none. Without `rgb`, luma; with it, reduced to `EDIT_SIDE_PX`."""
    opened: Any = io.BytesIO(source) if isinstance(source, bytes) else str(source)
    shown: list[Shown] = []
    base: Fraction | None = None
    try:
        with av.open(opened) as container:
            stream = container.streams.video[0]
            stream.thread_count = 1
            base = stream.time_base
            for frame in container.decode(stream):
                if frame.pts is not None:
                    shown.append(_shown(len(shown), frame, base, rgb))
                if limit is not None and len(shown) >= limit and _length_s(shown, base) >= until_s:
                    break
    except (av.FFmpegError, IndexError, OSError):
        pass
    if not shown or base is None:
        return None
    span = (shown[-1].pts - shown[0].pts) * base
    return Footage(shown, _medium(MediaKind.CLIP, span, base), io.BytesIO())


def _length_s(shown: list[Shown], base: Fraction | None) -> float:
    return float((shown[-1].pts - shown[0].pts) * base) if shown and base else 0.0


def _shown(index: int, frame: Any, base: Fraction, rgb: bool) -> Shown:
    turn = round(frame.rotation / 90)
    if rgb:
        scale = min(1.0, EDIT_SIDE_PX / max(frame.width, frame.height))
        width, height = round(frame.width * scale), round(frame.height * scale)
        small = frame.to_ndarray(format="rgb24", width=width, height=height)
        upright = np.ascontiguousarray(np.rot90(small, turn))
        return Shown(index, frame.pts, base, upright)
    planes = frame.reformat(format="yuv420p")
    luma, cb, cr = (np.rot90(_plane(plane), turn) for plane in planes.planes)
    chroma = np.ascontiguousarray(np.stack((cb, cr), axis=2))
    return Shown(index, frame.pts, base, None, np.ascontiguousarray(luma), chroma)


def _plane(plane: Any) -> NDArray[np.uint8]:
    rows = np.frombuffer(plane, np.uint8).reshape(plane.height, plane.line_size)
    return rows[:, : plane.width]


def write_clip(
    pictures: Iterable[RGB],
    rate_hz: int | Fraction = EDIT_RATE_HZ,
    crf: int = 30,
    preset: str = "veryfast",
    sound: NDArray[np.float32] | None = None,
    sound_hz: int = 44100,
) -> bytes:
    """The pictures as a small H.264 MP4, coded as badly as messengers do; with sound (n,) as AAC
    where there is some."""
    buffer = io.BytesIO()
    with av.open(buffer, "w", format="mp4") as container:
        stream: Any = None
        heard = container.add_stream("aac", rate=sound_hz) if sound is not None else None
        for picture in pictures:
            height, width = (picture.shape[0] // 2 * 2, picture.shape[1] // 2 * 2)
            if stream is None:
                stream = container.add_stream("libx264", rate=rate_hz)
                stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
                stream.options = {"crf": str(crf), "preset": preset, "threads": "1"}
            even = np.ascontiguousarray(picture[:height, :width])
            container.mux(stream.encode(av.VideoFrame.from_ndarray(even, format="rgb24")))
        assert stream is not None
        container.mux(stream.encode())
        if heard is not None and sound is not None:
            samples = np.ascontiguousarray(sound, np.float32)[None]
            block = av.AudioFrame.from_ndarray(samples, format="fltp", layout="mono")
            block.sample_rate = sound_hz
            container.mux([*heard.encode(block), *heard.encode()])
    return buffer.getvalue()


def edited(
    footage: Footage,
    start_s: float,
    end_s: float,
    edit: Callable[[RGB], RGB] = lambda rgb: rgb,
    rate_hz: int | Fraction = EDIT_RATE_HZ,
) -> Footage:
    """The seconds of a clip (read with `rgb`), edited, encoded again and decoded."""
    pictures = (edit(f.rgb()) for f in between(footage, start_s, end_s))
    again = read_clip(write_clip(pictures, rate_hz))
    assert again is not None
    return again


def between(footage: Footage, start_s: float, end_s: float) -> Iterator[Shown]:
    for frame in footage.frames:
        assert frame.time_s is not None
        if start_s <= frame.time_s < end_s:
            yield frame


def mirrored(rgb: RGB) -> RGB:
    return np.ascontiguousarray(rgb[:, ::-1])


def scaled(scale: float) -> Callable[[RGB], RGB]:
    return lambda rgb: np.asarray(
        cv2.resize(rgb, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    )


def captioned(share: float, added: bool) -> Callable[[RGB], RGB]:
    """A caption band at the bottom, of so much of the height: added below, or laid over."""

    def edit(rgb: RGB) -> RGB:
        height, width, _ = rgb.shape
        band = np.full((round(height * share), width, 3), (200, 30, 30), np.uint8)
        size = len(band) / 50
        at = (width // 20, round(len(band) * 0.7))
        cv2.putText(band, "SHOCKING FOOTAGE", at, cv2.FONT_HERSHEY_SIMPLEX, size, (255,) * 3, 2)
        if added:
            return np.concatenate((rgb, band))
        return np.concatenate((rgb[: height - len(band)], band))

    return edit


def letterboxed(share: float) -> Callable[[RGB], RGB]:
    """Black bars above and below, each of so much of the height."""

    def edit(rgb: RGB) -> RGB:
        bar = np.zeros((round(len(rgb) * share), rgb.shape[1], 3), np.uint8)
        return np.concatenate((bar, rgb, bar))

    return edit
