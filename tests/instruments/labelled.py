"""Clips whose cuts, fades and dissolves are known: `cuts.json`, which docs/shots.md explains.

`clips` are files as they are, labelled by looking. `compilations` are edits of stretches of such
files, made when they are asked for: where one stretch follows another is known by construction.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
from numpy.typing import NDArray

Rgb = NDArray[np.uint8]
LABELS = Path(__file__).with_name("cuts.json")


@dataclass(frozen=True, slots=True)
class Boundary:
    """Where a shot ends and the next begins: at a cut `first` is the next one's first frame; in a
    fade or dissolve `first` to `last` are the frames that belong to both or to none."""

    kind: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Score:
    """How many were found, and how many of those that were found are none."""

    right: int
    wrong: int
    missed: int

    @property
    def f1(self) -> float:
        return 2 * self.right / max(2 * self.right + self.wrong + self.missed, 1)

    def __add__(self, other: Score) -> Score:
        return Score(self.right + other.right, self.wrong + other.wrong, self.missed + other.missed)


def labels() -> dict[str, Any]:
    content: dict[str, Any] = json.loads(LABELS.read_text("utf-8"))
    return content


def boundaries_of(clip: dict[str, Any]) -> list[Boundary]:
    """Of a file as it is."""
    return [Boundary(kind, first, last) for kind, first, last in clip["boundaries"]]


def boundaries_made(compilation: dict[str, Any]) -> list[Boundary]:
    """Of a compilation: a stretch is [file, first frame, frames, transition to it, its frames]."""
    found, at = [], 0
    for (_, _, length, _, _), (_, _, _, kind, overlap) in pairwise(compilation["stretches"]):
        at += length
        if kind == "dissolve":
            at -= overlap
            found.append(Boundary(kind, at, at + overlap - 1))
        elif kind == "fade":
            found.append(Boundary(kind, at - overlap, at + overlap - 1))
        else:
            found.append(Boundary(kind, at, at))
    return found


def score(cuts: Sequence[int], truth: Sequence[Boundary]) -> Score:
    """Cuts against the labelled ones, to the frame. What is reported inside a fade or dissolve is
    a boundary that is there, and jumps in one view are a matter of taste: neither is wrong."""
    wanted = {one.first for one in truth if one.kind == "cut"}
    others = [one for one in truth if one.kind != "cut"]
    right = len(wanted & set(cuts))
    wrong = [
        cut
        for cut in set(cuts) - wanted
        if not any(one.first - 1 <= cut <= one.last + 1 for one in others)
    ]
    return Score(right, len(wrong), len(wanted) - right)


def gradual(found: Sequence[int], truth: Sequence[Boundary], kind: str) -> Score:
    """Fades or dissolves that were reported, at a frame inside each labelled one."""
    wanted = [one for one in truth if one.kind == kind]
    met = {
        number
        for number, one in enumerate(wanted)
        if any(one.first - 2 <= at <= one.last + 2 for at in found)
    }
    wrong = [at for at in found if not any(one.first - 2 <= at <= one.last + 2 for one in wanted)]
    return Score(len(met), len(wrong), len(wanted) - len(met))


def compile_clip(compilation: dict[str, Any], media_dir: Path, path: Path) -> Path:
    """Write a compilation to `path`, coded as `compilation` says."""
    width, height = compilation["size"]
    with av.open(str(path), "w") as container:
        stream = container.add_stream(compilation["codec"], rate=compilation["rate"])
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.codec_context.time_base = Fraction(1, compilation["rate"])
        stream.options = dict(compilation["options"])
        for number, rgb in enumerate(_joined(compilation, media_dir)):
            frame = av.VideoFrame.from_ndarray(rgb, format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, compilation["rate"])
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def _joined(compilation: dict[str, Any], media_dir: Path) -> Iterator[Rgb]:
    stretches = compilation["stretches"]
    held: list[Rgb] = []
    for number, (file, first, length, kind, overlap) in enumerate(stretches):
        frames = _stretch(media_dir / file, first, length, compilation)
        if kind == "dissolve":
            for place in range(overlap):
                share = (place + 1) / (overlap + 1)
                frames[place] = _mixed(held[place], frames[place], share)
        elif kind == "fade":
            for place in range(overlap):
                frames[place] = _mixed(np.zeros_like(frames[place]), frames[place], place / overlap)
        following = stretches[number + 1] if number + 1 < len(stretches) else None
        held = []
        if following and following[3] == "dissolve":
            frames, held = frames[: -following[4]], frames[-following[4] :]
        elif following and following[3] == "fade":
            count = following[4]
            for place in range(1, count + 1):
                frames[-place] = _mixed(
                    np.zeros_like(frames[-place]), frames[-place], (place - 1) / count
                )
        yield from frames


def _mixed(one: Rgb, other: Rgb, share: float) -> Rgb:
    return np.asarray(cv2.addWeighted(one, 1 - share, other, share, 0), np.uint8)


def _stretch(path: Path, first: int, length: int, compilation: dict[str, Any]) -> list[Rgb]:
    frames: list[Rgb] = []
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        stream.thread_type = "AUTO"
        for number, frame in enumerate(container.decode(stream)):
            if number >= first:
                rgb = frame.to_ndarray(format="rgb24")
                frames.append(_fitted(rgb, *compilation["size"], compilation["fit"]))
            if len(frames) == length:
                return frames
    raise ValueError(f"{path.name} has no {length} frames from {first} on")


def _fitted(rgb: Rgb, width_px: int, height_px: int, fit: str) -> Rgb:
    """Cropped to fill the size, or whole between black bars."""
    height, width, _ = rgb.shape
    ratios = width_px / width, height_px / height
    scale = max(ratios) if fit == "fill" else min(ratios)
    size = max(round(width * scale), 1), max(round(height * scale), 1)
    scaled = np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), np.uint8)
    made = np.zeros((height_px, width_px, 3), np.uint8)
    left, top = (size[0] - width_px) // 2, (size[1] - height_px) // 2
    if fit == "fill":
        return np.ascontiguousarray(scaled[top : top + height_px, left : left + width_px])
    made[-top : -top + size[1], -left : -left + size[0]] = scaled
    return made
