"""Choosing: which frames of a clip a selection means."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from workbench.records.annotation import Annotation
from workbench.records.errors import Refusal, RefusalCode
from workbench.records.frame import FrameTable, Moment, MomentKind
from workbench.records.selection import (
    Annotated,
    Every,
    EveryFrame,
    EveryNth,
    KeyFrames,
    PerShot,
    Selection,
    ShotFrame,
    Within,
)
from workbench.records.shot import Shot


def indices(
    selection: Selection,
    table: FrameTable,
    name: str,
    *,
    shots: Sequence[Shot] = (),
    annotations: Sequence[Annotation] = (),
    within: Within | None = None,
) -> list[int]:
    """The frames that a selection means, in presentation order, each once; of shots of which the
    sharpest is wanted, all that are to be compared.

    Refusal(NO_SUCH_FRAME) for a moment that the clip `name` does not have.
    """
    first, last = bounds(within, table, name)
    if isinstance(selection, EveryNth):
        if selection.frames < 1:
            raise Refusal(RefusalCode.BAD_PARAMETER, parameter="every", value=selection.frames)
        return list(range(first, last + 1, selection.frames))
    if isinstance(selection, Every):
        return _every(selection.seconds, table, first, last)
    if isinstance(selection, PerShot):
        clipped = clip_shots(shots, first, last)
        if selection.which is ShotFrame.SHARPEST:
            return [index for begins, ends in clipped for index in range(begins, ends + 1)]
        middle = selection.which is ShotFrame.MIDDLE
        return [(begins + ends) // 2 if middle else begins for begins, ends in clipped]
    if isinstance(selection, KeyFrames):
        chosen = [int(i) for i in np.flatnonzero(table.key)]
    elif isinstance(selection, EveryFrame):
        return list(range(first, last + 1))
    elif isinstance(selection, Annotated):
        spans = [one.span for one in annotations if one.span is not None]
        chosen = [table.index_at(span.start.seconds - table.start_offset_s) for span in spans]
    else:
        chosen = [index_of(moment, table, name) for moment in selection.moments]
    return sorted({index for index in chosen if first <= index <= last})


def clip_shots(shots: Sequence[Shot], first: int, last: int) -> list[tuple[int, int]]:
    """First and last frame of each shot, of what lies from one frame to another."""
    cut = [(max(one.first_index, first), min(one.last_index, last)) for one in shots]
    return [(begins, ends) for begins, ends in cut if begins <= ends]


def sharpest(shots: Sequence[Shot], sharpness: dict[int, int], first: int, last: int) -> list[int]:
    """The sharpest frame of each shot; of several that are equally sharp, the first."""
    return [
        max(range(begins, ends + 1), key=lambda index: (sharpness.get(index, -1), -index))
        for begins, ends in clip_shots(shots, first, last)
    ]


def bounds(within: Within | None, table: FrameTable, name: str) -> tuple[int, int]:
    """First and last frame that may be chosen. Refusal(NO_SUCH_FRAME, BACKWARD_RANGE)."""
    if within is None:
        return 0, len(table) - 1
    first, last = (index_of(moment, table, name) for moment in (within.first, within.last))
    if last < first:
        raise Refusal(RefusalCode.BACKWARD_RANGE, first=f"f{first}", last=f"f{last}")
    return first, last


def _every(step_s: Fraction, table: FrameTable, begin: int, end: int) -> list[int]:
    """The frames on screen at whole multiples of a step, from one frame to another."""
    if step_s <= 0:
        raise Refusal(RefusalCode.BAD_PARAMETER, parameter="every", value=str(float(step_s)))
    if end < begin:
        return []
    start_s, end_s = _lasting(table, begin, end)
    first, until = _steps(step_s, table, begin, end)
    if until - first > end - begin + 1:
        # So short a step hits most frames many times: ask each frame instead of each step.
        ends = [table.time_s(i) for i in range(begin + 1, end + 1)] + [end_s]
        begins = (
            max(math.ceil((table.time_s(i) - start_s) / step_s), 0) for i in range(begin, end + 1)
        )
        return [
            begin + i
            for i, (n, ended_s) in enumerate(zip(begins, ends, strict=True))
            if start_s + n * step_s < ended_s
        ]
    return sorted({table.index_at(start_s + n * step_s) for n in range(first, until)})


def count_every(step_s: Fraction, table: FrameTable, begin: int, end: int) -> int:
    """How many frames `Every` means, at once and to one frame: of frames of uneven length two
    steps may hit one."""
    if step_s <= 0 or end < begin:
        return 0
    first, until = _steps(step_s, table, begin, end)
    return min(until - first, end - begin + 1)


def _lasting(table: FrameTable, begin: int, end: int) -> tuple[Fraction, Fraction]:
    """From where steps count, and when the last frame has ended. In a range they count from its
    first frame, in a clip from 0, where there may be no frame yet."""
    end_s = table.time_s(end + 1) if end + 1 < len(table) else table.end_s
    return table.time_s(begin) if begin else Fraction(0), end_s


def _steps(step_s: Fraction, table: FrameTable, begin: int, end: int) -> tuple[int, int]:
    """Number of the first step at which a frame is on screen, and of the first after the last;
    more may lie between them than a `range` can count."""
    start_s, end_s = _lasting(table, begin, end)
    first = max(math.ceil((table.time_s(begin) - start_s) / step_s), 0)
    return first, max(math.ceil((end_s - start_s) / step_s), first + 1)


def index_of(moment: Moment, table: FrameTable, name: str) -> int:
    """The frame at a moment of the clip `name`. Refusal(NO_SUCH_FRAME)."""
    if moment.kind is MomentKind.INDEX:
        if moment.value < len(table):
            return int(moment.value)
        raise Refusal(RefusalCode.NO_SUCH_FRAME, item=name, at=f"f{moment.value}")
    if moment.kind is MomentKind.PTS:
        found = table.index_of_pts(int(moment.value))
        if found is None:
            raise Refusal(RefusalCode.NO_SUCH_FRAME, item=name, at=f"@{moment.value}")
        return found
    if not len(table) or moment.value > table.end_s:
        raise Refusal(RefusalCode.NO_SUCH_FRAME, item=name, at=f"{float(moment.value)} s")
    return table.index_at(moment.value)
