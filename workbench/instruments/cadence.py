"""Cadence: how key frames follow each other, and of which types the frames between are.

Encoders set a key frame every so many frames, or sooner where the picture changes. Where the usual
distance becomes another for good, another encoder or another setting may have gone on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

REGULAR_SHARE = 0.9
"""Of the distances that are the usual one."""
SLACK_SHARE = 0.05
"""Encoders that count time and not frames are a frame off now and then."""
STRETCH = 4
"""Like distances in a row that make a habit."""
CHANGE_SHARE = 0.1
MAX_CHANGES = 50
MAX_PATTERN = 120
_LETTERS = np.frombuffer(b"?IPB", np.uint8)


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Key frames in a row that are about equally far apart."""

    first: int
    """Place of its first distance among all."""
    count: int
    frames: int
    """The distance, in frames."""


def cadence(
    pts: NDArray[np.int64],
    key: NDArray[np.bool_],
    types: NDArray[np.uint8] | None,
    time_base: Fraction,
    start_offset_s: Fraction,
) -> dict[str, Any]:
    """Of frames in presentation order; `types` as in a frame table, None where nothing is known.
    Distances are in frames."""
    places = np.flatnonzero(key)
    apart = np.diff(places)
    facts: dict[str, Any] = {
        "frames": len(pts),
        "key_frames": len(places),
        "distance": _distance(apart),
        "changes": [],
        "types": None if types is None or not types.any() else _types(types, places),
    }
    if len(places) == len(pts):
        return facts  # every frame is one
    for before, after in list(_changes(apart))[:MAX_CHANGES]:
        index = int(places[after.first])
        at_s = int(pts[index]) * time_base - start_offset_s
        facts["changes"].append(
            {
                "index": index,
                "pts": int(pts[index]),
                "at_s": round(float(at_s), 6),
                "before": before.frames,
                "after": after.frames,
            }
        )
    return facts


def _distance(apart: NDArray[np.intp]) -> dict[str, Any] | None:
    if not len(apart):
        return None
    usual, times = Counter(apart.tolist()).most_common(1)[0]
    near = np.abs(apart - usual) <= _slack(usual)
    return {
        "least": int(apart.min()),
        "most": int(apart.max()),
        "usual": int(usual) if times > 1 else None,
        "regular": bool(near.mean() >= REGULAR_SHARE) if len(apart) >= STRETCH else None,
    }


def _slack(frames: int) -> float:
    return max(1.0, SLACK_SHARE * frames)


def _changes(apart: NDArray[np.intp]) -> Iterator[tuple[_Stretch, _Stretch]]:
    """Each habit with the next one, where they differ."""
    before: _Stretch | None = None
    for one in _stretches(apart.tolist()):
        differs = before is not None and abs(one.frames - before.frames) > max(
            2.0, CHANGE_SHARE * before.frames
        )
        if before is not None and differs:
            yield before, one
        before = one


def _stretches(apart: list[int]) -> Iterator[_Stretch]:
    at = 0
    while at < len(apart):
        end = at + 1
        while end < len(apart) and abs(apart[end] - apart[at]) <= _slack(apart[at]):
            end += 1
        if end - at >= STRETCH:
            yield _Stretch(at, end - at, int(np.median(apart[at:end])))
        at = end


def _types(types: NDArray[np.uint8], places: NDArray[np.intp]) -> dict[str, Any]:
    """How many frames of each type there are, and what the usual group looks like."""
    letters = _LETTERS[np.minimum(types, 3)].tobytes().decode()
    ends = [*places[1:].tolist(), len(types)]
    groups = [letters[a : min(b, a + MAX_PATTERN)] for a, b in zip(places, ends, strict=False)]
    whole = groups[:-1] or groups  # the last one may be cut by the end
    counted = {name: letters.count(name) for name in "IPB"}
    key = np.zeros(len(types), bool)
    key[places] = True
    return {
        **counted,
        "unknown": letters.count("?"),
        "intra_not_key": int(((types == 1) & ~key).sum()),
        "longest_b_run": max(
            map(len, "".join(c if c == "B" else " " for c in letters).split()), default=0
        ),
        "usual_group": Counter(whole).most_common(1)[0][0] if whole else None,
    }
