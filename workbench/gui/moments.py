"""Moments: from the frame on screen to spans of time and back. Knows no Qt."""

from __future__ import annotations

from fractions import Fraction

from workbench.media.player import Shown
from workbench.records.frame import FrameTable, Moment, MomentKind
from workbench.records.item import MediaKind, Medium
from workbench.records.mediatime import Span, Timestamp

FIRST = Moment(MomentKind.INDEX, Fraction(0))


def moment_of(shown: Shown) -> Moment:
    """The frame on screen, named as exactly as it can be; for a still its only frame."""
    if shown.index is not None:
        return Moment(MomentKind.INDEX, Fraction(shown.index))
    if shown.pts is not None:
        return Moment(MomentKind.PTS, Fraction(shown.pts))
    return FIRST


def moment_at(span: Span) -> Moment:
    """The frame that a span begins with."""
    return Moment(MomentKind.PTS, Fraction(span.start.pts))


def last_moment(medium: Medium, table: FrameTable | None) -> Moment:
    """The last frame; where the frames are not counted yet, the one at the stated end."""
    if table is not None and len(table):
        return Moment(MomentKind.INDEX, Fraction(len(table) - 1))
    return Moment(MomentKind.SECONDS, medium.duration_s or Fraction(0))


def moment_after(shown: Shown, seconds: Fraction) -> Moment:
    """The frame on screen so many seconds later, or earlier; never before the start."""
    at = (shown.time_s or Fraction(0)) + seconds
    return Moment(MomentKind.SECONDS, max(at, Fraction(0)))


def span_of_frame(shown: Shown, table: FrameTable | None) -> Span | None:
    """The time for which the frame is on screen; None for a still."""
    if shown.pts is None or shown.time_base is None:
        return None
    return Span(Timestamp(shown.pts, shown.time_base), _frame_end(shown, table))


def span_from(shown: Shown, span: Span | None, medium: Medium, table: FrameTable | None) -> Span:
    """The span with its in point at the frame on screen; its end stays where it still can."""
    if shown.pts is None or shown.time_base is None:
        raise ValueError("a still has no time")
    start = Timestamp(shown.pts, shown.time_base)
    if span is not None and start < span.end:
        return Span(start, span.end)
    end = _end(shown.time_base, medium, table)
    return Span(start, end if start < end else _frame_end(shown, table))


def span_to(shown: Shown, span: Span | None, table: FrameTable | None) -> Span:
    """The span up to and including the frame on screen; its start stays where it still can."""
    if shown.pts is None or shown.time_base is None:
        raise ValueError("a still has no time")
    end = _frame_end(shown, table)
    if span is not None and span.start < end:
        return Span(span.start, end)
    first = int(table.pts[0]) if table is not None and len(table) else 0
    return Span(Timestamp(min(first, shown.pts), shown.time_base), end)


def seconds_of(span: Span, start_offset_s: Fraction) -> tuple[float, float]:
    """Begin and end on the presentation clock, for the screen."""
    start, end = span.start.seconds - start_offset_s, span.end.seconds - start_offset_s
    return float(start), float(end)


def frames_of(table: FrameTable | None, span: Span) -> tuple[int, int] | None:
    """First and last frame of a span, where the frames are counted."""
    if table is None or not len(table):
        return None
    first = table.index_at(span.start.seconds - table.start_offset_s)
    last = table.index_at(span.end.seconds - table.start_offset_s)
    if last > first and table.pts[last] * table.time_base >= span.end.seconds:
        last -= 1
    return first, last


def span_between(
    start_s: float, end_s: float, medium: Medium, table: FrameTable | None
) -> Span | None:
    """The exact span of two places on the screen, which stand for boundaries of frames where the
    frames are counted; None for a still."""
    base = medium.time_base
    if base is None:
        return None
    start, end = (_timestamp(t, base, medium, table) for t in (start_s, end_s))
    return Span(start, end if start < end else Timestamp(start.pts + 1, base))


def _timestamp(
    time_s: float, base: Fraction, medium: Medium, table: FrameTable | None
) -> Timestamp:
    if medium.kind is not MediaKind.CLIP or table is None or not len(table):
        return Timestamp(round((Fraction(time_s) + medium.start_offset_s) / base), base)
    # Half a PTS on: seconds as a float may fall short of the frame they were made from.
    index = table.index_at(Fraction(time_s) + table.time_base / 2)
    last = len(table) - 1
    if index == last and Fraction(time_s) > (table.time_s(last) + table.end_s) / 2:
        return Timestamp(int(table.pts[last]) + max(int(table.duration[last]), 1), base)
    return Timestamp(int(table.pts[index]), base)


def _frame_end(shown: Shown, table: FrameTable | None) -> Timestamp:
    assert shown.pts is not None
    assert shown.time_base is not None
    lasts = 1
    if table is not None and shown.index is not None and shown.index < len(table):
        if shown.index + 1 < len(table):
            lasts = int(table.pts[shown.index + 1]) - shown.pts
        else:
            lasts = int(table.duration[shown.index])
    return Timestamp(shown.pts + max(lasts, 1), shown.time_base)


def _end(time_base: Fraction, medium: Medium, table: FrameTable | None) -> Timestamp:
    if table is not None and len(table):
        last = int(table.pts[-1]) + max(int(table.duration[-1]), 1)
        return Timestamp(last, table.time_base)
    seconds = (medium.duration_s or Fraction(0)) + medium.start_offset_s
    return Timestamp(int(seconds / time_base), time_base)


def aspect_of(medium: Medium) -> float:
    """Width of an upright picture's pixel over its height."""
    return float(medium.upright_pixel_aspect)
